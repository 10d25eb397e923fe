package org.usher.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.RoutingPlan;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/** Tells what happens in a small centre as the events that an engine would give, one log entry each, and keeps them for telling again. */
public final class Story {
    public static final int BILLING = 1;
    public static final int SALES = 2;
    public static final int ALICE = 11;
    public static final int BOB = 12;
    public static final int LUNCH = 1;
    public static final Configuration CENTRE = new Configuration(
            1,
            List.of(new Configuration.Skill(1, "german")),
            List.of(queue(BILLING, "billing", "Billing"), queue(SALES, "sales", "Sales")),
            List.of(new Configuration.Device(21, 1, "alice-desk"), new Configuration.Device(22, 1, "bob-desk")),
            List.of(
                    new Configuration.Agent(
                            ALICE,
                            "alice",
                            "Alice A.",
                            List.of(new Configuration.SkillLevel(1, 7)),
                            List.of(BILLING, SALES)),
                    new Configuration.Agent(BOB, "bob", "Bob B.", List.of(), List.of(BILLING))),
            List.of(new Configuration.PauseReason(LUNCH, "lunch")),
            Configuration.Settings.DEFAULT);

    private record Talk(long talkId, int queueId, int agentId) {}

    private final EventSink sink;
    private final Map<Long, Talk> talks = new HashMap<>();
    private final List<RecordedEvent> told = new ArrayList<>();
    private long index;
    private long nowMs;

    public Story(long startMs, EventSink sink) {
        this.nowMs = startMs;
        this.sink = sink;
    }

    public static Configuration.Queue queue(int id, String name, String title) {
        return new Configuration.Queue(
                id,
                name,
                title,
                AnswerMode.ON_ENTRY,
                0,
                RoutingPlan.ANYONE,
                20_000,
                10_000,
                5_000,
                0,
                0,
                new Configuration.ServiceLevelTarget(80, 20_000));
    }

    public long nowMs() {
        return nowMs;
    }

    public List<RecordedEvent> told() {
        return told;
    }

    public Story after(long ms) {
        nowMs += ms;
        return this;
    }

    public Story adopt(Configuration configuration) {
        return say(new Event.ConfigurationAdopted(nowMs, configuration));
    }

    /** A caller arrives. @return the contact's id */
    public long call(int queueId, String caller) {
        long id = index + 1;
        ContactDetails details = new ContactDetails(1, "u" + id, "PJSIP/trunk-" + id, caller, "", "100", "de", "", "");
        say(new Event.ContactQueued(nowMs, id, id, queueId, Channel.VOICE, 0, id * 31, nowMs, 0, details));
        return id;
    }

    public Story state(int agentId, AgentState from, AgentState to) {
        return state(agentId, from, to, 0, null);
    }

    public Story state(int agentId, AgentState from, AgentState to, int reasonId, @Nullable OfferOutcome cause) {
        return say(new Event.AgentStateChanged(nowMs, agentId, from, to, reasonId, cause));
    }

    /** The contact is offered to the agent, who answers after ringing for a while. */
    public Story answer(long contactId, int queueId, int agentId, long waitedMs) {
        long offerId = index + 1;
        say(new Event.OfferMade(nowMs, contactId, offerId, queueId, agentId, waitedMs));
        state(agentId, AgentState.READY, AgentState.OFFERED);
        say(new Event.OfferEnded(nowMs, contactId, offerId, queueId, agentId, OfferOutcome.ACCEPTED, 0));
        state(agentId, AgentState.OFFERED, AgentState.ON_CONTACT);
        talks.put(contactId, new Talk(offerId, queueId, agentId));
        say(new Event.ContactConnected(nowMs, contactId, contactId, offerId, queueId, agentId, waitedMs, nowMs));
        return say(new Event.EntryEnded(nowMs, contactId, contactId, queueId, EntryOutcome.ANSWERED, waitedMs));
    }

    public Story hangUp(long contactId, int agentId, long talkMs) {
        endTalk(contactId, EndedBy.CALLER, talkMs, 0);
        say(new Event.ContactEnded(nowMs, contactId, agentId, EndedBy.CALLER, talkMs, 0));
        return state(agentId, AgentState.ON_CONTACT, AgentState.WRAP_UP);
    }

    /** The talk the contact is in is over. */
    public Story endTalk(long contactId, EndedBy endedBy, long talkMs, long holdMs) {
        Talk talk = Objects.requireNonNull(talks.remove(contactId), "the contact talks to nobody");
        return say(new Event.TalkEnded(
                nowMs, contactId, talk.talkId(), talk.queueId(), talk.agentId(), endedBy, talkMs, holdMs));
    }

    /** The agent gives the contact away and has wrap-up. */
    public Story transfer(long contactId, long talkMs, long holdMs) {
        int agentId = Objects.requireNonNull(talks.get(contactId), "the contact talks to nobody")
                .agentId();
        endTalk(contactId, EndedBy.TRANSFER, talkMs, holdMs);
        say(new Event.ContactTransferred(nowMs, contactId, agentId));
        return state(agentId, AgentState.ON_CONTACT, AgentState.WRAP_UP);
    }

    /** From now on the contact has the talk of the other, with which it was merged. */
    public Story takeOver(long contactId, long consultContactId) {
        talks.put(contactId, Objects.requireNonNull(talks.remove(consultContactId), "the contact talks to nobody"));
        return this;
    }

    /** The contact hears somebody whom no offer brought; agent and device 0 for somebody outside. */
    public Story join(long contactId, int queueId, int agentId, int deviceId) {
        long talkId = Long.MIN_VALUE + index;
        talks.put(contactId, new Talk(talkId, queueId, agentId));
        say(new Event.TalkJoined(nowMs, contactId, talkId, queueId, agentId, deviceId));
        return agentId == 0 ? this : state(agentId, AgentState.BUSY_ELSEWHERE, AgentState.ON_CONTACT);
    }

    public Story abandon(long contactId, int queueId, long waitedMs, EntryOutcome outcome) {
        say(new Event.EntryEnded(nowMs, contactId, contactId, queueId, outcome, waitedMs));
        return say(new Event.ContactEnded(nowMs, contactId, 0, EndedBy.CALLER, 0, 0));
    }

    public Story say(Event event) {
        RecordedEvent recorded = new RecordedEvent(++index, 0, event);
        told.add(recorded);
        sink.accept(recorded);
        return this;
    }
}
