package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.QueueStatus;
import org.usher.server.call.CallDesk;
import org.usher.server.call.CallOrder;
import org.usher.server.call.CallTarget;
import org.usher.server.call.Capability;
import org.usher.server.call.Numbers;
import org.usher.server.engine.EngineEye;
import org.usher.server.security.Access;
import org.usher.server.security.Principal;

/** The call in an agent's hand: how it stands, and what he orders of it. An order is answered when the PBX has shown what became of it. */
final class CallEndpoints {
    private final EngineEye engine;
    private final CallDesk desk;
    private final Supplier<Configuration> configuration;

    CallEndpoints(EngineEye engine, CallDesk desk, Supplier<Configuration> configuration) {
        this.engine = engine;
        this.desk = desk;
        this.configuration = configuration;
    }

    /**
     * @param call what rings for him, or whom he talks with; null if nothing and nobody
     * @param device his phone in use, or the first of those he is logged in on; null if he is at none
     * @param capabilities what that phone's calls can be told, whatever is going on now
     */
    record CallAnswer(
            String agent,
            AgentState state,
            @Nullable CallInHand call,
            @Nullable String device,
            List<CapabilityAnswer> capabilities) {}

    /**
     * @param state OFFERED (it rings), CONNECTING or TALKING
     * @param sinceMs since when the agent is in his present state
     * @param conference whom he consulted talks, too
     */
    record CallInHand(
            long contactId,
            String queue,
            ContactState state,
            String caller,
            long sinceMs,
            boolean held,
            boolean muted,
            boolean conference,
            @Nullable ConsultAnswer consult) {}

    /**
     * @param with the agent, the queue or the number that he named; null if he did not order it here
     * @param withCustomer he has changed sides and hears the customer
     */
    record ConsultAnswer(@Nullable String with, CallDesk.Consult state, boolean withCustomer) {}

    /** @param reason why not; null if it is possible */
    record CapabilityAnswer(
            String order, boolean possible, @Nullable String reason) {}

    /** Exactly one of the three: names of the configuration, or a number that {@code [desk]} in usher.toml allows. */
    record TargetBody(
            @Nullable String agent,
            @Nullable String queue,
            @Nullable String number) {}

    /** @param result DONE */
    record OrderAnswer(CallDesk.Result result) {}

    /** What the engine knows of an agent; contact null if he has none by telephone. */
    private record Situation(EngineView view, EngineView.AgentView agent, EngineView.@Nullable ContactView contact) {
        static Situation of(EngineView view, int agentId) {
            EngineView.AgentView agent = view.agents().stream()
                    .filter(one -> one.agentId() == agentId)
                    .findFirst()
                    .orElseThrow(() -> Problem.of(
                                    409,
                                    "configuration-changed",
                                    "The configuration changed meanwhile; look again and repeat.")
                            .asException());
            EngineView.ContactView contact = view.contacts().stream()
                    .filter(one -> one.contactId() == agent.contactId() && agent.contactId() != 0)
                    .filter(one -> one.channel() == Channel.VOICE && one.callKey() != 0)
                    .findFirst()
                    .orElse(null);
            return new Situation(view, agent, contact);
        }

        Optional<CallDesk.Hand> hand() {
            return contact == null
                    ? Optional.empty()
                    : Optional.of(new CallDesk.Hand(
                            contact.details().pbxId(), contact.callKey(), agent.offerId(), agent.deviceIds()));
        }
    }

    List<Route> routes() {
        List<Route> all = new ArrayList<>();
        all.add(new Route(
                HttpMethod.GET,
                "/api/v1/agents/{agent}/call",
                Access.AGENTS_WRITE,
                Route.Doc.json(
                        "The call in the agent's hand, and what his phone's calls can be told", CallAnswer.class),
                (Route.Answering) this::show));
        for (CallOrder order : CallOrder.values()) {
            all.add(new Route(
                    HttpMethod.POST,
                    "/api/v1/agents/{agent}/call/" + order.word(),
                    Access.AGENTS_WRITE,
                    Route.Doc.action(order.summary(), order.hasTarget() ? TargetBody.class : null, OrderAnswer.class),
                    (Route.Answering) request -> order(request, order)));
        }
        return all;
    }

    // ---- how it stands

    private CompletionStage<Answer> show(Request request) {
        Configuration.Agent agent = request.agent(configuration.get().agents());
        return look(
                agent,
                situation -> ofOthers(request.principal(), agent, situation)
                        .map(CompletableFuture::completedStage)
                        .orElseGet(() -> show(agent, situation)));
    }

