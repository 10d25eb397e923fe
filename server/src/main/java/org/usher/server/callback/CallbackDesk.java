package org.usher.server.callback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Explanation;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.ReplyCode;
import org.usher.server.call.Numbers;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.engine.EngineEye;
import org.usher.server.engine.RequestDesk;

/**
 * Where callbacks are asked for, on a web page or by who waits in line. One is promised when the log's disk holds it, and not before. Safe
 * from any thread.
 */
public final class CallbackDesk {
    private static final Logger LOG = LoggerFactory.getLogger(CallbackDesk.class);
    private static final int MAX_NUMBERS = 100_000;
    private static final int LOOKS = 20;
    /** In place of the number of all who call without one, or from what is none. */
    private static final String WITHHELD = "";
    /** They are many people: together they may ask as often as so many numbers. */
    private static final int WITHHELD_AS = 10;

    private final Engine engine;
    private final CallbackBook book;
    private final CallbackTerms terms;
    private final PhoneNumbers numbers;
    private final CallbackWindows windows;
    private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);
    private final Cache<String, Integer> askedToday = ofToday();
    /** How many callbacks were promised by key to those who called from a number, wherever they are to be called. */
    private final Cache<String, Integer> askedByCaller = ofToday();

    /** Callers in line of whom the engine has yet to say whether they are called back, or has not said in time; where they want to be called. */
    private final Cache<Long, String> converting = Caffeine.newBuilder()
            .maximumSize(MAX_NUMBERS)
            .expireAfterWrite(Duration.ofHours(1))
            .build();

    /** Requests that were put before the engine and are not in the book yet, by the number that is to be called. */
    private final ConcurrentMap<String, CompletableFuture<Outcome>> underWay = new ConcurrentHashMap<>();

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
        /** The queue promises no calls in windows. */
        NO_WINDOWS,
        /** The windows of the queue begin at other times, or last longer or shorter, or it is too far ahead. */
        NO_SUCH_WINDOW,
        /** It has begun already, or is over. */
        WINDOW_OVER,
        OUTSIDE_HOURS,
        WINDOW_FULL,
        /** The caller in line has an agent rung for him already. */
        ON_OFFER,
        /** The caller is not in line any more. */
        NOT_IN_LINE,
        QUEUE_TAKES_NOBODY,
        OVERLOADED
    }

    public CallbackDesk(
            Engine engine, CallbackBook book, CallbackTerms terms, PhoneNumbers numbers, CallbackWindows windows) {
        this.engine = engine;
        this.book = book;
        this.terms = terms;
        this.numbers = numbers;
        this.windows = windows;
        for (Reason reason : Reason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    private static Cache<String, Integer> ofToday() {
        return Caffeine.newBuilder()
                .maximumSize(MAX_NUMBERS)
                .expireAfterWrite(Duration.ofDays(1))
                .build();
    }

    /** How many promises are at this stage now. */
    public long promised(CallbackBook.Stage stage) {
        return book.promised(stage, windows.nowMs());
    }

    public CallbackWindows windows() {
        return windows;
    }

    /** How often nobody was called for this reason, since the start. */
    public long refused(Reason reason) {
        return Objects.requireNonNull(refused.get(reason)).sum();
    }

    /** By which clock the customer of this number reckons, as {@link CustomerZones#of} says; the queue's if it is no number. */
    public CustomerZones zonesOf(String written, ZoneId ofQueue) {
        return dialled(written)
                .map(number -> CustomerZones.of(numbers, number, ofQueue))
                .orElseGet(() -> new CustomerZones(List.of(ofQueue)));
    }

    CallbackTerms terms() {
        return terms;
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
        return askFor(
                written,
                to -> new Command.ContactArrived(
                        0, Channel.CALLBACK, queueId, 0, 0, 0, List.of(), customer(to, name, data)));
    }

    /**
     * Promises a customer a call within a window; done when it can be relied on.
     *
     * @param span of the window, which must be one that the queue promises
     */
    public CompletionStage<Outcome> promise(int queueId, String written, String name, String data, Span span) {
        return switch (windows.take(queueId, span.fromMs, span.untilMs)) {
            case CallbackWindows.Verdict.Refused no -> refuse(no.reason());
            case CallbackWindows.Verdict.Taken(CallbackWindow window) ->
                askFor(written, to -> new Command.BookCallback(0, queueId, window, customer(to, name, data)))
                        .whenComplete((outcome, failure) -> windows.settled(queueId, window));
        };
    }

    /**
     * Takes a caller out of the line for a callback in his place; done when it can be relied on, or exceptionally if it is not known whether
     * it can.
     */
    CompletionStage<Outcome> convert(RequestDesk requests, Asker asker, String written) {
        return convert(requests, asker, written, (id, to) -> new Command.ConvertToCallback(id, asker.contactId, to));
    }

    /**
     * Takes a caller out of this queue's line for a call in the window that begins then (epoch ms); done when it can be relied on, or exceptionally
     * if it is not known whether it can.
     */
    CompletionStage<Outcome> convert(RequestDesk requests, Asker asker, String written, int queueId, long fromMs) {
        return switch (windows.take(queueId, fromMs)) {
            case CallbackWindows.Verdict.Refused no -> refuse(no.reason());
            case CallbackWindows.Verdict.Taken(CallbackWindow window) ->
                convert(
                                requests,
                                asker,
                                written,
                                (id, to) -> new Command.ConvertToBooking(id, asker.contactId, to, window))
                        .whenComplete((outcome, failure) -> windows.settled(queueId, window));
        };
    }

    /** A request of this id for a call to this number. */
    private interface Conversion {
        Command.ContactRequest request(long id, String to);
    }

    private CompletionStage<Outcome> convert(RequestDesk requests, Asker asker, String written, Conversion conversion) {
        return askWith(written, to -> {
            String from = dialled(asker.caller).orElse(WITHHELD);
            if (askedByCaller.asMap().merge(from, 1, Integer::sum) > mostFrom(from)) {
                giveBack(askedToday, to);
                return refuse(Reason.TOO_OFTEN);
            }
            converting.put(asker.contactId, to);
            return requests.ask(id -> conversion.request(id, to))
                    .handle((code, failure) -> answered(asker.contactId, to, code, failure))
                    .thenCompose(outcome -> outcome)
                    .whenComplete((outcome, failure) -> {
                        if (outcome instanceof Outcome.Refused) {
                            giveBack(askedByCaller, from);
                        }
                    });
        });
    }

    /** One who waits in line, has pressed the key, and calls from this number, as it came. */
    record Asker(long contactId, String caller) {}

    private int mostFrom(String caller) {
        return terms.perNumberDaily() * (caller.equals(WITHHELD) ? WITHHELD_AS : 1);
    }

    /** In whose line this contact waits or is offered; empty if in none. */
    CompletionStage<Optional<Integer>> lineOf(long contactId) {
        return engine.eye.look(core -> core.explainContact(contactId).map(Explanation.OfContact::queueId));
    }

    /** Whether it is not known yet if this caller, in line, is to be called back. */
    boolean isConverting(long contactId) {
        return converting.getIfPresent(contactId) != null;
    }

    private CompletionStage<Outcome> answered(
            long contactId, String to, @Nullable ReplyCode code, @Nullable Throwable failure) {
        if (failure instanceof TimeoutException) {
            return CompletableFuture.failedFuture(failure); // it may be carried out yet
        }
        Optional<CallbackBook.Pending> promised = book.of(contactId);
        converting.invalidate(contactId); // from now on the book tells it
        if (code == ReplyCode.ACCEPTED && promised.isPresent()) {
            return engine.eye
                    .look(QueueEngine::lastIndex)
                    .thenCompose(engine.durable::apply)
                    .thenApply(held -> new Outcome.Taken(promised.get()));
        }
        giveBack(askedToday, to);
        return refuse(why(code));
    }

    /** @param code of the engine; null if it took no request */
    private static Reason why(@Nullable ReplyCode code) {
        return switch (code) {
            case null -> Reason.OVERLOADED;
            case CLOSED -> Reason.QUEUE_TAKES_NOBODY;
            case ON_OFFER -> Reason.ON_OFFER;
            default -> Reason.NOT_IN_LINE; // gone, with an agent, or called back already
        };
    }

    /** Takes the customer of a chat out of it for a callback in his place; done when it can be relied on. */
    public CompletionStage<Outcome> convertChat(long contactId, String written) {
        return askFor(written, to -> new Command.ConvertChatToCallback(0, contactId, engine.pbxId, to));
    }

    /** Whether there is any number that may be called at all. */
    public boolean mayCallAnybody() {
        return !terms.numbers().equals(Numbers.NONE);
    }

    /** The same for one whom we know: the contact of this id, which is over, goes on if it is remembered. */
    public CompletionStage<Outcome> askAgain(int queueId, String number, String name, long contactId) {
        return askFor(
                number,
                to -> new Command.ContactArrived(
                        0, Channel.CALLBACK, queueId, 0, 0, contactId, List.of(), customer(to, name, "")));
    }

    /** Whether callbacks may go to this number. */
    public boolean mayCall(String number) {
        return terms.numbers().allow(number) && !terms.never().allow(number) && !numbers.isPremium(number);
    }

    /** From when until when, epoch ms. */
    public record Span(long fromMs, long untilMs) {}

    private ContactDetails customer(String number, String name, String data) {
        return new ContactDetails(engine.pbxId, "", "", number, name, "", "", "", data);
    }

    private CompletionStage<Outcome> askFor(String written, Function<String, Command> command) {
        return askWith(written, to -> engine.offer.test(command.apply(to)) ? promised(to) : refuse(Reason.OVERLOADED));
    }

    /** @param way by which the engine is asked for a callback to this number */
    private CompletionStage<Outcome> askWith(String written, Function<String, CompletionStage<Outcome>> way) {
        Optional<String> number = dialled(written);
        if (number.isEmpty()) {
            return refuse(Reason.NO_NUMBER);
        }
        String to = number.get();
        if (!mayCall(to)) {
            return refuse(Reason.NOT_ALLOWED);
        }
        CompletableFuture<Outcome> settled = new CompletableFuture<>();
        CompletableFuture<Outcome> other = underWay.putIfAbsent(to, settled);
        if (other != null) {
            return other.thenCompose(outcome -> afterAnother(outcome, written, way));
        }
        askEngine(to, way).whenComplete((outcome, failure) -> {
            underWay.remove(to);
            if (failure == null) {
                settled.complete(outcome);
            } else {
                settled.completeExceptionally(failure);
            }
        });
        return settled;
    }

    /** One to the same number was under way: what became of it is the answer, for there is one callback for a number. */
    private CompletionStage<Outcome> afterAnother(
            Outcome outcome, String written, Function<String, CompletionStage<Outcome>> way) {
        return switch (outcome) {
            case Outcome.Taken(CallbackBook.Pending callback) ->
                book.of(callback.contactId()).isPresent()
                        ? done(new Outcome.Pending(callback))
                        : askWith(written, way); // given up meanwhile, perhaps by himself who is back in the line
            case Outcome.Pending pending -> done(pending);
            case Outcome.Refused(Reason reason) -> refuse(reason);
        };
    }

    private CompletionStage<Outcome> askEngine(String to, Function<String, CompletionStage<Outcome>> way) {
        Optional<CallbackBook.Pending> before = book.of(to);
        if (before.isPresent()) {
            return done(new Outcome.Pending(before.get()));
        }
        if (askedToday.asMap().merge(to, 1, Integer::sum) > terms.perNumberDaily()) {
            return refuse(Reason.TOO_OFTEN);
        }
        return way.apply(to);
    }

    /** What was refused by the engine is no flood. */
    private static void giveBack(Cache<String, Integer> counted, String number) {
        counted.asMap().computeIfPresent(number, (key, count) -> count - 1);
    }

    /** Whom it was refused is in the audit log, with the request. */
    private CompletionStage<Outcome> refuse(Reason reason) {
        Objects.requireNonNull(refused.get(reason)).increment();
        LOG.info("A callback is refused: {}", reason);
        return done(new Outcome.Refused(reason));
    }

    private static CompletionStage<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    private CompletionStage<Outcome> promised(String number) {
        return engine.eye.until(() -> book.of(number).isPresent(), LOOKS).thenCompose(index -> {
            Optional<CallbackBook.Pending> found = book.of(number);
            if (found.isPresent()) {
                return engine.durable.apply(index).thenApply(held -> new Outcome.Taken(found.get()));
            }
            giveBack(askedToday, number); // a closed queue is no flood
            return refuse(Reason.QUEUE_TAKES_NOBODY);
        });
    }
}
