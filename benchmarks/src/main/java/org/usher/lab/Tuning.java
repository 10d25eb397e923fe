package org.usher.lab;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.usher.core.api.Routing;

/**
 * {@code -Dlab=tune}: looks for the rules under which a centre's own callers wait least, by simulation, and shows what they are worth on
 * later days, which the search has not seen, beside the default and the lower bound.
 *
 * <p>The traffic is the bank's days ({@code -Dlab.data=FILE} for other records of the same columns), a recorded command log
 * ({@code -Dlab.log=FILE}, see {@link Replay}) or a case of the lab ({@code -Dlab.case=small}), whose replications are its days
 * ({@code -Dlab.replications=N}). At most {@code -Dlab.tries=N} rules are tried ({@value #TRIES} unless told otherwise), which is what
 * bounds the time; see {@link Search}.
 */
final class Tuning {
    private static final int TRIES = 60;
    /** Of a case without days of its own. */
    private static final int MOST_DAYS = 20;

    private Tuning() {}

    /**
     * As the system properties say.
     *
     * @throws IllegalArgumentException saying what is wrong with them
     */
    static Lab.Played asAsked(PrintStream progress) {
        long seed = Long.getLong("lab.seed", 1);
        int tries = Integer.getInteger("lab.tries", TRIES);
        if (tries < 2) {
            throw new IllegalArgumentException("-Dlab.tries=" + tries + " leaves nothing to compare; give 2 or more");
        }
        return played(ground(seed), tries, seed, progress);
    }

    private static Ground ground(long seed) {
        String log = System.getProperty("lab.log", "");
        if (!log.isBlank()) {
            return Ground.Recorded.of(new Replay(Replay.read(Path.of(log)), seed));
        }
        String name = System.getProperty("lab.case", "");
        if (name.isBlank() || name.equals("bank")) {
            Case bank = BankCase.of(BankCase.file());
            return Ground.Days.of(bank, bank.replications() / BankCase.PASSES, seed);
        }
        Case studied = Catalogue.named(name);
        int days = Integer.getInteger("lab.replications", Math.min(MOST_DAYS, studied.replications()));
        return Ground.Days.of(studied, days, seed);
    }

    static Lab.Played played(Ground ground, int tries, long seed, PrintStream progress) {
        progress.println(ground.note());
        Search search = new Search(ground::training, tries, progress);
        Routing best = search.best();
        Outcome standard = new Outcome(Policies.DEFAULT, ground.later(Routing.DEFAULT));
        Outcome tuned = new Outcome("tuned", ground.later(best));
        Outcome longest = new Outcome(
                "usher-longest-wait",
                ground.later(OwnRules.with(Routing.ContactRule.LONGEST_WAIT, Routing.AgentRule.LONGEST_IDLE)));
        Case studied = new Case(
                "tune",
                day -> ground.scenario(),
                List.of(),
                1,
                new Case.Bound.None(),
                Optional.empty(),
                search.tries() + " rules tried. Rows are of the later days only. " + ground.note());
        Result result = Result.of(studied, List.of(standard, tuned, longest), ground.boundOfLater(), seed);
        Estimate gain = tuned.difference(standard, Measure.MEAN_WAIT);
        boolean significant = gain.value() + gain.halfWidth95() < 0;
        String verdict = verdict(best, gain, standard.of(Measure.MEAN_WAIT).value(), significant);
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("tries", search.tries());
        more.put("significantGain", significant);
        more.put("verdict", verdict);
        more.put("routing", RoutingLines.of(significant ? best : Routing.DEFAULT));
        more.put("tunedRouting", RoutingLines.of(best));
        return new Lab.Played(result, Report.table(result) + verdict, more);
    }

    private static String verdict(Routing best, Estimate gain, double standardS, boolean significant) {
        if (best.equals(Routing.DEFAULT)) {
            return "Keep the default: nothing that was tried had a shorter mean wait on the training days without more callers giving up"
                    + " or a longer tail.";
        }
        String figures = String.format(
                Locale.ROOT,
                "%+.3f ± %.3f s on the later days, %+.1f %%",
                gain.value(),
                gain.halfWidth95(),
                100 * gain.value() / standardS);
        if (!significant) {
            return "Keep the default: what was best on the training days brings no significant gain (" + figures + ").";
        }
        return "The tuned rules wait less (" + figures + "). For centre.toml:" + System.lineSeparator()
                + System.lineSeparator() + RoutingLines.of(best);
    }
}
