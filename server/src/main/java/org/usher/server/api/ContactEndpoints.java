package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;
import org.usher.server.history.ContactHistory;
import org.usher.server.security.Access;
import org.usher.server.security.Remit;

/** Questions to the history. */
final class ContactEndpoints implements AutoCloseable {
    private static final long DAY_MS = 86_400_000;
    private static final int DEFAULT_LIMIT = 100;
    private static final Pattern PLACE = Pattern.compile("(-?[0-9]{1,18})-([0-9]{1,18})");

    private final ContactHistory history;
    private final Supplier<Configuration> configuration;
    private final LongSupplier clockMs;
    private final BlockingQuestions questions = new BlockingQuestions("history-question");

    ContactEndpoints(ContactHistory history, Supplier<Configuration> configuration, LongSupplier clockMs) {
        this.history = history;
        this.configuration = configuration;
        this.clockMs = clockMs;
    }

    /** {@code next} is what to give as {@code after} for the following page, null at the end. */
    record ContactsAnswer(
            List<ContactHistory.Contact> contacts, @Nullable String next) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/contacts",
                        Access.CONTACTS_READ,
                        Route.Doc.json(
                                "Contacts by the time they were enqueued, oldest first",
                                ContactsAnswer.class,
                                new Route.Parameter(
                                        "from",
                                        "string",
                                        "from when on: epoch ms or ISO 8601; a day before 'to' if absent"),
                                new Route.Parameter("to", "string", "before when: epoch ms or ISO 8601; now if absent"),
                                new Route.Parameter("queue", "string", "name of a queue the contact asked for"),
                                new Route.Parameter(
                                        "lost",
                                        "boolean",
                                        "true: only those whom the PBX lost while they waited or talked, to be called back"),
                                new Route.Parameter("after", "string", "'next' of the page before"),
                                new Route.Parameter(
                                        "limit",
                                        "integer",
                                        "1 to " + ContactHistory.MAX_PAGE + ", else " + DEFAULT_LIMIT)),
                        (Route.Answering) this::contacts),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/contacts/{contact}",
                        Access.CONTACTS_READ,
                        Route.Doc.json(
                                "A contact with all that happened to it, in order: lines, offers, talks, transfers, merges; and the notes of its agents",
                                ContactHistory.Story.class),
                        (Route.Answering) this::contact));
    }

    private CompletionStage<Answer> contact(Request request) {
        long contactId = request.pathId("contact");
        return questions.ask(() -> history.story(contactId)
                .map(story -> Answer.json(200, story))
                .orElseGet(() -> Answer.problem(Problem.field(
                        404,
                        "unknown-contact",
                        new Problem.FieldError(
                                "contact",
                                Long.toString(contactId),
                                "no such contact in the history; GET /api/v1/contacts lists them")))));
    }

    private CompletionStage<Answer> contacts(Request request) {
        long toMs = request.timeMs("to", clockMs.getAsLong() + 1);
        long fromMs = request.timeMs("from", toMs - DAY_MS);
        if (fromMs > toMs) {
            throw Request.wrong("from", Long.toString(fromMs), "must not be later than 'to' (" + toMs + ")");
        }
        Remit remit = request.principal().remit();
        Optional<String> queue = request.queryValue("queue");
        if (queue.isPresent() && !remit.covers(queue.get())) {
            return completedFuture(Remits.othersQueue(request.principal(), queue.get()));
        }
        ContactHistory.Query query = new ContactHistory.Query(
                fromMs,
                toMs,
                queue.isPresent() ? Set.of(queue.get()) : remit.all() ? null : remit.queues(),
                lost(request),
                place(request),
                request.number("limit", DEFAULT_LIMIT, 1, ContactHistory.MAX_PAGE));
        return questions.ask(() -> page(queue, query));
    }

    private static boolean lost(Request request) {
        String lost = request.queryValue("lost").orElse("false");
        if (!lost.equals("true") && !lost.equals("false")) {
            throw Request.wrong("lost", lost, "must be true or false");
        }
        return lost.equals("true");
    }

    private static ContactHistory.@Nullable Place place(Request request) {
        String after = request.queryValue("after").orElse(null);
        if (after == null) {
            return null;
        }
        Matcher parts = PLACE.matcher(after);
        if (!parts.matches()) {
            throw Request.wrong("after", after, "give what 'next' of the page before said");
        }
        return new ContactHistory.Place(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    private Answer page(Optional<String> queue, ContactHistory.Query query) throws SQLException {
        if (queue.isPresent()
                && configuration.get().queues().stream()
                        .noneMatch(known -> known.name().equals(queue.get()))
                && !history.knowsQueue(queue.get())) {
            return Answer.problem(Problem.field(
                    404,
                    "unknown-queue",
                    new Problem.FieldError(
                            "queue", queue.get(), "no such queue, now or ever; GET /api/v1/queues lists them")));
        }
        ContactHistory.Page page = history.contacts(query);
        ContactHistory.Place next = page.next();
        return Answer.json(
                200,
                new ContactsAnswer(
                        page.contacts(), next == null ? null : next.enqueuedAtMs() + "-" + next.contactId()));
    }

    @Override
    public void close() {
        questions.close();
    }
}
