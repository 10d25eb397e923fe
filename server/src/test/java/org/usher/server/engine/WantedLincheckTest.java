package org.usher.server.engine;

import java.util.concurrent.CompletableFuture;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** A view of the engine is never older than the question for it, and every question has an end. */
@Param(name = "who", gen = ThreadIdGen.class)
public final class WantedLincheckTest {
    private static final long NEVER_ASKED = -1;
    private static final long NOT_YET = -2;
    private static final long REFUSED = -3;
    private static final int MOST_THREADS = 4;

    private final Wanted<Long> wanted = new Wanted<>();
    private final CompletableFuture<?>[] answers = new CompletableFuture<?>[MOST_THREADS];
    private long entries;
    private boolean closed;

    /** The engine's thread. */
    @Operation(nonParallelGroup = "engine")
    public long apply() {
        return ++entries;
    }

    /** The engine's thread, at the end of a turn. */
    @Operation(nonParallelGroup = "engine")
    public void give() {
        wanted.give(() -> entries);
    }

    @Operation(runOnce = true, nonParallelGroup = "engine")
    public void close() {
        wanted.close(new IllegalStateException("closed"));
        closed = true;
    }

    @Operation
    public void ask(@Param(name = "who") int who) {
        answers[who] = wanted.ask();
    }

    /** What came of one's own question. */
    @Operation
    public long seen(@Param(name = "who") int who) {
        CompletableFuture<?> answer = answers[who];
        if (answer == null) {
            return NEVER_ASKED;
        }
        return switch (answer.state()) {
            case RUNNING -> NOT_YET;
            case SUCCESS -> (Long) answer.resultNow();
            case FAILED, CANCELLED -> REFUSED;
        };
    }

    /** After whatever has happened. */
    @Validate
    public void everyQuestionHasAnEnd() {
        if (!closed) {
            give();
        }
        for (CompletableFuture<?> answer : answers) {
            if (answer != null && !answer.isDone()) {
                throw new IllegalStateException("somebody waits for ever");
            }
        }
    }

    @Test
    void shouldAnswerEveryQuestionWithAViewThatIsNotOlder() {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(0)
                .actorsAfter(1)
                .iterations(5)
                .invocationsPerIteration(60)
                .check(WantedLincheckTest.class);
    }
}
