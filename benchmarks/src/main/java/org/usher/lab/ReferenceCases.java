package org.usher.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.usher.lab.Case.Bound;
import org.usher.lab.Scenario.Group;
import org.usher.lab.Scenario.Line;
import org.usher.lab.Scenario.Shift;
import org.usher.lab.Scenario.Skill;
import org.usher.lab.Scenario.Span;
import org.usher.lab.peer.ListRouting;
import org.usher.lab.peer.OptimalTwoSkill;
import org.usher.lab.theory.Erlang;
import org.usher.lab.theory.MarkovBound;
import org.usher.lab.theory.SharedSkillsOptimum;
import org.usher.lab.theory.TwoSkillOptimum;

/** The cases with published or exact numbers, which the lab must reproduce before its other figures mean anything. */
final class ReferenceCases {
    private static final long MINUTE = 60_000;
    /** The name of the policy with which a case was published. */
    static final String PUBLISHED = "published";

    private ReferenceCases() {}

    /**
     * "Simple multi-skill": the example SimpleMSK of the Montréal ContactCenters library (Buist and L'Ecuyer). A caller's service and
     * patience have the rates of the period of arrival, as there.
     */
    static Case a() {
        double[][] perMinute = {{4.2, 5.3, 3.2}, {5.1, 4.3, 4.8}, {6.3, 5.2, 4.8}};
        double[] serviceRate = {0.5, 0.6, 0.4};
        double[] patienceRate = {0.3, 0.4, 0.2};
        List<List<PoissonTraffic.Period>> lines = new ArrayList<>();
        for (double[] rates : perMinute) {
            List<PoissonTraffic.Period> periods = new ArrayList<>();
            for (int p = 0; p < 3; p++) {
                periods.add(new PoissonTraffic.Period(
                        120 * MINUTE * p, rates[p], MINUTE / patienceRate[p], 1 / serviceRate[p]));
            }
            lines.add(periods);
        }
        Scenario scenario = new Scenario(
                "A",
                List.of(new Line("type 0", 1), new Line("type 1", 1), new Line("type 2", 1)),
                List.of(
                        new Group("group 0", List.of(new Skill(1, MINUTE), new Skill(0, MINUTE)), shifts(12, 18, 9)),
                        new Group("group 1", List.of(new Skill(2, MINUTE), new Skill(1, MINUTE)), shifts(15, 20, 11))),
                new PoissonTraffic(lines, PoissonTraffic::exponential, 28.7),
                new Span(0, 360 * MINUTE, true),
                0,
                20_000);
        Policy published = new Policy(
                PUBLISHED,
                s -> new ListRouting(s, List.of(List.of(0, 1), List.of(0, 1), List.of(1, 0)), List.of(1.0, 1.0, 1.0)));
        return Case.of(
                scenario,
                Policies.with(published),
                100,
                new Bound.None(),
                Optional.empty(),
                "Replications are days; occupancy counts until the last caller has left.");
    }

    private static List<Shift> shifts(int first, int second, int third) {
        return List.of(new Shift(0, first), new Shift(120 * MINUTE, second), new Shift(240 * MINUTE, third));
    }

    /** "Two skills, unequal speeds" of the same library; weights 3 and 0.8 for the freed generalist. */
    static Case b() {
        Scenario scenario = new Scenario(
                "B",
                List.of(new Line("type 0", 3), new Line("type 1", 0.8)),
                List.of(
                        new Group("specialists 0", List.of(new Skill(0, MINUTE)), Scenario.always(3)),
                        new Group("specialists 1", List.of(new Skill(1, 0.8 * MINUTE)), Scenario.always(2)),
                        new Group(
                                "generalists",
                                List.of(new Skill(0, 1.6 * MINUTE), new Skill(1, 1.6 * MINUTE)),
                                Scenario.always(4))),
                new PoissonTraffic(
                        List.of(PoissonTraffic.steady(6, 2 * MINUTE), PoissonTraffic.steady(2, 3.2 * MINUTE)),
                        PoissonTraffic::exponential,
                        0),
                new Span(100 * MINUTE, 2_100 * MINUTE, false),
                0,
                19_800);
        Policy published = new Policy(
                PUBLISHED, s -> new ListRouting(s, List.of(List.of(0, 0, 1), List.of(0, 0, 1)), List.of(3.0, 0.8)));
        List<Double> rates = new ArrayList<>();
        rates.addAll(Collections.nCopies(3, 1.0));
        rates.addAll(Collections.nCopies(2, 1 / 0.8));
        rates.addAll(Collections.nCopies(4, 1 / 1.6));
        Supplier<TwoSkillOptimum> solved = solvedOnce();
        Policy optimum = new Policy("optimum", s -> new OptimalTwoSkill(s, solved.get()));
        return Case.of(
                scenario,
                Policies.with(published, optimum),
                60,
                new Bound.Exact(60 * MarkovBound.meanWait(8, rates, 0.5)),
                Optional.of(new Case.Control(
                        scenario, optimum, () -> 60 * solved.get().meanWaitMinutes())),
                "Replications are 2,000 minutes after 100 of warm-up. The exact optimum, by dynamic programming, is the control.");
    }

    private static Supplier<TwoSkillOptimum> solvedOnce() {
        List<TwoSkillOptimum> kept = new ArrayList<>(1);
        return () -> {
            synchronized (kept) {
                if (kept.isEmpty()) {
                    kept.add(TwoSkillOptimum.solve(TwoSkillOptimum.caseB(45, 25), 1e-4));
                }
                return kept.getFirst();
            }
        };
    }

