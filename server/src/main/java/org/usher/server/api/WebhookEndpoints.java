package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Access;
import org.usher.server.webhook.WebhookDesk;
import org.usher.server.webhook.WebhookState;
import org.usher.server.webhook.WebhookType;

/** The programs that events are sent to: how that goes, and a try. */
final class WebhookEndpoints {
    private final WebhookDesk webhooks;

    WebhookEndpoints(WebhookDesk webhooks) {
        this.webhooks = webhooks;
    }

    /**
     * @param address without path and query, which may hold a secret
     * @param state {@code GONE}: it has answered with 410, and nothing is sent until Usher is started again
     * @param queues of which it is told; none: of all
     * @param unknownQueues those among them that the centre does not have
     * @param backlog events that wait
     * @param failures requests in a row that were not answered well
     * @param nextTryAtMs null if nothing is to be tried again
     */
    record Webhook(
            String name,
            String address,
            WebhookState state,
            List<String> events,
            List<String> queues,
            List<String> unknownQueues,
            int backlog,
            int failures,
            long sent,
            long failed,
            long retried,
            long dropped,
            @Nullable Long nextTryAtMs,
            @Nullable Long lastTakenAtMs,
            String lastWord) {}

    record WebhooksAnswer(List<Webhook> webhooks) {}

    /**
     * @param id the {@code webhook-id} that was sent
     * @param taken whether the answer was 2xx
     * @param status 0 if there was no answer
     * @param told what came of it, in words
     */
    record WebhookTrial(String id, boolean taken, int status, long tookMs, String told) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/webhooks",
                        Access.CONFIG_WRITE,
                        Route.Doc.json(
                                "The programs of [[webhook]] in usher.toml that events are sent to, and how that goes",
                                WebhooksAnswer.class),
                        (Route.Answering) request -> completedFuture(Answer.json(
                                200,
                                new WebhooksAnswer(webhooks.all().stream()
                                        .map(WebhookEndpoints::shown)
                                        .toList())))),
                new Route(
                        HttpMethod.POST,
                        "/api/v1/webhooks/{webhook}/test",
                        Access.CONFIG_WRITE,
                        Route.Doc.action(
                                "Send usher.test now, once, beside what waits, and tell what was answered; 200 whatever that was",
                                null,
                                WebhookTrial.class),
                        (Route.Answering) this::test));
    }

    private static Webhook shown(WebhookDesk.Status one) {
        return new Webhook(
                one.name(),
                one.address(),
                one.state(),
                one.events().stream()
                        .sorted(Comparator.naturalOrder())
                        .map(WebhookType::word)
                        .toList(),
                List.copyOf(one.queues()),
                List.copyOf(one.unknownQueues()),
                one.backlog(),
                one.failures(),
                one.sent(),
                one.failed(),
                one.retried(),
                one.dropped(),
                one.nextTryAtMs(),
                one.lastTakenAtMs(),
                one.lastWord());
    }

    private CompletionStage<Answer> test(Request request) {
        String name = request.pathValue("webhook");
        try {
            return webhooks.test(name)
                    .orElseThrow(() -> Problem.field(
                                    404,
                                    "unknown-webhook",
                                    new Problem.FieldError(
                                            "webhook",
                                            name,
                                            "usher.toml has no [[webhook]] of this name; GET /api/v1/webhooks lists them"))
                            .asException())
                    .thenApply(WebhookEndpoints::answer);
        } catch (WebhookDesk.TestUnderWayException e) {
            return completedFuture(EngineAnswer.conflict(
                    "test-under-way", "A test of this webhook is under way and not answered yet. Ask again then."));
        }
    }

    private static Answer answer(WebhookDesk.Trial trial) {
        return Answer.json(
                        200, new WebhookTrial(trial.id(), trial.taken(), trial.status(), trial.tookMs(), trial.told()))
                .noted(null, trial.told());
    }
}
