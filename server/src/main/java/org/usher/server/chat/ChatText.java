package org.usher.server.chat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.usher.core.api.ChatFile;

/** A chat as a text that can be kept. */
final class ChatText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ChatNames names;

    ChatText(ChatNames names) {
        this.names = names;
    }

    /** @param certainUpTo lines after this sequence may still be lost, so they are left out */
    String of(ChatRoom room, long certainUpTo) {
        StringBuilder text =
                new StringBuilder().append(names.queueTitle(room.queueId())).append(", times in UTC\n");
        room.lines().stream()
                .filter(line -> line.sequence() <= certainUpTo)
                .forEach(line -> text.append('\n')
                        .append(TIME.format(Instant.ofEpochMilli(line.atMs())))
                        .append(' ')
                        .append(writer(room, line))
                        .append(": ")
                        // what follows is indented, so that no line of a customer's looks like somebody else's
                        .append(words(line).replace("\r", "").replace("\n", "\n    "))
                        .append('\n'));
        return text.toString();
    }

    private static String words(ChatLine line) {
        ChatFile file = line.file();
        return file == null
                ? line.text()
                : String.format(Locale.ROOT, "[file: %s, %,d bytes]", file.name(), file.bytes());
    }

    private String writer(ChatRoom room, ChatLine line) {
        String name = names.writer(room, line);
        return !name.isEmpty() ? name : line.agentId() == 0 ? "You" : "Agent";
    }
}
