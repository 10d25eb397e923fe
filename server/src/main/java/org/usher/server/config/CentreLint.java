package org.usher.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Configuration;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingStep;
import org.usher.server.customer.CustomerRule;
import org.usher.server.hours.OpeningBook;
import org.usher.server.hours.OpeningHours;

/**
 * Looks through a centre's file that is written well for what can hardly be meant: callers who would wait for nobody, agents to whom
 * nobody comes, steps that change nothing. Places are those of the file.
 */
final class CentreLint {
    private final Section root;
    private final Configuration centre;
    private final List<CustomerRule> rules;
    private final OpeningBook hours;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Integer, String> skillNames = new HashMap<>();

    private CentreLint(Section root, Configuration centre, List<CustomerRule> rules, OpeningBook hours) {
        this.hours = hours;
        this.root = root;
        this.centre = centre;
        this.rules = rules;
        centre.skills().forEach(skill -> skillNames.put(skill.skillId(), skill.name()));
    }

    /** @param centre as read from {@code root}: the ids are places in the file, from 1 */
    static List<Finding> of(Section root, Configuration centre, List<CustomerRule> rules, OpeningBook hours) {
        CentreLint lint = new CentreLint(root, centre, rules, hours);
        lint.skills();
        lint.queues();
        lint.agents();
        lint.pools();
        lint.customerRules();
        return List.copyOf(lint.findings);
    }

    private void grave(ConfigProblem problem) {
        findings.add(new Finding(true, problem));
    }

    private void hint(ConfigProblem problem) {
        findings.add(new Finding(false, problem));
    }

    private void skills() {
        List<Section> sections = root.tables("skill");
        for (Configuration.Skill skill : centre.skills()) {
            boolean known = centre.agents().stream()
                    .flatMap(agent -> agent.skills().stream())
                    .anyMatch(level -> level.skillId() == skill.skillId());
            if (!known) {
                hint(
                        sections.get(skill.skillId() - 1)
                                .remark(
                                        "name",
                                        "is a skill that nobody has",
                                        "a call that asks for it would wait for nobody: add it to the skills of an agent, or take it out"));
            }
        }
    }

    private void queues() {
        List<Section> sections = root.tables("queue");
        for (Configuration.Queue queue : centre.queues()) {
            Section section = sections.get(queue.queueId() - 1);
            limits(section, queue);
            hours(section, queue);
            List<Configuration.Agent> staff = centre.agents().stream()
                    .filter(agent -> agent.queueIds().contains(queue.queueId()))
                    .toList();
            if (staff.isEmpty()) {
                forNobody(
                        queue,
                        section.remark(
                                "name",
                                "is a queue that no agent serves",
                                "add it to the queues of an agent, or take it out"));
            } else {
                plan(section.tables("plan"), queue, staff);
            }
        }
        if (centre.devices().isEmpty() && !centre.agents().isEmpty()) {
            grave(root.remark(
                    "device", "has no phone, so that no agent can log in", "add a [[device]] for each phone"));
        }
    }

    /** Of one whose callers go elsewhere by themselves that is a hint only. */
    private void forNobody(Configuration.Queue queue, ConfigProblem problem) {
        boolean goesElsewhere =
                queue.rules().overflowQueueId() != 0 || !queue.rules().admitsWhenEmpty();
        findings.add(new Finding(!goesElsewhere, problem));
    }

    private void limits(Section section, Configuration.Queue queue) {
        long maxWaitMs = queue.maxWaitMs();
        if (maxWaitMs == 0) {
            return;
        }
        String limit = "max_wait ends every wait at " + Durations.show(maxWaitMs);
        if (queue.urgency().promiseMs() >= maxWaitMs) {
            hint(section.remark("promise", "can never be broken: " + limit, "give a shorter one, or leave it out"));
        }
        String offer = "offer_callback_after";
        if (section.has(offer) && section.durationMs(offer, 0, 0, CallerKeys.MAX_EVERY_MS) >= maxWaitMs) {
            hint(section.remark(offer, "is never reached: " + limit, "give a shorter one, or leave it out"));
        }
        if (queue.ringTimeoutMs() >= maxWaitMs) {
            hint(section.remark(
                    "ring", "is as long as the whole wait: " + limit, "ring shorter, or let callers wait longer"));
        }
    }

    private void hours(Section section, Configuration.Queue queue) {
        OpeningHours of = hours.byQueue().get(queue.name());
        long nowMs = System.currentTimeMillis(); // what is over, opens nothing
        if (of != null && !of.at(nowMs).open() && of.opensAfterMs(nowMs) == null) {
            grave(section.remark(
                    section.has("hours") ? "hours" : "closed_on",
                    "never open " + queue.name() + " within a year",
                    "give hours like [\"mon-fri 08:00-18:00\"], or leave hours, closed_on and open_on out"));
        }
    }

