package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.Command;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;
import org.usher.server.metrics.EngineMetrics;

/** Copies of a live engine in a real room, with its log and the engine that follows. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class CopiesTest {
    @TempDir
    private Path directory;

    private final Set<String> writers = ConcurrentHashMap.newKeySet();

    @Test
    void shouldCopyWhatIsInForceWithoutHoldingUpTheLiveEngine() throws Exception {
        EngineRoom room = EngineRoom.open(
                new EngineRoom.CommandLogPlace(directory, LogSettings.DEFAULT),
                new Noting(),
                EngineClock.system(),
                new EngineRoom.Hearing(List.of(), List.of(), () -> 0),
                new EngineMetrics(new SimpleMeterRegistry()));
        try (room) {
            room.loop().start().get();
            room.loop().goLive();
            for (long revision = 1; revision <= 3; revision++) {
                room.offer(new Command.AdoptConfiguration(FiveAgents.centre().atRevision(revision)));
                while (room.loop().view().get().configuration().revision() < revision) {
                    Thread.onSpinWait();
                }
                long hash = room.loop().look(QueueEngine::stateHash).get();
                QueueEngine copy = Engines.restore(room.copy().get());
                assertThat(copy.view().configuration().revision()).isEqualTo(revision);
                assertThat(copy.stateHash()).isEqualTo(hash);
            }
            assertThat(room.progress()).matches(".*still at entry \\d+ of \\d+");
            assertThat(writers).containsExactly("usher-shadow-engine");
        }
        assertThatThrownBy(() -> room.copy().get()).isInstanceOf(ExecutionException.class);
    }

    @Test
    void shouldRefuseWhoAskedFirstWhenTooManyAskAndSayWhyThereAreNoMore() {
        Copies copies = new Copies();
        List<CompletableFuture<ByteBuffer>> asked =
                IntStream.range(0, 5).mapToObj(i -> copies.ask(7)).toList();
        assertThatThrownBy(() -> asked.getFirst().get()).hasRootCauseInstanceOf(RejectedExecutionException.class);
        assertThat(asked.subList(1, 5)).noneMatch(CompletableFuture::isDone);
        copies.answer(Engines.create());
        assertThat(asked.getLast()).as("it has not come so far").isNotDone();
        copies.refuse("gone astray: at entry 5");
        assertThatThrownBy(() -> asked.getLast().get()).hasRootCauseMessage("gone astray: at entry 5");
        assertThatThrownBy(() -> copies.ask(7).get()).hasRootCauseMessage("gone astray: at entry 5");
    }

    /** Makes real engines that note which thread writes their state down. */
    private final class Noting implements EngineMaker {
        @Override
        public QueueEngine create() {
            return noting(Engines.create());
        }

        @Override
        public QueueEngine restore(ByteBuffer snapshot) throws IOException {
            return noting(Engines.restore(snapshot));
        }

        @Override
        public QueueEngine createAfter(LogEntry last) {
            return noting(Engines.createAfter(last));
        }

        private QueueEngine noting(QueueEngine engine) {
            InvocationHandler handler = (proxy, method, arguments) -> {
                if (method.getName().equals("snapshot")) {
                    writers.add(Thread.currentThread().getName());
                }
                try {
                    return method.invoke(engine, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            };
            return (QueueEngine) Proxy.newProxyInstance(
                    QueueEngine.class.getClassLoader(), new Class<?>[] {QueueEngine.class}, handler);
        }
    }
}
