package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.AgentState;
import org.usher.core.api.AnyOf;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView.AgentView;
import org.usher.core.api.EngineView.BookingView;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EngineView.ContactView;
import org.usher.core.api.EngineView.QueueView;
import org.usher.core.api.Event;
import org.usher.core.api.Explanation;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.ReplyCode;
import org.usher.core.api.Requirement;
import org.usher.core.api.TalkId;
import org.usher.core.api.WaitFromNow;

/**
 * Tells the engine a story and looks at what comes of it. Callers are named by the key of their call, agents by their id. After every
 * sentence all invariants are checked, and the naive twin must have come to the same.
 */
final class Scenario {
    static final long START_MS = 1_700_000_000_000L;

    private QueueEngine engine = Engines.create();
    private final QueueEngine twin = Twins.naive();
    private final List<Event> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private long index;
    private long nowMs = START_MS;
    private long requests;

    static Scenario in(Centre centre) {
        Scenario scenario = new Scenario();
        scenario.adopts(centre);
        return scenario;
    }

    // what happens

    Scenario tell(Command command) {
        index++;
        LogEntry entry = new LogEntry(index, 1, QueueEngine.VERSION, nowMs, command);
        Recorded given = new Recorded();
        Recorded twinGiven = new Recorded();
        engine.apply(entry, given);
        engine.checkInvariants();
        twin.apply(entry, twinGiven);
        assertThat(given.events()).as("events of the naive twin").isEqualTo(twinGiven.events());
        assertThat(given.effects()).as("effects of the naive twin").isEqualTo(twinGiven.effects());
        assertThat(engine.stateHash()).as("hash of the naive twin").isEqualTo(twin.stateHash());
        events.addAll(given.events());
        effects.addAll(given.effects());
        return this;
    }

    /** The engine is made anew from its snapshot. */
    Scenario restarts() throws IOException {
        engine = Engines.restore(engine.snapshot());
        return this;
    }

    Scenario passes(long ms) {
        nowMs += ms;
        return tell(new Command.Tick());
    }

    /** Time passes until the engine's next deadline. */
    Scenario nextDeadline() {
        return passes(engine.nextDeadlineAtMs() - nowMs);
    }

    Scenario adopts(Centre centre) {
        Configuration configuration = centre.build(index + 1);
        return tell(new Command.AdoptConfiguration(configuration));
    }

    Scenario logsIn(int... agentIds) {
        for (int agentId : agentIds) {
            asks(new Command.LogIn(++requests, agentId, List.of(agentId)), ReplyCode.ACCEPTED);
        }
        return this;
    }

    Scenario asks(Command.AgentRequest request, ReplyCode answer) {
        return answered(request, new Effect.Reply(request.requestId(), answer));
    }

    Scenario opens(int queueId, boolean open, ReplyCode answer) {
        long requestId = ++requests;
        return answered(new Command.SetQueueDoor(requestId, queueId, open), new Effect.Reply(requestId, answer));
    }

    /** The queue's opening hours begin or end. */
    Scenario hours(int queueId, boolean open) {
        return tell(new Command.SetQueueDoor(0, queueId, open));
    }

    Scenario callsEmergency(int queueId, boolean on, ReplyCode answer) {
        long requestId = ++requests;
        return answered(new Command.SetQueueEmergency(requestId, queueId, on), new Effect.Reply(requestId, answer));
    }

    /** Without a text the notice is taken back. */
    Scenario notifies(int queueId, String text, String sound, long untilMs, ReplyCode answer) {
        long requestId = ++requests;
        return answered(
                new Command.SetQueueNotice(requestId, queueId, text, sound, untilMs),
                new Effect.Reply(requestId, answer));
    }

    Scenario books(int queueId, CallbackWindow window, ContactDetails details, ReplyCode answer) {
        long requestId = ++requests;
        return answered(
                new Command.BookCallback(requestId, queueId, window, details), new Effect.Reply(requestId, answer));
    }

