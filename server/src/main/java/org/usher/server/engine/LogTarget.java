package org.usher.server.engine;

import java.io.IOException;
import org.usher.core.api.LogEntry;

/** Takes what a command log holds, in order. */
@FunctionalInterface
public interface LogTarget {
    void entry(LogEntry entry) throws IOException;

    /** Says what the engine's state was after this entry, which is the last one given. */
    default void seal(Seal seal) throws IOException {}

    /**
     * No disk could be made to hold the entries after the last one given, up to this one; the snapshot at this index stands for them. A
     * target that applies entries goes on from that snapshot.
     *
     * @throws IOException if it cannot
     */
    default void missing(long upToIndex) throws IOException {}

    /** What the entries up to this one had led to when they were applied first. */
    record Seal(long index, long stateHash, int engineVersion) {}
}
