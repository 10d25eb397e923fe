package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;

final class EngineTest {
    private final QueueEngine engine = Engines.create();

    private static LogEntry tick(long index, int epoch, long atMs) {
        return new LogEntry(index, epoch, QueueEngine.VERSION, atMs, new Command.Tick());
    }

    @Test
    void shouldTakeOnlyTheEntryThatFollows() {
        engine.apply(tick(1, 1, 1_000), new Recorded());
        long hash = engine.stateHash();
        assertThatIllegalArgumentException().isThrownBy(() -> engine.apply(tick(3, 1, 1_000), new Recorded()));
        assertThatIllegalArgumentException().isThrownBy(() -> engine.apply(tick(1, 1, 1_000), new Recorded()));
        assertThatIllegalArgumentException().isThrownBy(() -> engine.apply(tick(2, 1, 999), new Recorded()));
        assertThatIllegalArgumentException().isThrownBy(() -> engine.apply(tick(2, 0, 1_000), new Recorded()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine.apply(
                        new LogEntry(2, 1, QueueEngine.VERSION + 1, 1_000, new Command.Tick()), new Recorded()))
                .withMessageContaining("engine version");
        assertThat(engine.stateHash()).isEqualTo(hash);
        engine.apply(tick(2, 2, 1_000), new Recorded());
        assertThat(engine.lastIndex()).isEqualTo(2);
        assertThat(engine.lastAtMs()).isEqualTo(1_000);
    }

    @Test
    void shouldBelongToOneThread() throws InterruptedException {
        engine.apply(tick(1, 1, 1_000), new Recorded());
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread other = new Thread(() -> engine.apply(tick(2, 1, 1_000), new Recorded()));
        other.setUncaughtExceptionHandler((_, e) -> thrown.set(e));
        other.start();
        other.join();
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("belongs to thread");
    }

    @Test
    void shouldStopForGoodAfterAnEntryThatBroke() {
        Output broken = new Output() {
            @Override
            public void event(Event event) {
                throw new UnsupportedOperationException("disk full");
            }

            @Override
            public void effect(Effect effect) {
                throw new UnsupportedOperationException("disk full");
            }
        };
        Command adopt = new Command.AdoptConfiguration(new Centre().queue(1).build(1));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> engine.apply(new LogEntry(1, 1, QueueEngine.VERSION, 1_000, adopt), broken));
        assertThatIllegalStateException().isThrownBy(() -> engine.apply(tick(1, 1, 1_000), new Recorded()));
    }

    @Test
    void shouldFireDeadlinesInOrderAtTheirOwnTimesBeforeTheCommand() {
        Scenario story = Scenario.in(new Centre().queue(1, 0, 10_000, 0).queue(2, 0, 5_000, 0))
                .waits(101, 1)
                .waits(102, 2)
                .waits(103, 1);
        story.tell(new Command.Tick()).passes(60_000);
        assertThat(story.events(Event.EntryEnded.class).stream().map(Event.EntryEnded::atMs))
                .containsExactly(Scenario.START_MS + 5_000, Scenario.START_MS + 10_000, Scenario.START_MS + 10_000);
        assertThat(story.effects(Effect.Release.class).stream().limit(3).map(Effect.Release::callKey))
                .startsWith(102L);
    }

    @Test
    void shouldGoOnFromASnapshotAsIfNothingHadHappened() throws IOException {
        Walk world = new Walk(99);
        List<LogEntry> entries = new ArrayList<>();
        ByteBuffer snapshot = ByteBuffer.allocate(0);
        for (int i = 1; i <= 600; i++) {
            LogEntry entry = world.next(engine.view());
            Recorded output = new Recorded();
            engine.apply(entry, output);
            world.saw(output.effects());
            entries.add(entry);
            if (i == 300) {
                snapshot = engine.snapshot();
            }
        }
        QueueEngine restored = Engines.restore(snapshot);
        assertThat(restored.lastIndex()).isEqualTo(300);
        entries.subList(300, 600).forEach(entry -> restored.apply(entry, new Recorded()));
        assertThat(restored.stateHash()).isEqualTo(engine.stateHash());
        assertThat(restored.view()).isEqualTo(engine.view());
    }

    @Test
    void shouldWriteTheSameSnapshotByWhateverWayItCameToItsState() throws IOException {
        Walk world = new Walk(7);
        for (int i = 0; i < 400; i++) {
            Recorded output = new Recorded();
            engine.apply(world.next(engine.view()), output);
            world.saw(output.effects());
        }
        ByteBuffer snapshot = engine.snapshot();
        assertThat(Engines.restore(snapshot.duplicate()).snapshot()).isEqualTo(snapshot);
        ByteBuffer longer =
                ByteBuffer.allocate(snapshot.remaining() + 1).put(snapshot).put((byte) 0);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> Engines.restore(longer.flip()));
    }

    @Tag("unhurried")
    @Test
    void shouldRefuseWhatIsNoSnapshot() throws IOException {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Engines.restore(ByteBuffer.wrap(new byte[100])))
                .withMessageContaining("snapshot header");
        Walk world = new Walk(5);
        for (int i = 0; i < 200; i++) {
            engine.apply(world.next(engine.view()), new Recorded());
        }
        ByteBuffer good = engine.snapshot();
        assertThat(Engines.restore(good).stateHash()).isEqualTo(engine.stateHash());
        byte[] bytes = new byte[good.remaining()];
        good.get(bytes);
        damageAndRestore(bytes, System.nanoTime());
        assertThat(damageAndRestore(bytes, 1)).as("refused of 1,000").isGreaterThan(950);
    }

    /** Flips one bit, a thousand times; each time the snapshot is refused with a reason or means what it meant. Returns how often refused. */
    private int damageAndRestore(byte[] bytes, long seed) {
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            byte[] damaged = bytes.clone();
            int at = random.nextInt(damaged.length - 8);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            String where = "seed " + seed + ", byte " + at + " of " + damaged.length;
            try {
                // a changed bit may say the same in another way, for example by naming a phone twice
                assertThat(Engines.restore(ByteBuffer.wrap(damaged)).stateHash())
                        .as(where)
                        .isEqualTo(engine.stateHash());
            } catch (IOException e) {
                assertThat(e).as(where).message().isNotBlank();
                refused++;
            }
        }
        return refused;
    }
}
