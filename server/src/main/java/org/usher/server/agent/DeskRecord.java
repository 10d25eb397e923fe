package org.usher.server.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Configuration;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PendingChange;

/** What one agent's desk shows, kept up to date by events; of the engine's thread. */
final class DeskRecord {
    Configuration.Agent agent;
    List<String> devices = List.of();
    private AgentState state = AgentState.LOGGED_OUT;
    private long sinceMs;
    private int reasonId;
    private @Nullable OfferOutcome cause;
    private PendingChange pending = PendingChange.NONE;
    private int pendingReasonId;
    private long heldBackUntilMs;
    private @Nullable DeskContact contact;
    private @Nullable DeskContact last;
    /** After-call work after {@link #last}. */
    private int wrapUpMs;

    DeskRecord(Configuration.Agent agent, long sinceMs) {
        this.agent = agent;
        this.sinceMs = sinceMs;
    }

    AgentState state() {
        return state;
    }

    @Nullable
    DeskContact contact() {
        return contact;
    }

    /** As a snapshot has it: in which of its states the contact came there is not known in more detail. */
    void resume(
            AgentState was, long since, int reason, PendingChange waits, long heldBack, @Nullable DeskContact serves) {
        state = was;
        sinceMs = since;
        reasonId = reason;
        pending = waits;
        heldBackUntilMs = heldBack;
        contact = serves;
    }

    void become(Event.AgentStateChanged event) {
        state = event.to();
        sinceMs = event.atMs();
        reasonId = event.reasonId();
        cause = event.cause();
        heldBackUntilMs = 0;
        if (!isBound()) {
            if (contact != null && contact.connectedAtMs() != null) {
                last = contact.ended(event.atMs());
            }
            contact = null;
        }
        if (state == AgentState.LOGGED_OUT) {
            devices = List.of();
            pending = PendingChange.NONE;
        }
    }

    /** Whether somebody rings for him, or he is on a call. */
    boolean isBound() {
        return state == AgentState.OFFERED || state == AgentState.ON_CONTACT || state == AgentState.CONSULTING;
    }

    void offered(DeskContact next, long atMs) {
        contact = next.at(atMs, null, null, false);
    }

    /** {@code next} is the contact as it is known; one that rang here goes on as it is. */
    void talks(DeskContact next, long sinceConnectedMs, int wrapUpAfterMs) {
        if (isBound()) { // else it is a chat, which leaves him free for others
            DeskContact before = contact;
            Long offeredAtMs = before != null && before.id() == next.id() ? before.offeredAtMs() : null;
            contact = next.at(offeredAtMs, sinceConnectedMs, null, false);
            wrapUpMs = wrapUpAfterMs;
        }
    }

    /** What rings or talks is this contact from now on: another in place of the one that consulted, or of which more is known. */
    void goesOnWith(DeskContact next) {
        if (contact != null) {
            contact = next.at(contact.offeredAtMs(), contact.connectedAtMs(), null, contact.held());
        }
    }

    void held(long contactId, boolean held) {
        if (contact != null && contact.id() == contactId) {
            contact = contact.held(held);
        }
    }

    void pending(PendingChange change, int waitingReasonId) {
        pending = change;
        pendingReasonId = waitingReasonId;
    }

    void heldBack(long untilMs) {
        heldBackUntilMs = untilMs;
    }

    DeskState shown(ReasonNames reasons) {
        boolean wraps = state == AgentState.WRAP_UP && last != null && wrapUpMs > 0;
        return new DeskState(
                agent.agentId(),
                agent.name(),
                agent.title(),
                state,
                sinceMs,
                state == AgentState.PAUSED ? reasons.name(reasonId) : null,
                state == AgentState.PAUSED && reasonId == Configuration.PauseReason.AWAY_FROM_DESK.reasonId(),
                cause,
                pending,
                pending == PendingChange.PAUSE && pendingReasonId != 0 ? reasons.name(pendingReasonId) : null,
                heldBackUntilMs == 0 ? null : heldBackUntilMs,
                wraps ? sinceMs + wrapUpMs : null,
                devices,
                contact,
                last);
    }

    /** What pause reasons are called. */
    @FunctionalInterface
    interface ReasonNames {
        String name(int reasonId);
    }
}
