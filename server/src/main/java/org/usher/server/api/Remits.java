package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;
import org.usher.server.history.ContactHistory;
import org.usher.server.security.Principal;
import org.usher.server.security.Remit;
import org.usher.server.security.Role;

/**
 * Keeps who answers for some queues from what is others'. It looks at what a route's path names, so no endpoint can forget it:
 *
 * <ul>
 *   <li>{@code {queue}}, {@code {agent}}: 403, as everybody can read their names on the wallboard. An agent is of every queue that he
 *       serves; an agent who has logged in may act for himself.
 *   <li>{@code {contact}}: 404, as of one that never was, so that nobody learns who called others. It may be read by whom any queue belongs
 *       to that it ever asked for, or who as an agent is offered it or talks with it, and acted on by whom the one belongs to that it is in now. Whoever may act on it may move it to any
 *       queue.
 * </ul>
 */
final class Remits implements AutoCloseable {
    /** What a question to the history gives for a contact that may be looked at. */
    private static final Answer PASSES = new Answer(204, "text/plain", new byte[0], Map.of());

    private final Supplier<Configuration> configuration;
    private final ContactQueues live;
    private final Customers customers;
    private final ContactHistory history;
    private final BlockingQuestions questions = new BlockingQuestions(
            "remit-question",
            Problem.of(
                    503,
                    "remit-unknown",
                    "Whether this contact asked for a queue that you answer for can not be told now: the history is away."
                            + " Try again."));

    Remits(Supplier<Configuration> configuration, ContactQueues live, Customers customers, ContactHistory history) {
        this.configuration = configuration;
        this.live = live;
        this.customers = customers;
        this.history = history;
    }

    /** What the endpoint answers, if the request is within the principal's remit, else why not. */
    CompletionStage<Answer> within(HttpMethod method, Request request, Route.Answering endpoint) {
        Principal principal = request.principal();
        if (principal.remit().all()) {
            return endpoint.answer(request);
        }
        if (request.path().containsKey("contact")) {
            return contact(principal, method, request, endpoint);
        }
        Optional<Answer> refusal = request.path().containsKey("queue")
                ? refuseQueue(principal, request.queue(configuration.get().queues()))
                : request.path().containsKey("agent")
                        ? refuseAgent(
                                principal, request.agent(configuration.get().agents()), configuration.get())
                        : Optional.empty();
        return refusal.isPresent() ? CompletableFuture.completedFuture(refusal.get()) : endpoint.answer(request);
    }

    private static Optional<Answer> refuseQueue(Principal principal, Configuration.Queue queue) {
        return principal.remit().covers(queue.name())
                ? Optional.empty()
                : Optional.of(othersQueue(principal, queue.name()));
    }

    /** That it is somebody else's. */
    static Answer othersQueue(Principal principal, String queue) {
        return Answer.problem(Problem.of(
                403,
                "not-your-queue",
                "The queue " + queue + " is none of those that " + principal.name() + " answers for."));
    }

    /**
     * Why this principal may not have another's customer given to this agent or queue of the centre; a name of neither is not for us to
     * refuse.
     */
    static Optional<Answer> refuseTarget(
            Principal principal, @Nullable String agent, @Nullable String queue, Configuration centre) {
        if (principal.remit().all()) {
            return Optional.empty();
        }
        Optional<Answer> refusal = centre.queues().stream()
                .filter(one -> one.name().equals(queue))
                .findFirst()
                .flatMap(one -> refuseQueue(principal, one));
        return refusal.isPresent()
                ? refusal
                : centre.agents().stream()
                        .filter(one -> one.name().equals(agent))
                        .findFirst()
                        .flatMap(one -> refuseAgent(principal, one, centre));
    }

    private static Optional<Answer> refuseAgent(Principal principal, Configuration.Agent agent, Configuration centre) {
        boolean own =
                isSelf(principal, agent) || agent.queueIds().stream().anyMatch(id -> covers(principal, id, centre));
        return own
                ? Optional.empty()
                : Optional.of(Answer.problem(Problem.of(
                        403,
                        "not-your-agent",
                        agent.name() + " serves none of the queues that " + principal.name() + " answers for.")));
    }

    /** Whether the principal is this agent. */
    static boolean isSelf(Principal principal, Configuration.Agent agent) {
        return principal instanceof Principal.Person person
                && person.roles().contains(Role.AGENT)
                && agent.name().equals(person.agent());
    }

    /** Whether the principal answers for this queue of the centre. */
    static boolean covers(Principal principal, int queueId, Configuration centre) {
        Remit remit = principal.remit();
        return remit.all()
                || centre.queues().stream().anyMatch(queue -> queue.queueId() == queueId && remit.covers(queue.name()));
    }

    private CompletionStage<Answer> contact(
            Principal principal, HttpMethod method, Request request, Route.Answering endpoint) {
        Remit remit = principal.remit();
        long contactId = request.pathId("contact");
        OptionalInt queueId = live.queueOf(contactId);
        if (queueId.isPresent() && covers(principal, queueId.getAsInt(), configuration.get())) {
            return endpoint.answer(request);
        }
        boolean looks = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (looks && isWith(principal, contactId)) {
            return endpoint.answer(request);
        }
        if (!looks || remit.queues().isEmpty()) {
            return CompletableFuture.completedFuture(unknown(contactId));
        }
        return questions
                .ask(() -> {
                    List<String> asked = history.queuesOf(contactId);
                    return asked.stream().anyMatch(remit::covers) ? PASSES : unknown(contactId);
                })
                .thenCompose(
                        told -> told == PASSES ? endpoint.answer(request) : CompletableFuture.completedFuture(told));
    }

    private boolean isWith(Principal principal, long contactId) {
        return principal instanceof Principal.Person person
                && person.roles().contains(Role.AGENT)
                && person.agent() != null
                && customers.isWith(contactId, person.agent());
    }

    private static Answer unknown(long contactId) {
        return Answer.problem(Problem.field(
                404,
                "unknown-contact",
                new Problem.FieldError(
                        "contact",
                        Long.toString(contactId),
                        "no such contact of a queue that you answer for; GET /api/v1/contacts lists them")));
    }

    @Override
    public void close() {
        questions.close();
    }
}
