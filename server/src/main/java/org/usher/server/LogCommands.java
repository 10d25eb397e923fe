package org.usher.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.LogEntry;
import org.usher.server.engine.CommandLogException;
import org.usher.server.engine.LogTarget;
import org.usher.server.engine.LogTarget.Seal;
import org.usher.server.engine.RecordedLog;
import org.usher.server.engine.RecordedReplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at the command log of a server that runs or has run; changes nothing about it. */
@Command(
        name = "log",
        description = "Looks at the command log of a server that runs or has run; changes nothing about it.",
        mixinStandardHelpOptions = true,
        subcommands = {LogCommands.Print.class, LogCommands.Verify.class, LogCommands.Replay.class})
final class LogCommands implements Callable<Integer> {
    private static final int DAMAGED = 4;
    private static final int DIFFERS = 5;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    /** Which log. */
    abstract static class OfALog implements Callable<Integer> {
        @Parameters(
                paramLabel = "PLACE",
                description = "The data directory of a server, the directory of its log, or one file of it.")
        private Path place = Path.of("");

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        final PrintWriter out() {
            return spec.commandLine().getOut();
        }

        abstract int look(Path log) throws IOException;

        @Override
        public final Integer call() throws IOException {
            try {
                return look(place);
            } catch (CommandLogException e) {
                spec.commandLine().getErr().println(e.getMessage());
                return DAMAGED;
            }
        }
    }

    /** One line for each entry. */
    @Command(
            name = "print",
            description =
                    "Prints a line for each entry: its index, time, epoch, engine version and command; and for each seal.",
            mixinStandardHelpOptions = true)
    static final class Print extends OfALog {
        @Option(names = "--from", paramLabel = "INDEX", description = "Only from this entry on.")
        private long from = 1;

        @Option(names = "--to", paramLabel = "INDEX", description = "Only up to this entry.")
        private long to = Long.MAX_VALUE;

        @Option(
                names = "--contact",
                paramLabel = "ID",
                description =
                        "Only what was told of this contact: the entry that began it, and those that name it or its call.")
        private @Nullable Long contact;

        @Option(names = "--agent", paramLabel = "ID", description = "Only entries that name this agent.")
        private @Nullable Integer agent;

        @Override
        int look(Path log) throws IOException {
            CommandFilter filter = new CommandFilter(contact, agent);
            RecordedLog.read(log, new LogTarget() {
                @Override
                public void entry(LogEntry entry) {
                    if (filter.passes(entry) && entry.index() >= from && entry.index() <= to) {
                        out().println(line(entry));
                    }
                }

                @Override
                public void seal(Seal seal) {
                    if (contact == null && agent == null && seal.index() >= from && seal.index() <= to) {
                        out().println(line(seal));
                    }
                }

                @Override
                public void missing(long upToIndex) {
                    out().println("… entries up to " + upToIndex
                            + " were never on the disk; a snapshot stands for them");
                }
            });
            return 0;
        }

        private static String line(LogEntry entry) {
            return entry.index() + " " + Instant.ofEpochMilli(entry.atMs()) + " epoch " + entry.epoch() + " v"
                    + entry.engineVersion() + " " + entry.command();
        }

        private static String line(Seal seal) {
            return seal.index() + " state hash " + hex(seal.stateHash()) + " v" + seal.engineVersion();
        }
    }

    /** Whether every byte is as it was written. */
    @Command(
            name = "verify",
            description = "Reads every byte of the log and its snapshots and says whether they are whole.",
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {"0:all is whole", "4:something is damaged or missing; the message says what and where"})
    static final class Verify extends OfALog {
        @Override
        int look(Path log) throws IOException {
            long[] seals = {0};
            RecordedLog.Extent extent = RecordedLog.read(log, new LogTarget() {
                @Override
                public void entry(LogEntry entry) {
                    // that it could be decoded is what counts
                }

                @Override
                public void seal(Seal seal) {
                    seals[0]++;
                }
            });
            out().println("entries " + extent.first() + " to " + (extent.first() + extent.entries() - 1) + " and "
                    + seals[0] + " state hashes are whole" + tail(extent));
            boolean allIntact = true;
            for (RecordedReplay.SnapshotState snapshot : RecordedReplay.snapshots(log)) {
                out().println("snapshot of entry " + snapshot.index() + ": " + snapshot.detail());
                allIntact &= snapshot.intact();
            }
            return allIntact ? 0 : DAMAGED;
        }
    }

    /** Whether the same entries still lead to the same states. */
    @Command(
            name = "replay",
            description =
                    "Applies the log to an engine, from its first entry or the oldest snapshot that is kept, compares the state hashes"
                            + " that were recorded, and prints the last one.",
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {
                "0:every recorded state hash came out again",
                "4:something is damaged or missing; the message says what and where",
                "5:a state hash differs, or the engine broke; the message says after which entry"
            })
    static final class Replay extends OfALog {
        @Override
        int look(Path log) throws IOException {
            try {
                RecordedReplay.Result result = RecordedReplay.run(log, new RealEngines());
                out().println("entries " + (result.afterIndex() + 1) + " to " + result.lastIndex()
                        + " lead to state hash "
                        + hex(result.stateHash()) + "; " + result.compared() + " recorded state hashes came out again"
                        + (result.skippedSeals() == 0
                                ? ""
                                : ", " + result.skippedSeals() + " of other engine versions were passed over"));
                return 0;
            } catch (RecordedReplay.DiffersException e) {
                out().println(e.getMessage());
                return DIFFERS;
            }
        }
    }

    private static String tail(RecordedLog.Extent extent) {
        return extent.tornBytes() == 0
                ? ""
                : "; " + extent.tornBytes()
                        + " bytes behind them are a record that is not finished (the server died, or writes just now)";
    }

    private static String hex(long hash) {
        return String.format(Locale.ROOT, "%016x", hash);
    }
}
