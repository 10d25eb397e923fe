package org.usher.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The MariaDB that the server runs for itself, and what happens without one. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class OwnServerIT {
    @Test
    void shouldAdoptTheServerThatSurvivedUs() throws Exception {
        Path own = Files.createTempDirectory(Path.of("target"), "adopt-it-").toAbsolutePath();
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsMariaDb.class.getName(),
                        own.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var words = victim.inputReader()) {
            assertThat(words.lines().filter(line -> line.startsWith("ready")).findFirst())
                    .isPresent();
        }
        victim.destroyForcibly().waitFor();
        String survivor = pidIn(own);
        OwnServer second = new OwnServer(own, () -> {
            throw new IOException("nothing may be started");
        });
        try (second) {
            DatabaseServer.Login adopted = second.running();
            try (Connection connection = DriverManager.getConnection(
                    adopted.jdbcUrl(), adopted.user(), adopted.password().reveal())) {
                assertThat(connection.isValid(3)).isTrue();
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own.resolve("login.properties"))))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own.resolve("init.sql"))))
                    .isEqualTo("rw-------");
        }
        assertThat(ProcessHandle.of(Long.parseLong(survivor)).filter(ProcessHandle::isAlive))
                .as("what was adopted is stopped, too")
                .isEmpty();
    }

    @Test
    void shouldLeaveNobodyInstallingWhenItIsStoppedMeanwhile() throws Exception {
        Path own = Files.createTempDirectory(Path.of("target"), "install-it-").toAbsolutePath();
        try (OwnServer server = new OwnServer(own, HistoryOnMariaDb.embedded())) {
            FutureTask<DatabaseServer.Login> starting = new FutureTask<>(server::running);
            Thread keeper = Thread.ofPlatform().start(starting);
            await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(own.resolve("data.unfinished/mysql")));
            keeper.interrupt();
            assertThatThrownBy(starting::get).hasCauseInstanceOf(InterruptedException.class);
        }
        assertThat(ProcessHandle.allProcesses()) // whoever has lost his parent is no descendant of ours
                .noneMatch(process -> process.info().commandLine().orElse("").contains(own.toString()));
    }

    private static String pidIn(Path own) throws IOException {
        return Files.readString(own.resolve("data/mariadbd.pid")).strip();
    }

    /** A server to be killed. */
    static final class StartsMariaDb {
        public static void main(String... args) throws Exception {
            new OwnServer(Path.of(args[0]), HistoryOnMariaDb.embedded()).running();
            System.out.println("ready");
            Thread.currentThread().join();
        }
    }

    @Test
    void shouldSayWhatToDoWhenThereIsNoMariaDb() {
        DatabaseServer nowhere = new OwnServer(Path.of("target/nowhere"), () -> {
            throw new IOException("no MariaDB to run: install it");
        });
        try (Database none = new Database(nowhere)) {
            none.start();
            await().until(() -> none.status().state() == Database.State.DOWN);
            assertThat(none.status().detail()).contains("install it");
        }
    }

    @Test
    void shouldStayAwayWithoutHarmWhenTheGivenServerDoesNotAnswer() {
        DatabaseSettings nobody =
                new DatabaseSettings("jdbc:mariadb://127.0.0.1:1/usher", "x", null, Path.of("target/nobody"));
        try (Database none = new Database(nobody)) {
            none.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> none.status().state() == Database.State.DOWN);
        }
    }
}
