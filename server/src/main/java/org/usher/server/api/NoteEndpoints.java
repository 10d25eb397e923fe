package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ReplyCode;
import org.usher.server.agent.Dispositions;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Access;

/** What agents say of their contacts. */
final class NoteEndpoints {
    /** The most characters of a note. */
    static final int MAX_NOTE = 2_000;

    private final RequestDesk desk;
    private final Supplier<Configuration> configuration;
    private final Supplier<Dispositions> dispositions;

    NoteEndpoints(RequestDesk desk, Supplier<Configuration> configuration, Supplier<Dispositions> dispositions) {
        this.desk = desk;
        this.configuration = configuration;
        this.dispositions = dispositions;
    }

    /**
     * What is said; a disposition, a note, or both.
     *
     * @param contact its id
     * @param disposition name of one of the centre's dispositions
     * @param note up to 2,000 characters
     */
    record NoteBody(
            @Nullable Long contact,
            @Nullable String disposition,
            @Nullable String note) {}

    List<Route> routes() {
        return List.of(new Route(
                HttpMethod.POST,
                "/api/v1/agents/{agent}/notes",
                Access.DESK,
                Route.Doc.action(
                        "The agent says what the contact that he talks to, or talked to last, came to",
                        NoteBody.class,
                        EngineAnswer.class),
                (Route.Answering) this::note));
    }

    private CompletionStage<Answer> note(Request request) {
        Configuration.Agent agent = OwnDesk.agent(request, configuration.get().agents());
        NoteBody body = JsonBody.read(request, NoteBody.class);
        Long contact = body.contact();
        if (contact == null || contact <= 0) {
            throw JsonBody.invalid("contact", contact == null ? null : contact.toString(), "give the contact's id");
        }
        String disposition = disposition(body.disposition() == null ? "" : body.disposition());
        String note = note(body.note() == null ? "" : body.note());
        if (disposition.isEmpty() && note.isEmpty()) {
            throw JsonBody.invalid("note", note, "give a disposition, a note, or both");
        }
        return EngineAnswer.to(
                desk.ask(id -> new Command.NoteContact(id, agent.agentId(), contact, disposition, note)),
                code -> answer(agent, code));
    }

    private String disposition(String name) {
        if (!name.isEmpty() && dispositions.get().named(name).isEmpty()) {
            throw JsonBody.invalid(
                    "disposition",
                    name,
                    "one of: "
                            + dispositions.get().all().stream()
                                    .map(Dispositions.Disposition::name)
                                    .collect(Collectors.joining(", ")));
        }
        return name;
    }

    private static String note(String given) {
        if (given.length() > MAX_NOTE) {
            throw JsonBody.invalid(
                    "note", null, "has " + given.length() + " characters; up to " + MAX_NOTE + " are kept");
        }
        if (given.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            throw JsonBody.invalid("note", null, "has control characters; only line breaks and tabs may be in it");
        }
        return given.strip();
    }

    private static Answer answer(Configuration.Agent agent, ReplyCode code) {
        return switch (code) {
            case ACCEPTED -> Answer.json(200, new EngineAnswer(code));
            case NOT_HIS_CONTACT ->
                EngineAnswer.conflict(
                        "not-his-contact",
                        agent.name() + " does not talk to this contact, and talked to another one last.");
            case UNKNOWN_AGENT -> EngineAnswer.configurationChanged();
            default -> throw new IllegalStateException("the engine answered " + code + " to a note");
        };
    }
}
