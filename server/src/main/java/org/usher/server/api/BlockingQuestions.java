package org.usher.server.api;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that MariaDB or a disk may take its time for, worked out on two threads of their own. */
final class BlockingQuestions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BlockingQuestions.class);

    /** For questions about people. */
    static final Problem PEOPLE_AWAY = Problem.of(
            503,
            "people-away",
            "The database with the people can not be reached now: nobody can log in, and nothing be changed of them."
                    + " Who is logged in stays so, and calls go on. Try again.");

    private static final Problem HISTORY_AWAY =
            Problem.of(503, "history-away", "The history can not be reached now; calls go on. Try again.");

    private final ThreadPoolExecutor threads;
    private final Problem away;

    /** @param name of the threads */
    BlockingQuestions(String name) {
        this(name, HISTORY_AWAY);
    }

    /** @param away what to say while the database is away */
    BlockingQuestions(String name, Problem away) {
        this(name, 2, away);
    }

    /** @param count of threads */
    BlockingQuestions(String name, int count, Problem away) {
        this.away = away;
        threads = new ThreadPoolExecutor(
                count,
                count,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(32),
                Thread.ofPlatform().name(name + "-", 0).daemon().factory());
    }

    @FunctionalInterface
    interface Question {
        Answer answer() throws SQLException, IOException;
    }

    CompletionStage<Answer> ask(Question question) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> complete(answer, question));
        } catch (RejectedExecutionException e) {
            answer.complete(Answer.problem(
                    Problem.of(503, "overloaded", "Too many questions of this kind just now; try again."),
                    Map.of("retry-after", "2")));
        }
        return answer;
    }

    private void complete(CompletableFuture<Answer> answer, Question question) {
        try {
            answer.complete(question.answer());
        } catch (SQLTransientConnectionException e) {
            log.debug("a question found no database", e);
            answer.complete(Answer.problem(away, Map.of("retry-after", "5")));
        } catch (SQLException | IOException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
