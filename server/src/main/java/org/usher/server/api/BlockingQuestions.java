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

    private final ThreadPoolExecutor threads;

    /** @param name of the threads */
    BlockingQuestions(String name) {
        threads = new ThreadPoolExecutor(
                2,
                2,
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

    private static void complete(CompletableFuture<Answer> answer, Question question) {
        try {
            answer.complete(question.answer());
        } catch (SQLTransientConnectionException e) {
            log.debug("a question to the history found no database", e);
            answer.complete(Answer.problem(
                    Problem.of(503, "history-away", "The history can not be reached now; calls go on. Try again."),
                    Map.of("retry-after", "5")));
        } catch (SQLException | IOException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
