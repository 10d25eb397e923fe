package org.usher.server.wallboard;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.PendingChange;

/**
 * An agent as people see it.
 *
 * @param reason name of the pause reason, or the outcome of the offer that led to NOT_RESPONDING or UNREACHABLE; null if there is none
 * @param sinceMs when this state began (epoch ms)
 * @param heldBackUntilMs until when (epoch ms) the guard against burnout holds him back who is ready, unless a contact is in danger; null if
 *     it does not
 * @param pending what was asked for during a call and waits for its end
 * @param contactId the contact that rings or talks, null in any other state; the same for all agents of a group offer
 * @param contactQueue name of the queue this contact came by, null if {@code contactId} is
 * @param queues names
 */
public record AgentRow(
        int id,
        String name,
        String title,
        AgentState state,
        @Nullable String reason,
        long sinceMs,
        @Nullable Long heldBackUntilMs,
        PendingChange pending,
        @Nullable Long contactId,
        @Nullable String contactQueue,
        List<String> queues,
        List<Skill> skills) {
    public AgentRow {
        queues = List.copyOf(queues);
        skills = List.copyOf(skills);
    }

    /** How well the agent has a skill: 1 to 10, 10 best. */
    public record Skill(String name, int proficiency) {}
}
