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
import org.usher.server.chat.ChatDesk;
import org.usher.server.chat.ChatRoom;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Access;
import org.usher.server.security.Secret;
import org.usher.server.survey.LowScore;
import org.usher.server.survey.Surveys;

/** What customers say of their talks: of a chat by its link, and of all of them what a supervisor is to hear of. */
final class SurveyEndpoints {
    private static final Problem STARTING =
            Problem.of(503, "starting", "This Usher starts, or stands by for another. Try again.");

    private final Surveys surveys;
    private final ChatDesk rooms;
    private final RequestDesk desk;
    private final Supplier<Configuration> configuration;

    SurveyEndpoints(Surveys surveys, ChatDesk rooms, RequestDesk desk, Supplier<Configuration> configuration) {
        this.surveys = surveys;
        this.rooms = rooms;
        this.desk = desk;
        this.configuration = configuration;
    }

    /** @param score 1, not satisfied at all, to 5, very satisfied */
    record ScoreBody(@Nullable Integer score) {}

    /** @param scores the latest first, up to 200 */
    record LowScores(List<LowScore> scores) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.POST,
                        "/chat/" + Audit.SECRET + "/score",
                        Access.PUBLIC,
                        Route.Doc.action(
                                "The customer of a chat that is over says once how satisfied he was, if its queue asks (survey in centre.toml)",
                                ScoreBody.class,
                                EngineAnswer.class),
                        (Route.Answering) this::score),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/surveys/low",
                        Access.CONTACTS_READ,
                        Route.Doc.json(
                                "The latest scores at which supervisors are alerted (survey_alert_at in centre.toml), of the queues one answers for",
                                LowScores.class),
                        (Route.Answering) request -> completedFuture(Answer.json(
                                200,
                                new LowScores(surveys.low().stream()
                                        .filter(one ->
                                                Remits.covers(request.principal(), one.queueId(), configuration.get()))
                                        .toList())))));
    }

    private CompletionStage<Answer> score(Request request) {
        Integer score = JsonBody.read(request, ScoreBody.class).score();
        if (score == null || score < Command.ScoreContact.LOWEST || score > Command.ScoreContact.HIGHEST) {
            throw JsonBody.invalid(
                    "score",
                    score == null ? null : score.toString(),
                    "give a whole number from " + Command.ScoreContact.LOWEST + " to " + Command.ScoreContact.HIGHEST);
        }
        if (!rooms.isLive()) {
            return completedFuture(Answer.problem(STARTING));
        }
        ChatRoom room = rooms.enter(Secret.of(request.pathValue("secret")))
                .orElseThrow(() -> Problem.of(
                                404,
                                "unknown-chat",
                                "This link leads nowhere: it was mistyped, or its chat is long over.")
                        .asException());
        if (room.stage() != ChatRoom.Stage.OVER) {
            return completedFuture(EngineAnswer.conflict("not-over", "This chat is not over yet."));
        }
        if (!surveys.asks(room.contactId(), room.queueId())) {
            return completedFuture(notAsked());
        }
        return EngineAnswer.to(
                desk.ask(id -> new Command.ScoreContact(id, room.contactId(), score)),
                code -> code == ReplyCode.ACCEPTED
                        ? Answer.json(200, new EngineAnswer(code)).noted(null, Long.toString(room.contactId()))
                        : notAsked());
    }

    private static Answer notAsked() {
        return EngineAnswer.conflict("not-asked", "You are not asked, or have answered already. Thank you.");
    }
}
