package org.usher.server.wallboard;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.QueueStatus;

/**
 * A queue as people see it: its line now, and its figures since the centre's midnight. Whoever waits at midnight counts as offered on the
 * new day too, so that offered = answered + abandoned + shortAbandoned + otherwiseEnded + waiting holds at any moment.
 *
 * @param notice what a supervisor lets everybody know of it, null if nothing
 * @param waiting contacts in the line, those being offered included
 * @param oldestEnqueuedAtMs since when the longest waiting one waits (epoch ms), null if nobody waits; who is promised a call in a window
 *     is among {@code waiting} from its opening, and waits when it is due
 * @param offered contacts that joined the line
 * @param otherwiseEnded overflowed, converted, transferred before service, or lost by the PBX
 * @param serviceLevel answered within serviceLevelWithinMs ÷ (offered − shortAbandoned), 0 to 1; null if there are none. Here and below
 *     offered leaves out who still waits, whose share is not decided yet
 * @param serviceLevelOfAnswered answered within serviceLevelWithinMs ÷ answered: abandoned contacts do not count at all
 * @param serviceLevelAbandonsMet (answered + abandoned, within serviceLevelWithinMs) ÷ (offered − shortAbandoned): who gave up in time
 *     counts as served in time
 * @param serviceLevelTarget what serviceLevel should reach, 0 to 1
 * @param asaMs mean wait of the answered, null if none
 * @param ahtMs (talk + hold + wrap-up) ÷ handled, null if none; handled is every talk with an agent, also one by a transfer
 * @param maxWaitMs the longest wait that has ended
 * @param refused contacts that were not let into the line
 * @param opensAtMs when its hours open it next (epoch ms), null if it has none, or never
 * @param told what its callers are told of their waits, null if nothing was told yet
 * @param callbackOffers what its callers make of the offer to be called back, null if nobody was offered it yet
 * @param survey what its customers said of their talks, null if nobody said anything
 */
public record QueueRow(
        int id,
        String name,
        String title,
        QueueStatus status,
        @Nullable NoticeRow notice,
        int waiting,
        @Nullable Long oldestEnqueuedAtMs,
        long offered,
        long answered,
        long abandoned,
        long shortAbandoned,
        long otherwiseEnded,
        long refused,
        @Nullable Double serviceLevel,
        @Nullable Double serviceLevelOfAnswered,
        @Nullable Double serviceLevelAbandonsMet,
        double serviceLevelTarget,
        int serviceLevelWithinMs,
        @Nullable Long asaMs,
        @Nullable Long ahtMs,
        long maxWaitMs,
        @Nullable Long opensAtMs,
        @Nullable ToldRow told,
        @Nullable OffersRow callbackOffers,
        @Nullable SurveyRow survey) {

    /** The same row with what its events do not tell. */
    QueueRow with(@Nullable Long opening, @Nullable ToldRow lastTold, @Nullable OffersRow offers) {
        return new QueueRow(
                id,
                name,
                title,
                status,
                notice,
                waiting,
                oldestEnqueuedAtMs,
                offered,
                answered,
                abandoned,
                shortAbandoned,
                otherwiseEnded,
                refused,
                serviceLevel,
                serviceLevelOfAnswered,
                serviceLevelAbandonsMet,
                serviceLevelTarget,
                serviceLevelWithinMs,
                asaMs,
                ahtMs,
                maxWaitMs,
                opening,
                lastTold,
                offers,
                survey);
    }
}
