package org.usher.server.engine;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.usher.core.api.Command;
import org.usher.core.api.ReplyCode;

/** Where people and programs hand in what they ask of the engine. Safe from any thread. */
public interface RequestDesk {
    /**
     * Puts the request, a command that carries the given request id, before the engine.
     *
     * @return completed with the engine's answer; completed exceptionally with {@link java.util.concurrent.RejectedExecutionException} if
     *     the inbox is full, or {@link java.util.concurrent.TimeoutException} if no answer came within five seconds
     */
    CompletableFuture<ReplyCode> ask(LongFunction<? extends Command> requestForId);
}
