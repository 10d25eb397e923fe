package org.usher.server.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes to a page of a chat.
 *
 * @param type "room"
 * @param sequence of the last line that it has got with this; to be given as {@code since} when it comes back
 * @param room how the chat stands; null if as before
 * @param lines those that it has not got, in their order
 */
record ChatMessage(
        String type, long atMs, long sequence, @Nullable RoomState room, List<Line> lines) {

    /**
     * How a chat stands, as one of the two sides sees it.
     *
     * @param sinceMs when this stage began (epoch ms)
     * @param position place in the queue's line, 1 for the next; null out of it
     * @param expectedAtMs when an agent is expected to be free, as likely before as after (epoch ms); null if nobody can tell
     * @param latestAtMs by when one is with nine chances in ten
     * @param agent who serves, as people call him
     * @param there whether the other side has a page open
     * @param awaySinceMs since when it has none
     * @param typing whether the other side writes just now
     * @param delivered the last line that came to the other side's page
     * @param read the last that the other side has looked at
     * @param survey whether the customer, to whom alone it is told, is to be asked how satisfied he was
     * @param maxFileBytes how large a file may be; null if none may be sent
     * @param called whether the chat is over because the customer is to be called instead
     */
    record RoomState(
            ChatRoom.Stage stage,
            long sinceMs,
            String queueTitle,
            String customer,
            @Nullable String agent,
            @Nullable Integer position,
            @Nullable Long expectedAtMs,
            @Nullable Long latestAtMs,
            boolean there,
            @Nullable Long awaySinceMs,
            boolean typing,
            long delivered,
            long read,
            boolean survey,
            @Nullable Integer maxFileBytes,
            boolean called) {}

    /**
     * @param mine whether it is from the side that this is sent to
     * @param who name of the writer
     * @param id the writer's own for it, told to his own side alone
     * @param file that was sent in place of words
     */
    record Line(
            long sequence,
            long atMs,
            boolean mine,
            String who,
            @Nullable String id,
            String text,
            @Nullable File file) {}

    /**
     * To be fetched by the sequence of its line.
     *
     * @param image whether it can be shown where it stands
     * @param here whether this server (still) has it
     */
    record File(String name, String type, long bytes, boolean image, boolean here) {}

    /** Why a line was not taken; in place of the above. */
    record Refused(String type, String id, ChatWords.Word why) {
        static Refused of(String id, ChatWords.Word why) {
            return new Refused("refused", id, why);
        }
    }
}
