package org.usher.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration.PauseReason;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.PendingChange;
import org.usher.core.api.ReplyCode;
import org.usher.core.engine.AgentRecord.Hold;
import org.usher.core.engine.AgentRecord.Presence;

/** What agents, or others for them, ask for; every request is answered. */
final class AgentRequests {
    private static final int AWAY_FROM_DESK = PauseReason.AWAY_FROM_DESK.reasonId();

    private final State state;
    private final Step step;
    private final Roster roster;
    private final Chats chats;
    private final OwnLines ownLines;

    AgentRequests(State state, Step step, Desks desks) {
        this.state = state;
        this.step = step;
        this.roster = desks.roster();
        this.chats = desks.basis().chats();
        this.ownLines = desks.basis().ownLines();
    }

    void handle(Command.AgentRequest request) {
        AgentRecord agent = state.agents.get(request.agentId());
        ReplyCode code = agent == null || agent.vanished ? ReplyCode.UNKNOWN_AGENT : carryOut(request, agent);
        if (request.requestId() != 0) {
            step.effect(new Effect.Reply(request.requestId(), code));
        }
    }

    private ReplyCode carryOut(Command.AgentRequest request, AgentRecord agent) {
        if (request instanceof Command.LogIn logIn) {
            return logIn(agent, logIn.deviceIds().stream().distinct().toList());
        }
        if (request instanceof Command.NoteContact note) {
            return note(agent, note); // also of one who has gone home after it
        }
        if (agent.presence == Presence.OUT) {
            return request instanceof Command.LogOut ? ReplyCode.UNCHANGED : ReplyCode.NOT_LOGGED_IN;
        }
        return switch (request) {
            case Command.LogIn _ -> throw new IllegalStateException("handled above");
            case Command.NoteContact _ -> throw new IllegalStateException("handled above");
            case Command.LogOut _ -> logOut(agent);
            case Command.Pause pause -> pause(agent, pause.reasonId());
            case Command.Resume _ -> resume(agent);
            case Command.EndWrapUp _ -> endWrapUp(agent);
            case Command.EndChatWrapUp end -> chats.endWrapUp(agent, end.offerId());
            case Command.DeskChanged change -> change.there() ? cameToDesk(agent) : leftDesk(agent);
        };
    }

    private ReplyCode logIn(AgentRecord agent, List<Integer> deviceIds) {
        if (agent.presence != Presence.OUT) {
            if (!agent.deviceIds.equals(deviceIds)) {
                return ReplyCode.LOGGED_IN_ELSEWHERE;
            }
            if (agent.pending == PendingChange.LOG_OUT) {
                setPending(agent, PendingChange.NONE, 0);
                return ReplyCode.ACCEPTED;
            }
            return ReplyCode.UNCHANGED;
        }
        ReplyCode trouble = troubleWith(deviceIds, agent);
        if (trouble != null) {
            return trouble;
        }
        for (int deviceId : deviceIds) {
            DeviceRecord device = state.devices.get(deviceId);
            if (device != null) {
                state.hash.touch(device);
                device.agent = agent;
            }
        }
        agent.deviceIds = deviceIds;
        step.event(new Event.AgentLoggedIn(step.nowMs(), agent.agentId, deviceIds));
        roster.choose(agent, Presence.WORKING);
        if (!agent.isEngaged()) {
            roster.rest(agent);
        }
        return ReplyCode.ACCEPTED;
    }

    private @Nullable ReplyCode troubleWith(List<Integer> deviceIds, AgentRecord agent) {
        for (int deviceId : deviceIds) {
            DeviceRecord device = deviceId <= 0 ? null : state.devices.get(deviceId);
            if (device == null) {
                return ReplyCode.UNKNOWN_DEVICE;
            }
            if (device.agent != null && device.agent != agent) {
                return ReplyCode.DEVICE_IN_USE;
            }
        }
        return deviceIds.isEmpty() ? ReplyCode.UNKNOWN_DEVICE : null;
    }

    private ReplyCode logOut(AgentRecord agent) {
        if (agent.isEngaged() || !agent.chats.isEmpty()) {
            return pend(agent, PendingChange.LOG_OUT, 0);
        }
        roster.choose(agent, Presence.OUT);
        roster.rest(agent);
        return ReplyCode.ACCEPTED;
    }