    private CompletionStage<Answer> show(Configuration.Agent agent, Situation situation) {
        return situation
                .hand()
                .map(desk::picture)
                .orElseGet(() -> CompletableFuture.completedFuture(CallDesk.Picture.NOTHING))
                .thenApply(picture -> Answer.json(200, shown(agent, situation, picture)));
    }

    private CallAnswer shown(Configuration.Agent agent, Situation situation, CallDesk.Picture picture) {
        Optional<Configuration.Device> device = device(situation.agent, picture);
        EngineView.ContactView contact = situation.contact;
        return new CallAnswer(
                agent.name(),
                situation.agent.state(),
                contact == null ? null : shown(contact, situation.agent, picture),
                device.map(Configuration.Device::endpoint).orElse(null),
                device.stream()
                        .flatMap(used -> capabilities(used, picture).stream())
                        .map(one -> new CapabilityAnswer(
                                one.order().word(), one.possible(), one.possible() ? null : one.reason()))
                        .toList());
    }

    private CallInHand shown(EngineView.ContactView contact, EngineView.AgentView agent, CallDesk.Picture picture) {
        return new CallInHand(
                contact.contactId(),
                queue(contact.queueId()),
                contact.state(),
                contact.details().caller(),
                agent.sinceMs(),
                picture.held(),
                picture.muted(),
                picture.conference(),
                picture.consult() == CallDesk.Consult.NONE
                        ? null
                        : new ConsultAnswer(
                                desk.consulted(agent.offerId()).orElse(null),
                                picture.consult(),
                                picture.withCustomer()));
    }

    private Optional<Configuration.Device> device(EngineView.AgentView agent, CallDesk.Picture picture) {
        int deviceId = picture.deviceId() != 0
                ? picture.deviceId()
                : agent.deviceIds().stream().findFirst().orElse(0);
        return configuration.get().devices().stream()
                .filter(device -> device.deviceId() == deviceId)
                .findFirst();
    }

    /** What this phone can be told, as it is now: the PBX may object to what the phone would understand. */
    private static List<Capability> capabilities(Configuration.Device device, CallDesk.Picture picture) {
        return Capability.of(device).stream()
                .map(one -> one.order() == CallOrder.ACCEPT
                                && one.possible()
                                && !picture.whyNotAccept().isEmpty()
                        ? new Capability(one.order(), false, sentence(picture.whyNotAccept()))
                        : one)
                .toList();
    }

    private String queue(int queueId) {
        return configuration.get().queues().stream()
                .filter(queue -> queue.queueId() == queueId)
                .findFirst()
                .map(Configuration.Queue::name)
                .orElse(Integer.toString(queueId));
    }

    /** Who answers for another queue of the agent's has no part in this call: else he could put himself into it. */
    private Optional<Answer> ofOthers(Principal principal, Configuration.Agent agent, Situation situation) {
        EngineView.ContactView contact = situation.contact;
        return contact == null
                        || Remits.isSelf(principal, agent)
                        || Remits.covers(principal, contact.queueId(), configuration.get())
                ? Optional.empty()
                : Optional.of(Remits.othersQueue(principal, queue(contact.queueId())));
    }

    // ---- orders

    private CompletionStage<Answer> order(Request request, CallOrder order) {
        Configuration.Agent agent = request.agent(configuration.get().agents());
        TargetBody body = order.hasTarget() ? JsonBody.read(request, TargetBody.class) : null;
        if (body != null) {
            oneTarget(body);
        }
        return look(
                agent,
                situation -> ofOthers(request.principal(), agent, situation)
                        .or(() -> beyond(request.principal(), agent, body))
                        .map(CompletableFuture::completedStage)
                        .orElseGet(() -> order(agent, situation, order, body)));
    }

    /** An agent may give his own customers to anybody; who orders it for him, to those whom he answers for. */
    private Optional<Answer> beyond(Principal principal, Configuration.Agent agent, @Nullable TargetBody body) {
        return body == null || Remits.isSelf(principal, agent)
                ? Optional.empty()
                : Remits.refuseTarget(principal, body.agent, body.queue, configuration.get());
    }

    private CompletionStage<Answer> order(
            Configuration.Agent agent, Situation situation, CallOrder order, @Nullable TargetBody body) {
        Optional<CallDesk.Hand> hand = situation.hand();
        if (hand.isEmpty()) {
            return refused("no-call", agent.name() + " has no call in hand, and none rings for him.");
        }
        CallTarget target = body == null ? null : target(agent, situation, body);
        return desk.picture(hand.get()).thenCompose(picture -> {
            Optional<Capability> lack = device(situation.agent, picture).stream()
                    .flatMap(device -> capabilities(device, picture).stream())
                    .filter(one -> one.order() == order && !one.possible())
                    .findFirst();
            return lack.isPresent()
                    ? refused("not-possible", lack.get().reason())
                    : desk.order(hand.get(), order, target).thenApply(CallEndpoints::answer);
        });
    }

