package org.usher.core.engine;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.EngineView;
import org.usher.core.api.Explanation;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.WaitFromNow;

/**
 * The state machine: lets deadlines fire, hands each command to the part it concerns, and pairs who can be paired after every step. A
 * step is one deadline or the command; each leaves nobody idle beside somebody waiting whom he may serve.
 */
final class Engine implements QueueEngine {
    /** A server that runs comes round in less, unless its machine stands still. */
    private static final long LATE_MS = 1_000;

    /** Earlier versions knew no late ones. */
    private static final int LATE_SINCE = 9;

    private final State state;
    private final Step step = new Step();
    private final Matching matching;
    private final Matching.Pairing pairing;
    private final Dispatch dispatch;
    private @Nullable Thread owner;
    private boolean broken;

    Engine(State state, Function<State, Matching> matchingOver) {
        this.state = state;
        step.estimateBy(state.estimator);
        matching = matchingOver.apply(state);
        Desks desks = Desks.over(state, step, matching);
        Promises promises = new Promises(state, step);
        pairing = (contact, agent, passedOver) -> {
            if (passedOver != null) {
                promises.passedOver(passedOver, contact, agent);
            }
            if (agent.isHeldBack()) {
                desks.basis().breaths().gaveWay(contact, agent);
            }
            desks.offers().make(contact, agent);
        };
        dispatch = new Dispatch(state, step, matching, desks);
        matching.reconfigured();
        matching.settle(state.lastAtMs, (contact, agent, _) -> {
            throw new IllegalStateException(
                    "a restored state has agent " + agent.agentId + " idle beside contact " + contact.contactId);
        });
    }

    @Override
    public void apply(LogEntry entry, Output output) {
        checkOwner();
        if (broken) {
            throw new IllegalStateException("the engine broke at an earlier entry and must not be used any more");
        }
        checkFollows(entry);
        broken = true;
        step.begin(entry.id(), output);
        fireDeadlines(entry);
        step.at(entry.atMs());
        dispatch.command(entry.command());
        matching.settle(step.nowMs(), pairing);
        step.end();
        state.lastIndex = entry.index();
        state.lastAtMs = entry.atMs();
        state.lastEpoch = entry.epoch();
        state.hash.settle();
        broken = false;
    }

    @Override
    public long nextDeadlineAtMs() {
        checkOwner();
        return state.deadlines.nextDueAtMs();
    }

    @Override
    public long lastIndex() {
        return state.lastIndex;
    }

    @Override
    public long lastAtMs() {
        return state.lastAtMs;
    }

    @Override
    public long stateHash() {
        checkOwner();
        return state.hash();
    }

    @Override
    public EngineView view() {
        checkOwner();
        return Views.of(state);
    }

    @Override
    public ByteBuffer snapshot() {
        checkOwner();
        return SnapshotWriter.write(state);
    }

    @Override
    public Optional<Explanation.OfContact> explainContact(long contactId) {
        checkOwner();
        return new Explanations(state).ofContact(contactId);
    }

    @Override
    public Optional<WaitFromNow> waitFromNow(long contactId, long nowMs) {
        checkOwner();
        return WaitsFromNow.of(state, contactId, Math.max(nowMs, state.lastAtMs));
    }

    @Override
    public Optional<Explanation.OfAgent> explainAgent(int agentId) {
        checkOwner();
        return new Explanations(state).ofAgent(agentId);
    }

    @Override
    public void checkInvariants() {
        checkOwner();
        new Invariants(state).check();
        matching.check();
    }

    /**
     * What time has brought is as of when it was due. Whom it set free, or let wait for others than before, is brought together with somebody
     * at once, unless that is long ago, as after a start: nobody has been rung meanwhile, so an offer is made as of now, when the command has
     * been heard, too, and rings for as long as any. Else it would be over for the engine while a phone still rings for it.
     */
    private void fireDeadlines(LogEntry entry) {
        long nowMs = entry.atMs();
        for (Deadline due = state.deadlines.takeDue(nowMs); due != null; due = state.deadlines.takeDue(nowMs)) {
            step.at(due.dueAtMs());
            dispatch.deadline(due);
            if (nowMs - due.dueAtMs() <= LATE_MS || entry.engineVersion() < LATE_SINCE) {
                matching.settle(step.nowMs(), pairing);
            }
        }
    }

    private void checkFollows(LogEntry entry) {
        if (entry.index() != state.lastIndex + 1) {
            throw new IllegalArgumentException("entry " + entry.index() + " cannot follow entry " + state.lastIndex);
        }
        if (entry.atMs() < state.lastAtMs || entry.epoch() < state.lastEpoch) {
            throw new IllegalArgumentException("entry " + entry.index() + " (epoch " + entry.epoch() + ", time "
                    + entry.atMs() + ") lies before the last one (epoch " + state.lastEpoch + ", time "
                    + state.lastAtMs + ")");
        }
        if (entry.engineVersion() > VERSION) {
            throw new IllegalArgumentException("entry " + entry.index() + " was applied by engine version "
                    + entry.engineVersion() + "; this is version " + VERSION);
        }
    }

    /** The first thread to use the engine owns it. */
    private void checkOwner() {
        Thread current = Thread.currentThread();
        if (owner == null) {
            owner = current;
        } else if (!owner.equals(current)) {
            throw new IllegalStateException(
                    "the engine belongs to thread " + owner.getName() + ", not to " + current.getName());
        }
    }
}
