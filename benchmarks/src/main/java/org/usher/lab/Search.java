package org.usher.lab;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.usher.core.api.Routing;
import org.usher.core.api.Routing.AgentRule;
import org.usher.core.api.Routing.AgentWeights;
import org.usher.core.api.Routing.ContactRule;
import org.usher.core.api.Routing.ContactWeights;

/**
 * Looks for rules with a shorter mean wait on the training days: one thing after another is tried at each of its values with the others as
 * they are, the best is kept, and so on until a whole round brings nothing more or so many rules have been tried. All meet the same
 * callers, so the search gives the same answer each time.
 *
 * <p>Rules under which more callers give up, or whose 99 % wait is over {@value #LONGER_TAIL} times that of the default, are passed over:
 * a short mean is not to be had at the cost of a few.
 */
final class Search {
    static final double LONGER_TAIL = 1.1;
    private static final int ROUNDS = 3;

    private final Function<Routing, List<Tally>> training;
    private final PrintStream progress;
    private final int most;
    private final Map<Routing, Score> tried = new LinkedHashMap<>();

    /** How rules did on the training days. */
    record Score(double meanWaitS, double abandoned, double p99S) {
        boolean isBetterThan(Score best, Score standard) {
            return meanWaitS < best.meanWaitS
                    && abandoned <= standard.abandoned + 1e-9
                    && p99S <= LONGER_TAIL * standard.p99S + 1e-9;
        }
    }

    Search(Function<Routing, List<Tally>> training, int most, PrintStream progress) {
        this.training = training;
        this.most = most;
        this.progress = progress;
    }

    Routing best() {
        Routing best = Routing.DEFAULT;
        Score standard = score(best);
        for (int round = 0; round < ROUNDS; round++) {
            Routing before = best;
            for (int thing = 0; thing < 4; thing++) {
                for (Routing candidate : candidates(thing, best)) {
                    boolean known = tried.containsKey(candidate);
                    if (!known && tried.size() >= most) {
                        progress.println("stopped after " + most + " rules (-Dlab.tries)");
                        return best;
                    }
                    Score score = score(candidate);
                    if (score.isBetterThan(score(best), standard)) {
                        best = candidate;
                    }
                }
            }
            if (best.equals(before)) {
                break;
            }
        }
        return best;
    }

    int tries() {
        return tried.size();
    }

    private Score score(Routing routing) {
        Score known = tried.get(routing);
        if (known != null) {
            return known;
        }
        Outcome outcome = new Outcome("", training.apply(routing));
        Score score = new Score(
                outcome.of(Measure.MEAN_WAIT).value(),
                outcome.of(Measure.ABANDONED).value(),
                outcome.waitQuantileSeconds(99));
        tried.put(routing, score);
        progress.println(String.format(
                Locale.ROOT,
                "%3d  mean wait %8.3f s, given up %5.2f %%, p99 %7.1f s  %s",
                tried.size(),
                score.meanWaitS(),
                100 * score.abandoned(),
                score.p99S(),
                RoutingLines.of(routing).lines().skip(1).toList()));
        return score;
    }

    private static List<Routing> candidates(int thing, Routing best) {
        return switch (thing) {
            case 0 -> agents(best);
            case 1 -> lines(best);
            case 2 -> loads(best);
            default -> lengths(best);
        };
    }

    /** How a caller chooses among agents. */
    private static List<Routing> agents(Routing best) {
        List<Routing> all = new ArrayList<>();
        for (AgentRule rule : AgentRule.values()) {
            if (rule != AgentRule.INDEX && rule != AgentRule.IDLENESS_RATIO) {
                all.add(with(best, rule, AgentWeights.DEFAULT));
            }
        }
        for (AgentWeights weights : List.of(
                new AgentWeights(0, 0, 100, 10),
                new AgentWeights(0, 0, 100, 50),
                new AgentWeights(0, 0, 100, 200),
                new AgentWeights(0, 10, 100, 0),
                new AgentWeights(0, 100, 100, 0),
                new AgentWeights(0, 100, 0, 100))) {
            all.add(with(best, AgentRule.INDEX, weights));
        }
        return all;
    }

    /** What a line counts for at most that is long for its agents. */
    private static List<Routing> lines(Routing best) {
        ContactWeights now = ofIndex(best);
        return tried(
                best,
                new int[] {0, 60, 300, 600, 1_200, 3_600},
                ms -> new ContactWeights(100, now.perWaitingMs(), now.perLoadMs(), 0, ms));
    }

    /** What a line counts for that is long for its agents, without bound. */
    private static List<Routing> loads(Routing best) {
        ContactWeights now = ofIndex(best);
        return tried(
                best,
                new int[] {0, 15, 60, 180, 600, 1_800},
                ms -> new ContactWeights(100, now.perWaitingMs(), ms, 0, now.lineMs()));
    }

    /** What a line counts for that is long. */
    private static List<Routing> lengths(Routing best) {
        ContactWeights now = ofIndex(best);
        return tried(
                best,
                new int[] {0, 1, 5, 15, 60, 180},
                ms -> new ContactWeights(100, ms, now.perLoadMs(), 0, now.lineMs()));
    }

    private static List<Routing> tried(Routing best, int[] seconds, IntFunction<ContactWeights> weights) {
        return IntStream.of(seconds)
                .mapToObj(s -> with(best, weights.apply(1_000 * s)))
                .toList();
    }

    private static ContactWeights ofIndex(Routing routing) {
        return routing.contacts() == ContactRule.INDEX ? routing.contactWeights() : new ContactWeights(100, 0, 0);
    }

    private static Routing with(Routing routing, AgentRule rule, AgentWeights weights) {
        return new Routing(routing.contacts(), rule, routing.contactWeights(), weights, routing.occupancyMemoryMs());
    }

    private static Routing with(Routing routing, ContactWeights weights) {
        return new Routing(
                ContactRule.INDEX, routing.agents(), weights, routing.agentWeights(), routing.occupancyMemoryMs());
    }
}
