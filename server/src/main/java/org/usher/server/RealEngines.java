package org.usher.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;
import org.usher.server.engine.EngineMaker;

/** Makes the engines that a server works with. */
final class RealEngines implements EngineMaker {
    @Override
    public QueueEngine create() {
        return Engines.create();
    }

    @Override
    public QueueEngine restore(ByteBuffer snapshot) throws IOException {
        return Engines.restore(snapshot);
    }

    @Override
    public QueueEngine createAfter(LogEntry last) {
        return Engines.createAfter(last);
    }
}
