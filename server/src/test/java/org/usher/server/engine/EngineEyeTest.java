package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;

/** Who waits for what his command brings about is told an index of the log by which it was so. */
@Timeout(60)
final class EngineEyeTest {
    private final AtomicInteger looks = new AtomicInteger();
    private volatile boolean so;

    /** Takes one more command before each look, as an engine does under load. */
    private EngineEye engineOnWhichItComesAbout(int beforeLook) {
        return new EngineEye() {
            @Override
            public <T> CompletableFuture<T> look(Function<QueueEngine, T> question) {
                QueueEngine engine = Engines.create(); // another thread may ask each time, and one owns an engine
                int entries = looks.incrementAndGet();
                for (int i = 1; i <= entries; i++) {
                    engine.apply(new LogEntry(i, 1, QueueEngine.VERSION, i, new Command.Tick()), new Nobody());
                }
                T answer = question.apply(engine);
                so |= entries == beforeLook; // right after the look's own entry
                return CompletableFuture.completedFuture(answer);
            }
        };
    }

    @Test
    void shouldTellAnIndexThatIsNotBeforeWhatCameAbout() throws Exception {
        EngineEye eye = engineOnWhichItComesAbout(3);
        long index = eye.until(() -> so, 50).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(index).isEqualTo(4); // came about after look 3 had said its index
    }

    @Test
    void shouldGiveUpAfterSoManyLooks() throws Exception {
        EngineEye eye = engineOnWhichItComesAbout(100);
        long index = eye.until(() -> so, 2).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(index).isEqualTo(3);
        assertThat(looks).hasValue(3);
        assertThat(so).isFalse();
    }

    private static final class Nobody implements Output {
        @Override
        public void event(Event event) {
            // nobody listens
        }

        @Override
        public void effect(Effect effect) {
            // nobody carries anything out
        }
    }
}
