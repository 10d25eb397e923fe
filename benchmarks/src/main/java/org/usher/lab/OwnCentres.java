package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.usher.lab.Scenario.Group;
import org.usher.lab.Scenario.Line;
import org.usher.lab.Scenario.Skill;
import org.usher.lab.Scenario.Span;

/**
 * Centres of our own making, of the kinds that call for a queue server. Services are lognormal with a log-deviation of 0.94, as at the
 * bank; patience is exponential with a mean of 350 s, as at the bank.
 */
final class OwnCentres {
    private static final long MINUTE = 60_000;
    private static final double LOG_DEVIATION = 0.94;
    private static final double PATIENCE_MS = 350_000;
    private static final long SERVICE_LEVEL_MS = 20_000;

    private OwnCentres() {}

    /** 12 agents, 4 languages, most agents speak two; about 85 % busy. */
    static Case small() {
        double mean = 4 * MINUTE;
        int[][] speaks = {{0}, {0}, {0, 1}, {0, 1}, {0, 1}, {0, 2}, {0, 2}, {1, 0}, {1, 2}, {2, 1}, {3, 0}, {3, 0, 1, 2}
        };
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < speaks.length; i++) {
            groups.add(new Group("agent " + i, skills(speaks[i], mean), Scenario.always(1)));
        }
        double[] perMinute = {1.30, 0.65, 0.40, 0.20};
        List<List<PoissonTraffic.Period>> traffic = new ArrayList<>();
        for (double rate : perMinute) {
            traffic.add(PoissonTraffic.steady(rate, PATIENCE_MS));
        }
        Scenario scenario = new Scenario(
                "small",
                lines("german", "french", "italian", "english"),
                groups,
                new PoissonTraffic(traffic, PoissonTraffic.lognormal(LOG_DEVIATION), 0),
                new Span(60 * MINUTE, 1_560 * MINUTE, false),
                0,
                SERVICE_LEVEL_MS);
        return own(scenario, 200, "12 agents, 4 languages; replications of 1,500 minutes after 60 of warm-up.");
    }

    /** 200 agents, 8 skills, two or three each, over a day of ten hours with a lunch-time peak that overloads it. */
    static Case peak() {
        return own(
                peak(1, 100),
                40,
                "200 agents, 8 skills; replications are days of ten hours with one factor ~ Gamma(100, 100).");
    }

    /**
     * The same with so many times its calls.
     *
     * @param dayShape of the factor by which days differ; 0: not at all
     */
    static Scenario peak(double load, double dayShape) {
        double mean = 5 * MINUTE;
        List<Group> groups = new ArrayList<>();
        for (int first = 0; first < 8; first++) {
            groups.add(new Group(
                    "two " + first, skills(new int[] {first, (first + 1) % 8}, mean), Scenario.always(15)));
            groups.add(new Group(
                    "three " + first,
                    skills(new int[] {first, (first + 3) % 8, (first + 5) % 8}, mean),
                    Scenario.always(10)));
        }
        double[] ofDay = {0.55, 0.8, 0.9, 0.95, 1.12, 1.2, 1.0, 0.9, 0.85, 0.6};
        double[] ofSkill = {1.4, 1.2, 1.1, 1.0, 1.0, 0.9, 0.8, 0.6};
        List<List<PoissonTraffic.Period>> traffic = new ArrayList<>();
        for (double share : ofSkill) {
            List<PoissonTraffic.Period> periods = new ArrayList<>();
            for (int hour = 0; hour < ofDay.length; hour++) {
                periods.add(
                        new PoissonTraffic.Period(60L * hour * MINUTE, load * 5 * share * ofDay[hour], PATIENCE_MS, 1));
            }
            traffic.add(periods);
        }
        return new Scenario(
                "peak",
                lines("orders", "bills", "moves", "faults", "contracts", "mobile", "business", "complaints"),
                groups,
                new PoissonTraffic(traffic, PoissonTraffic.lognormal(LOG_DEVIATION), dayShape),
                new Span(0, 600 * MINUTE, true),
                0,
                SERVICE_LEVEL_MS);
    }

    /** 5,000 agents with five of 300 skills each; after an hour 30 of the skills get four times their calls for 20 minutes. */
    static Case outage() {
        double mean = 5 * MINUTE;
        int skillCount = 300;
        SplittableRandom random = new SplittableRandom(5_000);
        List<Group> groups = new ArrayList<>();
        for (int agent = 0; agent < 5_000; agent++) {
            TreeSet<Integer> others = new TreeSet<>();
            int first = agent % skillCount;
            while (others.size() < 4) {
                int other = random.nextInt(skillCount);
                if (other != first) {
                    others.add(other);
                }
            }
            List<Integer> all = new ArrayList<>(List.of(first));
            all.addAll(others);
            groups.add(new Group(
                    "agent " + agent,
                    skills(all.stream().mapToInt(skill -> skill).toArray(), mean),
                    Scenario.always(1)));
        }
        List<Line> lines = new ArrayList<>();
        List<List<PoissonTraffic.Period>> traffic = new ArrayList<>();
        double normal = 0.9 * 5_000 / 5 / skillCount;
        for (int skill = 0; skill < skillCount; skill++) {
            lines.add(new Line("skill " + skill, 1));
            double surge = skill < 30 ? 4 * normal : normal;
            traffic.add(List.of(
                    new PoissonTraffic.Period(0, normal, PATIENCE_MS, 1),
                    new PoissonTraffic.Period(60 * MINUTE, surge, PATIENCE_MS, 1),
                    new PoissonTraffic.Period(80 * MINUTE, normal, PATIENCE_MS, 1)));
        }
        Scenario scenario = new Scenario(
                "outage",
                lines,
                groups,
                new PoissonTraffic(traffic, PoissonTraffic.lognormal(LOG_DEVIATION), 0),
                new Span(30 * MINUTE, 120 * MINUTE, false),
                0,
                SERVICE_LEVEL_MS);
        return own(
                scenario,
                10,
                "5,000 agents, 300 skills; a surge of four times the calls for 30 of the skills from minute 60 to 80.");
    }

    private static Case own(Scenario scenario, int replications, String note) {
        return Case.of(
                scenario,
                Policies.with(),
                replications,
                new Case.Bound.PooledReplay(),
                Optional.empty(),
                note + " The bound is the pooled replay.");
    }

    private static List<Skill> skills(int[] lines, double meanServiceMs) {
        List<Skill> skills = new ArrayList<>();
        for (int line : lines) {
            skills.add(new Skill(line, meanServiceMs));
        }
        return skills;
    }

    private static List<Line> lines(String... names) {
        List<Line> lines = new ArrayList<>();
        for (String name : names) {
            lines.add(new Line(name, 1));
        }
        return lines;
    }
}
