package org.usher.server.wallboard;

/** One watcher of the feed. Called on the feed's thread; never blocks. */
public interface FeedClient {
    /** Whether it has taken what it was sent; while it has not, it is sent nothing, and more at once later. */
    boolean isReady();

    /** {@code message} is JSON in UTF-8, shared with other watchers: not to be changed. */
    void send(byte[] message);

    /** It has not been ready for too long, or the feed ends. */
    void drop(String why);

    /** As {@link #drop}, because a newer page of the same took its place: it is not to come back by itself, or the two would take turns. */
    void replace();
}
