package org.usher.server.engine;

import org.usher.core.api.EngineView;

/**
 * Hears every event in order, first those of the past that the log still holds, then the live ones. Always called on one thread, that of
 * the engine that follows ({@link ShadowEngine}) or the live one's: an implementation takes a note and returns; it never blocks, never
 * throws, and bounds what it keeps.
 */
@FunctionalInterface
public interface EventSink {
    void accept(RecordedEvent event);

    /**
     * A server was started: from {@code heardUntilMs}, when the one before it wrote its last log entry (0 if there was none), until
     * {@code atMs} nothing was heard. Told, for each start that the log shows, before the first event after it.
     */
    default void started(long heardUntilMs, long atMs) {}

    /**
     * What led to this state is not told (it lies before the oldest snapshot that is kept, or was lost); events go on from here. Told
     * before the first event, if at all; more than once only if the log had to be taken up again.
     */
    default void resumed(EngineView state) {}
}
