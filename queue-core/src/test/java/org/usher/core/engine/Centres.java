package org.usher.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.AnyOf;
import org.usher.core.api.BurnoutGuard;
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
import org.usher.core.api.WaitingCost;

/** Configurations for tests. */
public final class Centres {
    static final int CHOOSING_AGENTS = 12;

    private Centres() {}

    /** A small one, each time another: queues 1 to 4, skills 1 to 5, agents and devices 1 to 6, some of them missing. */
    static Configuration random(Random random, long revision) {
        List<Skill> skills = new ArrayList<>();
        List<Queue> queues = new ArrayList<>();
        List<Device> devices = new ArrayList<>();
        List<Agent> agents = new ArrayList<>();
        for (int id = 1; id <= 5; id++) {
            if (random.nextInt(8) > 0) {
                skills.add(new Skill(id, "skill" + id));
            }
        }
        for (int id = 1; id <= 4; id++) {
            if (random.nextInt(8) > 0) {
                queues.add(randomQueue(random, id));
            }
        }
        for (int id = 1; id <= 7; id++) {
            if (random.nextInt(8) > 0) {
                DeviceKind kind = random.nextInt(6) == 0 ? DeviceKind.EXTERNAL : DeviceKind.PHONE;
                devices.add(new Device(id, 1, "phone" + id, kind, false));
            }
            if (random.nextInt(8) > 0) {
                agents.add(randomAgent(random, id));
            }
        }
        List<PauseReason> reasons = List.of(new PauseReason(1, "break"), new PauseReason(2, "meeting"));
        Settings settings = new Settings(
                3_000,
                5_000,
                2_000,
                4_000,
                6_000,
                random.nextInt(4),
                20_000,
                8_000,
                5_000,
                random.nextBoolean() ? 0 : 3_000,
                random.nextBoolean() ? Settings.STRICT_PRIORITY : random.nextInt(20_000),
                randomRouting(random),
                new BurnoutGuard(randomLimits(random), random.nextInt(4) * random.nextInt(300)),
                random.nextBoolean());
        return new Configuration(revision, skills, queues, devices, agents, reasons, settings);
    }

