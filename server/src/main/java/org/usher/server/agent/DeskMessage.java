package org.usher.server.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes over the wire to a desk: first all of it, then the parts that changed.
 *
 * @param type "state" for all of it, "changes" for parts: what is null is as before
 * @param desk also null if the person is an agent whom the configuration does not know
 * @param phones that the agent may log in at; told only while he is logged out
 * @param notices what supervisors let know of the queues that he serves
 * @param chats those at his desk, oldest first
 * @param earlier what was noted of earlier contacts of who calls now; told when it is known
 */
record DeskMessage(
        String type,
        long atMs,
        @Nullable DeskState desk,
        @Nullable FiguresRow figures,
        @Nullable Choices choices,
        @Nullable List<FreePhone> phones,
        @Nullable List<Notice> notices,
        @Nullable List<DeskChat> chats,
        EarlierNotes.@Nullable Answer earlier) {

    /**
     * What the agent may choose from.
     *
     * @param reasons names of the pause reasons
     * @param replies what may be said in chats
     * @param awayAfterMs so long the page may be gone
     */
    record Choices(
            List<String> reasons,
            List<Dispositions.Disposition> dispositions,
            List<CannedReplies.Reply> replies,
            long awayAfterMs) {
        Choices {
            reasons = List.copyOf(reasons);
            dispositions = List.copyOf(dispositions);
            replies = List.copyOf(replies);
        }
    }

    /**
     * Of one queue.
     *
     * @param sinceMs since when these words stand (epoch ms)
     * @param untilMs when it goes by itself (epoch ms), null for never
     */
    record Notice(
            String queue,
            String queueTitle,
            String text,
            long sinceMs,
            @Nullable Long untilMs) {}

    /** A phone that nobody works at; {@code external} if it is outside. */
    record FreePhone(String name, boolean external) {}
}
