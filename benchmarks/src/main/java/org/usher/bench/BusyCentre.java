package org.usher.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Configuration.Agent;
import org.usher.core.api.Configuration.Device;
import org.usher.core.api.Configuration.ServiceLevelTarget;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.Configuration.Skill;
import org.usher.core.api.Configuration.SkillLevel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;
import org.usher.core.engine.Engines;

/**
 * A centre in which every agent talks and many callers wait, each for one skill of many at one of five levels, which a plan
 * eases in two steps. A cycle lets one caller
 * arrive and one agent finish a talk and be given the next caller, through every command of a contact's life.
 */
final class BusyCentre implements Output {
    static final int COMMANDS_PER_CYCLE = 9;
    private static final int SKILLS_EACH = 5;
    private static final int CYCLES_PER_MS = 10;

    /** Of 100,000 who wait, each waits for 10 s of the centre's time: two steps fall due in every life. */
    private static final RoutingPlan PLAN = new RoutingPlan(List.of(
            new RoutingStep(List.of(), List.of(), 0, 2_000),
            new RoutingStep(List.of(), List.of(), 1, 3_000),
            new RoutingStep(List.of(), List.of(), 2, 0)));

    private static final long START_MS = 1_700_000_000_000L;

    private final QueueEngine engine = Engines.create();
    private final Random random = new Random(42);
    private final ArrayDeque<Effect.Offer> talking = new ArrayDeque<>();
    private final List<List<Requirement>> wishes = new ArrayList<>();
    private final ContactDetails details =
            new ContactDetails(1, "1700000000.1", "PJSIP/trunk-1", "+49301234", "", "110", "de", "", "");
    private final Effect.Offer[] offers = new Effect.Offer[16];
    private int offerCount;
    private long index;
    private long cycles;
    private long calls;
    private long events;

    BusyCentre(int agents, int skills, int waiting) {
        for (int skill = 1; skill <= skills; skill++) {
            for (int level = 1; level <= 5; level++) {
                wishes.add(List.of(new Requirement(skill, level)));
            }
        }
        tell(new Command.AdoptConfiguration(configuration(agents, skills)));
        for (int i = 0; i < waiting + agents; i++) {
            arrive();
        }
        for (int agent = 1; agent <= agents; agent++) {
            tell(new Command.LogIn(0, agent, List.of(agent)));
            answerOffers();
        }
    }

    /** One contact's worth of commands; the state hash after them. */
    long cycle() {
        cycles++;
        arrive();
        Effect.Offer over = talking.remove();
        tell(new Command.ContactGone(over.callKey(), GoneCause.HUNG_UP));
        tell(new Command.AgentLegEnded(over.actionId()));
        tell(new Command.EndWrapUp(0, over.rung().getFirst().agentId()));
        answerOffers();
        return engine.stateHash();
    }

    /** Events so far, so that none is optimised away. */
    long events() {
        return events;
    }

    private void arrive() {
        long callKey = callKey(++calls);
        tell(new Command.ContactArrived(
                callKey, Channel.VOICE, 1, 0, 0, 0, wishes.get(random.nextInt(wishes.size())), details));
        tell(new Command.ContactReachable(callKey));
    }

    /** As scattered as the keys of real calls are; one for each (the last steps of MurmurHash3, each of which can be undone). */
    private static long callKey(long call) {
        long key = (call ^ call >>> 33) * 0xff51afd7ed558ccdL;
        key = (key ^ key >>> 33) * 0xc4ceb9fe1a85ec53L;
        return key ^ key >>> 33;
    }

    private void answerOffers() {
        for (int i = 0; i < offerCount; i++) {
            Effect.Offer offer = offers[i];
            tell(new Command.ActionFinished(offer.actionId(), ActionOutcome.DONE, ""));
            tell(new Command.OfferRinging(offer.actionId()));
            tell(new Command.OfferAccepted(
                    offer.actionId(), offer.rung().getFirst().agentId()));
            tell(new Command.OfferConnected(offer.actionId()));
            talking.add(offer);
        }
        offerCount = 0;
    }

    private void tell(Command command) {
        index++;
        engine.apply(new LogEntry(index, 1, QueueEngine.VERSION, START_MS + cycles / CYCLES_PER_MS, command), this);
    }

    @Override
    public void event(Event event) {
        events += event.atMs() > 0 ? 1 : 0;
    }

    @Override
    public void effect(Effect effect) {
        if (effect instanceof Effect.Offer offer) {
            offers[offerCount++] = offer;
        }
    }

    private Configuration configuration(int agentCount, int skillCount) {
        List<Skill> skills = new ArrayList<>();
        List<Agent> agents = new ArrayList<>();
        List<Device> devices = new ArrayList<>();
        for (int skill = 1; skill <= skillCount; skill++) {
            skills.add(new Skill(skill, "skill" + skill));
        }
        for (int agent = 1; agent <= agentCount; agent++) {
            List<SkillLevel> levels = random.ints(1, skillCount + 1)
                    .distinct()
                    .limit(Math.min(SKILLS_EACH, skillCount))
                    .mapToObj(skill -> new SkillLevel(skill, 1 + random.nextInt(10)))
                    .toList();
            agents.add(new Agent(agent, "agent" + agent, "Agent " + agent, levels, List.of(1)));
            devices.add(new Device(agent, 1, "phone" + agent));
        }
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
                3_600_000,
                0,
                new ServiceLevelTarget(80, 20_000));
        return new Configuration(1, skills, List.of(queue), devices, agents, List.of(), Settings.DEFAULT);
    }
}
