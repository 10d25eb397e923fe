package org.usher.server.engine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.QueueEngine;

/** Questions to the engine that change nothing, answered by its own thread between two turns, a few at a time. */
final class Looks {
    private static final int MAX_WAITING = 64;
    private static final int MAX_A_TURN = 4;

    private record Look<T>(Function<QueueEngine, T> question, CompletableFuture<T> answer) {
        void at(QueueEngine engine) {
            try {
                T given = question.apply(engine);
                // what is done with it is not the engine's thread's business
                var _ = answer.completeAsync(() -> given);
            } catch (RuntimeException e) {
                // a question that fails has changed nothing: the engine goes on
                answer.completeExceptionally(e);
            }
        }
    }

    private final BlockingQueue<Look<?>> waiting = new ArrayBlockingQueue<>(MAX_WAITING);

    /** Safe from any thread; completed exceptionally with {@link RejectedExecutionException} if too many ask at once. */
    <T> CompletableFuture<T> ask(Function<QueueEngine, T> question) {
        Look<T> look = new Look<>(question, new CompletableFuture<>());
        if (!waiting.offer(look)) {
            look.answer.completeExceptionally(new RejectedExecutionException("too many questions to the engine"));
        }
        return look.answer;
    }

    /** Answers some of the questions; true if more are left. */
    boolean answer(QueueEngine engine) {
        for (int i = 0; i < MAX_A_TURN; i++) {
            @Nullable Look<?> look = waiting.poll();
            if (look == null) {
                return false;
            }
            look.at(engine);
        }
        return !waiting.isEmpty();
    }

    /** The engine has stopped: nobody waits for an answer. */
    void refuse(String detail) {
        for (Look<?> look = waiting.poll(); look != null; look = waiting.poll()) {
            look.answer.completeExceptionally(new IllegalStateException("the engine has stopped: " + detail));
        }
    }
}
