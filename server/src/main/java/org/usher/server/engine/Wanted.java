package org.usher.server.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that the engine's thread makes when it is asked for. Those who ask before it is begun share one; who asks later gets a later
 * one. Nobody waits for ever: once it is closed, whoever has asked or asks is refused.
 */
final class Wanted<T> {
    private final AtomicReference<@Nullable CompletableFuture<T>> asked = new AtomicReference<>();
    private volatile @Nullable Throwable closedBecause;

    /** Safe from any thread. */
    CompletableFuture<T> ask() {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> others = asked.compareAndExchange(null, mine);
        CompletableFuture<T> answer = others == null ? mine : others;
        Throwable closed = closedBecause; // after it can be found by whoever closes
        if (closed != null) {
            answer.completeExceptionally(closed);
        }
        return answer;
    }

    /** Makes it if anybody has asked. */
    void give(Supplier<T> maker) {
        CompletableFuture<T> answer = asked.getAndSet(null);
        if (answer != null) {
            answer.complete(maker.get());
        }
    }

    void close(Throwable why) {
        closedBecause = why;
        CompletableFuture<T> answer = asked.getAndSet(null);
        if (answer != null) {
            answer.completeExceptionally(why);
        }
    }
}
