package org.usher.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.config.ServerConfig;
import org.usher.server.history.Database;
import org.usher.server.lease.Candidacy;
import org.usher.server.lease.Lease;
import org.usher.server.lease.Word;
import org.usher.telephony.ami.PbxWatch;
import org.usher.telephony.ami.Secret;

/**
 * Waits until this server may begin to route: at once if nobody else can have what it has; else as {@link Candidacy} says, looking twice a
 * second, with a {@link StandbyDoor} open for those who ask how it stands. Then takes the lease, sends the server it replaces out of every
 * PBX, and takes over the command log if the two share it. One thread.
 */
final class Turn {
    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);
    private static final long LOOK_EVERY_MS = 500;
    private static final long DATABASE_PATIENCE_MS = 3_000;
    private static final int PBX_TIMEOUT_MS = 1_000;

    private final ServerConfig config;
    private final int epochAtLeast;
    private final Waiting waiting;
    private final Map<ServerConfig.Pbx, PbxWatch> watches = new LinkedHashMap<>();
    private @Nullable StandbyDoor door;
    private Doorway doorway;

    /** Told where a server that has to wait can be asked how it stands. */
    interface Waiting {
        void at(String address, String why);
    }

    /**
     * @param epochAtLeast of the reign to come
     * @param doorway closed by whoever opened it
     */
    Turn(ServerConfig config, int epochAtLeast, Doorway doorway, Waiting waiting) {
        this.config = config;
        this.epochAtLeast = epochAtLeast;
        this.doorway = doorway;
        this.waiting = waiting;
    }

    Mandate await() throws IOException, InterruptedException {
        Path data = config.dataDirectory();
        if (config.database().url() == null || config.simulation().enabled()) {
            // with a MariaDB of our own under the data directory, the lock of the command log is the lease
            if (epochAtLeast > 0) { // another has been seen in a PBX: if it lives it is to be back there first
                Thread.sleep(config.lease().lengthMs());
            }
            return new Mandate(
                    LogHome.current(data), epochAtLeast, Mandate.database(config), Optional.empty(), doorway);
        }
        Database database = Mandate.database(config);
        try {
            database.start();
            awaitAttempt(database);
            openWatches();
            return stand(data, database);
        } catch (IOException | InterruptedException | RuntimeException e) {
            database.close();
            throw e;
        } finally {
            watches.values().forEach(PbxWatch::close);
            StandbyDoor opened = door;
            if (opened != null) {
                opened.close();
            }
        }
    }

    /** Until it is known whether the database is there, but not for long. */
    private static void awaitAttempt(Database database) throws InterruptedException {
        long until = nowMs() + DATABASE_PATIENCE_MS;
        while (database.status().state() == Database.State.STARTING && nowMs() < until) {
            Thread.sleep(10);
        }
    }

    private void openWatches() {
        for (ServerConfig.Pbx pbx : config.pbxs()) {
            pbx.standby()
                    .ifPresent(user -> watches.put(
                            pbx,
                            new PbxWatch(
                                    pbx.host(),
                                    pbx.port(),
                                    user.name(),
                                    Secret.of(user.secret().reveal()),
                                    PBX_TIMEOUT_MS)));
        }
    }

    private Mandate stand(Path data, Database database) throws IOException, InterruptedException {
        String freshHolder = UUID.randomUUID().toString();
        long staleAfterMs = config.lease().lengthMs();
        Candidacy shared = new Candidacy(freshHolder, staleAfterMs, epochAtLeast);
        Candidacy own = null;
        while (true) {
            LogHome home = LogHome.current(data);
            boolean inUse = home.inUse(); // by one that shares our data directory and lives, or is frozen
            String holder = inUse ? freshHolder : home.holder();
            if (!inUse && own == null) {
                own = new Candidacy(holder, staleAfterMs, epochAtLeast);
            }
            Candidacy candidacy = inUse || own == null ? shared : own;
            Lease lease = new Lease(
                    database, holder, config.lease().name(), config.lease().lengthMs());
            watches.forEach((pbx, watch) -> candidacy.saw(pbx.name(), sight(watch.look()), nowMs()));
            switch (candidacy.verdict(lease.look(), nowMs())) {
                case Candidacy.Verdict.Wait wait -> say(database, wait.why());
                case Candidacy.Verdict.Begin begin -> {
                    Word taken = lease.take(begin.epochAtLeast());
                    if (!(taken instanceof Word.HeldBy)) {
                        int epoch = taken instanceof Word.Ours ours
                                ? Math.max(ours.epoch(), begin.epochAtLeast())
                                : begin.epochAtLeast();
                        return begin(inUse ? home.takeOver(holder, epoch) : home, epoch, database, lease, taken);
                    } // else another was faster, and the next look will say so
                }
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
    }

    private Mandate begin(LogHome home, int epoch, Database database, Lease lease, Word taken) throws IOException {
        if (taken instanceof Word.Unknown unknown) {
            LOG.warn("Beginning without the lease, which cannot be asked for: {}", unknown.why());
        }
        List<String> unreachable = new ArrayList<>();
        watches.forEach((pbx, watch) -> dismiss(pbx, watch, home.holder(), unreachable));
        if (!unreachable.isEmpty()) {
            LOG.warn("Could not end another server's sessions: {}", String.join("; ", unreachable));
        }
        home.deleteOlder();
        if (door != null) {
            LOG.info("Taking over, epoch {}", epoch);
        }
        return new Mandate(home, epoch, database, Optional.of(lease), doorway);
    }

    /** Its session may live on though it does not: ours would be refused, and what it has sent would be carried out. */
    private static void dismiss(ServerConfig.Pbx pbx, PbxWatch watch, String holder, List<String> failed) {
        if (watch.look() instanceof PbxWatch.Sight.Seen seen
                && !seen.holder().isEmpty()
                && !seen.holder().equals(holder)) {
            try {
                int sessions = watch.dismiss(pbx.user());
                LOG.info("Ended {} AMI sessions of the server before in PBX {}", sessions, pbx.name());
            } catch (IOException e) {
                failed.add(pbx.name() + ": " + e.getMessage());
            }
        }
    }

    private static Candidacy.Sight sight(PbxWatch.Sight sight) {
        return switch (sight) {
            case PbxWatch.Sight.Unreachable gone -> new Candidacy.Sight.Unreachable();
            case PbxWatch.Sight.Seen seen -> new Candidacy.Sight.Seen(seen.epoch(), seen.holder(), seen.beat());
        };
    }

    private void say(Database database, String why) throws IOException, InterruptedException {
        StandbyDoor opened = door;
        if (opened == null) {
            opened = StandbyDoor.open(config, doorway, database);
            door = opened;
            doorway = doorway.at(opened.port());
            LOG.info("Standing by: {}", why);
            waiting.at(opened.address(), why);
        }
        opened.say(why);
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
