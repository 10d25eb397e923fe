package org.usher.telephony.rig;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Asterisk 22 of its own, on free loopback ports and in a directory of its own, with Usher's shipped configuration, agents' phones
 * that may register (user = password = name) and a trunk that takes any caller of this machine. Logs stay in {@code target/rig}.
 */
public final class RealAsterisk implements AutoCloseable {
    /** The AMI user of the shipped manager-usher.conf. */
    public static final String USHER_USER = "usher";

    public static final String USHER_SECRET = "change-me";
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int FIRST_AUDIO_PORT = 10_000;
    static final int AUDIO_PORTS = 2_000;
    private static final int START_ATTEMPTS = 5;

    private final AsteriskConf conf;
    private final List<String> launcher;
    private @Nullable Process process;

    private RealAsterisk(AsteriskConf conf, List<String> launcher) {
        this.conf = conf;
        this.launcher = launcher;
    }

    public static Builder builder() {
        return new Builder();
    }

    public static final class Builder {
        private List<String> agents = List.of("alice", "bob");
        private int deadAfterSeconds = 5;
        private String dialplan = "";
        private @Nullable SmallDisk monitorDisk;
        private List<RigBox> boxes = List.of();
        private final Map<String, UnaryOperator<String>> edits = new HashMap<>();

        private Builder() {}

        /** It is the first of these, and has a trunk to each of the others. */
        Builder boxes(List<RigBox> selfFirst) {
            boxes = List.copyOf(selfFirst);
            return this;
        }

        public Builder agents(String... names) {
            agents = List.of(names);
            return this;
        }

        /** How long the watchdog waits without a heartbeat before callers go to the fallback. */
        public Builder deadAfterSeconds(int seconds) {
            deadAfterSeconds = seconds;
            return this;
        }

        /** More dialplan, in the syntax of extensions.conf. */
        public Builder dialplan(String text) {
            dialplan = text;
            return this;
        }

        /** Changes one of the configuration files before Asterisk reads it, the shipped ones included; once for each file. */
        public Builder edit(String file, UnaryOperator<String> change) {
            edits.put(file, change);
            return this;
        }

        /** As an operator makes the AMI user for standbys: its section is there, behind comment signs. */
        public Builder withStandbyUser() {
            return edit("manager-usher.conf", text -> {
                int section = text.indexOf(";[usher-standby]");
                return text.substring(0, section) + text.substring(section).replaceAll("(?m)^;", "");
            });
        }

        /** As an operator gives Usher's AMI user the right to have phones told to pick up. */
        public Builder thatTellsPhonesToAnswer() {
            return edit(
                    "manager-usher.conf",
                    text -> text.replaceFirst("(?m)^(write = call,reporting,originate)$", "$1,system"));
        }

        /** Recordings go to a disk of their own. */
        public Builder monitorOn(SmallDisk disk) {
            monitorDisk = disk;
            return this;
        }

        /** Starts Asterisk and returns when it is fully booted. */
        public RealAsterisk start() {
            IllegalStateException last = null;
            for (int i = 0; i < START_ATTEMPTS; i++) { // somebody who did not ask for a port may take it a moment later
                RealAsterisk asterisk = launch(configure());
                try {
                    asterisk.start();
                    return asterisk;
                } catch (IllegalStateException e) {
                    last = e;
                    asterisk.close();
                }
            }
            throw new IllegalStateException("Asterisk did not start in " + START_ATTEMPTS + " attempts", last);
        }

        private RealAsterisk launch(AsteriskConf conf) {
            SmallDisk disk = monitorDisk;
            return new RealAsterisk(
                    conf, disk == null ? List.of() : disk.launcher(conf.home().resolve("spool/monitor")));
        }

