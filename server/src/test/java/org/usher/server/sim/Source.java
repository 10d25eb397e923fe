package org.usher.server.sim;

import java.io.IOException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.VirtualRoom;
import org.usher.server.history.HistorySource;

/** The log of one process, for its history, which is made before it. */
final class Source implements HistorySource {
    private @Nullable VirtualRoom bound;

    void bind(VirtualRoom room) {
        bound = room;
    }

    private VirtualRoom room() {
        VirtualRoom room = bound;
        if (room == null) {
            throw new IllegalStateException("the history is written before there is a log");
        }
        return room;
    }

    @Override
    public String logId() {
        return room().logId().toString();
    }

    @Override
    public void replay(long fromIndex, EventSink sink) throws IOException {
        room().reread(fromIndex, sink);
    }

    @Override
    public long replayedIndex() {
        return room().replayedIndex();
    }

    @Override
    public Future<?> durable(long index) {
        return room().durable(index);
    }
}
