package org.usher.server.acceptance;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Usher as its users run it: a process of its own, started by its command line on files of its own; it can be killed and started again. */
public final class UsherProcess implements AutoCloseable {
    private static final String READY = "Usher is ready. Wallboard: ";
    private static final String STANDING_BY = "Usher is standing by: ";
    private static final long PATIENCE_SECONDS = 120;
    /** It lives for seconds, beside others: what counts is how soon it runs. */
    private static final List<String> SHORT_LIFE =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED");

    private final UsherFiles files;
    private final List<String> command;
    private Map<String, String> environment;
    private @Nullable Process process;
    private @Nullable BufferedReader out;
    private String address = "";

    private UsherProcess(UsherFiles files, List<String> command, Map<String, String> environment) {
        this.files = files;
        this.command = command;
        this.environment = environment;
    }

    /** Starts it on its two files and returns when it says that it is ready. */
    public static UsherProcess start(UsherFiles files) {
        return start(files, files.runArguments().toArray(String[]::new));
    }

    /** The same with another command line. */
    static UsherProcess start(UsherFiles files, String... arguments) {
        return started(new UsherProcess(files, ofTheTests(List.of(arguments)), Map.of()));
    }

    /** Starts what {@code mvn package} made by its own script, as nobody prepared it: no class cache. */
    public static UsherProcess startAsShipped(UsherFiles files) {
        Shipped shipped = Shipped.unpacked();
        return started(
                new UsherProcess(files, shipped.command(files.runArguments()), shipped.environmentWithoutCache()));
    }

    /** The same as an operator does who prepared it. */
    public static UsherProcess startAsInstalled(UsherFiles files) {
        return started(asInstalled(files));
    }

    private static UsherProcess asInstalled(UsherFiles files) {
        Shipped shipped = Shipped.prepared();
        return new UsherProcess(files, shipped.command(files.runArguments()), shipped.environment());
    }

    private static UsherProcess started(UsherProcess usher) {
        usher.start();
        return usher;
    }

    /** Starts it as installed where another works already, and returns when it says that it stands by. */
    public static UsherProcess startStandingBy(UsherFiles files) {
        UsherProcess usher = asInstalled(files);
        usher.launch();
        usher.awaitStandingBy();
        return usher;
    }

    /** The same of one that runs no longer, on its files as they are now. */
    public int exitCodeOfStart() {
        return exitCodeOf(files, command, environment);
    }

    /** Starts it where it will not become ready, and returns its exit code. */
    public static int exitCodeOf(UsherFiles files, String... arguments) {
        return exitCodeOf(files, ofTheTests(List.of(arguments)), Map.of());
    }

    private static int exitCodeOf(UsherFiles files, List<String> command, Map<String, String> environment) {
        try {
            Process p = launch(files, command, environment);
            if (!p.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                p.destroyForcibly();
                throw new AssertionError("Usher did not end; it said:\n" + files.said());
            }
            return p.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public void start() {
        launch();
        awaitReady();
    }

    /** From its next start on its clock is that of this zone, {@code GMT+01:23:45} for example. */
    public void inTimeZone(String zone) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put("TZ", zone);
        environment = Map.copyOf(changed);
    }

    private void launch() {
        if (process != null) {
            throw new IllegalStateException("Usher runs already");
        }
        Process p = launch(files, command, environment);
        process = p;
        out = p.inputReader();
    }

    /** Returns when it says that it is ready, which it has not said before. */
    public void awaitReady() {
        awaitLine(READY);
    }

    /** Returns when it says that it stands by. */
    public void awaitStandingBy() {
        awaitLine(STANDING_BY);
    }

    private void awaitLine(String beginning) {
        BufferedReader lines = out;
        if (lines == null) {
            throw new IllegalStateException("Usher does not run");
        }
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(beginning)) {
                    address = line.substring(line.lastIndexOf(' ') + 1);
                    return;
                }
            }
            throw new AssertionError("Usher did not say \"" + beginning + "\"; it said:\n" + files.said());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -STOP: it lives and does nothing. */
    public void freeze() {
        signal("STOP");
    }

    /** kill -CONT. */
    public void wake() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** From the classes of this build, which need not be packaged. */
    private static List<String> ofTheTests(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SHORT_LIFE);
        command.addAll(List.of(
                // the shipped logging, not that of the tests, which is on this class path too
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                "org.usher.server.Main"));
        command.addAll(arguments);
        return command;
    }

    private static Process launch(UsherFiles files, List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(files.home().toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
                    .redirectInput(new File("/dev/null"));
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code http://127.0.0.1:port/}. */
    public String address() {
        return address;
    }

    public UsherFiles files() {
        return files;
    }

    public long pid() {
        return running().pid();
    }

    private Process running() {
        Process p = process;
        if (p == null) {
            throw new IllegalStateException("Usher does not run");
        }
        return p;
    }

    /** kill -9. MariaDB, a process of its own, lives on. */
    public void kill() {
        end(running().destroyForcibly());
    }

    /** Asks it to stop, as Ctrl-C does, and waits until it has. */
    public void stop() {
        Process p = running();
        p.destroy();
        end(p);
    }

    private void end(Process p) {
        try {
            if (!p.waitFor(30, TimeUnit.SECONDS)) {
                p.destroyForcibly().waitFor();
                throw new AssertionError("Usher did not stop within 30 s; it said:\n" + files.said());
            }
        } catch (InterruptedException e) {
            p.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process = null;
        }
    }

    /** Stops it, and the MariaDB of one that was killed. */
    @Override
    public void close() {
        try {
            if (process != null) {
                stop();
            }
        } finally {
            mariaDb().ifPresent(ProcessHandle::destroy);
        }
    }

    /** The MariaDB that Usher started and that still runs. */
    public Optional<ProcessHandle> mariaDb() {
        Path data = files.home().resolve("data/mariadb/data");
        try {
            Path pidFile = data.resolve("mariadbd.pid");
            if (!Files.exists(pidFile)) {
                return Optional.empty();
            }
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            Path commandLine = Path.of("/proc/" + pid + "/cmdline");
            boolean ours =
                    Files.exists(commandLine) && Files.readString(commandLine).contains(data.toString());
            return ours ? ProcessHandle.of(pid) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it ended while we looked
        }
    }
}
