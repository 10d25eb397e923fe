package org.usher.core.engine;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReplyCode;

/** Finds what a command or a deadline is about and hands it to the part that knows. What is unknown by now is passed over. */
final class Dispatch {
    private final State state;
    private final Step step;
    private final Offers offers;
    private final Talks talks;
    private final Transfers transfers;
    private final Roster roster;
    private final Chats chats;
    private final Callbacks callbacks;
    private final WindowOpenings windows;
    private final Plans plans;
    private final Breaths breaths;
    private final Releases releases;
    private final Reception reception;
    private final AgentRequests requests;
    private final ContactRequests contactRequests;
    private final Doors doors;
    private final Notices notices;
    private final Phones phones;
    private final Identification identification;
    private final Adoption adoption;
    private final Estimates estimates;

    Dispatch(State state, Step step, Matching matching, Desks desks) {
        this.state = state;
        this.step = step;
        offers = desks.offers();
        talks = desks.talks();
        transfers = desks.transfers();
        roster = desks.roster();
        chats = desks.basis().chats();
        plans = desks.basis().plans();
        breaths = desks.basis().breaths();
        releases = desks.releases();
        doors = desks.basis().doors();
        notices = desks.basis().notices();
        reception = new Reception(state, step, matching, desks);
        requests = new AgentRequests(state, step, desks);
        callbacks = new Callbacks(state, step, desks);
        windows = new WindowOpenings(state, step, matching, desks.basis());
        contactRequests = new ContactRequests(state, step, matching, desks, callbacks);
        phones = new Phones(state, step, roster);
        identification = new Identification(state, step, matching, desks.basis());
        adoption = new Adoption(state, step, matching, desks);
        estimates = new Estimates(state, step);
    }

    void command(Command command) {
        switch (command) {
            case Command.Tick _ -> {
                // letting time pass was all
            }
            case Command.CallCommand c -> call(c);
            case Command.OfferCommand c -> {
                OfferRecord offer = c.offerId() == 0 ? null : state.offers.get(c.offerId());
                if (offer != null) {
                    offer(c, offer);
                }
            }
            case Command.ActionFinished c -> actionFinished(c);
            case Command.AgentRequest c -> requests.handle(c);
            case Command.DeviceStateChanged c -> {
                DeviceRecord device = c.deviceId() <= 0 ? null : state.devices.get(c.deviceId());
                if (device != null) {
                    phones.changed(device, c.state());
                }
            }
            case Command.OwnCallExcused c -> {
                DeviceRecord device = c.deviceId() <= 0 ? null : state.devices.get(c.deviceId());
                if (device != null) {
                    phones.excused(device);
                }
            }
            case Command.ContactRequest c -> contactRequests.handle(c);
            case Command.BookCallback c -> windows.handle(c);
            case Command.SettleFollowUp c -> {
                step.event(new Event.FollowUpSettled(step.nowMs(), c.contactId(), c.by(), c.note()));
                if (c.requestId() != 0) {
                    step.effect(new Effect.Reply(c.requestId(), ReplyCode.ACCEPTED));
                }
            }
            case Command.ScoreContact c -> {
                ReplyCode code = score(c);
                if (c.requestId() != 0) {
                    step.effect(new Effect.Reply(c.requestId(), code));
                }
            }
            case Command.WaitTold c -> {
                ContactRecord contact = c.contactId() == 0 ? null : state.contactsById.get(c.contactId());
                if (contact != null && contact.entry.entryId == c.entryId()) {
                    step.event(new Event.WaitTold(
                            step.nowMs(), c.contactId(), c.entryId(), contact.entry.queueId, c.told()));
                }
            }
            case Command.SetQueueDoor c -> doors.handle(c);
            case Command.SetQueueEmergency c -> doors.handle(c);
            case Command.SetQueueNotice c -> notices.handle(c);
            case Command.RecordingStarted c ->
                step.event(new Event.RecordingStarted(step.nowMs(), c.contactId(), c.pbxId(), c.recordingId()));
            case Command.RecordingStopped c ->
                step.event(new Event.RecordingStopped(
                        step.nowMs(),
                        c.contactId(),
                        c.pbxId(),
                        c.recordingId(),
                        c.paused(),
                        c.recordedMs(),
                        c.talkMs(),
                        c.incomplete()));
            case Command.AdoptConfiguration c -> adoption.adopt(c.configuration());
            case Command.AdoptWaitModel c -> estimates.adopt(c.model());
        }
    }

    private ReplyCode score(Command.ScoreContact given) {
        ServedContacts.Served served = state.served.of(given.contactId());
        if (served == null) {
            return ReplyCode.UNKNOWN_CONTACT;
        }
        if (given.score() < Command.ScoreContact.NO_ANSWER || given.score() > Command.ScoreContact.HIGHEST) {
            return ReplyCode.OUT_OF_RANGE;
        }
        if (served.score() != Command.ScoreContact.NO_ANSWER) {
            return ReplyCode.UNCHANGED;
        }
        if (given.score() != Command.ScoreContact.NO_ANSWER) {
            state.served.score(served, given.score());
        }
        step.event(new Event.ContactScored(
                step.nowMs(), given.contactId(), served.queueId(), served.agentId(), given.score()));
        return ReplyCode.ACCEPTED;
    }

