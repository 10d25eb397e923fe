package org.usher.core.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.RepairKind;

/**
 * Talks, from the pick-up to the end of the agent's leg. Contact and agent part in any order: when the customer hangs up, the PBX ends
 * the agent's leg first, and whose doing it was is only known from the command that follows.
 *
 * <p>A contact may have several talks at once, a conference; it is over with the last of them.
 */
final class Talks {
    private final State state;
    private final Step step;
    private final Lines lines;
    private final OwnLines ownLines;
    private final TalkClocks clocks;
    private final Roster roster;
    private final Chats chats;
    private final Releases releases;

    Talks(State state, Step step, Desks.Basis desks) {
        this.state = state;
        this.step = step;
        this.lines = desks.lines();
        this.ownLines = desks.ownLines();
        this.clocks = desks.clocks();
        this.roster = desks.roster();
        this.chats = desks.chats();
        this.releases = desks.releases();
    }

    /** Customer and agent of a picked-up offer hear each other, since then or, if that is 0, now: the contact counts as answered. */
    void connected(OfferRecord offer, ContactRecord contact, long saidMs) {
        if (contact.phase != ContactPhase.CONNECTING || offer.agent == null || contact.offer != offer) {
            return;
        }
        if (contact.callKey == 0) {
            // nobody is called back yet
            return;
        }
        boolean calledBack = contact.isCallback();
        long connectedAtMs = step.happenedAtMs(saidMs, offer.madeAtMs);
        step.event(new Event.ContactConnected(
                step.nowMs(),
                contact.contactId,
                contact.entry.entryId,
                offer.offerId,
                offer.queueId,
                offer.agentId,
                contact.entry.waitedMs(connectedAtMs),
                connectedAtMs));
        lines.move(contact, ContactPhase.TALKING);
        lines.close(contact, EntryOutcome.ANSWERED, connectedAtMs);
        clocks.begin(offer, connectedAtMs);
        state.served.talks(contact.contactId, offer.queueId, offer.agentId);
        roster.watchPhones(offer.agent, Roster.OLD_IDLE_PHONES_MS);
        if (calledBack) {
            lines.mark(contact);
        }
    }

    /**
     * The customer is back in line, the pick-up led to nothing; the agent's leg is to end. Who hung up before he heard the customer has
     * declined, and bears the consequence when his leg has ended.
     */
    void connectFailed(OfferRecord offer, ContactRecord contact, OfferOutcome outcome) {
        AgentRecord agent = offer.agent;
        contact.offer = null;
        offer.contact = null;
        lines.stepBack(contact);
        partFromAgent(offer, contact, 0);
        if (agent != null && offer.isChat()) {
            roster.spare(agent);
        } else if (agent != null) {
            roster.bear(agent, outcome);
        }
        ownLines.offerFailed(contact, outcome);
        releases.forgetIfUnbound(offer);
    }

    /** The customer of a callback did not answer: it is in line again after this time, and the agent has nothing to bear. */
    void customerNotReached(OfferRecord offer, ContactRecord contact, long retryAfterMs) {
        contact.offer = null;
        offer.contact = null;
        lines.stepBack(contact, retryAfterMs);
        partFromAgent(offer, contact, 0);
        releases.forgetIfUnbound(offer);
    }

    /**
     * The pick-up was not followed by a connection in time. If the agent's leg is still there, the word of it was lost and the two talk:
     * to tear down a talk for a lost message would be the greater harm.
     */
    void connectDeadline(ContactRecord contact) {
        OfferRecord offer = Objects.requireNonNull(contact.offer);
        boolean legThere = offer.agent != null;
        boolean talk = legThere && !contact.isCallback();
        String consequence = legThere
                ? "the customer was not reached: the contact waits again"
                : "the agent's leg is gone: the contact waits again";
        step.event(new Event.Repaired(
                step.nowMs(),
                RepairKind.ACCEPTED_WITHOUT_CONNECT,
                offer.offerId,
                talk ? "taken to be connected" : consequence));
        if (talk) {
            connected(offer, contact, 0);
        } else {
            connectFailed(offer, contact, OfferOutcome.FAILED);
        }
    }

    void held(OfferRecord talk, ContactRecord contact, boolean held) {
        if (talk.isGoingOn() && talk.held != held) {
            clocks.park(talk, held, talk.consulting);
            step.event(new Event.HoldChanged(step.nowMs(), contact.contactId, talk.agentId, held));
        }
    }

    /** The agent speaks with a third party, or is back with the customer. */
    void consulting(OfferRecord talk, boolean consulting) {
        if (talk.isGoingOn() && talk.consulting != consulting && !talk.isChat()) {
            clocks.park(talk, talk.held, consulting);
            if (talk.agent != null) {
                roster.transition(talk.agent, consulting ? AgentState.CONSULTING : AgentState.ON_CONTACT);
                roster.watchPhones(talk.agent, Roster.OLD_IDLE_PHONES_MS);
            }
        }
    }

