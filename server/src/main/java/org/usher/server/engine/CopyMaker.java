package org.usher.server.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Who makes copies of the live engine's state without holding it up. Safe from any thread. */
public interface CopyMaker {
    /**
     * The whole state after some entry not older than this call, for an engine to be restored from.
     *
     * @return completed exceptionally if there will be none, and as late as it takes to come so far
     */
    CompletableFuture<ByteBuffer> copy();

    /** How far it has come and what is in its way, in words that go on after a colon. */
    String progress();
}