    /** The request made of what the caller is to the engine, with its own id. */
    Scenario asks(long call, LongFunction<Command.ContactRequest> request, ReplyCode answer) {
        Command.ContactRequest asked = request.apply(idOf(call));
        return answered(asked, new Effect.Reply(asked.requestId(), answer));
    }

    Scenario asks(Command.ContactRequest request, ReplyCode answer) {
        return answered(request, new Effect.Reply(request.requestId(), answer));
    }

    private Scenario answered(Command request, Effect.Reply answer) {
        int before = effects.size();
        tell(request);
        List<Effect.Reply> replies = effects.subList(before, effects.size()).stream()
                .filter(Effect.Reply.class::isInstance)
                .map(Effect.Reply.class::cast)
                .toList();
        assertThat(replies).containsExactly(answer);
        return this;
    }

    Scenario arrives(long call, int queueId, Requirement... requirements) {
        return arrives(call, queueId, 0, 0, 0, requirements);
    }

    Scenario arrives(
            long call, int queueId, int priority, long enqueuedAtMs, long contactId, Requirement... requirements) {
        return tell(new Command.ContactArrived(
                call,
                Channel.VOICE,
                queueId,
                priority,
                enqueuedAtMs,
                contactId,
                List.of(requirements),
                ContactDetails.NONE));
    }

    /** Arrives, asks for the agent by name, and reaches the waiting room. */
    Scenario asksFor(int agentId, long call, int queueId, Requirement... requirements) {
        return tell(new Command.ContactArrived(
                        call,
                        Channel.VOICE,
                        queueId,
                        0,
                        0,
                        0,
                        List.of(requirements),
                        List.of(),
                        agentId,
                        ContactDetails.NONE))
                .reaches(call);
    }

    /** Arrives, content with any one of these skills, and reaches the waiting room. */
    Scenario asksForAnyOf(long call, int queueId, Requirement... alternatives) {
        List<AnyOf> anyOf = List.of(new AnyOf(List.of(alternatives)));
        return tell(new Command.ContactArrived(
                        call, Channel.VOICE, queueId, 0, 0, 0, List.of(), anyOf, 0, ContactDetails.NONE))
                .reaches(call);
    }

    Scenario reaches(long call) {
        return tell(new Command.ContactReachable(call));
    }

    /** Arrives and reaches the waiting room. */
    Scenario waits(long call, int queueId, Requirement... requirements) {
        return arrives(call, queueId, requirements).reaches(call);
    }

    /** Time passes, though nothing but what is due at once happens. */
    Scenario then() {
        return passes(0);
    }

    /** A customer writes, and is in the room. */
    Scenario writes(long room, int queueId, Requirement... requirements) {
        return tell(new Command.ContactArrived(
                        room, Channel.CHAT, queueId, 0, 0, 0, List.of(requirements), ContactDetails.NONE))
                .reaches(room);
    }

    /** The agent whom the chat is offered to accepts it, and both may write. */
    Scenario accepts(long room) {
        return tell(new Command.OfferConnected(contact(room).offerId()));
    }

    /** Somebody leaves the room, and it is closed. */
    Scenario closes(long room, EndedBy by) {
        return tell(new Command.TalkEnded(contact(room).offerId(), by)).goes(room, GoneCause.LEFT_TO_DIALPLAN);
    }

    Scenario leavesRoom(long call) {
        return tell(new Command.ContactUnreachable(call));
    }

    Scenario goes(long call, GoneCause cause) {
        return tell(new Command.ContactGone(call, cause));
    }

    Scenario rings(int agentId) {
        return tell(new Command.OfferRinging(offerTo(agentId)));
    }

    Scenario picksUp(int agentId) {
        return tell(new Command.OfferAccepted(offerTo(agentId), agentId));
    }

    /** Picks up and is connected. */
    Scenario answers(int agentId) {
        long offerId = offerTo(agentId);
        return picksUp(agentId).tell(new Command.OfferConnected(offerId));
    }

