package org.usher.server.sim;

import org.usher.core.api.EngineView;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/**
 * Hears what happens behind the live engine, in one process after the other, as the history does: every event as it was said when it
 * happened, in order, none left out and none twice, after each start from the oldest that is kept on.
 */
final class Told implements EventSink {
    private final Auditor auditor;
    private final int lag;
    private long index;
    private int number;
    private long held;

    /** @param lag by so many entries the database is behind; less than 0 for one that is never there */
    Told(Auditor auditor, int lag) {
        this.auditor = auditor;
        this.lag = lag;
    }

    /** A new process tells it all from the beginning. */
    void begin() {
        index = 1;
        number = 0;
    }

    /** Up to which entry the database has it, 0 if not known. */
    long held() {
        held = lag < 0 ? 0 : Math.max(held, index - 1 - lag);
        return held;
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
        if (state.index() > held) {
            throw new AssertionError("what came after entry " + held
                    + " is not in the database, and the past is told from entry " + state.index() + " on only");
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