    private void plan(List<Section> sections, Configuration.Queue queue, List<Configuration.Agent> staff) {
        List<RoutingStep> steps = queue.plan().steps();
        List<Configuration.Agent> before = List.of();
        long beginsMs = 0;
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            RoutingStep step = steps.get(i);
            List<Configuration.Agent> letIn =
                    staff.stream().filter(agent -> serves(agent, step)).toList();
            if (letIn.isEmpty()) {
                shutOut(section, queue, step, i == steps.size() - 1);
            } else {
                alternatives(section, queue, step, staff);
                if (letIn.equals(before)) {
                    hint(section.remark(
                            "skills",
                            "lets in nobody but whom the step before it does",
                            "it widens on paper only: ask for less, or leave it out"));
                }
            }
            if (queue.maxWaitMs() > 0 && beginsMs >= queue.maxWaitMs()) {
                hint(section.remark(
                        "skills",
                        "begins after " + Durations.show(beginsMs) + ", and max_wait ends every wait at "
                                + Durations.show(queue.maxWaitMs()),
                        "shorten the steps before it, or leave it out"));
            }
            beginsMs += i == steps.size() - 1 ? 0 : step.forMs();
            before = letIn;
        }
        if (!sections.isEmpty() && !before.isEmpty()) {
            left(queue, staff, before);
        }
    }

    private void shutOut(Section section, Configuration.Queue queue, RoutingStep step, boolean last) {
        String nobody = "asks for what no agent of " + queue.name() + " has";
        String fix = "lower a proficiency, leave a skill out, or give it to an agent of " + queue.name();
        if (last) {
            forNobody(queue, section.remark("skills", nobody + ", and lasts for ever", fix));
        } else {
            hint(section.remark(
                    "skills", nobody + ": nobody is offered its callers for " + Durations.show(step.forMs()), fix));
        }
    }

    private void alternatives(
            Section section, Configuration.Queue queue, RoutingStep step, List<Configuration.Agent> staff) {
        for (AnyOf group : step.anyOf()) {
            for (Requirement alternative : group.alternatives()) {
                if (staff.stream().noneMatch(agent -> has(agent, alternative))) {
                    hint(section.remark(
                            "skills",
                            "names " + shown(alternative) + ", which no agent of " + queue.name() + " has",
                            "leave it out, or give it to one"));
                }
            }
        }
    }

    /** Who serves the queue by name alone. */
    private void left(Configuration.Queue queue, List<Configuration.Agent> staff, List<Configuration.Agent> letIn) {
        List<Section> sections = root.tables("agent");
        for (Configuration.Agent agent : staff) {
            if (!letIn.contains(agent)) {
                hint(sections.get(agent.agentId() - 1)
                        .remark(
                                "queues",
                                "names " + queue.name() + ", of whose callers none ever comes to " + agent.name(),
                                "give " + agent.name() + " what the last step of its plan asks for ("
                                        + asked(queue.plan().steps().getLast()) + "), or take " + queue.name()
                                        + " out here"));
            }
        }
    }

    private void agents() {
        List<Section> sections = root.tables("agent");
        for (Configuration.Agent agent : centre.agents()) {
            if (agent.queueIds().isEmpty()) {
                hint(sections.get(agent.agentId() - 1)
                        .remark(
                                "name",
                                "is an agent of no queue, to whom nobody comes",
                                "add queues = [\"…\"], or take the agent out"));
            }
        }
    }

    private void pools() {
        List<Section> sections = root.tables("pool");
        for (int poolId = 1; poolId <= sections.size(); poolId++) {
            int id = poolId;
            if (centre.agents().stream().noneMatch(agent -> agent.employment().poolId() == id)) {
                hint(sections.get(id - 1)
                        .remark("name", "is a pool without agents", "give an agent this pool, or take it out"));
            }
        }
    }

    private void customerRules() {
        List<Section> sections = root.tables("customer_rule");
        for (int i = 0; i < rules.size(); i++) {
            CustomerRule rule = rules.get(i);
            List<Configuration.Queue> queues = centre.queues().stream()
                    .filter(queue -> rule.queues().isEmpty() || rule.queues().contains(queue.name()))
                    .toList();
            for (CustomerRule.Skill asked : rule.skills()) {
                if (queues.stream().noneMatch(queue -> isServed(queue, asked))) {
                    hint(sections.get(i)
                            .remark(
                                    "skills",
                                    "names " + asked.name() + ":" + asked.proficiency()
                                            + ", which no agent of these queues has: it is never asked for",
                                    "lower the proficiency, or give it to one"));
                }
            }
            if (rule.prefersLastAgent()
                    && queues.stream().allMatch(queue -> queue.plan().preferMs() == 0)) {
                hint(sections.get(i)
                        .remark(
                                "prefer_last_agent",
                                "asks for what no queue grants",
                                "give prefer_agent = \"20s\" to the queues whose callers may wait for one agent"));
            }
        }
    }

    private boolean isServed(Configuration.Queue queue, CustomerRule.Skill asked) {
        return centre.agents().stream()
                .filter(agent -> agent.queueIds().contains(queue.queueId()))
                .flatMap(agent -> agent.skills().stream())
                .anyMatch(level -> asked.name().equals(skillNames.get(level.skillId()))
                        && level.proficiency() >= asked.proficiency());
    }

    private static boolean serves(Configuration.Agent agent, RoutingStep step) {
        return step.requirements().stream().allMatch(requirement -> has(agent, requirement))
                && step.anyOf().stream()
                        .allMatch(group ->
                                group.alternatives().stream().anyMatch(requirement -> has(agent, requirement)));
    }

    private static boolean has(Configuration.Agent agent, Requirement requirement) {
        return agent.skills().stream()
                .anyMatch(level -> level.skillId() == requirement.skillId()
                        && level.proficiency() >= requirement.minProficiency());
    }

    private String asked(RoutingStep step) {
        List<String> all = new ArrayList<>();
        step.requirements().forEach(requirement -> all.add(shown(requirement)));
        step.anyOf()
                .forEach(group ->
                        all.add(group.alternatives().stream().map(this::shown).collect(Collectors.joining(" | "))));
        return String.join(", ", all);
    }

    private String shown(Requirement requirement) {
        return skillNames.get(requirement.skillId()) + ":" + requirement.minProficiency();
    }
}
