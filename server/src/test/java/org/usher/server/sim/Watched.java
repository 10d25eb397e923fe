package org.usher.server.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.Explanation;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.WaitFromNow;
import org.usher.core.engine.Engines;
import org.usher.server.engine.EngineMaker;

/**
 * An engine beside which somebody takes notes. Now and then it is another: the one before wrote its snapshot, the next was restored from
 * that, in mid-life as well as while a log is replayed. It must be the same to the last bit of its hash, and go on in the same way.
 */
final class Watched implements QueueEngine {
    /** One entry in so many is followed by a change of engines. */
    private static final int CHANGES = 40;

    private final Auditor auditor;
    private final @Nullable RandomGenerator random;
    private final BooleanSupplier dying;
    private final Mandate mandate;
    private QueueEngine engine;

    private Watched(Maker maker, QueueEngine engine) {
        this.auditor = maker.auditor;
        this.random = maker.random;
        this.dying = maker.dying;
        this.mandate = maker.mandate;
        this.engine = engine;
    }

    /**
     * Makes them.
     *
     * @param random when to change engines; null for never
     * @param mandate of its process: what is decided after it is over is no part of the history, and must have no effect
     * @param dying whether the process dies before the engine is told what none has been told before
     */
    record Maker(Auditor auditor, @Nullable RandomGenerator random, BooleanSupplier dying, Mandate mandate)
            implements EngineMaker {
        @Override
        public QueueEngine create() {
            return new Watched(this, Engines.create());
        }

        @Override
        public QueueEngine restore(ByteBuffer snapshot) throws IOException {
            QueueEngine restored = Engines.restore(snapshot);
            restored.checkInvariants();
            if (restored.stateHash() != auditor.hashAfter(restored.lastIndex())) {
                throw new AssertionError("the snapshot of entry " + restored.lastIndex() + " is of another state");
            }
            return new Watched(this, restored);
        }

        @Override
        public QueueEngine createAfter(LogEntry last) {
            throw new AssertionError("the log was taken for one of another version, after " + last);
        }
    }

    @Override
    public void apply(LogEntry entry, Output output) {
        if (mandate.isOver()) {
            applyInVain(entry, output);
            return;
        }
        if (dying.getAsBoolean() && auditor.isNew(entry)) {
            throw new Death.Died();
        }
        auditor.begin(entry);
        engine.apply(entry, new Output() {
            @Override
            public void event(Event event) {
                auditor.event(event);
                output.event(event);
            }

            @Override
            public void effect(Effect effect) {
                auditor.effect(effect);
                output.effect(addressed(effect));
            }
        });
        auditor.end(entry, engine.stateHash());
        if (entry.index() % 16 == 0) {
            engine.checkInvariants();
        }
        if (random != null && random.nextInt(CHANGES) == 0) {
            engine = restored();
        }
    }

    private void applyInVain(LogEntry entry, Output output) {
        auditor.heardInVain(entry.command());
        engine.apply(entry, new Output() {
            @Override
            public void event(Event event) {
                output.event(event);
            }

            @Override
            public void effect(Effect effect) {
                auditor.inVain(effect, mandate::isOverAt);
                output.effect(addressed(effect));
            }
        });
    }

    /** What concerns a customer whom nobody has called yet is carried out elsewhere, but the router goes by calls. */
    private static Effect addressed(Effect effect) {
        return switch (effect) {
            case Effect.Offer o
            when o.callKey() == 0 ->
                new Effect.Offer(
                        o.actionId(),
                        o.deadlineAtMs(),
                        RestOfWorld.NO_CALL,
                        o.contactId(),
                        o.queueId(),
                        o.rung(),
                        o.ringTimeoutMs(),
                        o.waitedMs(),
                        o.channel());
            case Effect.Withdraw w
            when w.callKey() == 0 ->
                new Effect.Withdraw(w.actionId(), w.deadlineAtMs(), RestOfWorld.NO_CALL, w.contactId(), w.offerId());
            default -> effect;
        };
    }

    private QueueEngine restored() {
        try {
            QueueEngine next = Engines.restore(engine.snapshot());
            next.checkInvariants();
            boolean same = next.stateHash() == engine.stateHash()
                    && next.nextDeadlineAtMs() == engine.nextDeadlineAtMs()
                    && next.view().equals(engine.view());
            if (!same) {
                throw new AssertionError("another engine came out of the snapshot after entry " + engine.lastIndex());
            }
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long nextDeadlineAtMs() {
        return engine.nextDeadlineAtMs();
    }

    @Override
    public long lastIndex() {
        return engine.lastIndex();
    }

    @Override
    public long lastAtMs() {
        return engine.lastAtMs();
    }

    @Override
    public long stateHash() {
        return engine.stateHash();
    }

    @Override
    public EngineView view() {
        return engine.view();
    }

    @Override
    public Optional<Explanation.OfContact> explainContact(long contactId) {
        return engine.explainContact(contactId);
    }

    @Override
    public Optional<WaitFromNow> waitFromNow(long contactId, long nowMs) {
        return engine.waitFromNow(contactId, nowMs);
    }

    @Override
    public Optional<Explanation.OfAgent> explainAgent(int agentId) {
        return engine.explainAgent(agentId);
    }

    @Override
    public ByteBuffer snapshot() throws IOException {
        return engine.snapshot();
    }

    @Override
    public void checkInvariants() {
        engine.checkInvariants();
    }
}
