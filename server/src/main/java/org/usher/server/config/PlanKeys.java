package org.usher.server.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;

/** The keys of a queue that say whom its callers wait for: {@code prefer_agent} and the tables {@code [[queue.plan]]}. */
final class PlanKeys {
    private static final TextRule SKILLS = TextRule.matching(
            SkillNames.LEVEL + "( *\\| *" + SkillNames.LEVEL + ")*",
            "is not what an agent must have",
            "write \"skill:proficiency\" with a proficiency of 1 to 10, for example \"german:5\", or several of which one is enough: "
                    + "\"german:5 | english:7\"");
    private static final long DAY_MS = 24 * 3_600_000L;

    private final SkillNames skills;

    PlanKeys(SkillNames skills) {
        this.skills = skills;
    }

    RoutingPlan read(Section queue) {
        long preferMs = queue.durationMs("prefer_agent", 0, 0, DAY_MS);
        List<RoutingStep> steps = new ArrayList<>();
        List<Section> sections = queue.tables("plan");
        for (Section section : sections) {
            RoutingStep step = step(section, steps.size() == sections.size() - 1);
            if (!steps.isEmpty() && !widens(steps.getLast(), step)) {
                section.problem(
                        "skills",
                        "does not widen the step before it",
                        "a later step must let in everyone the one before it does, and more: leave out a skill, lower a proficiency, "
                                + "add a choice with |, or raise ease");
                // so that the next step is not blamed, too
                continue;
            }
            steps.add(step);
        }
        return new RoutingPlan(preferMs, steps.isEmpty() ? RoutingPlan.ANYONE.steps() : steps);
    }

    private RoutingStep step(Section section, boolean last) {
        List<Requirement> requirements = new ArrayList<>();
        List<AnyOf> anyOf = new ArrayList<>();
        Set<Integer> alone = new HashSet<>();
        for (Section.Item item : section.texts("skills", SKILLS)) {
            List<Requirement> choice = skills.levels(section, item).stream()
                    .map(level -> new Requirement(level.skillId(), level.proficiency()))
                    .toList();
            if (choice.size() > 1) {
                anyOf.add(new AnyOf(choice));
            } else if (choice.size() == 1 && !alone.add(choice.getFirst().skillId())) {
                section.problem(item, "names a skill twice", "name each skill once");
            } else {
                requirements.addAll(choice);
            }
        }
        int easesBy = section.number("ease", 0, 0, 9);
        long forMs = Long.MAX_VALUE;
        if (last && section.has("for")) {
            section.problem("for", "limits the last step of a plan", "leave it out: the last step lasts for ever");
        } else if (!last && !section.has("for")) {
            section.missing(
                    "for", "say how long this step lasts before the next one widens it, for example for = \"30s\"");
        } else if (!last) {
            forMs = section.durationMs("for", 30_000, 1_000, DAY_MS);
        }
        section.done();
        return new RoutingStep(requirements, anyOf, easesBy, forMs);
    }

    /** Whether the later step lets in everyone whom the earlier one does, and others, too. */
    private static boolean widens(RoutingStep earlier, RoutingStep later) {
        return earlier.isWidenedBy(later) && !later.isWidenedBy(earlier);
    }
}
