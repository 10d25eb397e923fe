package org.usher.server.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** What was done by all the runs in which nothing was wrong. */
    String summary() {
        return "%,d entries of the command log, %,d virtual hours, %d pairs of (happening, state) met%n%s"
                .formatted(entries, virtualMs / 3_600_000, coverage.met(), coverage.table());
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

    @SuppressWarnings("CatchingUnchecked") // whatever it is, it is what was looked for
    private @Nullable Throwable attempt(long seed, Swarm.Plan plan) throws IOException, InterruptedException {
        Path log = Files.createDirectory(directory.resolve("log-" + ++logs));
        Logger logger = (Logger) LoggerFactory.getLogger("org.usher");
        Level level = logger.getLevel();
        logger.setLevel(Level.OFF); // a link that is disturbed so often has much to say
        try {
            Simulation.Outcome outcome = Simulation.run(seed, plan, log, coverage);
            entries += outcome.entries();
            virtualMs += outcome.virtualMs();
            return null;
        } catch (RuntimeException | AssertionError e) {
            return e;
        } finally {
            logger.setLevel(level);
            delete(log);
        }
    }

    private static void delete(Path log) throws IOException {
        try (Stream<Path> files = Files.list(log)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(log);
    }
}
