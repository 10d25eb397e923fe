package org.usher.server.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Runs seeds one after the other, each with a log of its own, and makes a failing one small. */
final class Seeds {
    /** A run in which something goes wrong after few happenings is worth so many tries. */
    private static final int MAX_TRIES = 400;

    private final Path directory;
    private final Coverage coverage = new Coverage();
    private long entries;
    private long virtualMs;
    private Simulation.Outcome last = new Simulation.Outcome(0, 0, 0, 0, 0);
    private long deaths;
    private int logs;

    /** @param directory where the command logs go while they are needed */
    Seeds(Path directory) {
        this.directory = directory;
    }

    /** Null, or what is wrong with this seed; for one whose classes are loaded anew. */
    static @Nullable String complaint(long seed, Path directory) throws IOException, InterruptedException {
        Throwable wrong = new Seeds(directory).attempt(seed, Swarm.of(seed));
        return wrong == null ? null : wrong.toString();
    }

    /** Null, or the story of a seed that failed and how to run it again. */
    @Nullable
    String run(long seed, @Nullable List<Integer> kept) throws IOException, InterruptedException {
        Swarm.Plan plan = Swarm.of(seed);
        Throwable wrong = attempt(seed, kept == null ? plan : plan.only(kept));
        if (wrong == null) {
            return null;
        }
        List<Integer> needed = kept == null ? shrink(seed, plan) : kept;
        Throwable shrunk = attempt(seed, plan.only(needed));
        StringBuilder report = new StringBuilder("seed " + seed + " fails: " + wrong + "\nso do " + needed.size()
                + " of its " + plan.happenings().size() + " happenings: " + shrunk + "\n");
        needed.forEach(
                i -> report.append("    ").append(plan.happenings().get(i)).append('\n'));
        return report.append("again: mvn -Psim -Dseed=" + seed + " -Dkeep="
                        + needed.stream().map(String::valueOf).collect(Collectors.joining(",")))
                .toString();
    }

    /**
     * Null, or the story of a death after which a promise was broken: this seed is run as often as it writes to its command log, times the
     * ways to die of a write.
     *
     * @param every whether in each of these ways at every write; else in one of them, by turns
     */
    @Nullable
    String everyWrite(long seed, boolean every) throws IOException, InterruptedException {
        Swarm.Plan plan = Swarm.of(seed).troubled();
        Throwable wrong = attempt(seed, plan, Death.NEVER);
        long writes = last.writes();
        for (long write = 1; wrong == null && write <= writes; write++) {
            for (Death.Left left : every ? Death.Left.values() : new Death.Left[] {Death.Left.inTurn(write)}) {
                Death death = new Death(Death.Moment.WRITE, write, left);
                wrong = attempt(seed, plan, death);
                if (wrong == null && last.reigns() < 2) {
                    wrong = new AssertionError("nobody died");
                }
                if (wrong != null) {
                    return "seed " + seed + " with " + death + " of " + writes + " writes fails: " + wrong;
                }
                deaths++;
            }
        }
        return wrong == null ? null : "seed " + seed + " fails without a death: " + wrong;
    }

    /** What was done by all the runs in which nothing was wrong. */
    String summary() {
        return "%s%,d entries of the command log, %,d virtual hours, %d pairs of (happening, state) met%n%s"
                .formatted(
                        deaths == 0 ? "" : "%,d deaths, ".formatted(deaths),
                        entries,
                        virtualMs / 3_600_000,
                        coverage.met(),
                        coverage.table());
    }

    /** Leaves out whatever is not needed to fail, in ever smaller pieces (Zeller and Hildebrandt's ddmin, TSE 28, 2002). */
    private List<Integer> shrink(long seed, Swarm.Plan plan) throws IOException, InterruptedException {
        List<Integer> needed = new ArrayList<>(
                IntStream.range(0, plan.happenings().size()).boxed().toList());
        int tries = 0;
        for (int piece = Math.max(1, needed.size() / 2); piece > 0; piece /= 2) {
            for (int from = 0; from < needed.size() && tries < MAX_TRIES; tries++) {
                List<Integer> without = new ArrayList<>(needed);
                without.subList(from, Math.min(needed.size(), from + piece)).clear();
                if (attempt(seed, plan.only(without)) == null) {
                    from += piece;
                } else {
                    needed = without;
                }
            }
        }
        return needed;
    }

    private @Nullable Throwable attempt(long seed, Swarm.Plan plan) throws IOException, InterruptedException {
        return attempt(seed, plan, plan.conditions().death());
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, it is what was looked for
    private @Nullable Throwable attempt(long seed, Swarm.Plan plan, Death death)
            throws IOException, InterruptedException {
        Path log = Files.createDirectory(directory.resolve("log-" + ++logs));
        Logger logger = (Logger) LoggerFactory.getLogger("org.usher");
        Level level = logger.getLevel();
        logger.setLevel(Level.OFF); // a link that is disturbed so often has much to say
        try {
            Simulation.Outcome outcome = Simulation.run(seed, plan, death, log, coverage);
            entries += outcome.entries();
            virtualMs += outcome.virtualMs();
            last = outcome;
            return null;
        } catch (RuntimeException | AssertionError | IOException e) {
            return e;
        } finally {
            logger.setLevel(level);
            delete(log);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
