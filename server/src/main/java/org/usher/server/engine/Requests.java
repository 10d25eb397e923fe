package org.usher.server.engine;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.ReplyCode;

/** The open requests by their ids. */
final class Requests implements RequestDesk {
    private static final int MAX_OPEN = 10_000;

    private final Predicate<Command> inbox;
    private final long timeoutMs;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, CompletableFuture<ReplyCode>> open = new ConcurrentHashMap<>();
    private volatile @Nullable Throwable closedBecause;

    Requests(Predicate<Command> inbox, long timeoutMs) {
        this.inbox = inbox;
        this.timeoutMs = timeoutMs;
    }

    @Override
    public CompletableFuture<ReplyCode> ask(LongFunction<? extends Command> requestForId) {
        if (open.size() >= MAX_OPEN) {
            return refused(MAX_OPEN + " requests are waiting for an answer already");
        }
        long id = lastId.incrementAndGet();
        CompletableFuture<ReplyCode> answer = new CompletableFuture<>();
        open.put(id, answer);
        var _ = answer.orTimeout(timeoutMs, TimeUnit.MILLISECONDS).whenComplete((code, failure) -> open.remove(id));
        Throwable closed = closedBecause;
        if (closed != null) {
            answer.completeExceptionally(closed);
        } else if (!inbox.test(requestForId.apply(id))) {
            open.remove(id);
            return refused("the engine's inbox is full");
        }
        return answer;
    }

    private static CompletableFuture<ReplyCode> refused(String why) {
        return CompletableFuture.failedFuture(new RejectedExecutionException(why));
    }

    /** The engine answered; nothing happens if nobody waits any more. */
    void answered(long requestId, ReplyCode code) {
        CompletableFuture<ReplyCode> answer = open.get(requestId);
        if (answer != null) {
            answer.complete(code);
        }
    }

    /** No answers will come any more. */
    void close(String why) {
        RejectedExecutionException reason = new RejectedExecutionException(why);
        closedBecause = reason;
        open.values().forEach(answer -> answer.completeExceptionally(reason));
    }
}
