package org.usher.server.history;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.security.Secret;

/**
 * A {@code mariadbd} that we run for ourselves on a free port of the loopback interface.
 *
 * <p>It outlives a {@code kill -9} of ours, and it holds the lock on its data, so no second one could start. Therefore its process id and
 * port stand in files beside the data, and a later start adopts the process if it still is what it was: alive, and a {@code mariadbd} on
 * our data directory.
 *
 * <p>The directory holds {@code data/} (MariaDB's), {@code login.properties} (port and password; for the owner's eyes only),
 * {@code init.sql} (makes the user at each start: root can not log in over TCP) and {@code mariadbd.log}.
 */
final class OwnServer implements DatabaseServer {
    private static final Logger log = LoggerFactory.getLogger(OwnServer.class);
    private static final String USER = "usher";
    private static final Duration INSTALL_TIMEOUT = Duration.ofMinutes(1);
    /** Crash recovery of a large history takes time. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final Path directory;
    private final Path data;
    private final MariaDbPrograms.Finder finder;
    private @Nullable ProcessHandle process;
    private int port;

    OwnServer(Path directory, MariaDbPrograms.Finder finder) {
        this.directory = directory.toAbsolutePath();
        this.data = this.directory.resolve("data");
        this.finder = finder;
    }

    @Override
    public Login running() throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Properties kept = keptLogin();
        if (process == null || !process.isAlive()) {
            Optional<ProcessHandle> survivor = survivor();
            if (survivor.isPresent() && kept.getProperty("port") != null) {
                process = survivor.get();
                port = Integer.parseInt(kept.getProperty("port"));
                log.info("adopted the mariadbd that is still running: process {}, port {}", process.pid(), port);
            } else {
                start(kept);
            }
            awaitPort();
        }
        String url = "jdbc:mariadb://127.0.0.1:" + port + "/" + USER
                + "?sslMode=disable&connectTimeout=3000&socketTimeout=30000";
        return new Login(url, USER, Secret.of(kept.getProperty("password")));
    }

    @Override
    public String description() {
        return "our own mariadbd in " + directory;
    }

    /** The process that uses our data directory already, if there is one. */
    private Optional<ProcessHandle> survivor() throws IOException {
        Path pidFile = data.resolve("mariadbd.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        String pid = Files.readString(pidFile).strip();
        if (!pid.matches("[0-9]{1,10}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .filter(this::isOurs);
    }

    /** The number may belong to another process by now: its command line tells. */
    private boolean isOurs(ProcessHandle candidate) {
        try {
            String commandLine = Files.readString(Path.of("/proc/" + candidate.pid() + "/cmdline"));
            return List.of(commandLine.split("\0")).contains("--datadir=" + data);
        } catch (IOException e) {
            return false; // gone, or somebody else's
        }
    }

    private void start(Properties kept) throws IOException, InterruptedException {
        MariaDbPrograms programs = finder.find();
        if (!Files.isDirectory(data)) {
            install(programs);
        }
        port = freePort();
        kept.setProperty("port", Integer.toString(port));
        keep(kept);
        writePrivately(directory.resolve("init.sql"), initSql(kept.getProperty("password")));
        List<String> command = new ArrayList<>(List.of(
                programs.server().toString(),
                "--no-defaults",
                "--basedir=" + programs.baseDirectory(),
                "--datadir=" + data,
                "--init-file=" + directory.resolve("init.sql"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=mariadbd.sock", // beside the data: a path of a socket may have 107 characters only
                "--pid-file=mariadbd.pid",
                "--skip-ssl", // on loopback; making a certificate would take seconds at each start
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
                "--innodb-buffer-pool-size=64M"));
        if (runsAsRoot()) {
            command.add("--user=root");
        }
        process = run(command).toHandle();
        log.info("started {} on port {}", programs.server(), port);
    }

    /** Makes the system tables in a directory that gets its name when all is there. */
    private void install(MariaDbPrograms programs) throws IOException, InterruptedException {
        Path unfinished = directory.resolve("data.unfinished");
        List<String> command = new ArrayList<>(List.of(
                programs.installer().toString(),
                "--no-defaults",
                "--basedir=" + programs.baseDirectory(),
                "--datadir=" + unfinished,
                "--skip-test-db",
                "--auth-root-authentication-method=socket"));
        if (runsAsRoot()) {
            command.add("--user=root");
        }
        deleteAll(unfinished); // of an installation that broke off
        Process installer = run(command);
        try {
            if (!installer.waitFor(INSTALL_TIMEOUT.toSeconds(), TimeUnit.SECONDS) || installer.exitValue() != 0) {
                throw new IOException("mariadb-install-db failed; see " + logFile());
            }
        } finally {
            end(installer);
        }
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** With the mariadbd that the script has begun, which would go on writing where the next try begins. */
    private static void end(Process installer) {
        List<ProcessHandle> all = Stream.concat(installer.descendants(), Stream.of(installer.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(killed -> killed.onExit().join());
    }

    private static void deleteAll(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> all = Files.walk(tree)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private Process run(List<String> command) throws IOException {
        // to a file, not to a pipe of ours: the process may outlive us
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
    }

    /** The port opens a little before MariaDB is ready; whoever connects then is answered when it is. */
    private void awaitPort() throws IOException, InterruptedException {
        long giveUpAtNanos = System.nanoTime() + START_TIMEOUT.toNanos();
        ProcessHandle started = process;
        while (started != null && started.isAlive() && System.nanoTime() < giveUpAtNanos) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IOException("mariadbd did not open port " + port + "; see " + logFile());
    }

    private Path logFile() {
        return directory.resolve("mariadbd.log");
    }

    private Properties keptLogin() throws IOException {
        Path file = directory.resolve("login.properties");
        Properties kept = new Properties();
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                kept.load(reader);
            }
        }
        if (kept.getProperty("password") == null) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            kept.setProperty("password", HexFormat.of().formatHex(random));
        }
        return kept;
    }

    private void keep(Properties login) throws IOException {
        StringBuilder text = new StringBuilder();
        login.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        writePrivately(directory.resolve("login.properties"), text.toString());
    }

    private static String initSql(String password) {
        return "CREATE DATABASE IF NOT EXISTS " + USER + " CHARACTER SET utf8mb4;\n"
                + "CREATE USER IF NOT EXISTS '" + USER + "'@'127.0.0.1' IDENTIFIED BY '" + password + "';\n"
                + "ALTER USER '" + USER + "'@'127.0.0.1' IDENTIFIED BY '" + password + "';\n"
                + "GRANT ALL ON " + USER + ".* TO '" + USER + "'@'127.0.0.1';\n";
    }

    private static void writePrivately(Path file, String text) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(unfinished, text, StandardCharsets.UTF_8);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean runsAsRoot() {
        return System.getProperty("user.name", "").equals("root");
    }

    @Override
    public void close() {
        ProcessHandle running = process;
        process = null;
        if (running == null) {
            return;
        }
        running.destroy(); // SIGTERM: MariaDB's own way to an orderly end
        try {
            running.onExit().get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.warn(
                    "mariadbd (process {}) did not end in {} s and is killed",
                    running.pid(),
                    STOP_TIMEOUT.toSeconds(),
                    e);
            running.destroyForcibly();
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
