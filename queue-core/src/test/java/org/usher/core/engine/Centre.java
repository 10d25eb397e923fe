package org.usher.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Configuration;
import org.usher.core.api.Configuration.Agent;
import org.usher.core.api.Configuration.Channels;
import org.usher.core.api.Configuration.Device;
import org.usher.core.api.Configuration.Employment;
import org.usher.core.api.Configuration.PauseReason;
import org.usher.core.api.Configuration.Queue;
import org.usher.core.api.Configuration.Rules;
import org.usher.core.api.Configuration.ServiceLevelTarget;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.Configuration.Skill;
import org.usher.core.api.Configuration.SkillLevel;
import org.usher.core.api.Configuration.Treatment;
import org.usher.core.api.DeviceKind;
import org.usher.core.api.Requirement;
import org.usher.core.api.Routing;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;
import org.usher.core.api.Urgency;

/**
 * Builds the small centres of the stories. Skills are german (1) and french (2), pause reasons lunch (1) and training (2); agent n has
 * phone n; the settings are the default ones, but for the routing, which is the plainest, so that a story can tell of something else.
 */
final class Centre {
    static final int GERMAN = 1;
    static final int FRENCH = 2;
    static final int LUNCH = 1;
    static final int TRAINING = 2;

    /** The longest wait meets the longest idle. */
    static final Routing PLAIN = new Routing(
            Routing.ContactRule.WEIGHTED_WAIT,
            Routing.AgentRule.LONGEST_IDLE,
            Routing.ContactWeights.DEFAULT,
            Routing.AgentWeights.DEFAULT,
            30 * 60_000);

    private final List<Queue> queues = new ArrayList<>();
    private @Nullable RoutingPlan plan;
    private Rules rules = Rules.DEFAULT;
    private Urgency urgency = Urgency.DEFAULT;
    private ServiceLevelTarget target = new ServiceLevelTarget(80, 20_000);
    private Channels channels = Channels.DEFAULT;
    private Settings settings = Settings.DEFAULT.with(PLAIN);
    private final List<Agent> agents = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();

    /** A queue that rings for 20 s, with 10 s of wrap-up, without limits. */
    Centre queue(int queueId, Requirement... requirements) {
        return queue(queueId, 0, 0, 0, requirements);
    }

    Centre queue(int queueId, int priority, long maxWaitMs, int maxWaiting, Requirement... requirements) {
        queues.add(new Queue(
                queueId,
                "queue" + queueId,
                "Queue " + queueId,
                AnswerMode.ON_ENTRY,
                priority,
                plan != null ? plan : new RoutingPlan(List.of(new RoutingStep(List.of(requirements), Long.MAX_VALUE))),
                20_000,
                10_000,
                5_000,
                maxWaitMs,
                maxWaiting,
                target,
                rules,
                urgency,
                Treatment.DEFAULT,
                channels));
        return this;
    }

    /** The queues named from here on have this plan, whatever requirements they are named with. */
    Centre plan(RoutingPlan other) {
        plan = other;
        return this;
    }

    /** The queues named from here on have these rules. */
    Centre rules(Rules other) {
        rules = other;
        return this;
    }

    /** The queues named from here on have this urgency. */
    Centre urgency(Urgency other) {
        urgency = other;
        return this;
    }

    /** The queues named from here on have this target. */
    Centre target(ServiceLevelTarget other) {
        target = other;
        return this;
    }

    /** The queues named from here on have these. */
    Centre channels(Channels other) {
        channels = other;
        return this;
    }

    Centre settings(Settings other) {
        settings = other;
        return this;
    }

    Centre agent(int agentId, List<Integer> queueIds, SkillLevel... skills) {
        return agent(agentId, queueIds, Employment.DEFAULT, 0, skills);
    }

    Centre agent(int agentId, List<Integer> queueIds, int chatCapacity, SkillLevel... skills) {
        return agent(agentId, queueIds, Employment.DEFAULT, chatCapacity, skills);
    }

    Centre agent(int agentId, List<Integer> queueIds, Employment employment, SkillLevel... skills) {
        return agent(agentId, queueIds, employment, 0, skills);
    }

    private Centre agent(
            int agentId, List<Integer> queueIds, Employment employment, int chatCapacity, SkillLevel... skills) {
        agents.add(new Agent(
                agentId, "agent" + agentId, "Agent " + agentId, List.of(skills), queueIds, employment, chatCapacity));
        devices.add(new Device(agentId, 1, "phone" + agentId));
        return this;
    }

    /** One more phone, of nobody in particular. */
    Centre phone(int deviceId) {
        devices.add(new Device(deviceId, 1, "phone" + deviceId));
        return this;
    }

    /** One more number outside. */
    Centre outside(int deviceId) {
        devices.add(new Device(deviceId, 0, "+49170" + deviceId, DeviceKind.EXTERNAL, false));
        return this;
    }

    Configuration build(long revision) {
        return new Configuration(
                revision,
                List.of(new Skill(GERMAN, "german"), new Skill(FRENCH, "french")),
                queues,
                devices,
                agents,
                List.of(new PauseReason(LUNCH, "lunch"), new PauseReason(TRAINING, "training")),
                settings);
    }

    static SkillLevel level(int skillId, int proficiency) {
        return new SkillLevel(skillId, proficiency);
    }

    static Requirement needs(int skillId, int minProficiency) {
        return new Requirement(skillId, minProficiency);
    }
}
