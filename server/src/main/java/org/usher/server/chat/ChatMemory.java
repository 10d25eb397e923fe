package org.usher.server.chat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.usher.core.api.ChatFile;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.server.chat.ChatRoom.Stage;

/** What the {@link ChatBook} knows, as it goes into snapshots. */
record ChatMemory(ChatBook.Figures figures, List<ChatRoom> rooms) {
    ChatMemory {
        rooms = List.copyOf(rooms);
    }

    static byte[] written(ChatBook.Figures figures, List<ChatRoom> rooms) {
        Encoder out = new Encoder();
        out.unsigned(figures.opened());
        out.unsigned(figures.said());
        out.unsigned(figures.answered());
        out.unsigned(rooms.size());
        for (ChatRoom room : rooms) {
            out.signed(room.contactId());
            out.fixed(room.callKey());
            out.text(room.tokenHash());
            out.text(room.name());
            out.signed(room.queueId());
            out.signed(room.enqueuedAtMs());
            out.constant(room.stage());
            out.signed(room.sinceMs());
            out.signed(room.offerId());
            out.signed(room.agentId());
            out.unsigned(room.lines().size());
            for (ChatLine line : room.lines()) {
                out.signed(line.sequence());
                out.signed(line.atMs());
                out.signed(line.agentId());
                out.text(line.messageId());
                out.text(line.text());
            }
        }
        writeFiles(rooms, out);
        return out.toByteArray();
    }

    /** Behind all else, and nothing if there are none: a server that knows of no files has written none. */
    private static void writeFiles(List<ChatRoom> rooms, Encoder out) {
        List<ChatLine> sent = rooms.stream()
                .flatMap(room -> room.lines().stream())
                .filter(line -> line.file() != null)
                .toList();
        if (sent.isEmpty()) {
            return;
        }
        out.unsigned(sent.size());
        for (ChatLine line : sent) {
            ChatFile file = Objects.requireNonNull(line.file());
            out.signed(line.sequence());
            out.text(file.fileId());
            out.text(file.name());
            out.text(file.type());
            out.unsigned(file.bytes());
        }
    }

    static ChatMemory read(byte[] bytes) throws IOException {
        Decoder in = new Decoder(ByteBuffer.wrap(bytes));
        ChatBook.Figures figures =
                new ChatBook.Figures(in.unsigned("opened"), in.unsigned("said"), in.unsigned("answered"));
        List<ChatRoom> rooms = new ArrayList<>();
        for (long left = in.unsigned("rooms"); left > 0; left--) {
            rooms.add(room(in));
        }
        Map<Long, ChatFile> files = files(in);
        in.end();
        return new ChatMemory(
                figures, rooms.stream().map(room -> room.withFiles(files)).toList());
    }

    private static ChatRoom room(Decoder in) throws IOException {
        return new ChatRoom(
                in.signed("contactId"),
                in.fixed("callKey"),
                in.text("tokenHash"),
                in.text("name"),
                in.signedInt("queueId"),
                in.signed("enqueuedAtMs"),
                in.constant(Stage.class),
                in.signed("sinceMs"),
                in.signed("offerId"),
                in.signedInt("agentId"),
                lines(in));
    }

    private static List<ChatLine> lines(Decoder in) throws IOException {
        List<ChatLine> lines = new ArrayList<>();
        for (long left = in.unsigned("lines"); left > 0; left--) {
            lines.add(new ChatLine(
                    in.signed("sequence"),
                    in.signed("atMs"),
                    in.signedInt("agentId"),
                    in.text("messageId"),
                    in.text("text")));
        }
        return lines;
    }

    /** By the sequences of their lines. */
    private static Map<Long, ChatFile> files(Decoder in) throws IOException {
        Map<Long, ChatFile> files = new HashMap<>();
        for (long left = in.isAtEnd() ? 0 : in.unsigned("files"); left > 0; left--) {
            files.put(
                    in.signed("sequence"),
                    new ChatFile(in.text("fileId"), in.text("name"), in.text("type"), in.unsigned("bytes")));
        }
        return files;
    }
}
