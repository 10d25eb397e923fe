package org.usher.core.engine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.RepairKind;

/** Customers' calls that agents give away, and whom the customers hear then. */
final class Transfers {
    /**
     * How long a call that was given away may go its own way unheard of. The last resort: the PBX tells when it is gone, and
     * reconciliation looks. Long enough for any announcement, mailbox or line of another system.
     */
    static final long WITNESS_MS = 4 * 3_600_000L;

    /**
     * How long the leg of an agent who gave the call away may live on: a phone that handed it over while the target rang keeps the line
     * until that has answered or given up.
     */
    static final long LEG_MS = 60_000;

    /** No conference has more parties beside the customer; who joins beyond that is not counted. */
    static final int MAX_TALKS = 8;

    private final State state;
    private final Step step;
    private final Lines lines;
    private final TalkClocks clocks;
    private final Roster roster;
    private final Releases releases;
    private final Doors doors;
    private final Offers offers;
    private final Talks talks;

    Transfers(State state, Step step, Desks.Basis desks, Offers offers, Talks talks) {
        this.state = state;
        this.step = step;
        this.lines = desks.lines();
        this.clocks = desks.clocks();
        this.roster = desks.roster();
        this.releases = desks.releases();
        this.doors = desks.doors();
        this.offers = offers;
        this.talks = talks;
    }

    /** The agent of this talk gave the call away, then or, if that is 0, now. */
    void transferred(OfferRecord talk, ContactRecord contact, long saidMs) {
        if (contact.phase == ContactPhase.CONNECTING) {
            // the word of the connection was lost: nobody gives away whom he does not have
            talks.connected(talk, contact, saidMs);
        }
        boolean talking = contact.phase == ContactPhase.TALKING;
        if (!talking && !(contact.isAfterTalk() && contact.offer == talk)) {
            return;
        }
        boolean last = Talks.isLast(talk, contact);
        AgentRecord agent = talk.agent;
        boolean hasLeg = agent != null && !talk.isChat();
        if (agent != null && hasLeg && agent.state == AgentState.CONSULTING) {
            // whom he consulted has the customer now
            roster.transition(agent, AgentState.ON_CONTACT);
        }
        talks.stop(talk, contact, EndedBy.TRANSFER, saidMs);
        if (agent != null && hasLeg) {
            state.deadlines.set(agent.deadline, step.nowMs() + LEG_MS);
        }
        step.event(new Event.ContactTransferred(step.nowMs(), contact.contactId, talk.agentId));
        if (last) {
            lines.move(contact, ContactPhase.IN_TRANSFER);
            contact.endedBy = null;
            state.deadlines.set(contact.phaseDeadline, step.nowMs() + WITNESS_MS);
        } else {
            talks.unchain(talk, contact);
        }
    }

    /**
     * The agent's phones have said for too long that they are in no call. He has left the talk, and nobody said how: hung up, or gave it away
     * where it could not be seen, as by the phone's own key on another box. The customer's call goes on until the PBX says otherwise.
     */
    void phonesIdle(AgentRecord agent) {
        OfferRecord talk = Objects.requireNonNull(agent.offer);
        step.event(new Event.Repaired(
                step.nowMs(),
                RepairKind.TALK_WITHOUT_PHONE,
                talk.offerId,
                "agent " + agent.agentId + " was taken to talk, but none of his phones is in a call"));
        transferred(talk, Objects.requireNonNull(talk.contact), 0);
        talks.legEnded(talk, 0);
    }

    /** The customer hears somebody whom no offer brought. */
    void joined(ContactRecord contact, long talkId, int deviceId) {
        if (talkId >= 0 || contact.isChat() || state.offers.get(talkId) != null || !freeContact(contact)) {
            return;
        }
        DeviceRecord device = deviceId <= 0 ? null : state.devices.get(deviceId);
        AgentRecord agent = device == null ? null : device.agent;
        if (agent != null && device != null) {
            boolean free = freeAgent(agent, contact);
            state.hash.touch(device);
            device.usedByUs = free;
            agent = free ? agent : null;
        }
        OfferRecord talk = new OfferRecord(
                talkId, contact.contactId, contact.entry.queueId, contact.channel, List.of(), step.nowMs());
        talk.begun = true;
        talk.contact = contact;
        talk.joined = contact.offer;
        state.offers.put(talkId, talk);
        state.hash.touch(contact);
        contact.offer = talk;
        contact.endedBy = null;
        if (agent != null) {
            contact.servedBy = agent.agentId;
            roster.pickedUp(agent, talk);
        }
        clocks.begin(talk, step.nowMs());
        state.served.talks(contact.contactId, talk.queueId, talk.agentId);
        if (agent != null) {
            roster.watchPhones(agent, Roster.OLD_IDLE_PHONES_MS);
        }
        step.event(new Event.TalkJoined(
                step.nowMs(), contact.contactId, talkId, talk.queueId, talk.agentId, device == null ? 0 : deviceId));
    }

