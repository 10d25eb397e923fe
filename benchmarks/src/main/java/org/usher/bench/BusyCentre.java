package org.usher.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration.Agent;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.Requirement;
import org.usher.core.engine.Engines;

/**
 * A centre in which every agent talks and many callers wait, or one in which nobody waits and every agent is idle. Callers ask for one
 * skill of many at one of five levels, which a plan eases in two steps. What is measured leaves the centre as busy as it was.
 */
final class BusyCentre implements Output {
    static final int COMMANDS_PER_CYCLE = 9;
    static final int COMMANDS_PER_VISIT = 4;
    static final int COMMANDS_PER_REFUSAL = 4;

    private static final int TURNS_PER_MS = 10;
    private static final long START_MS = 1_700_000_000_000L;

    private final QueueEngine engine = Engines.create();
    private final Random random = new Random(42);
    private final Staff staff;
    private final List<Agent> otherwiseSkilled;
    private final ArrayDeque<Effect.Offer> talking = new ArrayDeque<>();
    private final ArrayDeque<Effect.Offer> ringing = new ArrayDeque<>();
    private final List<List<Requirement>> wishes = new ArrayList<>();
    private final ContactDetails details =
            new ContactDetails(1, "1700000000.1", "PJSIP/trunk-1", "+49301234", "", "110", "de", "", "");
    private final Effect.Offer[] offers = new Effect.Offer[16];
    private int offerCount;
    private long index;
    private long turns;
    private long passedMs;
    private long calls;
    private long events;
    private long revision;

    private BusyCentre(CentreSize size, int changing) {
        for (int skill = 1; skill <= size.skills(); skill++) {
            for (int level = 1; level <= 5; level++) {
                wishes.add(List.of(new Requirement(skill, level)));
            }
        }
        staff = new Staff(size, random);
        otherwiseSkilled = changing == 0 ? staff.agents() : staff.withOtherSkills(changing);
        tell(new Command.AdoptConfiguration(staff.configuration(++revision)));
    }

    /** Every agent talks, so many wait. */
    static BusyCentre busy(CentreSize size) {
        return busy(size, 0);
    }

    /** The same; of so many agents the skills may be changed. */
    static BusyCentre busy(CentreSize size, int changing) {
        BusyCentre centre = new BusyCentre(size, changing);
        for (int i = 0; i < size.waiting() + size.agents(); i++) {
            centre.arrive();
        }
        for (int agent = 1; agent <= size.agents(); agent++) {
            centre.tell(new Command.LogIn(0, agent, List.of(agent)));
            centre.answerOffers();
        }
        return centre;
    }

    /** Every agent is idle and nobody waits. */
    static BusyCentre idle(CentreSize size) {
        BusyCentre centre = new BusyCentre(size, 0);
        for (int agent = 1; agent <= size.agents(); agent++) {
            centre.tell(new Command.LogIn(0, agent, List.of(agent)));
        }
        return centre;
    }

    QueueEngine engine() {
        return engine;
    }

    /** Events so far, so that none is optimised away. */
    long events() {
        return events;
    }

    /** A caller arrives, and an agent finishes a talk and is given the next one: every command of a contact's life; the state hash after them. */
    long cycle() {
        turns++;
        arrive();
        freeAgent();
        answerOffers();
        return engine.stateHash();
    }

    /** A caller arrives, rings at an idle agent, and hangs up before he answers. */
    long visit() {
        turns++;
        long callKey = arrive();
        for (int i = 0; i < offerCount; i++) {
            tell(new Command.ActionFinished(offers[i].actionId(), ActionOutcome.DONE, ""));
        }
        offerCount = 0;
        tell(new Command.ContactGone(callKey, GoneCause.HUNG_UP));
        return engine.stateHash();
    }

    /** So many agents more let it ring from now on, and as many wait as did. */
    void letRing(int agents) {
        for (int i = 0; i < agents; i++) {
            arrive();
            freeAgent();
            keepRinging();
        }
    }

    /** An agent who is rung refuses, the caller is back in the waiting room, the agent turns idle and is given the best of all who wait. */
    long refusal() {
        turns++;
        Effect.Offer refused = ringing.remove();
        int agentId = refused.rung().getFirst().agentId();
        tell(new Command.OfferFailed(refused.actionId(), OfferOutcome.REJECTED));
        tell(new Command.ContactReachable(refused.callKey()));
        tell(new Command.Resume(0, agentId));
        keepRinging();
        return engine.stateHash();
    }

    /** So many callers arrive at once. Returns the last one's number. */
    long arriveAtOnce(int callers) {
        for (int i = 0; i < callers; i++) {
            arrive();
        }
        return calls;
    }

    /** The callers up to this one, so many, hang up. */
    void hangUp(long last, int callers) {
        for (long call = last - callers + 1; call <= last; call++) {
            tell(new Command.ContactGone(callKey(call), GoneCause.HUNG_UP));
        }
    }

    /** Time passes, and what is due falls due in one command. */
    long pass(long ms) {
        passedMs += ms;
        tell(new Command.Tick());
        return engine.stateHash();
    }

    /** The agents whose skills may change get their other skills, or back those they had. */
    long changeSkills() {
        revision++;
        List<Agent> agents = revision % 2 == 0 ? otherwiseSkilled : staff.agents();
        tell(new Command.AdoptConfiguration(staff.configuration(revision, agents)));
        return engine.stateHash();
    }

    private long arrive() {
        long callKey = callKey(++calls);
        tell(new Command.ContactArrived(
                callKey, Channel.VOICE, 1, 0, 0, 0, wishes.get(random.nextInt(wishes.size())), details));
        tell(new Command.ContactReachable(callKey));
        return callKey;
    }

    private void freeAgent() {
        Effect.Offer over = talking.remove();
        tell(new Command.ContactGone(over.callKey(), GoneCause.HUNG_UP));
        tell(new Command.AgentLegEnded(over.actionId()));
        tell(new Command.EndWrapUp(0, over.rung().getFirst().agentId()));
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

    private void keepRinging() {
        for (int i = 0; i < offerCount; i++) {
            tell(new Command.OfferRinging(offers[i].actionId()));
            ringing.add(offers[i]);
        }
        offerCount = 0;
    }

    private void tell(Command command) {
        index++;
        long atMs = START_MS + turns / TURNS_PER_MS + passedMs;
        engine.apply(new LogEntry(index, 1, QueueEngine.VERSION, atMs, command), this);
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
}
