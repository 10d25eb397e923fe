package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ReplyCode;
import org.usher.server.callback.CallbackBook;
import org.usher.server.callback.CallbackDesk;
import org.usher.server.callback.CallbackWindows;
import org.usher.server.callback.CustomerZones;
import org.usher.server.callback.WindowPlan;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Access;

/** Customers who are to be called back. */
final class CallbackEndpoints {
    private static final int MAX_NAME = 80;
    private static final int MAX_DATA = 1_024;
    private static final String NAME_A_QUEUE = "name a queue; GET /api/v1/queues lists them";
    private static final String NAME_A_ZONE =
            "name the customer's time zone as tz does, for example Europe/Berlin; his number may be in several";
    private static final String GIVE_A_TIME =
            "give ISO 8601, for example 2026-12-01T14:00 by the customer's clock, or 2026-12-01T13:00:00Z";
    private static final String OFFERED = "GET /api/v1/callbacks/windows tells which ones there are.";

    private final CallbackDesk callbacks;
    private final RequestDesk desk;
    private final Supplier<Configuration> configuration;
    private final LongSupplier clockMs;

    CallbackEndpoints(
            CallbackDesk callbacks, RequestDesk desk, Supplier<Configuration> configuration, LongSupplier clockMs) {
        this.callbacks = callbacks;
        this.desk = desk;
        this.configuration = configuration;
        this.clockMs = clockMs;
    }

    /**
     * @param queue name of the queue in whose line the customer is to stand
     * @param number where to call: digits, perhaps with a + before them
     * @param name for the agent's display, up to 80 characters
     * @param data whatever the agent's desk is to show, up to 1024 characters
     * @param from when the window begins that he is promised: ISO 8601 with zone, or without, by the customer's clock; left out, he is
     *     called in turn
     * @param until when it is over; left out, as the queue's windows are
     * @param timeZone of the customer, as the tz database names it; left out, that of his number
     */
    record CallbackBody(
            @Nullable String queue,
            @Nullable String number,
            @Nullable String name,
            @Nullable String data,
            @Nullable String from,
            @Nullable String until,
            @Nullable String timeZone) {}

    /**
     * @param contactId by which the contact goes on when he has been reached
     * @param number as it is dialled
     * @param enqueuedAtMs from when the wait counts (epoch ms)
     * @param notReached how often he was called in vain
     * @param fromMs when the window opens in which he is promised a call (epoch ms); left out if he is called in turn
     * @param untilMs when it is over (epoch ms)
     */
    record Callback(
            long contactId,
            String queue,
            String number,
            String name,
            long enqueuedAtMs,
            int notReached,
            @Nullable Long fromMs,
            @Nullable Long untilMs) {}

    /**
     * What became of promises of a call in a window, in all queues, since the log began.
     *
     * @param kept customer and agent talked within it
     * @param late they talked after it
     * @param notReached he was called as often as the queue does that
     * @param missed nothing of that, for example because the queue was closed
     * @param cancelled the customer, or the centre, did not want it any more
     * @param attempts calls to customers' phones within their windows, in vain or not
     */
    record Promises(long kept, long late, long notReached, long missed, long cancelled, long attempts) {}

    record CallbacksAnswer(List<Callback> callbacks, Promises promises) {}

    /**
     * @param from by the customer's clock, in ISO 8601
     * @param until by the customer's clock, in ISO 8601
     * @param free how many more calls can be promised in it
     */
    record Window(long fromMs, long untilMs, String from, String until, int free) {}