    /**
     * The customer takes the place of the consulting call, whose contact is over.
     *
     * @return false if the customer's contact is about to end, so that nobody goes on where the consulting call had got
     */
    boolean merged(ContactRecord contact, ContactRecord consult) {
        if (contact == consult || contact.isChat() || consult.isChat()) {
            return true;
        }
        if (!contact.isAfterTalk()
                && contact.phase != ContactPhase.IN_TRANSFER
                && contact.phase != ContactPhase.TALKING) {
            // nobody is transferred who had not talked: the word of it was lost
            if (!freeContact(contact)) {
                return false;
            }
            if (contact.offer == null) {
                lines.move(contact, ContactPhase.IN_TRANSFER);
                state.deadlines.set(contact.phaseDeadline, step.nowMs() + WITNESS_MS);
            }
        }
        while (contact.phase == ContactPhase.TALKING) {
            transferred(Objects.requireNonNull(contact.offer), contact, 0);
        }
        if (contact.isAfterTalk()) {
            transferred(Objects.requireNonNull(contact.offer), contact, 0);
        }
        if (contact.phase != ContactPhase.IN_TRANSFER) {
            throw new IllegalStateException(
                    "contact " + contact.contactId + " is " + contact.phase + " after its talks");
        }
        step.event(new Event.ContactMerged(step.nowMs(), contact.contactId, consult.contactId));
        offers.forget(contact);
        if (consult.entry.open) {
            takeEntry(contact, consult);
        } else if (consult.phase == ContactPhase.TALKING) {
            takeTalks(contact, consult);
        }
        releases.endMerged(consult);
        return true;
    }

    /** The deadline of a call that was given away. */
    void deadline(ContactRecord contact) {
        releases.lost(contact, "not seen for " + WITNESS_MS + " ms after it was given away");
    }

    private void takeEntry(ContactRecord contact, ContactRecord consult) {
        ContactPhase phase = consult.phase;
        boolean reachable = consult.reachable;
        ReleaseStatus releaseDue = consult.releaseDue;
        long phaseDueAtMs = consult.phaseDeadline.isSet() ? consult.phaseDeadline.dueAtMs() : 0;
        long limitFromMs = consult.entry.limitFromMs;
        lines.close(consult, EntryOutcome.TRANSFERRED_UNSERVED);
        takeOffer(contact, consult);
        lines.enter(contact, consult.entry.samePlaceFor(contact));
        lines.move(contact, phase);
        contact.reachable = reachable;
        contact.releaseDue = releaseDue;
        if (phaseDueAtMs != 0) {
            state.deadlines.set(contact.phaseDeadline, phaseDueAtMs);
        }
        lines.open(contact, limitFromMs);
        doors.review(Objects.requireNonNull(contact.entry.queue));
        lines.mark(contact);
    }

    private void takeTalks(ContactRecord contact, ContactRecord consult) {
        QueueEntry entry = consult.entry.samePlaceFor(contact);
        entry.entryId = consult.entry.entryId;
        lines.enter(contact, entry);
        takeOffer(contact, consult);
        lines.move(contact, ContactPhase.TALKING);
        lines.mark(contact);
    }

    /** The offer or the talks of the consulting call are the contact's from now on. */
    private void takeOffer(ContactRecord contact, ContactRecord consult) {
        state.hash.touch(contact);
        state.hash.touch(consult);
        contact.offer = consult.offer;
        consult.offer = null;
        for (OfferRecord offer = contact.offer; offer != null; offer = offer.joined) {
            state.hash.touch(offer);
            offer.contact = contact;
            offer.contactId = contact.contactId;
        }
        if (consult.servedBy != 0) {
            contact.servedBy = consult.servedBy;
            state.served.takesOver(contact.contactId, consult.contactId);
        }
        if (consult.openActionId != 0) {
            contact.openActionId = consult.openActionId;
            consult.openActionId = 0;
            state.contactsByAction.put(contact.openActionId, contact);
        }
    }

    /** Brings the contact to TALKING, if it may be true that it talks; its latest talk then is one that goes on beside, or none. */
    private boolean freeContact(ContactRecord contact) {
        @Nullable OfferRecord offer = contact.offer;
        switch (contact.phase) {
            case TALKING -> {
                return countTalks(contact) < MAX_TALKS;
            }
            case CONNECTING -> {
                OfferRecord picked = Objects.requireNonNull(offer);
                if (picked.agent != null) {
                    talks.connected(picked, contact, 0);
                    return true;
                }
                offers.forget(contact);
                lines.move(contact, ContactPhase.TALKING);
                lines.close(contact, EntryOutcome.ANSWERED);
            }
            case OFFERED, WITHDRAWING -> {
                offers.overtaken(Objects.requireNonNull(offer), contact);
                lines.move(contact, ContactPhase.TALKING);
                lines.close(contact, EntryOutcome.ANSWERED);
            }
            case WAITING -> {
                offers.forget(contact);
                lines.close(contact, EntryOutcome.ANSWERED);
                lines.move(contact, ContactPhase.TALKING);
                contact.reachable = false;
            }
            case IN_TRANSFER, RELEASING -> {
                if (contact.phase == ContactPhase.RELEASING && !contact.isAfterTalk()) {
                    return false;
                }
                // whose talk ended without a word of a transfer has given the call away after all
                if (offer != null) {
                    clocks.tellEnd(offer, EndedBy.TRANSFER);
                    offers.forget(contact);
                }
                lines.move(contact, ContactPhase.TALKING);
            }
        }
        return true;
    }

    /** Whether the agent may be bound by a talk with the contact; an agent who talks to somebody else already is bound by that. */
    private boolean freeAgent(AgentRecord agent, ContactRecord contact) {
        OfferRecord bound = agent.offer;
        if (agent.isWithContact() && bound != null) {
            if (bound.contact != contact) {
                return false;
            }
            // the same two by another leg
            state.hash.touch(bound);
            clocks.stop(bound, 0);
            clocks.tellEnd(bound, EndedBy.TRANSFER);
            talks.unchain(bound, contact);
        }
        offers.freeFor(agent, null);
        return true;
    }

    private static int countTalks(ContactRecord contact) {
        int count = 0;
        for (OfferRecord talk = contact.offer; talk != null; talk = talk.joined) {
            count++;
        }
        return count;
    }
}
