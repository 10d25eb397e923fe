package org.usher.core.engine;

import java.util.Objects;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.core.engine.OfferRecord.Talk;

/** How long each talk and each hold within it lasts, and that the end of each talk is told once. */
final class TalkClocks {
    private final State state;
    private final Step step;

    TalkClocks(State state, Step step) {
        this.state = state;
        this.step = step;
    }

    /** @param atMs {@link Step#happenedAtMs} */
    void begin(OfferRecord talk, long atMs) {
        state.hash.touch(talk);
        talk.talk = Talk.GOING_ON;
        talk.talkingSinceMs = atMs;
    }

    /** The customer is put on hold or taken back, by a key of the phone or for a consultation; the two may overlap. */
    void park(OfferRecord talk, boolean held, boolean consulting) {
        park(talk, held, consulting, step.nowMs());
    }

    private void park(OfferRecord talk, boolean held, boolean consulting, long atMs) {
        state.hash.touch(talk);
        talk.held = held;
        talk.consulting = consulting;
        boolean parked = held || consulting;
        if (parked && talk.parkedSinceMs == 0) {
            talk.parkedSinceMs = atMs;
        } else if (!parked && talk.parkedSinceMs != 0) {
            talk.holdMs += Math.max(0, atMs - talk.parkedSinceMs);
            talk.parkedSinceMs = 0;
        }
    }

    /** The talk, going on, is over, since this time or, if it is 0, now. */
    void stop(OfferRecord talk, long saidMs) {
        ContactRecord contact = Objects.requireNonNull(talk.contact);
        // what it was held for before is true whatever is said of its end
        long atMs = step.happenedAtMs(saidMs, talk.talkingSinceMs + talk.holdMs);
        park(talk, false, false, atMs);
        talk.talk = Talk.OVER;
        talk.endedAtMs = atMs;
        state.hash.touch(contact);
        contact.connectedMs += atMs - talk.talkingSinceMs;
        contact.holdMs += talk.holdMs;
    }

    /** Whose doing the end of the talk was is known: says so unless it was said before, or there was no talk. */
    void tellEnd(OfferRecord talk, EndedBy endedBy) {
        if (talk.talk != Talk.OVER) {
            return;
        }
        state.hash.touch(talk);
        talk.talk = Talk.TOLD;
        step.event(new Event.TalkEnded(
                step.nowMs(),
                talk.contactId,
                talk.offerId,
                talk.queueId,
                talk.agentId,
                endedBy,
                talk.talkMs(),
                talk.holdMs));
    }
}
