package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ReplyCode;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Access;

/** The door of a queue, named by name or number. A request is answered when the engine has decided. */
final class QueueEndpoints {
    private final RequestDesk desk;
    private final Supplier<Configuration> configuration;

    QueueEndpoints(RequestDesk desk, Supplier<Configuration> configuration) {
        this.desk = desk;
        this.configuration = configuration;
    }

    /** @param on whether there is an emergency from now on */
    record EmergencyBody(@Nullable Boolean on) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.POST,
                        "/api/v1/queues/{queue}/emergency",
                        Access.QUEUES_WRITE,
                        Route.Doc.action(
                                "Call an emergency, or end it: meanwhile nobody is let into the queue, callers go on in the dialplan with"
                                        + " USHER_STATUS=EMERGENCY; who waits is served",
                                EmergencyBody.class,
                                EngineAnswer.class),
                        (Route.Answering) this::emergency),
                door("open", "Callers are let into the queue again", true),
                door(
                        "close",
                        "Nobody is let into the queue any more; who waits is served or released, as the queue's when_closed says",
                        false));
    }

    private Route door(String name, String summary, boolean open) {
        return new Route(
                HttpMethod.POST,
                "/api/v1/queues/{queue}/" + name,
                Access.QUEUES_WRITE,
                Route.Doc.action(summary, null, EngineAnswer.class),
                (Route.Answering) request -> set(queueId(request), open));
    }

    private CompletionStage<Answer> emergency(Request request) {
        Boolean on = JsonBody.read(request, EmergencyBody.class).on();
        if (on == null) {
            throw JsonBody.invalid("on", null, "say true or false");
        }
        int queueId = queueId(request);
        return EngineAnswer.to(
                        desk.ask(requestId -> new Command.SetQueueEmergency(requestId, queueId, on)),
                        QueueEndpoints::answer)
                .thenApply(answer -> answer.noted(null, on ? "on" : "off"));
    }

    private CompletionStage<Answer> set(int queueId, boolean open) {
        return EngineAnswer.to(
                desk.ask(requestId -> new Command.SetQueueDoor(requestId, queueId, open)), QueueEndpoints::answer);
    }

    private static Answer answer(ReplyCode code) {
        return switch (code) {
            case ACCEPTED, UNCHANGED -> Answer.json(200, new EngineAnswer(code));
            case UNKNOWN_QUEUE -> EngineAnswer.configurationChanged();
            case ACCEPTED_PENDING,
                    UNKNOWN_AGENT,
                    UNKNOWN_DEVICE,
                    UNKNOWN_REASON,
                    DEVICE_IN_USE,
                    LOGGED_IN_ELSEWHERE,
                    NOT_LOGGED_IN,
                    NOT_IN_WRAP_UP,
                    UNKNOWN_CONTACT,
                    NOT_WAITING,
                    ON_OFFER,
                    CLOSED,
                    WRONG_CHANNEL,
                    NOT_HIS_CONTACT,
                    OUT_OF_RANGE ->
                throw new IllegalStateException("the engine answered " + code + " to a request about a queue's door");
        };
    }

    private int queueId(Request request) {
        return request.queue(configuration.get().queues()).queueId();
    }
}
