package org.usher.core.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;

/** Makes engines. */
public final class Engines {
    private Engines() {}

    /** An engine before the first log entry. It belongs to the first thread that uses it. */
    public static QueueEngine create() {
        return new Engine(new State(), IndexedMatching::new);
    }

    /**
     * An engine equal to the one that wrote the snapshot. It belongs to the first thread that uses it.
     *
     * @param snapshot from its position to its limit; it is left as it is
     * @throws IOException if this is no snapshot of a known version
     */
    public static QueueEngine restore(ByteBuffer snapshot) throws IOException {
        return new Engine(SnapshotReader.read(snapshot), IndexedMatching::new);
    }

    /** An engine that knows nothing, but goes on after this entry of another one: with later indexes, epochs and times only. */
    public static QueueEngine createAfter(LogEntry last) {
        State state = new State();
        state.lastIndex = last.index();
        state.lastAtMs = last.atMs();
        state.lastEpoch = last.epoch();
        return new Engine(state, IndexedMatching::new);
    }
}
