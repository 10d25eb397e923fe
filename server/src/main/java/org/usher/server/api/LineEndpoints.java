package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ReplyCode;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Access;

/** Requests about one contact that stands in line. */
final class LineEndpoints {
    private static final int MAX_PRIORITY = 100;

    private final RequestDesk desk;
    private final Supplier<Configuration> configuration;

    LineEndpoints(RequestDesk desk, Supplier<Configuration> configuration) {
        this.desk = desk;
        this.configuration = configuration;
    }

    /** @param queue name of the queue in which the contact is to go on */
    record MoveBody(@Nullable String queue) {}

    /** @param priority −100 to 100; that of the queue is added to it */
    record PriorityBody(@Nullable Integer priority) {}

    /** Makes the request for a contact from what was sent. */
    private interface Maker {
        LongFunction<Command.ContactRequest> make(long contactId, Request request);
    }

    List<Route> routes() {
        return List.of(
                action(
                        "move",
                        "The contact goes on waiting in another queue, with its whole wait counted there; not while an agent is rung for it",
                        MoveBody.class,
                        this::move),
                action(
                        "priority",
                        "The contact has another priority while it waits",
                        PriorityBody.class,
                        LineEndpoints::prioritise),
                action(
                        "withdraw",
                        "The contact is taken out of the line and goes on in the dialplan with USHER_STATUS=WITHDRAWN; if it is being "
                                + "offered, or hears a prompt, after that",
                        null,
                        (contactId, request) -> id -> new Command.WithdrawContact(id, contactId)));
    }

    private Route action(String name, String summary, @Nullable Class<?> body, Maker maker) {
        return new Route(
                HttpMethod.POST,
                "/api/v1/contacts/{contact}/" + name,
                Access.CONTACTS_WRITE,
                Route.Doc.action(summary, body, EngineAnswer.class),
                (Route.Answering) request -> {
                    long contactId = request.pathId("contact");
                    return ask(contactId, maker.make(contactId, request));
                });
    }

    private CompletionStage<Answer> ask(long contactId, LongFunction<Command.ContactRequest> request) {
        return EngineAnswer.to(desk.ask(request), code -> answer(contactId, code));
    }

    private LongFunction<Command.ContactRequest> move(long contactId, Request request) {
        String name = JsonBody.read(request, MoveBody.class).queue();
        List<Configuration.Queue> queues = configuration.get().queues();
        int queueId = queues.stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow(() -> JsonBody.invalid("queue", name, "name a queue; GET /api/v1/queues lists them"))
                .queueId();
        return id -> new Command.MoveContact(id, contactId, queueId);
    }

    private static LongFunction<Command.ContactRequest> prioritise(long contactId, Request request) {
        Integer priority = JsonBody.read(request, PriorityBody.class).priority();
        if (priority == null || Math.abs(priority) > MAX_PRIORITY) {
            throw JsonBody.invalid(
                    "priority", priority == null ? null : priority.toString(), "give a whole number from -100 to 100");
        }
        int steps = priority;
        return id -> new Command.SetContactPriority(id, contactId, steps);
    }

    private static Answer answer(long contactId, ReplyCode code) {
        return switch (code) {
            case ACCEPTED, UNCHANGED -> Answer.json(200, new EngineAnswer(code));
            case ACCEPTED_PENDING -> Answer.json(202, new EngineAnswer(code));
            case UNKNOWN_CONTACT ->
                Answer.problem(Problem.field(
                        404,
                        "unknown-contact",
                        new Problem.FieldError(
                                "contact",
                                Long.toString(contactId),
                                "no such contact on any call now; GET /api/v1/contacts lists those that ended, too")));
            case NOT_WAITING -> EngineAnswer.conflict("not-waiting", "The contact does not stand in line any more.");
            case ON_OFFER ->
                EngineAnswer.conflict(
                        "on-offer", "An agent is being rung for the contact; try again if he does not answer.");
            case CLOSED -> EngineAnswer.conflict("queue-closed", "The queue is closed; open it first.");
            case UNKNOWN_QUEUE -> EngineAnswer.configurationChanged();
            case UNKNOWN_AGENT,
                    UNKNOWN_DEVICE,
                    UNKNOWN_REASON,
                    DEVICE_IN_USE,
                    LOGGED_IN_ELSEWHERE,
                    NOT_LOGGED_IN,
                    NOT_IN_WRAP_UP,
                    WRONG_CHANNEL,
                    NOT_HIS_CONTACT,
                    OUT_OF_RANGE ->
                throw new IllegalStateException("the engine answered " + code + " to a request about a contact");
        };
    }
}