    /** Three queues that differ in urgency alone, and agents in pools who serve two of them or all; nobody needs a skill. */
    static Configuration choosing(Random random, long revision) {
        List<Queue> queues = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            queues.add(new Queue(
                    id,
                    "queue" + id,
                    "Queue " + id,
                    AnswerMode.ON_ENTRY,
                    0,
                    new RoutingPlan(List.of(new RoutingStep(List.of(), 0))),
                    600_000,
                    0,
                    2_000,
                    0,
                    0,
                    new ServiceLevelTarget(80, 1_000 * random.nextInt(5, 60)),
                    new Rules(random.nextInt(3) == 0 ? 2 : 1, true, -1, true),
                    randomUrgency(random),
                    Treatment.DEFAULT,
                    Channels.DEFAULT));
        }
        List<Device> devices = new ArrayList<>();
        List<Agent> agents = new ArrayList<>();
        for (int id = 1; id <= CHOOSING_AGENTS; id++) {
            devices.add(new Device(id, 1, "phone" + id));
            List<Integer> serves = random.nextBoolean() ? List.of(1, 2, 3) : List.of(id % 3 + 1, (id + 1) % 3 + 1);
            Employment employment = new Employment(random.nextInt(3), null, random.nextInt(4));
            agents.add(new Agent(id, "agent" + id, "Agent " + id, List.of(), serves, employment));
        }
        Routing.AgentRule agentRule =
                random.nextBoolean() ? Routing.AgentRule.IDLENESS_RATIO : Routing.AgentRule.LEAST_OCCUPIED;
        Routing routing = new Routing(
                random.nextBoolean() ? Routing.ContactRule.INDEX : Routing.ContactRule.QUEUE_RATIO,
                agentRule,
                new Routing.ContactWeights(random.nextInt(100), 0, 0, 20_000),
                Routing.AgentWeights.DEFAULT,
                60_000,
                List.of(
                        new Routing.Pool("a", random.nextInt(1, 8)),
                        new Routing.Pool("b", random.nextInt(1, 8)),
                        new Routing.Pool("c", random.nextInt(1, 8))));
        Settings settings = Settings.DEFAULT
                .with(routing)
                .with(new BurnoutGuard(
                        random.nextBoolean() ? BurnoutGuard.Limits.NONE : new BurnoutGuard.Limits(60, 3, 8_000), 100));
        return new Configuration(revision, List.of(), queues, devices, agents, List.of(), settings);
    }

    private static BurnoutGuard.Limits randomLimits(Random random) {
        return new BurnoutGuard.Limits(
                random.nextBoolean() ? 100 : random.nextInt(1, 30),
                random.nextBoolean() ? 0 : random.nextInt(1, 3),
                random.nextInt(20_000));
    }

    private static Routing randomRouting(Random random) {
        Routing.ContactRule[] contacts = Routing.ContactRule.values();
        Routing.AgentRule[] agents = Routing.AgentRule.values();
        return new Routing(
                random.nextInt(3) == 0 ? Routing.ContactRule.INDEX : contacts[random.nextInt(contacts.length)],
                random.nextInt(3) == 0 ? Routing.AgentRule.IDLENESS_RATIO : agents[random.nextInt(agents.length)],
                new Routing.ContactWeights(
                        random.nextInt(3) * 100,
                        random.nextInt(2) * 5_000,
                        random.nextInt(20_000),
                        random.nextInt(3) * random.nextInt(40_000),
                        random.nextInt(2) * random.nextInt(600_000)),
                new Routing.AgentWeights(
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(2) * 10,
                        random.nextInt(3)),
                60_000L * random.nextInt(1, 5),
                randomPools(random));
    }

    private static List<Routing.Pool> randomPools(Random random) {
        List<Routing.Pool> pools = new ArrayList<>();
        while (random.nextInt(4) > 0 && pools.size() < 3) {
            pools.add(new Routing.Pool("pool" + pools.size(), random.nextInt(1, 8)));
        }
        return pools;
    }

    private static Queue randomQueue(Random random, int id) {
        return new Queue(
                id,
                "queue" + id,
                "Queue " + id,
                random.nextBoolean() ? AnswerMode.ON_ENTRY : AnswerMode.WITH_AGENT,
                random.nextInt(3) == 0 ? random.nextInt(3) : 0,
                randomPlan(random),
                10_000,
                random.nextBoolean() ? 5_000 : 0,
                2_000,
                random.nextInt(3) == 0 ? 40_000 : 0,
                random.nextInt(3) == 0 ? 4 : 0,
                new ServiceLevelTarget(80, 1_000 * random.nextInt(1, 30)),
                new Rules(
                        random.nextBoolean() ? 1 : random.nextInt(2, 5),
                        random.nextInt(3) > 0,
                        random.nextInt(3) == 0 ? random.nextInt(20_000) : -1,
                        random.nextBoolean(),
                        random.nextInt(3) == 0 ? random.nextInt(1, 6) : 0,
                        random.nextInt(3) == 0 ? random.nextInt(60_000) : 0),
                randomUrgency(random),
                Treatment.DEFAULT,
                new Channels(random.nextBoolean() ? 3_000 : 0, random.nextInt(20_000)));
    }

    private static Urgency randomUrgency(Random random) {
        List<Urgency.Point> aging = new ArrayList<>();
        long waitedMs = 0;
        long countsMs = 0;
        while (random.nextInt(3) > 0 && aging.size() < 4) {
            waitedMs += random.nextInt(1, 20_000);
            countsMs += random.nextInt(3) * random.nextLong(30_000);
            aging.add(new Urgency.Point(waitedMs, countsMs));
        }
        return new Urgency(
                aging, random.nextBoolean() ? 0 : random.nextInt(30_000), random.nextInt(1, 4), randomCost(random));
    }

    private static WaitingCost randomCost(Random random) {
        List<WaitingCost.Rate> rates = new ArrayList<>();
        long waitedMs = random.nextInt(2) * random.nextLong(5_000);
        int perMinute = 0;
        while (random.nextInt(3) > 0 && rates.size() < 4) {
            perMinute += random.nextInt(3) * random.nextInt(20);
            rates.add(new WaitingCost.Rate(waitedMs, perMinute));
            waitedMs += random.nextInt(1, 10_000);
        }
        return new WaitingCost(rates, random.nextInt(1_000, 200_000));
    }

    /** Made from its end: each step before asks for what the one behind it does, and more. */
    private static RoutingPlan randomPlan(Random random) {
        List<RoutingStep> steps = new ArrayList<>();
        List<Requirement> requirements = new ArrayList<>();
        List<AnyOf> groups = new ArrayList<>();
        int easesBy = random.nextInt(4);
        for (int left = random.nextInt(1, 5); left > 0; left--) {
            switch (random.nextInt(4)) {
                case 0 -> requirements.add(randomRequirement(random));
                case 1 -> groups.add(new AnyOf(List.of(randomRequirement(random), randomRequirement(random))));
                case 2 ->
                    groups.replaceAll(group -> new AnyOf(group.alternatives().subList(0, 1)));
                default -> easesBy = random.nextInt(easesBy + 1);
            }
            steps.addFirst(new RoutingStep(requirements, groups, easesBy, random.nextInt(4) * 2_500L));
        }
        return new RoutingPlan(random.nextInt(2) * 6_000L, steps);
    }

    private static Requirement randomRequirement(Random random) {
        return new Requirement(random.nextInt(1, 6), random.nextInt(1, 6));
    }

    private static Agent randomAgent(Random random, int id) {
        List<SkillLevel> skills = new ArrayList<>();
        List<Integer> queueIds = new ArrayList<>();
        for (int other = 1; other <= 5; other++) {
            if (random.nextBoolean()) {
                skills.add(new SkillLevel(other, random.nextInt(1, 11)));
            }
            if (random.nextInt(4) > 0) {
                queueIds.add(other);
            }
        }
        return new Agent(
                id,
                "agent" + id,
                "Agent " + id,
                skills,
                queueIds,
                new Employment(
                        random.nextInt(3), random.nextInt(3) == 0 ? randomLimits(random) : null, random.nextInt(4)),
                random.nextInt(5));
    }
}
