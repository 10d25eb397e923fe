package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ReplyCode;
import org.usher.server.callback.CallbackDesk;
import org.usher.server.engine.RequestDesk;
import org.usher.server.followup.FollowUpBook;
import org.usher.server.followup.FollowUps;
import org.usher.server.security.Access;
import org.usher.server.security.Principal;
import org.usher.server.security.Role;

/**
 * Callers who hung up after too long a wait, for the agents who go after them. An agent sees those of the queues he serves, a supervisor
 * those of his remit.
 */
final class FollowUpEndpoints {
    private static final int MAX_TOLD = 500;
    private static final int MAX_NOTE = 200;

    private final FollowUps followUps;
    private final RequestDesk desk;
    private final Supplier<Configuration> configuration;

    FollowUpEndpoints(FollowUps followUps, RequestDesk desk, Supplier<Configuration> configuration) {
        this.followUps = followUps;
        this.desk = desk;
        this.configuration = configuration;
    }

    /**
     * @param id of his last contact, by which it is dealt with
     * @param number with country code
     * @param waitedMs the longest that he waited in vain
     * @param hungUpAtMs when he did so last (epoch ms)
     * @param times how often
     * @param calledBack whether Usher has tried to call him back since
     */
    record FollowUp(
            long id,
            String queue,
            String number,
            String name,
            long waitedMs,
            long hungUpAtMs,
            int times,
            boolean calledBack) {}

    /** @param more whether there are more than were told */
    record FollowUpsAnswer(List<FollowUp> followUps, boolean more) {}

    /** @param note what came of it, up to 200 characters */
    record DoneBody(@Nullable String note) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/follow-ups",
                        Access.FOLLOW_UPS,
                        Route.Doc.json(
                                "Who hung up after a wait of follow_up_after or more and was not served since, the first at the head; an agent"
                                        + " sees those of the queues he serves",
                                FollowUpsAnswer.class),
                        (Route.Answering) request -> completedFuture(Answer.json(200, list(request.principal())))),
                new Route(
                        HttpMethod.POST,
                        "/api/v1/follow-ups/{followUp}/callback",
                        Access.FOLLOW_UPS,
                        Route.Doc.action(
                                "The caller is to be called back by whoever is free for him: he stands in his queue's line from now on",
                                null,
                                EngineAnswer.class),
                        (Route.Answering) this::callBack),
                new Route(
                        HttpMethod.POST,
                        "/api/v1/follow-ups/{followUp}/done",
                        Access.FOLLOW_UPS,
                        Route.Doc.action(
                                "Somebody has dealt with the caller: he is off the list",
                                DoneBody.class,
                                EngineAnswer.class),
                        (Route.Answering) this::done));
    }

    private FollowUpsAnswer list(Principal principal) {
        List<FollowUpBook.Missed> all = followUps.list().stream()
                .filter(one -> isOf(principal, one.queueId()))
                .toList();
        return new FollowUpsAnswer(all.stream().limit(MAX_TOLD).map(this::shown).toList(), all.size() > MAX_TOLD);
    }

    private FollowUp shown(FollowUpBook.Missed one) {
        String queue = configuration.get().queues().stream()
                .filter(known -> known.queueId() == one.queueId())
                .map(Configuration.Queue::name)
                .findFirst()
                .orElse("");
        return new FollowUp(
                one.contactId(),
                queue,
                one.number(),
                one.name(),
                one.waitedMs(),
                one.hungUpAtMs(),
                one.times(),
                one.calledBack());
    }

    private boolean isOf(Principal principal, int queueId) {
        Configuration centre = configuration.get();
        boolean leads = !(principal instanceof Principal.Person person)
                || person.roles().contains(Role.SUPERVISOR)
                || person.roles().contains(Role.ADMIN);
        return leads
                ? Remits.covers(principal, queueId, centre)
                : OwnDesk.of(principal, centre.agents())
                        .filter(agent -> agent.queueIds().contains(queueId))
                        .isPresent();
    }

    private FollowUpBook.Missed named(Request request) {
        long id = request.pathId("followUp");
        return followUps
                .of(id)
                .filter(one -> isOf(request.principal(), one.queueId()))
                .orElseThrow(() -> Problem.field(
                                404,
                                "unknown-follow-up",
                                new Problem.FieldError(
                                        "followUp",
                                        Long.toString(id),
                                        "nobody is to be followed up under this number; GET /api/v1/follow-ups lists them"))
                        .asException());
    }

    private CompletionStage<Answer> callBack(Request request) {
        FollowUpBook.Missed one = named(request);
        return followUps.callBack(one).thenApply(outcome -> answer(outcome, one));
    }

    private static Answer answer(CallbackDesk.Outcome outcome, FollowUpBook.Missed one) {
        return switch (outcome) {
            case CallbackDesk.Outcome.Taken _ ->
                Answer.json(200, new EngineAnswer(ReplyCode.ACCEPTED)).noted(null, Long.toString(one.contactId()));
            case CallbackDesk.Outcome.Pending pending ->
                EngineAnswer.conflict(
                        "callback-pending",
                        "This number is to be called already, as contact "
                                + pending.callback().contactId() + ".");
            case CallbackDesk.Outcome.Refused refused -> CallbackEndpoints.refusal(refused.reason(), one.number());
        };
    }

    private CompletionStage<Answer> done(Request request) {
        FollowUpBook.Missed one = named(request);
        String note = Objects.requireNonNullElse(
                JsonBody.read(request, DoneBody.class).note(), "");
        if (note.length() > MAX_NOTE || note.chars().anyMatch(Character::isISOControl)) {
            throw JsonBody.invalid("note", null, "give up to " + MAX_NOTE + " characters that can be printed");
        }
        String by = request.principal().title();
        return EngineAnswer.to(
                        desk.ask(id -> new Command.SettleFollowUp(id, one.contactId(), by, note)),
                        code -> Answer.json(200, new EngineAnswer(code)))
                .thenApply(answer -> answer.noted(null, Long.toString(one.contactId())));
    }
}
