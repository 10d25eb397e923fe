package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ReplyCode;
import org.usher.server.callback.CallbackBook;
import org.usher.server.callback.CallbackDesk;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Access;

/** Customers who are to be called back. */
final class CallbackEndpoints {
    private static final int MAX_NAME = 80;
    private static final int MAX_DATA = 1_024;

    private final CallbackDesk callbacks;
    private final RequestDesk desk;
    private final Supplier<Configuration> configuration;

    CallbackEndpoints(CallbackDesk callbacks, RequestDesk desk, Supplier<Configuration> configuration) {
        this.callbacks = callbacks;
        this.desk = desk;
        this.configuration = configuration;
    }

    /**
     * @param queue name of the queue in whose line the customer is to stand
     * @param number where to call: digits, perhaps with a + before them
     * @param name for the agent's display, up to 80 characters
     * @param data whatever the agent's desk is to show, up to 1024 characters
     */
    record CallbackBody(
            @Nullable String queue,
            @Nullable String number,
            @Nullable String name,
            @Nullable String data) {}

    /**
     * @param contactId by which the contact goes on when he has been reached
     * @param number as it is dialled
     * @param enqueuedAtMs from when the wait counts (epoch ms)
     * @param notReached how often he was called in vain
     */
    record Callback(long contactId, String queue, String number, String name, long enqueuedAtMs, int notReached) {}

    record CallbacksAnswer(List<Callback> callbacks) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.POST,
                        "/api/v1/callbacks",
                        Access.CONTACTS_WRITE,
                        Route.Doc.action(
                                "The customer is to be called back in turn; 201 is a promise that outlasts a crash. Only numbers that"
                                        + " usher.toml allows ([callback]); one callback for each number",
                                CallbackBody.class,
                                Callback.class),
                        (Route.Answering) this::ask),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/callbacks",
                        Access.CONTACTS_READ,
                        Route.Doc.json("Who is to be called back, oldest contact first", CallbacksAnswer.class),
                        (Route.Answering) request -> completedFuture(Answer.json(200, all(request)))),
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
        Configuration.Queue queue = configuration.get().queues().stream()
                .filter(one -> one.name().equals(body.queue()))
                .findFirst()
                .orElseThrow(
                        () -> JsonBody.invalid("queue", body.queue(), "name a queue; GET /api/v1/queues lists them"));
        if (!Remits.covers(request.principal(), queue.queueId(), configuration.get())) {
            return completedFuture(Remits.othersQueue(request.principal(), queue.name()));
        }
        String name = text("name", body.name(), MAX_NAME);
        String data = text("data", body.data(), MAX_DATA);
        String number = body.number() == null ? "" : body.number();
        return callbacks.ask(queue.queueId(), number, name, data).thenApply(outcome -> answer(outcome, number));
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
            case CallbackDesk.Outcome.Refused refused ->
                switch (refused.reason()) {
                    case NO_NUMBER ->
                        throw JsonBody.invalid(
                                "number", number, "give a number that can be dialled, best with + and country code");
                    case NOT_ALLOWED ->
                        Answer.problem(Problem.of(
                                403,
                                "number-not-allowed",
                                "We do not call this number: see [callback] in usher.toml."));
                    case TOO_OFTEN ->
                        Answer.tooMany("Callbacks to this number were asked for too often within a day.", 3_600);
                    case QUEUE_TAKES_NOBODY ->
                        EngineAnswer.conflict(
                                "queue-takes-nobody", "The queue takes nobody now: it is closed, full or empty.");
                    case OVERLOADED ->
                        Answer.problem(Problem.of(503, "overloaded", "Too much to do just now; try again."));
                };
        };
    }

    private CallbacksAnswer all(Request request) {
        Configuration centre = configuration.get();
        return new CallbacksAnswer(callbacks.book().all().stream()
                .filter(one -> Remits.covers(request.principal(), one.queueId(), centre))
                .map(this::shown)
                .toList());
    }

    private Callback shown(CallbackBook.Pending one) {
        String queue = configuration.get().queues().stream()
                .filter(known -> known.queueId() == one.queueId())
                .map(Configuration.Queue::name)
                .findFirst()
                .orElse("");
        return new Callback(
                one.contactId(),
                queue,
                one.details().caller(),
                one.details().callerName(),
                one.enqueuedAtMs(),
                one.notReached());
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
                    NOT_HIS_CONTACT ->
                throw new IllegalStateException("the engine answered " + code + " to the end of a callback");
        };
    }
}
