package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.usher.server.people.AuditEntry;
import org.usher.server.people.AuditStore;
import org.usher.server.security.Access;

/** Who did what. */
final class AuditEndpoints implements AutoCloseable {
    private static final long DAY_MS = 86_400_000;
    private static final int DEFAULT_LIMIT = 100;

    private final AuditStore store;
    private final LongSupplier clockMs;
    private final BlockingQuestions questions = new BlockingQuestions("audit-question");

    AuditEndpoints(AuditStore store, LongSupplier clockMs) {
        this.store = store;
        this.clockMs = clockMs;
    }

    /**
     * What somebody did, or was refused.
     *
     * @param atMs epoch ms
     * @param status the HTTP status he was answered with
     */
    record AuditRow(
            long id, long atMs, String who, String address, String action, String target, int status, String detail) {}

    /** {@code next} is what to give as {@code before} for the following page, null at the end. */
    record AuditAnswer(List<AuditRow> entries, @Nullable String next) {}

    List<Route> routes() {
        return List.of(new Route(
                HttpMethod.GET,
                "/api/v1/audit",
                Access.AUDIT_READ,
                Route.Doc.json(
                        "Who did what, and who was refused what; the latest first",
                        AuditAnswer.class,
                        new Route.Parameter(
                                "from", "string", "from when on: epoch ms or ISO 8601; a day before 'to' if absent"),
                        new Route.Parameter("to", "string", "before when: epoch ms or ISO 8601; now if absent"),
                        new Route.Parameter("who", "string", "name of a person, or 'token ' and that of a program"),
                        new Route.Parameter("before", "integer", "'next' of the page before"),
                        new Route.Parameter(
                                "limit", "integer", "1 to " + AuditStore.MAX_PAGE + ", else " + DEFAULT_LIMIT)),
                (Route.Answering) this::read));
    }

    private CompletionStage<Answer> read(Request request) {
        long toMs = request.timeMs("to", clockMs.getAsLong() + 1);
        String before = request.queryValue("before").orElse(Long.toString(Long.MAX_VALUE));
        if (!before.matches("[0-9]{1,19}")) {
            throw Request.wrong("before", before, "give what 'next' of the page before said");
        }
        AuditStore.Query query = new AuditStore.Query(
                request.timeMs("from", toMs - DAY_MS),
                toMs,
                request.queryValue("who").orElse(null),
                before.length() == 19 ? Long.MAX_VALUE : Long.parseLong(before),
                request.number("limit", DEFAULT_LIMIT, 1, AuditStore.MAX_PAGE));
        return questions.ask(() -> {
            List<AuditStore.Kept> kept = store.read(query);
            return Answer.json(
                    200,
                    new AuditAnswer(
                            kept.stream().map(AuditEndpoints::shown).toList(),
                            kept.size() < query.limit()
                                    ? null
                                    : Long.toString(kept.getLast().id())));
        });
    }

    private static AuditRow shown(AuditStore.Kept kept) {
        AuditEntry entry = kept.entry();
        return new AuditRow(
                kept.id(),
                entry.atMs(),
                entry.who(),
                entry.address(),
                entry.action(),
                entry.target(),
                entry.status(),
                entry.detail());
    }

    @Override
    public void close() {
        questions.close();
    }
}
