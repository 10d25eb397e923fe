package org.usher.server.history;

import java.io.IOException;
import java.util.concurrent.Future;
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

    /** Log index of the last entry that the log held when it was opened, 0 if none. */
    long replayedIndex();

    /**
     * Done when the disk holds every entry up to this one, so that no power loss can make the log forget them and give their indexes to
     * others; fails if that cannot be had any more.
     */
    Future<?> durable(long index);

    /** Breaks off a replay: the database went away, or the server stops. */
    final class HistoryInterruptedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HistoryInterruptedException(Throwable cause) {
            super(cause);
        }
    }
}