    /** The talk is over, ended by this side, since then or, if that is 0, now. */
    void ended(OfferRecord talk, ContactRecord contact, EndedBy endedBy, long saidMs) {
        switch (contact.phase) {
            case CONNECTING -> {
                // the word of the connection was lost: there is no end without it
                if (talk.agent != null && contact.offer == talk && contact.callKey != 0) {
                    connected(talk, contact, saidMs);
                    ended(talk, contact, endedBy, saidMs);
                }
            }
            case TALKING -> leave(talk, contact, endedBy, saidMs);
            case RELEASING -> {
                if (contact.isAfterTalk() && contact.endedBy == null) {
                    state.hash.touch(contact);
                    contact.endedBy = endedBy;
                    clocks.tellEnd(talk, endedBy);
                }
            }
            case WAITING, OFFERED, WITHDRAWING, IN_TRANSFER -> {
                // no talk: late word of an offer that has come to nothing, or of a call that was given away
            }
        }
    }

    /**
     * Stops this one of the contact's talks; its agent is to go to his after-call work. {@code endedBy} null if it is not known yet,
     * {@code saidMs} 0 for now.
     */
    void stop(OfferRecord talk, ContactRecord contact, @Nullable EndedBy endedBy, long saidMs) {
        if (talk.isGoingOn()) {
            clocks.stop(talk, saidMs);
            if (talk.agent != null && !talk.isChat()) {
                roster.unwatchPhones(talk.agent);
            }
            QueueRecord queue = Objects.requireNonNull(contact.entry.queue);
            partFromAgent(talk, contact, talk.isChat() ? queue.chatWrapUpMs : queue.wrapUpMs);
        }
        if (endedBy != null) {
            clocks.tellEnd(talk, endedBy);
        }
    }

    /** Stops whatever talks the contact has, for one reason; only the latest stays bound to it. */
    void stopAll(ContactRecord contact, EndedBy endedBy) {
        OfferRecord latest = Objects.requireNonNull(contact.offer);
        while (latest.joined != null) {
            OfferRecord other = latest.joined;
            stop(other, contact, endedBy, 0);
            unchain(other, contact);
        }
        stop(latest, contact, endedBy, 0);
    }

    /** Whether this is the only talk of its contact that goes on. */
    static boolean isLast(OfferRecord talk, ContactRecord contact) {
        return contact.offer == talk && talk.joined == null;
    }

    /** One of several talks is over: the contact forgets it. */
    void unchain(OfferRecord talk, ContactRecord contact) {
        state.hash.touch(contact);
        OfferRecord other = Objects.requireNonNull(contact.offer);
        if (other == talk) {
            contact.offer = talk.joined;
        } else {
            while (other.joined != talk) {
                other = Objects.requireNonNull(other.joined);
            }
            state.hash.touch(other);
            other.joined = talk.joined;
        }
        talk.joined = null;
        talk.contact = null;
        releases.forgetIfUnbound(talk);
    }

    /** The contact is no longer the agent's; his leg is to end. */
    void partFromAgent(OfferRecord offer, ContactRecord contact, int wrapUpMs) {
        AgentRecord agent = offer.agent;
        if (offer.isChat()) {
            chats.over(offer, wrapUpMs);
        } else if (agent != null && !agent.deadline.isSet()) {
            roster.expectLegEnd(agent, contact, wrapUpMs);
        }
    }

    /** The agent's leg is gone, since then or, if that is 0, now. */
    void legEnded(OfferRecord offer, long saidMs) {
        if (offer.isChat()) {
            return;
        }
        ContactRecord contact = offer.contact;
        if (contact != null && offer.isGoingOn()) {
            leave(offer, contact, null, saidMs);
        }
        AgentRecord agent = offer.agent;
        if (agent == null) {
            return;
        }
        state.hash.touch(offer);
        offer.agent = null;
        roster.legEnded(agent, step.happenedAtMs(saidMs, offer.endedAtMs));
        releases.forgetIfUnbound(offer);
    }

    /** The leg should have been seen to end by now; that of a consulting agent goes on with whom he consulted. */
    void legDeadline(AgentRecord agent) {
        OfferRecord offer = Objects.requireNonNull(agent.offer);
        if (agent.state != AgentState.CONSULTING) {
            roster.repairLeg(agent, offer);
        }
        legEnded(offer, 0);
    }

    /** One party leaves; if it was the last one, the customer's call is expected to leave, too. */
    private void leave(OfferRecord talk, ContactRecord contact, @Nullable EndedBy endedBy, long saidMs) {
        if (isLast(talk, contact)) {
            stop(talk, contact, endedBy, saidMs);
            contact.endedBy = endedBy;
            releases.afterTalk(contact);
        } else {
            // the customer stays with the others: it was the party who left
            stop(talk, contact, endedBy == null ? EndedBy.AGENT : endedBy, saidMs);
            unchain(talk, contact);
        }
    }
}
