package org.usher.server.engine;

/**
 * Hears every event in order, first those of the replayed log at start, then the live ones. Called on the engine's thread: an
 * implementation takes a note and returns; it never blocks, never throws, and bounds what it keeps.
 */
@FunctionalInterface
public interface EventSink {
    void accept(RecordedEvent event);

    /**
     * A server was started: from {@code heardUntilMs}, when the one before it wrote its last log entry (0 if there was none), until
     * {@code atMs} nothing was heard. Told, for each start that the log shows, before the first event after it.
     */
    default void started(long heardUntilMs, long atMs) {}
}