    /** @param timeZone by whose clock {@code from} and {@code until} are */
    record WindowsAnswer(String timeZone, List<Window> windows) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.POST,
                        "/api/v1/callbacks",
                        Access.CONTACTS_WRITE,
                        Route.Doc.action(
                                "The customer is to be called back in turn, or in a window that GET /api/v1/callbacks/windows offers; 201 is"
                                        + " a promise that outlasts a crash. Only numbers that usher.toml allows ([callback]); one callback"
                                        + " for each number",
                                CallbackBody.class,
                                Callback.class),
                        (Route.Answering) this::ask),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/callbacks",
                        Access.CONTACTS_READ,
                        Route.Doc.json(
                                "Who is to be called back, oldest contact first, and how promises of calls were kept",
                                CallbacksAnswer.class),
                        (Route.Answering) request -> completedFuture(Answer.json(200, all(request)))),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/callbacks/windows",
                        Access.CONTACTS_READ,
                        Route.Doc.json(
                                "The windows in which a call to this customer can be promised: those of the queue that its hours and its"
                                        + " agents' time allow (callback_agents in centre.toml)",
                                WindowsAnswer.class,
                                new Route.Parameter("queue", "string", "name of the queue"),
                                new Route.Parameter(
                                        "number", "string", "whom to call; his clock is that of his number"),
                                new Route.Parameter("timeZone", "string", "his clock, if it is another")),
                        (Route.Answering) request -> completedFuture(Answer.json(200, windows(request)))),
                new Route(
                        HttpMethod.DELETE,
                        "/api/v1/callbacks/{contact}",
                        Access.CONTACTS_WRITE,
                        Route.Doc.action(
                                "The customer is not called back any more; not once an agent has picked up for him",
                                null,
                                EngineAnswer.class),
                        (Route.Answering) this::cancel));
    }

    private CompletionStage<Answer> ask(Request request) {
        CallbackBody body = JsonBody.read(request, CallbackBody.class);
        Configuration.Queue queue =
                named(body.queue()).orElseThrow(() -> JsonBody.invalid("queue", body.queue(), NAME_A_QUEUE));
        if (!Remits.covers(request.principal(), queue.queueId(), configuration.get())) {
            return completedFuture(Remits.othersQueue(request.principal(), queue.name()));
        }
        String name = text("name", body.name(), MAX_NAME);
        String data = text("data", body.data(), MAX_DATA);
        String number = body.number() == null ? "" : body.number();
        if (body.from() == null) {
            if (body.until() != null || body.timeZone() != null) {
                throw JsonBody.invalid("from", null, "say when the window begins, or leave until and timeZone out");
            }
            return callbacks.ask(queue.queueId(), number, name, data).thenApply(outcome -> answer(outcome, number));
        }
        CallbackDesk.Span span = span(queue.queueId(), number, body);
        return callbacks
                .promise(queue.queueId(), number, name, data, span)
                .thenApply(outcome -> answer(outcome, number));
    }

    private Optional<Configuration.Queue> named(@Nullable String queue) {
        return configuration.get().queues().stream()
                .filter(one -> one.name().equals(queue))
                .findFirst();
    }

    private CallbackDesk.Span span(int queueId, String number, CallbackBody body) {
        Optional<WindowPlan> plan = callbacks.windows().plan(queueId);
        ZoneId ofQueue = plan.map(WindowPlan::zone).orElse(ZoneOffset.UTC);
        CustomerZones zones = zones(number, body.timeZone(), ofQueue);
        Function<LocalDateTime, ZoneId> zone = shown -> zones.alikeAt(shown).orElseThrow(() -> wrongZone(body));
        if (zones.zones().isEmpty()) {
            throw wrongZone(body); // what is told must make sense, needed or not
        }
        String from = Objects.requireNonNull(body.from());
        long fromMs = moment(from, zone).orElseThrow(() -> JsonBody.invalid("from", from, GIVE_A_TIME));
        String until = body.until();
        long untilMs = until == null
                ? plan.flatMap(one -> one.window(fromMs))
                        .map(CallbackWindow::untilMs)
                        .orElse(fromMs)
                : moment(until, zone).orElseThrow(() -> JsonBody.invalid("until", until, GIVE_A_TIME));
        return new CallbackDesk.Span(fromMs, untilMs);
    }

    private static Problem.ProblemException wrongZone(CallbackBody body) {
        return JsonBody.invalid("timeZone", body.timeZone(), NAME_A_ZONE);
    }

    /** None if there is none of this name. A number that is none is refused later; here the queue's clock will do. */
    private CustomerZones zones(String number, @Nullable String told, ZoneId ofQueue) {
        return told != null ? CustomerZones.named(told) : callbacks.zonesOf(number, ofQueue);
    }

    /** @param zone asked for only if the text tells none: an absolute time needs no clock of anybody's */
    private static Optional<Long> moment(String text, Function<LocalDateTime, ZoneId> zone) {
        try {
            TemporalAccessor time =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(text, ZonedDateTime::from, LocalDateTime::from);
            if (!(time instanceof LocalDateTime shown)) {
                return Optional.of(Instant.from(time).toEpochMilli());
            }
            ZonedDateTime at = shown.atZone(zone.apply(shown));
            // the clock leaves out what it does not come back to
            return at.toLocalDateTime().equals(shown)
                    ? Optional.of(at.toInstant().toEpochMilli())
                    : Optional.empty();
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty(); // no time, or one beyond all clocks
        }
    }

    private WindowsAnswer windows(Request request) {
        String name = request.queryValue("queue").orElse("");
        Configuration.Queue queue = named(name)
                .filter(one -> Remits.covers(request.principal(), one.queueId(), configuration.get()))
                .orElseThrow(() -> Request.wrong("queue", name, NAME_A_QUEUE));
        String number = request.queryValue("number").orElse("");
        String told = request.queryValue("timeZone").orElse(null);
        ZoneId ofQueue =
                callbacks.windows().plan(queue.queueId()).map(WindowPlan::zone).orElse(ZoneOffset.UTC);
        List<CallbackWindows.Offered> offered = callbacks.windows().offered(queue.queueId());
        ZoneId zone = zones(number, told, ofQueue)
                .alikeAt(
                        offered.isEmpty()
                                ? LongStream.of(clockMs.getAsLong())
                                : offered.stream()
                                        .flatMapToLong(one -> LongStream.of(
                                                one.window().fromMs(),
                                                one.window().untilMs())))
                .orElseThrow(() -> Request.wrong("timeZone", told == null ? "" : told, NAME_A_ZONE));
        return new WindowsAnswer(
                zone.getId(),
                offered.stream()
                        .map(one -> new Window(
                                one.window().fromMs(),
                                one.window().untilMs(),
                                shown(one.window().fromMs(), zone),
                                shown(one.window().untilMs(), zone),
                                one.free()))
                        .toList());
    }

    private static String shown(long atMs, ZoneId zone) {
        return Instant.ofEpochMilli(atMs).atZone(zone).toOffsetDateTime().toString();
    }

    private static String text(String field, @Nullable String given, int max) {
        String text = given == null ? "" : given;
        if (text.length() > max || text.chars().anyMatch(Character::isISOControl)) {
            throw JsonBody.invalid(field, null, "give up to " + max + " characters that can be printed");
        }
        return text;
    }

    private Answer answer(CallbackDesk.Outcome outcome, String number) {
        return switch (outcome) {
            case CallbackDesk.Outcome.Taken taken ->
                Answer.json(201, shown(taken.callback()))
                        .noted(null, Long.toString(taken.callback().contactId()));
            case CallbackDesk.Outcome.Pending pending ->
                EngineAnswer.conflict(
                        "callback-pending",
                        "This number is to be called already, as contact "
                                + pending.callback().contactId() + ".");
            case CallbackDesk.Outcome.Refused refused -> refusal(refused.reason(), number);
        };
    }

    /** Why nobody is called. */
    static Answer refusal(CallbackDesk.Reason reason, String number) {
        return switch (reason) {
            case NO_NUMBER ->
                throw JsonBody.invalid(
                        "number", number, "give a number that can be dialled, best with + and country code");
            case NOT_ALLOWED ->
                Answer.problem(Problem.of(
                        403, "number-not-allowed", "We do not call this number: see [callback] in usher.toml."));
            case NO_WINDOWS ->
                EngineAnswer.conflict(
                        "no-windows",
                        "This queue promises no calls in windows: see callback_agents in centre.toml. Without from"
                                + " the customer is called in turn.");
            case NO_SUCH_WINDOW -> EngineAnswer.conflict("no-such-window", "The queue has no such window. " + OFFERED);
            case WINDOW_OVER -> EngineAnswer.conflict("window-over", "The window has begun or is over. " + OFFERED);
            case OUTSIDE_HOURS ->
                EngineAnswer.conflict("outside-hours", "The queue is not open all that window. " + OFFERED);
            case WINDOW_FULL ->
                EngineAnswer.conflict("window-full", "As many calls are promised in it as can be kept. " + OFFERED);
            case TOO_OFTEN -> Answer.tooMany("Callbacks to this number were asked for too often within a day.", 3_600);
            case ON_OFFER -> EngineAnswer.conflict("on-offer", "An agent is being rung for this caller.");
            case NOT_IN_LINE -> EngineAnswer.conflict("not-in-line", "The caller does not stand in line any more.");
            case QUEUE_TAKES_NOBODY ->
                EngineAnswer.conflict("queue-takes-nobody", "The queue takes nobody now: it is closed, full or empty.");
            case OVERLOADED -> Answer.problem(Problem.of(503, "overloaded", "Too much to do just now; try again."));
        };
    }

    private CallbacksAnswer all(Request request) {
        Configuration centre = configuration.get();
        CallbackBook.Promises made = callbacks.book().promises();
        return new CallbacksAnswer(
                callbacks.book().all().stream()
                        .filter(one -> Remits.covers(request.principal(), one.queueId(), centre))
                        .map(this::shown)
                        .toList(),
                new Promises(
                        made.of(BookingOutcome.KEPT),
                        made.of(BookingOutcome.LATE),
                        made.of(BookingOutcome.NOT_REACHED),
                        made.of(BookingOutcome.MISSED),
                        made.of(BookingOutcome.CANCELLED),
                        made.attempts()));
    }

    private Callback shown(CallbackBook.Pending one) {
        String queue = configuration.get().queues().stream()
                .filter(known -> known.queueId() == one.queueId())
                .map(Configuration.Queue::name)
                .findFirst()
                .orElse("");
        CallbackWindow window = one.window();
        return new Callback(
                one.contactId(),
                queue,
                one.details().caller(),
                one.details().callerName(),
                one.enqueuedAtMs(),
                one.notReached(),
                window == null ? null : window.fromMs(),
                window == null ? null : window.untilMs());
    }

    private CompletionStage<Answer> cancel(Request request) {
        long contactId = request.pathId("contact");
        return EngineAnswer.to(
                desk.ask(id -> new Command.CancelCallback(id, contactId)), code -> cancelled(contactId, code));
    }

    private static Answer cancelled(long contactId, ReplyCode code) {
        return switch (code) {
            case ACCEPTED, UNCHANGED, ACCEPTED_PENDING -> Answer.json(200, new EngineAnswer(code));
            case WRONG_CHANNEL, UNKNOWN_CONTACT ->
                Answer.problem(Problem.field(
                        404,
                        "unknown-callback",
                        new Problem.FieldError(
                                "contact",
                                Long.toString(contactId),
                                "nobody is to be called back under this number; GET /api/v1/callbacks lists them")));
            case NOT_WAITING, ON_OFFER ->
                EngineAnswer.conflict("being-called", "An agent has picked up for this customer, who is being called.");
            case CLOSED,
                    UNKNOWN_QUEUE,
                    UNKNOWN_AGENT,
                    UNKNOWN_DEVICE,
                    UNKNOWN_REASON,
                    DEVICE_IN_USE,
                    LOGGED_IN_ELSEWHERE,
                    NOT_LOGGED_IN,
                    NOT_IN_WRAP_UP,
                    NOT_HIS_CONTACT,
                    OUT_OF_RANGE ->
                throw new IllegalStateException("the engine answered " + code + " to the end of a callback");
        };
    }
}
