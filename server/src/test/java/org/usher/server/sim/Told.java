package org.usher.server.sim;

import java.util.function.LongSupplier;
import org.usher.core.api.EngineView;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/**
 * Hears what happens behind the live engine, in one process after the other, as the history does: every event as it was said when it
 * happened, in order, none left out and none twice, after each start from the oldest that is kept on.
 */
final class Told implements EventSink {
    private final Auditor auditor;
    private final LongSupplier written;
    private long index;
    private int number;

    /** @param written of the entry of which the database holds the last event that it holds */
    Told(Auditor auditor, LongSupplier written) {
        this.auditor = auditor;
        this.written = written;
    }

    /** A new process tells it all from the beginning. */
    void begin() {
        index = 1;
        number = 0;
    }

    @Override
    public void accept(RecordedEvent event) {
        while (index < event.index()) {
            nextEntry();
        }
        boolean next = event.index() == index && event.number() == number;
        if (!next || !auditor.saidTo(index).get(number).equals(event.event())) {
            throw new AssertionError("told " + event + " where event " + number + " of entry " + index + " was due");
        }
        number++;
    }

    @Override
    public void resumed(EngineView state) {
        if (state.index() > written.getAsLong()) {
            throw new AssertionError("the database has the history up to entry " + written.getAsLong()
                    + ", and the past is told from entry " + state.index() + " on only");
        }
        index = state.index() + 1;
        number = 0;
    }

    /** All up to this entry must have been told. */
    void end(long lastIndex) {
        while (index <= lastIndex) {
            nextEntry();
        }
    }

    private void nextEntry() {
        if (number < auditor.saidTo(index).size()) {
            throw new AssertionError("nobody was told " + auditor.saidTo(index).get(number) + " of entry " + index);
        }
        index++;
        number = 0;
    }
}
