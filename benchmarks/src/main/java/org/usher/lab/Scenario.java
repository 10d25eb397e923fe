package org.usher.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * A centre and its traffic, as the lab plays it.
 *
 * @param name as given to {@code -Dlab}
 * @param lines what callers ask for
 * @param groups of equal agents
 * @param traffic who calls
 * @param span what is counted
 * @param places callers the centre can hold, served and waiting; further ones meet engaged trunks; 0 for any number
 * @param serviceLevelMs callers answered before this count towards the service level
 */
public record Scenario(
        String name,
        List<Line> lines,
        List<Group> groups,
        Traffic traffic,
        Span span,
        int places,
        long serviceLevelMs) {

    public Scenario {
        lines = List.copyOf(lines);
        groups = List.copyOf(groups);
    }

    /**
     * The same callers and agents, but every agent serves every line, and nobody has credit: first come first served by it is the pooled
     * replay, in which services keep the order and the work of the arrivals. Only for services that do not depend on the agent.
     */
    Scenario pooled() {
        double meanServiceMs = groups.getFirst().skills().getFirst().meanServiceMs();
        List<Skill> all = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            all.add(new Skill(line, meanServiceMs));
        }
        if (groups.stream().flatMap(g -> g.skills().stream()).anyMatch(s -> s.meanServiceMs() != meanServiceMs)) {
            throw new IllegalArgumentException("services of " + name + " depend on the agent or the line");
        }
        boolean steady = groups.stream().allMatch(group -> group.shifts().size() == 1);
        List<Group> pooled = steady
                ? List.of(new Group(
                        "all", all, always(groups.stream().mapToInt(Group::size).sum())))
                : groups.stream()
                        .map(group -> new Group(group.name(), all, group.shifts()))
                        .toList();
        Traffic plain = (seed, replication) -> {
            Traffic.Callers callers = traffic.open(seed, replication);
            return () -> {
                Call call = callers.next();
                return call == null ? null : call.withoutCredit();
            };
        };
        return new Scenario(name, lines, pooled, plain, span, places, serviceLevelMs);
    }

    /**
     * What a caller asks for.
     *
     * @param weight of a caller's waiting time against that of other lines, for policies that know weights; 1 for equal
     */
    public record Line(String name, double weight) {}

    /**
     * Equal agents.
     *
     * @param skills the lines they serve, their first skill first
     * @param shifts how many are at work from when on; the first from 0, ascending
     */
    public record Group(String name, List<Skill> skills, List<Shift> shifts) {
        public Group {
            skills = List.copyOf(skills);
            shifts = List.copyOf(shifts);
        }

        /** How many agents there are at most at one time. */
        public int size() {
            return shifts.stream().mapToInt(Shift::agents).max().orElse(0);
        }
    }

    /**
     * A line that a group serves.
     *
     * @param line index of the line
     * @param meanServiceMs of this group for callers of this line, wrap-up included: to waiting callers it makes no difference
     */
    public record Skill(int line, double meanServiceMs) {}

    public record Shift(long fromMs, int agents) {}

    /**
     * Callers who arrive from {@code fromMs} to before {@code untilMs} count. No one arrives after it, and the replication goes on until
     * the last caller has left.
     *
     * @param drains true if agents' time counts until the last caller has left, false if until {@code untilMs}
     */
    public record Span(long fromMs, long untilMs, boolean drains) {}

    /** Agents that stay the whole time. */
    static List<Shift> always(int agents) {
        return List.of(new Shift(0, agents));
    }
}