    private ReplyCode pause(AgentRecord agent, int reasonId) {
        if (reasonId <= 0 || state.pauseReasons.get(reasonId) == null) {
            return ReplyCode.UNKNOWN_REASON;
        }
        return pauseFor(agent, reasonId);
    }

    private ReplyCode pauseFor(AgentRecord agent, int reasonId) {
        if (agent.isEngaged()) {
            return pend(agent, PendingChange.PAUSE, reasonId);
        }
        boolean wasPaused = agent.presence == Presence.PAUSED;
        if (wasPaused && agent.pauseReasonId == reasonId) {
            return ReplyCode.UNCHANGED;
        }
        roster.choose(agent, Presence.PAUSED);
        agent.pauseReasonId = reasonId;
        if (wasPaused) {
            roster.transition(agent, AgentState.PAUSED);
        } else {
            roster.rest(agent);
        }
        return ReplyCode.ACCEPTED;
    }

    private ReplyCode resume(AgentRecord agent) {
        // who is held back by the guard stays so: that is what it is for
        boolean held = agent.hold != Hold.NONE && !agent.isHeldBack();
        boolean changes = agent.pending != PendingChange.NONE || agent.presence == Presence.PAUSED || held;
        if (!changes) {
            return ReplyCode.UNCHANGED;
        }
        if (agent.pending != PendingChange.NONE) {
            setPending(agent, PendingChange.NONE, 0);
        }
        roster.choose(agent, Presence.WORKING);
        agent.pauseReasonId = 0;
        agent.hold = Hold.NONE;
        agent.noAnswersInRow = 0;
        if (!agent.isEngaged()) {
            state.deadlines.cancel(agent.deadline);
            roster.rest(agent);
        }
        return ReplyCode.ACCEPTED;
    }

    private ReplyCode endWrapUp(AgentRecord agent) {
        if (agent.state != AgentState.WRAP_UP) {
            return ReplyCode.NOT_IN_WRAP_UP;
        }
        roster.rest(agent);
        return ReplyCode.ACCEPTED;
    }

    private ReplyCode cameToDesk(AgentRecord agent) {
        if (agent.atDesk) {
            return ReplyCode.UNCHANGED;
        }
        state.hash.touch(agent);
        agent.atDesk = true;
        return ReplyCode.ACCEPTED;
    }

    /**
     * Whatever he had chosen before that keeps calls from him stays: he comes back to what he left. From now on he works by his phone, and
     * no page's absence counts, until one comes again.
     */
    private ReplyCode leftDesk(AgentRecord agent) {
        if (!agent.atDesk) {
            return ReplyCode.UNCHANGED;
        }
        state.hash.touch(agent);
        agent.atDesk = false;
        boolean takesContacts = agent.presence == Presence.WORKING && agent.pending == PendingChange.NONE;
        return takesContacts ? pauseFor(agent, AWAY_FROM_DESK) : ReplyCode.UNCHANGED;
    }

    private ReplyCode note(AgentRecord agent, Command.NoteContact note) {
        if (!agent.servesOrServed(note.contactId())) {
            return ReplyCode.NOT_HIS_CONTACT;
        }
        step.event(
                new Event.ContactNoted(step.nowMs(), note.contactId(), agent.agentId, note.disposition(), note.note()));
        return ReplyCode.ACCEPTED;
    }

    private ReplyCode pend(AgentRecord agent, PendingChange change, int reasonId) {
        if (agent.pending == change && agent.pendingReasonId == reasonId) {
            return ReplyCode.UNCHANGED;
        }
        setPending(agent, change, reasonId);
        return ReplyCode.ACCEPTED_PENDING;
    }

    private void setPending(AgentRecord agent, PendingChange change, int reasonId) {
        state.hash.touch(agent);
        agent.pending = change;
        agent.pendingReasonId = reasonId;
        step.event(new Event.AgentPending(step.nowMs(), agent.agentId, change, reasonId));
        ownLines.review(agent);
        roster.review(agent);
    }
}