        private AsteriskConf configure() {
            try {
                Path home = Path.of("target/rig", ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet())
                        .toAbsolutePath();
                delete(home);
                // the control socket's path has a limit of about 100 characters
                Path sockets = Files.createTempDirectory("usher-rig");
                AsteriskConf conf = new AsteriskConf(
                        AsteriskTree.get(),
                        home,
                        sockets,
                        Ports.next(),
                        Ports.next(),
                        audioPorts(),
                        agents,
                        deadAfterSeconds,
                        dialplan,
                        boxes,
                        edits);
                conf.write();
                return conf;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The first of them; those of another Asterisk may be the same, for it takes what is free of them when it needs it. */
    private static int audioPorts() {
        int most = Ports.AUDIO_BELOW - AUDIO_PORTS;
        return FIRST_AUDIO_PORT + 2 * ThreadLocalRandom.current().nextInt((most - FIRST_AUDIO_PORT) / 2 + 1);
    }

    public int amiPort() {
        return conf.amiPort();
    }

    public int sipPort() {
        return conf.sipPort();
    }

    public boolean runs() {
        return process != null && process.isAlive();
    }

    /** Of the process, while it runs. */
    public long pid() {
        if (process == null) {
            throw new IllegalStateException("Asterisk does not run");
        }
        return process.pid();
    }

    /** Where this Asterisk's files and logs are. */
    public Path home() {
        return conf.home();
    }

    /** Where its sounds are, of this Asterisk alone. */
    public Path sounds() {
        return conf.sounds();
    }

    /** Where the recordings are, as this test can read them while Asterisk runs. */
    public Path recordings() {
        Path directory = home().resolve("spool/monitor/usher");
        Process p = process;
        return launcher.isEmpty() || p == null
                ? directory
                : Path.of("/proc/" + p.pid() + "/root" + directory); // a disk that only Asterisk sees
    }

    /** Logs in as Usher, with the shipped rights and filter. */
    public AmiClient usherAmi() {
        return AmiClient.login(amiPort(), USHER_USER, USHER_SECRET);
    }

    /** Logs in as an observer who sees and may do everything. */
    public AmiClient rigAmi() {
        return AmiClient.login(amiPort(), "rig", AsteriskConf.RIG_SECRET);
    }

    /** Starts Asterisk again after {@link #stop} or {@link #kill}, on the same ports; returns when it is fully booted. */
    public void start() {
        if (process != null) {
            throw new IllegalStateException("Asterisk runs already");
        }
        try {
            File out = home().resolve("log/asterisk.out").toFile();
            List<String> command = new ArrayList<>(launcher);
            command.addAll(List.of(
                    conf.tree().asterisk().toString(),
                    "-C",
                    conf.etc().resolve("asterisk.conf").toString(),
                    "-f",
                    "-n"));
            Process p = new ProcessBuilder(command)
                    .directory(home().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(out))
                    .redirectInput(new File("/dev/null"))
                    .start();
            process = p;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!p.waitFor(20, TimeUnit.MILLISECONDS) && System.nanoTime() < deadline) {
                if (answers()) {
                    System.out.println("real Asterisk started: " + home()); // what .ci/run counts
                    return;
                }
            }
            throw new IllegalStateException("Asterisk did not come up:\n" + log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean answers() {
        try (AmiClient ami = rigAmi()) {
            return ami.action("Ping").is("Response", "Success");
        } catch (UncheckedIOException e) {
            return false; // nobody listens yet
        }
    }

    /** Stops Asterisk as its service would; callers get a BYE. */
    public void stop() {
        end(false);
    }

    /** kill -9. */
    public void kill() {
        end(true);
    }

    private void end(boolean hard) {
        Process p = process;
        process = null;
        if (p == null) {
            return;
        }
        try {
            if (hard) {
                p.destroyForcibly();
            } else {
                p.destroy();
            }
            if (!p.waitFor(10, TimeUnit.SECONDS)) {
                p.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            p.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** What Asterisk's command line answers. */
    public String cli(String command) {
        try {
            Process p = new ProcessBuilder(
                            conf.tree().asterisk().toString(),
                            "-C",
                            conf.etc().resolve("asterisk.conf").toString(),
                            "-rx",
                            command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            return new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notices, warnings and errors so far. */
    public String log() {
        return log("asterisk.out") + log("messages");
    }

    /** What is in this file of Asterisk's log directory, empty if it is not there. */
    public String log(String name) {
        Path file = home().resolve("log").resolve(name);
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
        delete(conf.sockets());
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList())) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
