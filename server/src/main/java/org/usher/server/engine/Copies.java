package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.usher.core.api.QueueEngine;

/**
 * Copies of the live engine's state, made of the engine that follows it: to write down a line of 10,000 takes 5 to 70 ms, which no call is to
 * wait for.
 */
final class Copies {
    private static final int MAX_WAITING = 4;

    private record Asked(long leastIndex, CompletableFuture<ByteBuffer> answer) {}

    private final BlockingQueue<Asked> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private volatile String refusedBecause = "";

    /**
     * A copy as of this entry or a later one. If too many ask at once, the first of them gets none: he has most likely given up. Safe from
     * any thread.
     *
     * @return completed exceptionally with {@link RejectedExecutionException} if too many ask after this, or with
     *     {@link IllegalStateException} if there will be none
     */
    CompletableFuture<ByteBuffer> ask(long leastIndex) {
        Asked asked = new Asked(leastIndex, new CompletableFuture<>());
        while (!waiting.offer(asked)) {
            Asked first = waiting.poll();
            if (first != null) {
                first.answer.completeExceptionally(
                        new RejectedExecutionException("too many ask for a copy of the engine"));
            }
        }
        if (!refusedBecause.isEmpty()) { // after it can be found by whoever refuses
            refuse(refusedBecause);
        }
        return asked.answer;
    }

    /** Gives a copy of this engine to those for whom it has come far enough. */
    void answer(QueueEngine engine) {
        for (int left = waiting.size(); left > 0; left--) {
            Asked asked = waiting.poll();
            if (asked == null) {
                return;
            }
            if (engine.lastIndex() >= asked.leastIndex) {
                give(engine, asked.answer);
            } else if (!waiting.offer(asked)) {
                asked.answer.completeExceptionally(
                        new RejectedExecutionException("too many ask for a copy of the engine"));
            }
        }
    }

    private static void give(QueueEngine engine, CompletableFuture<ByteBuffer> answer) {
        try {
            answer.complete(engine.snapshot());
        } catch (IOException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** From now on there are none. */
    void refuse(String why) {
        refusedBecause = why;
        for (Asked asked = waiting.poll(); asked != null; asked = waiting.poll()) {
            asked.answer.completeExceptionally(new IllegalStateException(why));
        }
    }
}
