package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.server.metrics.EngineMetrics;

/** An engine with what its log leads to beside its state: which actions are under way, and which events were told to whom. Of one thread. */
final class EngineCore {
    private static final Logger LOG = LoggerFactory.getLogger(EngineCore.class);

    private final EffectRouter router;
    private final List<EventSink> sinks;
    private final EngineMetrics metrics;
    private final Dispatch dispatch = new Dispatch();
    private QueueEngine engine;
    private int epoch;
    private int startedEpoch;

    EngineCore(QueueEngine engine, EffectRouter router, List<EventSink> sinks, EngineMetrics metrics) {
        this.engine = engine;
        this.router = router;
        this.sinks = List.copyOf(sinks);
        this.metrics = metrics;
    }

    QueueEngine engine() {
        return engine;
    }

    /** Of the last entry. */
    int epoch() {
        return epoch;
    }

    /** What a new reign begins with. */
    void reign(int newEpoch) {
        epoch = newEpoch;
    }

    /** Applies an entry that was logged before. */
    void applyAgain(LogEntry entry) {
        router.admits(entry.command());
        apply(entry);
    }

    void apply(LogEntry entry) {
        epoch = entry.epoch();
        router.applying(entry.command());
        if (entry.epoch() != startedEpoch
                && entry.atMs() > engine.lastAtMs()) { // not what is said as of the last moment before
            started(entry.epoch(), entry.atMs());
        }
        dispatch.begin(entry.index());
        try {
            engine.apply(entry, dispatch);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "the engine broke on entry " + entry.index() + " (" + entry.command() + "): " + e.getMessage(), e);
        }
        if (entry.command() instanceof Command.Tick && engine.nextDeadlineAtMs() <= entry.atMs()) {
            throw new IllegalStateException("the engine broke on entry " + entry.index() + ": time passed up to "
                    + entry.atMs() + " and a deadline of " + engine.nextDeadlineAtMs() + " is left behind");
        }
        router.applied(entry.command());
    }

    void started(int newEpoch, long atMs) {
        startedEpoch = newEpoch;
        long heardUntilMs = engine.lastAtMs();
        dispatch.tell("a start at " + atMs, sink -> sink.started(heardUntilMs, atMs));
    }

    Snapshot snapshot(UUID logId) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        ByteBuffer state = engine.snapshot();
        byte[] bytes = new byte[state.remaining()];
        state.get(state.position(), bytes);
        parts.put(Snapshot.ENGINE, bytes);
        parts.put(router.partName(), router.remembered());
        for (EventSink sink : sinks) {
            if (sink instanceof SnapshotPart part) {
                parts.put(part.partName(), part.remembered());
            }
        }
        return new Snapshot(
                logId,
                engine.lastIndex(),
                engine.lastAtMs(),
                epoch,
                startedEpoch,
                QueueEngine.VERSION,
                engine.stateHash(),
                parts);
    }

    /** Goes on from that snapshot; everybody is told what the state is. */
    void restore(Snapshot snapshot, EngineMaker maker) throws IOException {
        QueueEngine restored = maker.restore(ByteBuffer.wrap(snapshot.part(Snapshot.ENGINE)));
        if (restored.stateHash() != snapshot.stateHash() || restored.lastIndex() != snapshot.index()) {
            throw new IOException("the state in it is of entry " + restored.lastIndex() + " and has the hash "
                    + Long.toHexString(restored.stateHash()) + ", not " + Long.toHexString(snapshot.stateHash()));
        }
        router.remember(snapshot.part(router.partName()));
        for (EventSink sink : sinks) {
            if (sink instanceof SnapshotPart part && snapshot.parts().containsKey(part.partName())) {
                part.remember(snapshot.part(part.partName()));
            }
        }
        goOnWith(restored, snapshot.epoch());
        startedEpoch = snapshot.startedEpoch();
    }

    /** As before the first entry. */
    void beginAnew(QueueEngine fresh) {
        engine = fresh;
        epoch = 0;
        startedEpoch = 0;
        router.forget();
    }

    /** Takes another engine; everybody is told what its state is. */
    void goOnWith(QueueEngine other, int itsEpoch) {
        engine = other;
        epoch = itsEpoch;
        startedEpoch = itsEpoch;
        EngineView state = engine.view();
        dispatch.tell("the state after entry " + state.index(), sink -> sink.resumed(state));
    }

    /** Hears what an engine said that is not this one, of an entry that this one never applies. */
    void hear(RecordedEvent event) {
        dispatch.tell(event, sink -> sink.accept(event));
    }

    /** Keeps the log of a fault that comes with every event bounded. */
    static boolean worthSaying(long times) {
        return times <= 10 || times % 1_000 == 0;
    }

    /** Gives each event its identity and hands it on; a sink that throws is told on, and does not stop the others. */
    private final class Dispatch implements Output {
        private long index;
        private int events;
        private long failures;

        private void begin(long entryIndex) {
            index = entryIndex;
            events = 0;
        }

        @Override
        public void event(Event event) {
            router.event(event);
            RecordedEvent recorded = new RecordedEvent(index, events++, event);
            tell(recorded, sink -> sink.accept(recorded));
        }

        private void tell(Object what, Consumer<EventSink> telling) {
            for (EventSink sink : sinks) {
                try {
                    telling.accept(sink);
                } catch (RuntimeException e) {
                    metrics.sinkFailed();
                    if (worthSaying(++failures)) {
                        LOG.error("{} failed to take {} (failure {} of this kind)", sink, what, failures, e);
                    }
                }
            }
        }

        @Override
        public void effect(Effect effect) {
            router.effect(effect);
        }
    }
}
