package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;

/** Makes always this one, which knows no snapshots. */
record OneEngine(QueueEngine engine) implements EngineMaker {
    @Override
    public QueueEngine create() {
        return engine;
    }

    @Override
    public QueueEngine restore(ByteBuffer snapshot) throws IOException {
        throw new IOException("this engine cannot be made from a snapshot");
    }

    @Override
    public QueueEngine createAfter(LogEntry last) {
        throw new IllegalStateException("this engine begins with the first entry");
    }
}
