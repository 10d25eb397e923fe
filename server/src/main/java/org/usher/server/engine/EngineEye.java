package org.usher.server.engine;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.usher.core.api.EngineView;
import org.usher.core.api.QueueEngine;

/** A look at the engine's state from outside. Safe from any thread. */
public interface EngineEye {
    /**
     * Has the engine's thread answer a question that changes nothing, after some entry not older than this call.
     *
     * @param question short: calls wait meanwhile. What it gives must hold nothing of the engine's own
     * @return completed exceptionally with {@link java.util.concurrent.RejectedExecutionException} if too many ask at once, or with
     *     {@link IllegalStateException} if the engine has stopped
     */
    <T> CompletableFuture<T> look(Function<QueueEngine, T> question);

    /** All of it, after some entry not older than this call; dear in a large centre, so those who ask at the same time may share one. */
    default CompletableFuture<EngineView> view() {
        return look(QueueEngine::view);
    }
}
