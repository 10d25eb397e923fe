package org.usher.server.engine;

/**
 * Hears every event in order, first those of the replayed log at start, then the live ones. Called on the engine's thread: an
 * implementation takes a note and returns; it never blocks, never throws, and bounds what it keeps.
 */
@FunctionalInterface
public interface EventSink {
    void accept(RecordedEvent event);
}
