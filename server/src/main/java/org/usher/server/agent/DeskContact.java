package org.usher.server.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;

/**
 * A contact as its agent sees it.
 *
 * @param queue name of the queue it came by
 * @param caller the number as the PBX gave it, empty if withheld
 * @param callerName empty if unknown
 * @param dialled the number that was dialled
 * @param customer id of the customer, empty if unknown
 * @param customerFound whether it was found by the number, which anybody can forge; else the dialplan has said it
 * @param skills what its queue's plan asks for at the step it waited at, in words
 * @param planStep that step, 1 for the first
 * @param enqueuedAtMs since when it waited (epoch ms)
 * @param offeredAtMs since when it rings, or rang; null if no offer brought it
 * @param connectedAtMs since when they talk, null before
 * @param endedAtMs when the talk ended, null before
 * @param held whether the customer is on hold
 * @param crmLink where the operator's CRM tells of it, null if there is no link
 */
public record DeskContact(
        long id,
        Channel channel,
        String queue,
        String queueTitle,
        String caller,
        String callerName,
        String dialled,
        String customer,
        boolean customerFound,
        List<String> skills,
        int planStep,
        int priority,
        long enqueuedAtMs,
        @Nullable Long offeredAtMs,
        @Nullable Long connectedAtMs,
        @Nullable Long endedAtMs,
        boolean held,
        @Nullable String crmLink) {
    public DeskContact {
        skills = List.copyOf(skills);
    }

    DeskContact connected(long atMs) {
        return at(offeredAtMs, atMs, null, false);
    }

    DeskContact ended(long atMs) {
        return at(offeredAtMs, connectedAtMs, atMs, false);
    }

    DeskContact held(boolean now) {
        return at(offeredAtMs, connectedAtMs, endedAtMs, now);
    }

    DeskContact at(@Nullable Long offered, @Nullable Long connected, @Nullable Long ended, boolean onHold) {
        return new DeskContact(
                id,
                channel,
                queue,
                queueTitle,
                caller,
                callerName,
                dialled,
                customer,
                customerFound,
                skills,
                planStep,
                priority,
                enqueuedAtMs,
                offered,
                connected,
                ended,
                onHold,
                crmLink);
    }
}
