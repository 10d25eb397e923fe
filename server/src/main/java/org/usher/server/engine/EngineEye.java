package org.usher.server.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

    /**
     * Waits for what a command brings about: the engine takes commands in batches, so it may not be its turn yet. Done when it is so, or after
     * {@code looks} more looks a hundredth of a second apart, with an index of the log by which it was. The index is asked for only then: what
     * comes about between a look and the question is not in the log by the index of that look.
     *
     * @param condition asked on any thread
     */
    default CompletionStage<Long> until(BooleanSupplier condition, int looks) {
        return look(QueueEngine::lastIndex).thenCompose(index -> {
            if (condition.getAsBoolean()) {
                return look(QueueEngine::lastIndex);
            }
            if (looks == 0) {
                return CompletableFuture.completedFuture(index);
            }
            return CompletableFuture.supplyAsync(
                            () -> until(condition, looks - 1),
                            CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS))
                    .thenCompose(later -> later);
        });
    }

    /** All of it, after some entry not older than this call; dear in a large centre, so those who ask at the same time may share one. */
    default CompletableFuture<EngineView> view() {
        return look(QueueEngine::view);
    }
}
