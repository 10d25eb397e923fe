package org.usher.server;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ConfigException;
import org.usher.server.config.ServerConfig;
import org.usher.server.config.ServerConfigFile;
import org.usher.server.security.Pin;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
        name = "usher",
        description = "Contact-center telephony and queue server in front of Asterisk.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:it did what was asked",
            "1:a defect of Usher",
            "2:the command line or a configuration file is wrong",
            "3:it cannot start here: a port in use, a data directory in use or damaged, …; usher people and usher apply: the server refused, or is not there",
            "4:usher log: the log is damaged, or there is none",
            "5:usher log replay: a recorded state hash does not come out again"
        },
        subcommands = {
            Main.Run.class,
            Main.Check.class,
            ApplyCommand.class,
            Main.HashPin.class,
            PeopleCommands.class,
            CustomerCommands.class,
            LogCommands.class,
            Prepare.class
        })
public final class Main {
    private static final int WRONG_INPUT = 2;
    private static final int CANNOT_START = 3;

    private Main() {}

    /** The process: does what the command line says and ends with its exit code. */
    public static void main(String... args) {
        System.exit(execute(
                new PrintWriter(System.out, true, System.out.charset()),
                new PrintWriter(System.err, true, System.err.charset()),
                args));
    }

    /** As {@link #main}, but gives the exit code back. */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        CommandLine commandLine = new CommandLine(new Main()).setOut(out).setErr(err);
        commandLine.setExecutionExceptionHandler((failure, line, parsed) -> {
            if (failure instanceof ConfigException || failure instanceof StartException) {
                err.println(failure.getMessage());
                return failure instanceof ConfigException ? WRONG_INPUT : CANNOT_START;
            }
            throw failure;
        });
        if (args.length == 0) {
            commandLine.usage(err);
            return WRONG_INPUT;
        }
        return commandLine.execute(args);
    }

    /** Runs the server until it is told to stop. */
    @Command(name = "run", description = "Runs the server until it is told to stop.", mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {
        private static final Logger LOG = LoggerFactory.getLogger(Run.class);

        @Option(
                names = "--config",
                paramLabel = "FILE",
                defaultValue = "conf/usher.toml",
                description = "The wiring: ports, PBXs, database. Default: ${DEFAULT-VALUE}")
        private Path config = Path.of("");

        @Option(
                names = "--centre",
                paramLabel = "FILE",
                defaultValue = "conf/centre.toml",
                description = "Queues, skills, people. Default: ${DEFAULT-VALUE}")
        private Path centre = Path.of("");

        @Option(
                names = "--data",
                paramLabel = "DIRECTORY",
                description = "Where the command log and Usher's own MariaDB are, in place of what --config says.")
        private @Nullable Path data;

        @Option(
                names = "--simulate",
                description = "Serves a PBX in memory with callers and agents in place of the configured ones.")
        private boolean simulate;

        @Option(names = "--stop-with-parent", description = "Stops when the process that started this one ends.")
        private boolean stopWithParent;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            ServerConfig wiring = ServerConfigFile.read(config);
            wiring = data == null ? wiring : wiring.withDataDirectory(data);
            wiring = simulate ? wiring.simulated() : wiring;
            CentreInUse people = CentreInUse.of(centre, config, wiring);

            StopSignal stop = new StopSignal(Thread.currentThread());
            if (stopWithParent) {
                ProcessHandle.current().parent().ifPresent(stop::giveWhenEnds);
            }
            try {
                reign(wiring, people, stop);
                LOG.info("Stopping");
            } catch (InterruptedException e) {
                LOG.info("Stopped while starting");
            } finally {
                stop.obeyed();
            }
            return 0;
        }

        /** One reign after another: when another server takes over, this one stands by. */
        private void reign(ServerConfig wiring, CentreInUse people, StopSignal stop)
                throws StartException, InterruptedException {
            PrintWriter out = spec.commandLine().getOut();
            int epochAtLeast = 0;
            Doorway doorway = doorway(wiring);
            while (true) {
                Mandate mandate;
                try {
                    mandate = new Turn(
                                    wiring,
                                    epochAtLeast,
                                    doorway,
                                    (address, why) ->
                                            out.println("Usher is standing by: " + why + ". Wallboard: " + address))
                            .await();
                } catch (IOException e) {
                    throw StartException.of(e);
                }
                try (Server server = Server.start(wiring, people.now(), mandate)) {
                    out.println("Usher is ready. Wallboard: " + server.address());
                    if (stop.awaitOr(server.superseded())) {
                        return;
                    }
                    epochAtLeast = server.superseded().join() + 1;
                    doorway = doorway.at(server.port());
                    LOG.warn("Another Usher has taken over with epoch {}; stepping down to stand by", epochAtLeast - 1);
                }
            }
        }

        /** Its keeper ends with the process. */
        private static Doorway doorway(ServerConfig wiring) throws StartException {
            try {
                return Doorway.open(wiring.http(), wiring.http().port());
            } catch (IOException e) {
                throw StartException.of(e);
            }
        }
    }

    /** Says what is wrong with configuration files. */
    @Command(
            name = "check",
            description = "Says what is wrong with configuration files, without starting anything.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {
        @Parameters(
                arity = "1..*",
                paramLabel = "FILE",
                description = "Files like centre.toml; one whose name begins with usher is read as the wiring.")
        private List<Path> files = List.of();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Override
        public Integer call() {
            boolean allWell = true;
            for (Path file : files) {
                try {
                    spec.commandLine().getOut().println(file + ": " + read(file));
                } catch (ConfigException e) {
                    spec.commandLine().getErr().println(e.getMessage());
                    allWell = false;
                }
            }
            return allWell ? 0 : WRONG_INPUT;
        }

        private static String read(Path file) throws ConfigException {
            if (String.valueOf(file.getFileName()).startsWith("usher")) {
                ServerConfig wiring = ServerConfigFile.read(file);
                return wiring.pbxs().size() + " PBXs, all in order";
            }
            Centre centre = CentreFile.read(file);
            List<String> lines =
                    new ArrayList<>(List.of(centre.configuration().queues().size() + " queues, "
                            + centre.configuration().agents().size() + " agents, "
                            + (centre.findings().isEmpty() ? "all in order" : "can be used")));
            centre.findings().forEach(finding -> lines.add(finding.toString()));
            return String.join("\n", lines);
        }
    }

    /** Makes the hash of a PIN. */
    @Command(
            name = "hash-pin",
            description = "Asks for an agent's PIN, 4 to 12 digits, and prints the pin_hash for the centre's file."
                    + " Not at a terminal, it reads the PIN from the first line of its input.",
            mixinStandardHelpOptions = true)
    static final class HashPin implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
            String pin = terminal.isPresent() ? asked(terminal.get()) : piped();
            if (!Pin.isPin(pin)) {
                spec.commandLine().getErr().println("This is not a PIN: give 4 to 12 digits, the same twice");
                return WRONG_INPUT;
            }
            spec.commandLine().getOut().println(SecretHash.of(Secret.of(pin)).text());
            return 0;
        }

        /** Twice, since nothing is shown; empty if they differ. */
        private static String asked(Console console) {
            char[] once = console.readPassword("PIN: ");
            char[] again = console.readPassword("The same again: ");
            return once != null && Arrays.equals(once, again) ? new String(once) : "";
        }

        private static String piped() throws IOException {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line.strip();
        }
    }

    /** The version this was built as. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties build = new Properties();
            try (InputStream in = Main.class.getResourceAsStream("build.properties")) {
                if (in == null) {
                    throw new IOException("build.properties is missing from the jar");
                }
                build.load(in);
            }
            return new String[] {"usher " + build.getProperty("version")};
        }
    }
}
