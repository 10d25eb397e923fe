package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Configuration;
import org.usher.server.history.ContactHistory;
import org.usher.server.security.Access;

/** Questions to the history, asked on two threads of their own: MariaDB may take its time. */
final class ContactEndpoints implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ContactEndpoints.class);
    private static final long DAY_MS = 86_400_000;
    private static final int DEFAULT_LIMIT = 100;
    private static final Pattern PLACE = Pattern.compile("(-?[0-9]{1,18})-([0-9]{1,18})");

    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

    private final ContactHistory history;
    private final Supplier<Configuration> configuration;
    private final LongSupplier clockMs;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            2,
            2,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(32),
            Thread.ofPlatform().name("history-question-", 0).daemon().factory());

    ContactEndpoints(ContactHistory history, Supplier<Configuration> configuration, LongSupplier clockMs) {
        this.history = history;
        this.configuration = configuration;
        this.clockMs = clockMs;
    }

    /** {@code next} is what to give as {@code after} for the following page, null at the end. */
    record ContactsAnswer(
            List<ContactHistory.Contact> contacts, @Nullable String next) {}

    /** What is worked out on a thread of our own. */
    @FunctionalInterface
    private interface Question {
        Answer answer() throws SQLException;
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/contacts",
                        Access.SUPERVISOR,
                        Route.Doc.json(
                                "Contacts by the time they were enqueued, oldest first",
                                ContactsAnswer.class,
                                new Route.Parameter(
                                        "from",
                                        "string",
                                        "from when on: epoch ms or ISO 8601; a day before 'to' if absent"),
                                new Route.Parameter("to", "string", "before when: epoch ms or ISO 8601; now if absent"),
                                new Route.Parameter("queue", "string", "name of a queue the contact asked for"),
                                new Route.Parameter("after", "string", "'next' of the page before"),
                                new Route.Parameter(
                                        "limit",
                                        "integer",
                                        "1 to " + ContactHistory.MAX_PAGE + ", else " + DEFAULT_LIMIT)),
                        (Route.Answering) this::contacts),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/contacts/{contact}",
                        Access.SUPERVISOR,
                        Route.Doc.json(
                                "A contact with all that happened to it, in order: lines, offers, talks, transfers, merges",
                                ContactHistory.Story.class),
                        (Route.Answering) this::contact));
    }

    private CompletionStage<Answer> contact(Request request) {
        String given = request.pathValue("contact");
        if (!ID.matcher(given).matches()) {
            throw Request.wrong("contact", given, "give the id of a contact, a number");
        }
        return ask(() -> history.story(Long.parseLong(given))
                .map(story -> Answer.json(200, story))
                .orElseGet(() -> Answer.problem(Problem.field(
                        404,
                        "unknown-contact",
                        new Problem.FieldError(
                                "contact",
                                given,
                                "no such contact in the history; GET /api/v1/contacts lists them")))));
    }

    private CompletionStage<Answer> contacts(Request request) {
        long toMs = request.timeMs("to", clockMs.getAsLong() + 1);
        long fromMs = request.timeMs("from", toMs - DAY_MS);
        if (fromMs > toMs) {
            throw Request.wrong("from", Long.toString(fromMs), "must not be later than 'to' (" + toMs + ")");
        }
        ContactHistory.Query query = new ContactHistory.Query(
                fromMs,
                toMs,
                request.queryValue("queue").orElse(null),
                place(request),
                request.number("limit", DEFAULT_LIMIT, 1, ContactHistory.MAX_PAGE));
        return ask(() -> page(query));
    }

    private CompletionStage<Answer> ask(Question question) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> complete(answer, question));
        } catch (RejectedExecutionException e) {
            answer.complete(Answer.problem(
                    Problem.of(503, "overloaded", "Too many questions to the history just now; try again."),
                    Map.of("retry-after", "2")));
        }
        return answer;
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

    private void complete(CompletableFuture<Answer> answer, Question question) {
        try {
            answer.complete(question.answer());
        } catch (SQLTransientConnectionException e) {
            log.debug("a question to the history found no database", e);
            answer.complete(Answer.problem(
                    Problem.of(503, "history-away", "The history can not be reached now; calls go on. Try again."),
                    Map.of("retry-after", "5")));
        } catch (SQLException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private Answer page(ContactHistory.Query query) throws SQLException {
        String queue = query.queue();
        if (queue != null
                && configuration.get().queues().stream()
                        .noneMatch(known -> known.name().equals(queue))
                && !history.knowsQueue(queue)) {
            return Answer.problem(Problem.field(
                    404,
                    "unknown-queue",
                    new Problem.FieldError(
                            "queue", queue, "no such queue, now or ever; GET /api/v1/queues lists them")));
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
        threads.shutdownNow();
    }
}
