package org.usher.server.callback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.QueueEngine;
import org.usher.server.call.Numbers;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.engine.EngineEye;

/**
 * Where callbacks are asked for without a call, for example on a web page. One is promised when the log's disk holds it, and not before. Safe
 * from any thread.
 */
public final class CallbackDesk {
    private static final int MAX_NUMBERS = 100_000;
    private static final int LOOKS = 20;

    private final Engine engine;
    private final CallbackBook book;
    private final CallbackTerms terms;
    private final PhoneNumbers numbers;
    private final Cache<String, Integer> askedToday = Caffeine.newBuilder()
            .maximumSize(MAX_NUMBERS)
            .expireAfterWrite(Duration.ofDays(1))
            .build();

    /**
     * The engine as the desk sees it.
     *
     * @param offer puts a command before it; false if it has too much to do
     * @param durable completed when the log's file holds every entry up to this index for good
     * @param pbxId over which those are called who never called us
     */
    public record Engine(
            EngineEye eye, Predicate<Command> offer, LongFunction<CompletableFuture<Void>> durable, int pbxId) {}

    /** What has become of a request. */
    public sealed interface Outcome {
        /** He will be called, come what may. */
        record Taken(CallbackBook.Pending callback) implements Outcome {}

        /** One to this number is waiting already. */
        record Pending(CallbackBook.Pending callback) implements Outcome {}

        /** Nobody is called, for this reason. */
        record Refused(Reason reason) implements Outcome {}
    }

    /** Why nobody is called. */
    public enum Reason {
        NO_NUMBER,
        NOT_ALLOWED,
        TOO_OFTEN,
        QUEUE_TAKES_NOBODY,
        OVERLOADED
    }

    public CallbackDesk(Engine engine, CallbackBook book, CallbackTerms terms, PhoneNumbers numbers) {
        this.engine = engine;
        this.book = book;
        this.terms = terms;
        this.numbers = numbers;
    }

    public CallbackBook book() {
        return book;
    }

    /** The number in the form in which it is dialled: with its country code, if it is one of the public network; empty if it is none. */
    public Optional<String> dialled(String written) {
        return numbers.normalise(written).or(() -> Numbers.dialled(written));
    }

    /** Puts a customer into the line of this queue; done when it can be relied on. */
    public CompletionStage<Outcome> ask(int queueId, String written, String name, String data) {
        Optional<String> number = dialled(written);
        if (number.isEmpty()) {
            return done(new Outcome.Refused(Reason.NO_NUMBER));
        }
        String to = number.get();
        if (!terms.numbers().allow(to) || terms.never().allow(to) || numbers.isPremium(to)) {
            return done(new Outcome.Refused(Reason.NOT_ALLOWED));
        }
        Optional<CallbackBook.Pending> before = book.of(to);
        if (before.isPresent()) {
            return done(new Outcome.Pending(before.get()));
        }
        if (askedToday.asMap().merge(to, 1, Integer::sum) > terms.perNumberDaily()) {
            return done(new Outcome.Refused(Reason.TOO_OFTEN));
        }
        Command command = new Command.ContactArrived(
                0,
                Channel.CALLBACK,
                queueId,
                0,
                0,
                0,
                List.of(),
                new ContactDetails(engine.pbxId, "", "", to, name, "", "", "", data));
        if (!engine.offer.test(command)) {
            return done(new Outcome.Refused(Reason.OVERLOADED));
        }
        return look(to, LOOKS);
    }

    private static CompletionStage<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    /** The engine takes commands in batches, so it may not be its turn yet. */
    private CompletionStage<Outcome> look(String number, int left) {
        return engine.eye.look(QueueEngine::lastIndex).thenCompose(index -> {
            Optional<CallbackBook.Pending> found = book.of(number);
            if (found.isPresent()) {
                return engine.durable.apply(index).thenApply(held -> new Outcome.Taken(found.get()));
            }
            if (left == 0) {
                return done(new Outcome.Refused(Reason.QUEUE_TAKES_NOBODY));
            }
            return CompletableFuture.supplyAsync(
                            () -> look(number, left - 1), CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS))
                    .thenCompose(later -> later);
        });
    }
}
