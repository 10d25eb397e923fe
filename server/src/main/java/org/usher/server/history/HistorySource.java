package org.usher.server.history;

import java.io.IOException;
import org.usher.server.engine.EventSink;

/**
 * The command log as the history needs it when it has fallen behind: able to give again the events after a place, by applying the log to a
 * fresh engine. Called on the history's own thread; takes as long as it takes.
 */
public interface HistorySource {

    /**
     * Which log this is, at most 64 characters, made with the log and kept with it. Ids are places in one log: a history of another log
     * must not be mixed with it.
     */
    String logId();

    /**
     * Gives, in order, at least all events from log index {@code fromIndex} on up to the last entry that had been applied when it was
     * called. Events before that index, and later ones that are given to the live sinks too, do no harm.
     *
     * @param sink blocks while the database takes the events; throws {@link HistoryInterruptedException} to break off, which is to be let
     *     through
     */
    void replay(long fromIndex, EventSink sink) throws IOException;

    /** Breaks off a replay: the database went away, or the server stops. */
    final class HistoryInterruptedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HistoryInterruptedException(Throwable cause) {
            super(cause);
        }
    }
}
