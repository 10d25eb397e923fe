package org.usher.server.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PendingChange;

/**
 * An agent at work, as he sees himself.
 *
 * @param sinceMs when the state began (epoch ms)
 * @param reason name of the pause reason, null unless he is paused
 * @param away whether he was made pause since his page was gone
 * @param cause what led to NOT_RESPONDING or UNREACHABLE, else null
 * @param pending what waits for the end of the call
 * @param pendingReason name of the pause reason that waits, else null
 * @param heldBackUntilMs until when (epoch ms) the guard against burnout holds him back, null if it does not
 * @param wrapUpEndsAtMs when after-call work ends by itself, null in other states
 * @param devices the phones he works at, each as a log-in names it
 * @param contact what rings for him or whom he talks to, else null
 * @param last whom he talked to last, else null
 */
public record DeskState(
        int agentId,
        String name,
        String title,
        AgentState state,
        long sinceMs,
        @Nullable String reason,
        boolean away,
        @Nullable OfferOutcome cause,
        PendingChange pending,
        @Nullable String pendingReason,
        @Nullable Long heldBackUntilMs,
        @Nullable Long wrapUpEndsAtMs,
        List<String> devices,
        @Nullable DeskContact contact,
        @Nullable DeskContact last) {
    public DeskState {
        devices = List.copyOf(devices);
    }
}