    /**
     * Limited cross-training (Wallace and Whitt, "A staffing algorithm for call centers with skill-based routing", M&SOM 2005).
     *
     * @param skills per agent, 1 to 6
     * @param load offered, in erlangs
     */
    static Case c(int skills, double load) {
        double pooledSeconds = 60 * Erlang.withPlaces(load / 10, 0.1, 90, 120).meanWait();
        Policy published = new Policy(PUBLISHED, ListRouting::longestWaitLongestIdle);
        Scenario pooled = crossTrained("C-k6-" + (int) load, crossTrained(6, 90), load, 120);
        return Case.of(
                crossTrained("C-k" + skills + "-" + (int) load, crossTrained(skills, 90), load, 120),
                Policies.with(published),
                80,
                new Bound.Exact(pooledSeconds),
                skills == 6 ? Optional.empty() : Optional.of(new Case.Control(pooled, published, () -> pooledSeconds)),
                "Replications are 3,000 minutes after 300 of warm-up. The bound is the pooled M/M/90/120, which is also the control.");
    }

    /** Of agents who have {@code skills} skills each, the first skills and the others spread evenly. */
    private static List<Group> crossTrained(int skills, int agents) {
        List<Group> groups = new ArrayList<>();
        int variants = skills == 1 || skills == 6 ? 1 : 5;
        for (int first = 0; first < 6; first++) {
            for (int variant = 0; variant < variants; variant++) {
                List<Skill> has = new ArrayList<>();
                has.add(new Skill(first, 10 * MINUTE));
                for (int other = 0; other < skills - 1; other++) {
                    has.add(new Skill((first + 1 + (variant + other) % 5) % 6, 10 * MINUTE));
                }
                groups.add(new Group("first " + first + "." + variant, has, Scenario.always(agents / 6 / variants)));
            }
        }
        return groups;
    }

    private static Scenario crossTrained(String name, List<Group> groups, double load, int places) {
        List<Line> lines = new ArrayList<>();
        List<List<PoissonTraffic.Period>> traffic = new ArrayList<>();
        for (int line = 0; line < 6; line++) {
            lines.add(new Line("type " + line, 1));
            traffic.add(PoissonTraffic.steady(load / 60, Double.POSITIVE_INFINITY));
        }
        return new Scenario(
                name,
                lines,
                groups,
                new PoissonTraffic(traffic, PoissonTraffic::exponential, 0),
                new Span(300 * MINUTE, 3_300 * MINUTE, false),
                places,
                20_000);
    }

    /**
     * Case C with two skills per agent in little: one agent for each two of the six skills, at the same load per agent and with a third more
     * places than agents. The bound is not the pooled queue but the least mean wait that any routing can reach, which is known exactly.
     */
    static Case cSmall() {
        int agents = 15;
        double load = agents * 84 / 90.0;
        int places = agents * 120 / 90;
        SharedSkillsOptimum optimum =
                SharedSkillsOptimum.solve(new SharedSkillsOptimum.Model(6, 1, load / 60, 0.1, places), 1e-5);
        double pooledSeconds =
                60 * Erlang.withPlaces(load / 10, 0.1, agents, places).meanWait();
        Policy published = new Policy(PUBLISHED, ListRouting::longestWaitLongestIdle);
        Scenario pooled = crossTrained("C-small-pooled", List.of(versatile(agents)), load, places);
        return Case.of(
                crossTrained("C-small", onePerPair(), load, places),
                Policies.with(published),
                120,
                new Bound.Exact(60 * optimum.meanWait()),
                Optional.of(new Case.Control(pooled, published, () -> pooledSeconds)),
                String.format(
                        Locale.ROOT,
                        "Replications are 3,000 minutes after 300 of warm-up. The bound is the exact optimum, by dynamic programming, %.3f of "
                                + "the pooled M/M/15/20, which is the control.",
                        60 * optimum.meanWait() / pooledSeconds));
    }

    private static Group versatile(int agents) {
        List<Skill> all = new ArrayList<>();
        for (int line = 0; line < 6; line++) {
            all.add(new Skill(line, 10 * MINUTE));
        }
        return new Group("all", all, Scenario.always(agents));
    }

    private static List<Group> onePerPair() {
        List<Group> groups = new ArrayList<>();
        for (int one = 0; one < 6; one++) {
            for (int other = one + 1; other < 6; other++) {
                groups.add(new Group(
                        "pair " + one + "." + other,
                        List.of(new Skill(one, 10 * MINUTE), new Skill(other, 10 * MINUTE)),
                        Scenario.always(1)));
            }
        }
        return groups;
    }

    /** One queue whose figures are exact: Erlang A with λ = 10, μ = 1, θ = 1 a minute, 10 agents. */
    static Case d() {
        Scenario scenario = new Scenario(
                "D",
                List.of(new Line("all", 1)),
                List.of(new Group("agents", List.of(new Skill(0, MINUTE)), Scenario.always(10))),
                new PoissonTraffic(List.of(PoissonTraffic.steady(10, MINUTE)), PoissonTraffic::exponential, 0),
                new Span(60 * MINUTE, 2_060 * MINUTE, false),
                0,
                20_000);
        Policy published = new Policy(PUBLISHED, ListRouting::longestWaitLongestIdle);
        return Case.of(
                scenario,
                Policies.with(published),
                50,
                new Bound.Exact(60 * Erlang.withPatience(10, 1, 1, 10).meanWait()),
                Optional.empty(),
                "Replications are 2,000 minutes after 60 of warm-up. The bound is Erlang A, exact for first come first served.");
    }
}