    Scenario offerFails(int agentId, OfferOutcome outcome) {
        return tell(new Command.OfferFailed(offerTo(agentId), outcome));
    }

    Scenario talkEnds(int agentId, EndedBy by) {
        return tell(new Command.TalkEnded(offerTo(agentId), by));
    }

    Scenario legEnds(int agentId) {
        return tell(new Command.AgentLegEnded(offerTo(agentId)));
    }

    Scenario consults(int agentId, boolean consulting) {
        return tell(new Command.ConsultChanged(offerTo(agentId), consulting));
    }

    /** The agent gives the call away that he is on. */
    Scenario givesAway(int agentId) {
        return tell(new Command.TalkTransferred(offerTo(agentId)));
    }

    /** The caller hears whoever is at this device, or somebody outside if it is 0; the talk is named by this leg. */
    Scenario hears(long call, String leg, int deviceId) {
        return tell(new Command.TalkJoined(call, TalkId.ofLeg(1, leg), deviceId));
    }

    Scenario merges(long call, long intoCall) {
        return tell(new Command.ContactMerged(call, intoCall));
    }

    Scenario phone(int deviceId, DeviceState state) {
        return tell(new Command.DeviceStateChanged(deviceId, state));
    }

    Scenario finished(long actionId, ActionOutcome outcome) {
        return tell(new Command.ActionFinished(actionId, outcome, "story"));
    }

    // what came of it

    long nowMs() {
        return nowMs;
    }

    /** The offer that the agent is in, rung or talking. */
    long offerTo(int agentId) {
        long offerId = agent(agentId).offerId();
        assertThat(offerId).as("an offer to agent " + agentId).isNotZero();
        return offerId;
    }

    Optional<Explanation.OfContact> explainContact(long call) {
        return engine.explainContact(idOf(call));
    }

    Optional<WaitFromNow> waitFromNow(long call) {
        return engine.waitFromNow(idOf(call), nowMs);
    }

    Optional<Explanation.OfAgent> explainAgent(int agentId) {
        return engine.explainAgent(agentId);
    }

    long stateHash() {
        return engine.stateHash();
    }

    /** The agent whom the caller is offered to or talks with, 0 if none. */
    int agentOf(long call) {
        return contact(call).agentId();
    }

    long idOf(long call) {
        return contact(call).contactId();
    }

    ContactState stateOf(long call) {
        return contact(call).state();
    }

    boolean knows(long call) {
        return engine.view().contacts().stream().anyMatch(contact -> contact.callKey() == call);
    }

    List<BookingView> bookings() {
        return engine.view().bookings();
    }

    BookingView booking(long contactId) {
        return bookings().stream()
                .filter(booking -> booking.contactId() == contactId)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no booking " + contactId));
    }

    int agentOfId(long contactId) {
        return contactById(contactId).agentId();
    }

    ContactView contactById(long contactId) {
        return engine.view().contacts().stream()
                .filter(contact -> contact.contactId() == contactId)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no contact " + contactId));
    }

    ContactView contact(long call) {
        return engine.view().contacts().stream()
                .filter(contact -> contact.callKey() == call)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no contact for call " + call));
    }

    AgentView agent(int agentId) {
        return engine.view().agents().stream()
                .filter(agent -> agent.agentId() == agentId)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no agent " + agentId));
    }

    AgentState state(int agentId) {
        return agent(agentId).state();
    }

    QueueView queue(int queueId) {
        return engine.view().queues().stream()
                .filter(queue -> queue.queueId() == queueId)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no queue " + queueId));
    }

    <E extends Event> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <E extends Event> E last(Class<E> type) {
        List<E> all = events(type);
        assertThat(all).as(type.getSimpleName()).isNotEmpty();
        return all.getLast();
    }

    <E extends Effect> List<E> effects(Class<E> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <E extends Effect> E lastEffect(Class<E> type) {
        List<E> all = effects(type);
        assertThat(all).as(type.getSimpleName()).isNotEmpty();
        return all.getLast();
    }
}
