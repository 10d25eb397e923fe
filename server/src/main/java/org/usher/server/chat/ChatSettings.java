package org.usher.server.chat;

import java.util.List;

/**
 * Who may chat, and how much.
 *
 * @param fromWeb whether anybody who can reach the port may open a chat by himself; else only programs and people who may put contacts into
 *     lines hand out the links
 * @param perAddressHourly how many chats anybody may open from one address within an hour
 * @param maxRooms how many chats there may be at once that are not over
 * @param awayAfterMs a customer in line whose page has been gone for so long has left; in a talk, after five times as long
 * @param attachments which files may be sent
 * @param links that callers are sent
 * @param sites origins whose pages may hold the customer's page in a frame, as browsers write them
 */
public record ChatSettings(
        boolean fromWeb,
        int perAddressHourly,
        int maxRooms,
        long awayAfterMs,
        AttachmentSettings attachments,
        ChatLinkSettings links,
        List<String> sites) {
    public static final ChatSettings DEFAULT =
            new ChatSettings(false, 20, 2_000, 120_000, AttachmentSettings.DEFAULT, ChatLinkSettings.NONE, List.of());

    public ChatSettings {
        sites = List.copyOf(sites);
    }

    /** After so long without the customer's page a talk is over. */
    long talkAwayAfterMs() {
        return 5 * awayAfterMs;
    }
}