    private static Answer answer(CallDesk.Outcome outcome) {
        return switch (outcome.result()) {
            case DONE -> Answer.json(200, new OrderAnswer(outcome.result()));
            case REFUSED -> EngineAnswer.conflict("call-refused", sentence(outcome.detail()));
            case UNKNOWN -> EngineAnswer.conflict("no-call", sentence(outcome.detail()));
            case NOT_CONFIRMED ->
                Answer.problem(Problem.of(
                        504,
                        "not-confirmed",
                        "The PBX has not shown that it obeyed; look how the call stands: " + outcome.detail()));
        };
    }

    private static String sentence(String detail) {
        return Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + ".";
    }

    private static void oneTarget(TargetBody body) {
        int given = (body.agent == null ? 0 : 1) + (body.queue == null ? 0 : 1) + (body.number == null ? 0 : 1);
        if (given != 1) {
            throw JsonBody.invalid("agent", body.agent, "give one of agent, queue and number");
        }
    }

    private CallTarget target(Configuration.Agent agent, Situation situation, TargetBody body) {
        if (body.agent != null) {
            return colleague(agent, situation, body.agent);
        }
        if (body.queue != null) {
            return queue(situation, body.queue);
        }
        return outside(Objects.requireNonNull(body.number));
    }

    private CallTarget outside(String written) {
        String number = Numbers.dialled(written)
                .orElseThrow(() -> JsonBody.invalid("number", written, "give 2 to 24 digits, after a + if you like"));
        if (!desk.numbers().allow(number)) {
            throw Problem.of(
                            403,
                            "number-denied",
                            number + " is none of the numbers that agents may call (numbers of [desk] in usher.toml).")
                    .asException();
        }
        return new CallTarget.Outside(number);
    }

    private CallTarget colleague(Configuration.Agent agent, Situation situation, String name) {
        Configuration.Agent other = configuration.get().agents().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> JsonBody.invalid("agent", name, "no such agent; GET /api/v1/agents lists them"));
        if (other.agentId() == agent.agentId()) {
            throw JsonBody.invalid("agent", name, "name somebody else");
        }
        EngineView.AgentView seen = Situation.of(situation.view, other.agentId()).agent;
        return switch (seen.state()) {
            case READY, PAUSED, WRAP_UP, NOT_RESPONDING -> new CallTarget.Agent(name, seen.deviceIds());
            case OFFERED, ON_CONTACT, CONSULTING, BUSY_ELSEWHERE ->
                throw Problem.of(409, "agent-busy", name + " is in a call, or his phone rings.")
                        .asException();
            case LOGGED_OUT, UNREACHABLE ->
                throw Problem.of(409, "agent-away", name + " is not logged in, or his phone can not be reached.")
                        .asException();
        };
    }

    private CallTarget queue(Situation situation, String name) {
        Configuration.Queue queue = configuration.get().queues().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> JsonBody.invalid("queue", name, "no such queue; GET /api/v1/queues lists them"));
        QueueStatus status = situation.view.queues().stream()
                .filter(one -> one.queueId() == queue.queueId())
                .map(EngineView.QueueView::status)
                .findFirst()
                .orElse(QueueStatus.CLOSED);
        if (status != QueueStatus.OPEN) {
            throw Problem.of(409, "queue-" + status.name().toLowerCase(Locale.ROOT), name + " takes nobody now.")
                    .asException();
        }
        return new CallTarget.Queue(name);
    }

    // ---- the engine

    private CompletionStage<Answer> look(
            Configuration.Agent agent, Function<Situation, CompletionStage<Answer>> question) {
        return engine.view()
                .handle((view, failure) -> {
                    if (failure == null) {
                        return next(view, agent, question);
                    }
                    if (failure instanceof RejectedExecutionException) {
                        return CompletableFuture.completedStage(
                                Answer.problem(Problem.of(503, "overloaded", "Too much to do just now; try again.")));
                    }
                    throw new IllegalStateException("a look at the engine failed", failure);
                })
                .thenCompose(Function.identity());
    }

    private static CompletionStage<Answer> next(
            EngineView view, Configuration.Agent agent, Function<Situation, CompletionStage<Answer>> question) {
        try {
            return question.apply(Situation.of(view, agent.agentId()));
        } catch (Problem.ProblemException e) {
            return CompletableFuture.completedStage(Answer.problem(e.problem()));
        }
    }

    private static CompletionStage<Answer> refused(String name, String detail) {
        return CompletableFuture.completedStage(EngineAnswer.conflict(name, detail));
    }
}
