package org.usher.server.chat;

/**
 * What is worth knowing of a room only while somebody is there: not kept, but told again by each page that comes.
 *
 * @param typesUntilMs shown as typing until then (epoch ms)
 * @param delivered the sequence of the last line that one's page has got
 * @param read the last that one has looked at
 */
record ChatMarks(long typesUntilMs, long delivered, long read) {
    static final ChatMarks NONE = new ChatMarks(0, 0, 0);

    ChatMarks typing(long untilMs) {
        return new ChatMarks(untilMs, delivered, read);
    }

    /** Marks never go back. */
    ChatMarks seen(long alsoDelivered, long alsoRead) {
        return new ChatMarks(typesUntilMs, Math.max(delivered, alsoDelivered), Math.max(read, alsoRead));
    }
}
