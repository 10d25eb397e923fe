package org.usher.server;

import java.io.IOException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.usher.server.engine.EngineRoom;
import org.usher.server.engine.EventSink;
import org.usher.server.history.HistorySource;

/** Gives history the events it missed, by applying the command log to an engine of its own. */
final class EngineHistory implements HistorySource {
    private volatile @Nullable EngineRoom room;

    /** History hears the engine, so it is made before it; what it reads again comes from this room. */
    void bind(EngineRoom made) {
        room = made;
    }

    private EngineRoom room() {
        EngineRoom bound = room;
        if (bound == null) {
            throw new IllegalStateException("history was started before the engine was made");
        }
        return bound;
    }

    @Override
    public String logId() {
        return room().logId().toString();
    }

    @Override
    public long replayedIndex() {
        return room().replayedIndex();
    }

    @Override
    public Future<?> durable(long index) {
        return room().loop().durable(index);
    }

    @Override
    public void replay(long fromIndex, EventSink sink) throws IOException {
        room().reread(fromIndex, sink);
    }
}
