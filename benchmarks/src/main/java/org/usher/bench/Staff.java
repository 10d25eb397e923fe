package org.usher.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Configuration;
import org.usher.core.api.Configuration.Agent;
import org.usher.core.api.Configuration.Device;
import org.usher.core.api.Configuration.ServiceLevelTarget;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.Configuration.Skill;
import org.usher.core.api.Configuration.SkillLevel;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;

/** The configuration of a centre of this size: one queue, agents with five random skills each, agent n with phone n. */
final class Staff {
    /** The first step lasts so long. */
    static final int FIRST_STEP_MS = 2_000;

    /** Whoever has waited so long is in the last step. */
    static final int ALL_STEPS_MS = 5_000;

    /** Of 100,000 who wait, each waits for 10 s of the centre's time: two steps fall due in every life. */
    private static final RoutingPlan PLAN = new RoutingPlan(List.of(
            new RoutingStep(List.of(), List.of(), 0, FIRST_STEP_MS),
            new RoutingStep(List.of(), List.of(), 1, ALL_STEPS_MS - FIRST_STEP_MS),
            new RoutingStep(List.of(), List.of(), 2, 0)));

    /** Longer than any run. */
    private static final long MAX_WAIT_MS = 86_400_000;

    private static final int SKILLS_EACH = 5;

    private final Random random;
    private final int skillCount;
    private final List<Skill> skills = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final List<Agent> agents = new ArrayList<>();

    Staff(CentreSize size, Random random) {
        this.random = random;
        skillCount = size.skills();
        for (int skill = 1; skill <= skillCount; skill++) {
            skills.add(new Skill(skill, "skill" + skill));
        }
        for (int agent = 1; agent <= size.agents(); agent++) {
            agents.add(agent(agent));
            devices.add(new Device(agent, 1, "phone" + agent));
        }
    }

    Configuration configuration(long revision) {
        return configuration(revision, agents);
    }

    /** All as before, but for {@code count} agents, scattered among the others, who have other skills. */
    List<Agent> withOtherSkills(int count) {
        List<Agent> changed = new ArrayList<>(agents);
        int every = changed.size() / count;
        for (int i = 0; i < count; i++) {
            changed.set(i * every, agent(i * every + 1));
        }
        return changed;
    }

    List<Agent> agents() {
        return agents;
    }

    Configuration configuration(long revision, List<Agent> these) {
        Configuration.Queue queue = new Configuration.Queue(
                1,
                "queue",
                "Queue",
                AnswerMode.ON_ENTRY,
                0,
                PLAN,
                20_000,
                30_000,
                5_000,
                MAX_WAIT_MS,
                0,
                new ServiceLevelTarget(80, 20_000));
        return new Configuration(revision, skills, List.of(queue), devices, these, List.of(), Settings.DEFAULT);
    }

    private Agent agent(int agentId) {
        List<SkillLevel> levels = random.ints(1, skillCount + 1)
                .distinct()
                .limit(Math.min(SKILLS_EACH, skillCount))
                .mapToObj(skill -> new SkillLevel(skill, 1 + random.nextInt(10)))
                .toList();
        return new Agent(agentId, "agent" + agentId, "Agent " + agentId, levels, List.of(1));
    }
}
