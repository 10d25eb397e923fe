package org.usher.server.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.usher.server.acceptance.Mirror;
import org.usher.server.acceptance.UsherFiles;
import org.usher.server.history.Database;
import org.usher.server.history.DatabaseSettings;
import org.usher.telephony.rig.Wire;

/**
 * MariaDB is stopped for a minute ({@code -Ddrill.seconds=N}) under 50 calls a second, then, when it writes again, killed in the middle of
 * it, and started again each time. No call is affected, and afterwards the history is complete and without doubles.
 */
final class StopDatabase implements Drill {
    private static final int BEFORE_SECONDS = 10;
    private static final int BETWEEN_SECONDS = 5;
    private static final int DEAD_SECONDS = 5;
    private static final int AFTER_SECONDS = 10;

    @Override
    public String name() {
        return "stop-database";
    }

    @Override
    public void run(Proof proof) throws Exception {
        long stoppedSeconds = Drills.number("drill.seconds", 60);
        UsherFiles files = UsherFiles.fresh("drill-" + name() + "-database");
        MariaDb mariaDb = new MariaDb(files);
        try (mariaDb;
                Wire wire = Wire.to(mariaDb.port());
                Site site = Site.open(new Site.Layout(name(), Rush.AGENTS, Rush.QUEUES, Rush.PHONES)
                        .withWiring(mariaDb.wiring(wire.port())))) {
            long seconds = BEFORE_SECONDS + stoppedSeconds + BETWEEN_SECONDS + DEAD_SECONDS + AFTER_SECONDS;
            Site.Dialling crowd = Rush.start(site, seconds);
            Pause.ms(1_000 * BEFORE_SECONDS);
            long stoppedUs = site.music().nowUs();
            mariaDb.stop();
            Pause.ms(1_000 * stoppedSeconds);
            proof.figure(
                    "backlogWhileAway",
                    site.api().check("history").path("detail").asString());
            mariaDb.start();
            wire.leadsTo(mariaDb.port());
            long backUs = site.music().nowUs();
            Pause.ms(1_000 * BETWEEN_SECONDS);
            long killedUs = site.music().nowUs();
            mariaDb.kill();
            Pause.ms(1_000 * DEAD_SECONDS);
            mariaDb.start();
            wire.leadsTo(mariaDb.port());
            proof.holds(crowd.sipp().ended(60), "every call is over a minute after the last one came");
            Journal journal = site.journal();
            Rush.waits(journal, crowd, new Rush.Span(0, stoppedUs), "before", proof);
            Rush.waits(journal, crowd, new Rush.Span(stoppedUs, backUs), "stopped", proof);
            Rush.waits(journal, crowd, new Rush.Span(backUs, killedUs), "between", proof);
            Rush.waits(journal, crowd, new Rush.Span(killedUs, Long.MAX_VALUE), "killed", proof);
            long unserved = journal.calls().stream()
                    .filter(call -> call.talks().size() != 1 || call.left || call.rings.size() != 1)
                    .count();
            proof.figure("callsAffected", unserved);
            proof.holds(unserved == 0, "%d callers were not served, or rang twice".formatted(unserved));
            Books.close(site, History.of(files), false, proof);
        }
    }

    /** A MariaDB of the drill's own, which nobody starts again but the drill. */
    private static final class MariaDb implements AutoCloseable {
        private final Path directory;
        private final UsherFiles files;
        private Database server;

        MariaDb(UsherFiles files) throws InterruptedException, SQLException {
            this.files = files;
            directory = files.home().resolve("data/mariadb");
            server = start();
            try (var connection = server.connection();
                    var statement = connection.createStatement()) {
                statement.execute("DROP DATABASE usher");
                statement.execute("CREATE DATABASE usher CHARACTER SET utf8mb4");
            }
        }

        Database start() throws InterruptedException {
            server = new Database(DatabaseSettings.ownServer(directory));
            server.start();
            if (!server.awaitUp(Duration.ofMinutes(2))) {
                throw new IllegalStateException(server.status().detail());
            }
            return server;
        }

        int port() {
            return Integer.parseInt(Mirror.login(files).getProperty("port"));
        }

        String wiring(int port) {
            return """
                    [database]
                    url = "jdbc:mariadb://127.0.0.1:%d/usher?sslMode=disable"
                    user = "usher"
                    password = "%s"
                    """.formatted(port, Mirror.login(files).getProperty("password"));
        }

        /** As its service would stop it. */
        void stop() {
            server.close();
        }

        /** kill -9. */
        void kill() throws IOException, InterruptedException {
            long pid = Long.parseLong(
                    Files.readString(directory.resolve("data/mariadbd.pid")).strip());
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            Pause.atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
            server.close(); // else it would start it again
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
