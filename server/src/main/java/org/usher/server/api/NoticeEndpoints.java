package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ReplyCode;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Access;

/** What a supervisor lets everybody know of a queue. */
final class NoticeEndpoints {
    private static final int MAX_TEXT = 500;
    /** Whoever means for ever leaves the end out. */
    private static final long MAX_AHEAD_MS = 366L * 24 * 3_600_000;

    private static final Pattern SOUND = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_/-]{0,79}");

    private final RequestDesk desk;
    private final Supplier<Configuration> configuration;
    private final LongSupplier clockMs;

    NoticeEndpoints(RequestDesk desk, Supplier<Configuration> configuration, LongSupplier clockMs) {
        this.desk = desk;
        this.configuration = configuration;
        this.clockMs = clockMs;
    }

    /**
     * A notice.
     *
     * @param text 1 to 500 characters, for the wallboard, supervisors and the agents of the queue
     * @param sound a sound that Asterisk knows, named as Playback does, without its ending: letters, digits, '-', '_' and '/', but
     *     no absolute path; null for none
     * @param untilMs when it goes by itself (epoch ms), null for never
     */
    record NoticeBody(
            @Nullable String text,
            @Nullable String sound,
            @Nullable Long untilMs) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.PUT,
                        "/api/v1/queues/{queue}/notice",
                        Access.QUEUES_WRITE,
                        Route.Doc.action(
                                "Set a notice in place of any the queue has: wallboard, supervisors and the queue's agents see its text, callers"
                                        + " hear its sound before the music, until it is over, they press a key or an agent is free for them",
                                NoticeBody.class,
                                EngineAnswer.class),
                        (Route.Answering) this::set),
                new Route(
                        HttpMethod.DELETE,
                        "/api/v1/queues/{queue}/notice",
                        Access.QUEUES_WRITE,
                        Route.Doc.action("Take the queue's notice back", null, EngineAnswer.class),
                        (Route.Answering)
                                request -> tell(request, "", "", 0).thenApply(answer -> answer.noted(null, "none"))));
    }

    private CompletionStage<Answer> set(Request request) {
        NoticeBody body = JsonBody.read(request, NoticeBody.class);
        String text = text(body.text() == null ? "" : body.text().strip());
        String sound = sound(body.sound() == null ? "" : body.sound());
        long untilMs = body.untilMs() == null ? 0 : end(body.untilMs());
        String detail = text
                + (sound.isEmpty() ? "" : "; sound " + sound)
                + (untilMs == 0 ? "" : "; until " + Instant.ofEpochMilli(untilMs));
        return tell(request, text, sound, untilMs).thenApply(answer -> answer.noted(null, detail));
    }

    private CompletionStage<Answer> tell(Request request, String text, String sound, long untilMs) {
        int queueId = request.queue(configuration.get().queues()).queueId();
        return EngineAnswer.to(
                desk.ask(requestId -> new Command.SetQueueNotice(requestId, queueId, text, sound, untilMs)),
                NoticeEndpoints::answer);
    }

    private static String text(String text) {
        if (text.isEmpty()) {
            throw JsonBody.invalid(
                    "text", text, "say in words what there is to know; DELETE takes the queue's notice back");
        }
        if (text.length() > MAX_TEXT) {
            throw JsonBody.invalid(
                    "text", null, "has " + text.length() + " characters; up to " + MAX_TEXT + " are shown");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw JsonBody.invalid("text", null, "has control characters; write it in one line");
        }
        return text;
    }

    private static String sound(String sound) {
        if (!sound.isEmpty() && !SOUND.matcher(sound).matches()) {
            throw JsonBody.invalid(
                    "sound",
                    sound,
                    "name one below Asterisk's sounds, as Playback does, without its ending, in letters, digits, '-', '_' and '/' (80 at most, not"
                            + " beginning with '/'), for example custom/north");
        }
        return sound;
    }

    private long end(long untilMs) {
        long nowMs = clockMs.getAsLong();
        if (untilMs <= nowMs || untilMs > nowMs + MAX_AHEAD_MS) {
            throw JsonBody.invalid(
                    "untilMs",
                    Long.toString(untilMs),
                    "give a time to come (epoch ms, now is " + nowMs + "), within a year, or leave it out for no end");
        }
        return untilMs;
    }

    private static Answer answer(ReplyCode code) {
        return switch (code) {
            case ACCEPTED, UNCHANGED -> Answer.json(200, new EngineAnswer(code));
            case UNKNOWN_QUEUE -> EngineAnswer.configurationChanged();
            default -> throw new IllegalStateException("the engine answered " + code + " to a queue's notice");
        };
    }
}
