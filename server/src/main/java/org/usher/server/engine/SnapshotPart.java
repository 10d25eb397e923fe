package org.usher.server.engine;

import java.io.IOException;

/** Somebody who remembers what it heard of the past beyond what the log keeps, so that it is written into each snapshot. */
public interface SnapshotPart {

    /** Few letters, never to change. */
    String partName();

    /** What it remembers; bounded. Called between two entries by the thread that feeds it. */
    byte[] remembered();

    /**
     * Goes on from what was remembered. Called before it hears anything.
     *
     * @throws IOException if the bytes are not understood
     */
    void remember(byte[] remembered) throws IOException;
}
