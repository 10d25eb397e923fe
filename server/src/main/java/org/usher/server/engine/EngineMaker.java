package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;

/** Makes engines, for those who may not know which. */
public interface EngineMaker {
    /** As before the first entry. */
    QueueEngine create();

    /** As of the snapshot that an engine made. */
    QueueEngine restore(ByteBuffer snapshot) throws IOException;

    /** One that knows nothing, but goes on after an entry of another. */
    QueueEngine createAfter(LogEntry last);
}
