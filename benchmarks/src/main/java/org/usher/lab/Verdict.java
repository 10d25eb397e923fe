package org.usher.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether {@code usher-default} is at least as good as the other queue servers' rules in one case. What is claimed: its mean wait is not
 * longer than any peer's, and no more callers give up than under any peer, beyond the 95 % half-width of the difference, in which both
 * meet the same callers; those half-widths are at most 1 % of its mean wait, unless the peer waits longer anyway; its 99 % wait is at most 1.1 times that of longest wait with
 * longest idle.
 *
 * <p>Each peer is compared by itself: of forty comparisons between equals one comes out beyond the half-width to either side by chance.
 */
record Verdict(List<Check> checks) {
    private static final double WIDEST_SHARE_OF_MEAN = 0.01;
    private static final double MOST_P99_RATIO = 1.1;

    Verdict {
        checks = List.copyOf(checks);
    }

    /**
     * One claim.
     *
     * @param name for programs
     * @param says with the figures, for people
     */
    record Check(String name, boolean holds, String says) {}

    /** Empty if the default or all peers were left out, or if one replication alone says nothing about chance. */
    static Optional<Verdict> of(Result result) {
        Result.Row usher = row(result, Policies.DEFAULT);
        List<Result.Row> peers = result.rows().stream()
                .filter(row -> result.studied().isPeer(row.policy()))
                .toList();
        if (usher == null || peers.isEmpty() || result.replications() < 2) {
            return Optional.empty();
        }
        List<Check> checks = new ArrayList<>();
        checks.add(meanWait(peers));
        checks.add(halfWidth(peers, usher.meanWait().value()));
        checks.add(abandoned(peers));
        Result.Row longestWait = row(result, Policies.LONGEST_WAIT);
        if (longestWait != null) {
            double ratio = longestWait.p99() == 0 ? 1 : usher.p99() / longestWait.p99();
            checks.add(new Check(
                    "p99WithinLongestWaits",
                    ratio <= MOST_P99_RATIO,
                    String.format(Locale.ROOT, "99 %% wait %.3f times that of longest wait, at most 1.1", ratio)));
        }
        return Optional.of(new Verdict(checks));
    }

    private static Result.@Nullable Row row(Result result, String policy) {
        return result.rows().stream()
                .filter(row -> row.policy().equals(policy))
                .findFirst()
                .orElse(null);
    }

    /** The peer that comes nearest to doing better, in half-widths. */
    private static Check meanWait(List<Result.Row> peers) {
        Result.Row nearest = peers.stream()
                .min(Comparator.comparingDouble(row -> ahead(wait(row))))
                .orElseThrow();
        return new Check(
                "meanWaitNotWorse",
                ahead(wait(nearest)) >= -1,
                String.format(
                        Locale.ROOT,
                        "mean wait not worse than any of %d peers'; nearest %s with %+.3f ± %.3f s",
                        peers.size(),
                        nearest.policy(),
                        wait(nearest).value(),
                        wait(nearest).halfWidth95()));
    }

    /** Of who waits longer than the default beyond chance, how much longer need not be known so well. */
    private static Check halfWidth(List<Result.Row> peers, double meanWait) {
        List<Result.Row> near =
                peers.stream().filter(row -> ahead(wait(row)) <= 1).toList();
        Result.Row widest = near.stream()
                .max(Comparator.comparingDouble(row -> wait(row).halfWidth95()))
                .orElse(null);
        if (widest == null) {
            return new Check("halfWidthWithinOnePercent", true, "every peer waits longer beyond chance");
        }
        double share = meanWait == 0 ? 0 : wait(widest).halfWidth95() / meanWait;
        return new Check(
                "halfWidthWithinOnePercent",
                share <= WIDEST_SHARE_OF_MEAN,
                String.format(
                        Locale.ROOT,
                        "paired half-widths at most 1 %% of the mean for the %d peers who do not wait longer beyond chance; widest %.2f %% (%s)",
                        near.size(),
                        100 * share,
                        widest.policy()));
    }

    private static Check abandoned(List<Result.Row> peers) {
        Result.Row nearest = peers.stream()
                .min(Comparator.comparingDouble(row -> ahead(gaveUp(row))))
                .orElseThrow();
        return new Check(
                "abandonmentNotHigher",
                ahead(gaveUp(nearest)) >= -1,
                String.format(
                        Locale.ROOT,
                        "no more give up than under any peer; nearest %s with %+.3f ± %.3f points",
                        nearest.policy(),
                        100 * gaveUp(nearest).value(),
                        100 * gaveUp(nearest).halfWidth95()));
    }

    private static Estimate wait(Result.Row row) {
        return compared(row.versusDefault());
    }

    private static Estimate gaveUp(Result.Row row) {
        return compared(row.abandonedVersusDefault());
    }

    private static Estimate compared(@Nullable Estimate difference) {
        if (difference == null) {
            throw new IllegalStateException("a row was not compared with the default, which was played");
        }
        return difference;
    }

    /** How much worse than the default, in half-widths; two that did the same in every replication are level. */
    private static double ahead(Estimate difference) {
        return difference.value() == 0 ? 0 : difference.value() / difference.halfWidth95();
    }

    boolean holds() {
        return checks.stream().allMatch(Check::holds);
    }

    /** A line for each claim. */
    String text() {
        StringBuilder text = new StringBuilder("verdict on " + Policies.DEFAULT + (holds() ? ": holds" : ": FAILS"));
        for (Check check : checks) {
            text.append(System.lineSeparator())
                    .append(check.holds() ? "  holds: " : "  FAILS: ")
                    .append(check.says());
        }
        return text.append(System.lineSeparator()).toString();
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("holds", holds());
        for (Check check : checks) {
            json.put(check.name(), Map.of("holds", check.holds(), "says", check.says()));
        }
        return json;
    }
}