    void deadline(Deadline deadline) {
        switch (deadline.kind) {
            case CONTACT_PHASE -> reception.deadline((ContactRecord) deadline.owner);
            case PREFERENCE -> reception.preferenceOver((ContactRecord) deadline.owner);
            case RELAXATION -> plans.relax((ContactRecord) deadline.owner);
            case WAIT_LIMIT -> reception.waitLimit((ContactRecord) deadline.owner);
            case DANGER -> breaths.inDanger((ContactRecord) deadline.owner);
            case LEAVING -> doors.emptyTooLong((QueueRecord) deadline.owner);
            case NOTICE -> notices.over((QueueRecord) deadline.owner);
            case BOOKING -> windows.opens((BookingRecord) deadline.owner);
            case SLACK -> windows.due((ContactRecord) deadline.owner);
            case CHAT_WRAP_UP -> chats.close((OfferRecord) deadline.owner);
            case AGENT_STATE -> {
                AgentRecord agent = (AgentRecord) deadline.owner;
                if (agent.isOnCall() && agent.offer != null && agent.offer.isGoingOn()) {
                    transfers.phonesIdle(agent);
                } else if (agent.isOnCall()) {
                    talks.legDeadline(agent);
                } else if (agent.state == AgentState.OFFERED) {
                    offers.onOwnCall(agent);
                } else {
                    roster.deadline(agent);
                }
            }
        }
    }

    private void call(Command.CallCommand command) {
        if (command instanceof Command.ContactArrived arrival) {
            reception.arrived(arrival);
            return;
        }
        ContactRecord contact = command.callKey() == 0 ? null : state.contactsByCall.get(command.callKey());
        if (contact == null) {
            return;
        }
        switch (command) {
            case Command.ContactArrived _ -> throw new IllegalStateException("handled above");
            case Command.ContactReachable _ -> reception.reachable(contact);
            case Command.ContactUnreachable _ -> reception.unreachable(contact);
            case Command.ContactGone c -> reception.gone(contact, c.cause());
            case Command.TalkJoined c -> transfers.joined(contact, c.talkId(), c.deviceId());
            case Command.CustomerIdentified c -> identification.of(contact, c);
            case Command.ChatSaid c -> chats.said(contact, c);
            case Command.ChatAttached c -> chats.attached(contact, c);
            case Command.ContactMerged c -> {
                ContactRecord consult = c.intoCallKey() == 0 ? null : state.contactsByCall.get(c.intoCallKey());
                if (consult != null && !transfers.merged(contact, consult)) {
                    reception.gone(consult, GoneCause.ENDED_BY_PBX);
                }
            }
        }
    }

    private void offer(Command.OfferCommand command, OfferRecord offer) {
        switch (command) {
            case Command.OfferRinging _ -> offers.ringing(offer);
            case Command.OfferAccepted c -> offers.accepted(offer, c.deviceId());
            case Command.AgentLegEnded c -> talks.legEnded(offer, c.endedAtMs());
            case Command.OfferConnected _,
                    Command.OfferLegEnded _,
                    Command.OfferFailed _,
                    Command.TalkEnded _,
                    Command.HoldChanged _,
                    Command.ConsultChanged _,
                    Command.TalkTransferred _,
                    Command.CustomerCalled _,
                    Command.CustomerReached _,
                    Command.CustomerNotReached _ -> {
                @Nullable ContactRecord contact = offer.contact;
                if (contact != null) {
                    offer(command, offer, contact);
                }
            }
        }
    }

    private void offer(Command.OfferCommand command, OfferRecord offer, ContactRecord contact) {
        switch (command) {
            case Command.OfferRinging _, Command.OfferAccepted _, Command.AgentLegEnded _ ->
                throw new IllegalStateException("handled above");
            case Command.OfferConnected c -> {
                offers.accepted(offer, 0);
                talks.connected(offer, contact, c.connectedAtMs());
            }
            case Command.OfferLegEnded c -> offers.phoneEnded(offer, c.deviceId(), c.outcome());
            case Command.OfferFailed c -> offerFailed(offer, contact, c.outcome());
            case Command.TalkEnded c -> talks.ended(offer, contact, c.endedBy(), c.endedAtMs());
            case Command.HoldChanged c -> talks.held(offer, contact, c.held());
            case Command.ConsultChanged c -> talks.consulting(offer, c.consulting());
            case Command.TalkTransferred c -> transfers.transferred(offer, contact, c.endedAtMs());
            case Command.CustomerCalled c -> callbacks.called(offer, contact, c);
            case Command.CustomerReached _ -> callbacks.reached(offer, contact);
            case Command.CustomerNotReached c -> callbacks.notReached(offer, contact, c.retryAfterMs());
        }
    }

    private void offerFailed(OfferRecord offer, ContactRecord contact, OfferOutcome outcome) {
        OfferOutcome failure = outcome == OfferOutcome.ACCEPTED ? OfferOutcome.FAILED : outcome;
        switch (contact.phase) {
            case OFFERED, WITHDRAWING -> offers.fail(offer, contact, failure);
            case CONNECTING -> talks.connectFailed(offer, contact, failure);
            case WAITING -> offers.forget(contact);
            case TALKING, IN_TRANSFER, RELEASING -> {
                // a talk ends by TalkEnded or by the call's going
            }
        }
    }

    private void actionFinished(Command.ActionFinished finished) {
        if (finished.actionId() <= 0) {
            return;
        }
        OfferRecord offer = state.offers.get(finished.actionId());
        if (offer != null) {
            offers.actionFinished(offer, finished.outcome());
            return;
        }
        ContactRecord contact = state.contactsByAction.get(finished.actionId());
        if (contact == null) {
            return;
        }
        if (contact.phase == ContactPhase.RELEASING) {
            releases.finished(contact, finished.outcome());
        } else {
            // a withdrawal ends by word of the offer or of its customer, or by its deadline
            releases.forgetAction(contact);
        }
    }
}
