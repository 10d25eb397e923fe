package org.usher.server.wallboard;

/**
 * What callers of a queue are told of their waits, since this server started.
 *
 * @param words told last, in English
 * @param atMs when (epoch ms)
 * @param scored tellings whose caller was answered
 * @param later of those, answered later than the longest that was said
 */
public record ToldRow(String words, long atMs, long scored, long later) {
    public static final ToldRow NONE = new ToldRow("", 0, 0, 0);
}
