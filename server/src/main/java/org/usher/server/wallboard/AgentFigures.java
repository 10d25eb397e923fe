package org.usher.server.wallboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Configuration;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PendingChange;

/** What is shown of one agent; of the engine's thread. */
final class AgentFigures {
    private Configuration.Agent agent;
    private List<String> queues = List.of();
    private List<AgentRow.Skill> skills = List.of();
    private AgentState state = AgentState.LOGGED_OUT;
    private @Nullable String reason;
    private long sinceMs;
    /** 0 if he is not held back. */
    private long heldBackUntilMs;

    private PendingChange pending = PendingChange.NONE;
    private Map<Integer, String> queueNames = Map.of();
    /** The contact that rings or talks, else 0. */
    private long contactId;
    /** The queue of the contact served last, for the wrap-up that follows; 0 for none. */
    private int servingQueueId;

    AgentFigures(Configuration.Agent agent, long sinceMs) {
        this.agent = agent;
        this.sinceMs = sinceMs;
    }

    void reconfigure(Configuration.Agent next, Map<Integer, String> namesOfQueues, Map<Integer, String> skillNames) {
        agent = next;
        queueNames = namesOfQueues;
        queues = next.queueIds().stream()
                .map(id -> queueNames.getOrDefault(id, "?" + id))
                .toList();
        List<AgentRow.Skill> named = new ArrayList<>();
        for (Configuration.SkillLevel level : next.skills()) {
            named.add(new AgentRow.Skill(
                    skillNames.getOrDefault(level.skillId(), "?" + level.skillId()), level.proficiency()));
        }
        skills = List.copyOf(named);
    }

    void serve(long nextContactId, int queueId) {
        contactId = nextContactId;
        servingQueueId = queueId;
    }

    long contactId() {
        return contactId;
    }

    List<Integer> queueIds() {
        return agent.queueIds();
    }

    int servingQueueId() {
        return servingQueueId;
    }

    AgentState state() {
        return state;
    }

    long sinceMs() {
        return sinceMs;
    }

    void pending(PendingChange next) {
        pending = next;
    }

    void heldBack(long untilMs) {
        heldBackUntilMs = untilMs;
    }

    /** Whether somebody rings for him, or he is on a call. */
    boolean isBound() {
        return state == AgentState.OFFERED || state == AgentState.ON_CONTACT || state == AgentState.CONSULTING;
    }

    void become(AgentState next, long atMs, @Nullable String pauseReason, @Nullable OfferOutcome cause) {
        state = next;
        sinceMs = atMs;
        heldBackUntilMs = 0;
        reason = pauseReason != null ? pauseReason : cause == null ? null : cause.name();
        if (!isBound()) {
            contactId = 0;
        }
        if (next == AgentState.PAUSED || next == AgentState.LOGGED_OUT) {
            pending = PendingChange.NONE;
        }
    }

    AgentRow row() {
        boolean serves = contactId != 0;
        return new AgentRow(
                agent.agentId(),
                agent.name(),
                agent.title(),
                state,
                reason,
                sinceMs,
                heldBackUntilMs == 0 ? null : heldBackUntilMs,
                pending,
                serves ? contactId : null,
                serves ? queueNames.getOrDefault(servingQueueId, "?" + servingQueueId) : null,
                queues,
                skills);
    }
}
