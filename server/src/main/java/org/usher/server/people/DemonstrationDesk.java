package org.usher.server.people;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Configuration;
import org.usher.server.security.OwnerFile;
import org.usher.server.security.Remit;
import org.usher.server.security.Role;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;

/**
 * Makes a person of the agent whom the simulation leaves to whoever tries the desk. As with the first administrator, the password is random,
 * in a file that only the server's owner can read, and good for nothing but to be changed.
 */
public final class DemonstrationDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemonstrationDesk.class);
    private static final long TRY_EVERY_MS = 500;

    private final People people;
    private final String agent;
    private final Path file;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("usher-demo-desk").daemon().factory());

    /** @param agent name of the agent, and of the person to be */
    public DemonstrationDesk(People people, String agent, Path dataDirectory) {
        this.people = people;
        this.agent = agent;
        this.file = dataDirectory.resolve("desk.password");
    }

    /** Makes him as soon as people are known, if nobody has his name. */
    public void start(Configuration centre) {
        if (centre.agents().stream().noneMatch(known -> known.name().equals(agent))) {
            LOG.warn("The centre has no agent {} to be left to a person ([simulation] desk in usher.toml)", agent);
            return;
        }
        var _ = thread.scheduleWithFixedDelay(this::tryOnce, 0, TRY_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** Until MariaDB is there nobody can be made; there is no hurry. */
    private void tryOnce() {
        try {
            if (people.isKnown() && make()) {
                thread.shutdown();
            }
        } catch (SQLException e) {
            LOG.debug("nobody could be made yet", e);
        } catch (IOException | RuntimeException e) {
            LOG.error("No person could be made for the desk of {}", agent, e);
            thread.shutdown();
        }
    }

    private boolean make() throws SQLException, IOException {
        Person person =
                new Person(0, agent, agent, Set.of(Role.AGENT), Remit.NONE, agent, false, true, SecretHash.NOBODYS);
        if (people.office().add(person) instanceof Change.Done<Secret>(Secret password)) {
            Files.deleteIfExists(file); // of a person who is gone
            OwnerFile.make(file, password);
            LOG.info("Log in at /agent as {} with the password in {}, and choose another", agent, file);
        }
        return true;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
