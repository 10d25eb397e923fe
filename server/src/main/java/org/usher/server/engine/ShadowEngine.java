package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;
import org.usher.server.metrics.EngineMetrics;

/**
 * A second engine that applies the same log behind the live one, on a thread of its own. It does what the live one must not stop for: it
 * writes the snapshots, and it tells the past to those who must hear it after a start (from the oldest snapshot on, while the live engine
 * serves calls already) and then goes on telling them what happens.
 *
 * <p>The live engine hands each entry over. What does not fit into the bounded queue is read from the log's files; so is the past.
 */
final class ShadowEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowEngine.class);
    private static final int MAX_HANDED = 16_384;
    private static final long IDLE_MS = 100;
    private static final long DURABLE_WITHIN_MS = 10_000;
    private static final long TRY_AGAIN_MS = 5_000;
    private static final long FAR_BEHIND = 20_000;
    private static final int MAX_PLACES = 10; // of damage; the server's log names all

    private final CommandLog log;
    private final EngineMaker maker;
    private final Snapshots snapshots;
    private final Past past;
    private final Compaction compaction;
    private final LongSupplier heldByHistory;
    private final EngineCore core;
    private final BlockingQueue<LogEntry> handed = new ArrayBlockingQueue<>(MAX_HANDED);
    private final List<String> damaged = new ArrayList<>();
    private final Copies copies = new Copies();
    private final Thread thread;

    private volatile boolean stopping;
    private volatile boolean snapshotAtEnd;
    private volatile long index;
    private volatile String trouble = "";
    private volatile String damage = "";
    private @Nullable LogEntry ahead;
    private long snapshotIndex;
    private long snapshotAtMs;
    private boolean byHand;
    private boolean begun;
    private boolean astray;
    private boolean broken;

    /** @param heldByHistory index of the last entry whose events the database holds for certain, 0 if not known; asked on this thread */
    ShadowEngine(
            CommandLog log,
            EngineMaker maker,
            List<EventSink> sinks,
            LongSupplier heldByHistory,
            EngineMetrics metrics) {
        this.log = log;
        this.maker = maker;
        this.snapshots = new Snapshots(log.directory());
        this.past = new Past(log, snapshots);
        this.compaction = new Compaction(log.directory(), log.settings());
        this.heldByHistory = heldByHistory;
        EffectRouter router = new EffectRouter(new Requests(command -> false, 1), metrics); // it never goes live
        this.core = new EngineCore(maker.create(), router, sinks, metrics);
        this.thread = Thread.ofPlatform().name("usher-shadow-engine").daemon().unstarted(this::run);
    }

    /** It has no thread of its own from now on: whoever calls this turns it, and stops it on the same thread. For virtual time. */
    ShadowEngine turnedByHand() {
        byHand = true;
        return this;
    }

    /** To be called when the log was replayed. */
    void start() {
        if (!byHand) {
            thread.start();
        }
    }

    /** The live engine has applied this. Never blocks. */
    void hand(LogEntry entry) {
        var _ = handed.offer(entry); // what does not fit is found in the log
    }

    /** Of the last entry that was told. Safe from any thread. */
    long index() {
        return index;
    }

    /** The live engine's state as of this entry or a later one. Safe from any thread. */
    CompletableFuture<ByteBuffer> copy(long leastIndex) {
        return copies.ask(leastIndex);
    }

    /** How far it has come and what is in its way, for people. Safe from any thread. */
    String progress() {
        String hindered = trouble;
        return "the engine that follows the log is still at entry " + index + " of " + log.flushedIndex()
                + (hindered.isEmpty() ? "" : " (" + hindered + ")");
    }

    /** Why it cannot follow, or cannot write snapshots; empty if all is well. Safe from any thread. */
    String trouble() {
        return trouble;
    }

    /** What of the log's past could not be read at this start and was passed over; empty if nothing. Safe from any thread. */
    String damage() {
        return damage;
    }

    Compaction compaction() {
        return compaction;
    }

    private void run() {
        try {
            while (!stopping) {
                turn(IDLE_MS);
            }
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Follows the live engine, waiting at most so long for news. */
    void turn(long maxWaitMs) throws InterruptedException {
        if (broken) {
            TimeUnit.MILLISECONDS.sleep(maxWaitMs); // until the next start
            return;
        }
        try {
            if (!begun) {
                begin(past.oldest());
            }
            follow(maxWaitMs);
            copies.answer(core.engine());
            if (snapshotDue()) {
                writeSnapshot();
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
            TimeUnit.MILLISECONDS.sleep(Math.min(maxWaitMs * 50, TRY_AGAIN_MS));
        }
    }

    private void begin(Optional<Snapshot> from) throws IOException {
        if (from.isPresent()) {
            core.restore(from.get(), maker);
        } else {
            core.beginAnew(maker.create());
        }
        List<Snapshots.Stored> stored = snapshots.stored();
        snapshotIndex = stored.isEmpty() ? 0 : stored.getFirst().index();
        snapshotAtMs = core.engine().lastAtMs();
        index = core.engine().lastIndex();
        begun = true;
        catchUp();
    }

    private void follow(long maxWaitMs) throws IOException, InterruptedException {
        LogEntry next = ahead != null ? ahead : handed.poll(maxWaitMs, TimeUnit.MILLISECONDS);
        ahead = null;
        if (next == null) {
            catchUp();
            return;
        }
        if (next.index() > index + 1) {
            catchUp();
            if (next.index() > index + 1) { // the disk does not take it at present
                ahead = next;
                TimeUnit.MILLISECONDS.sleep(maxWaitMs);
                return;
            }
        }
        if (next.index() == index + 1) {
            apply(next);
        }
    }

    private void catchUp() throws IOException {
        while (log.flushedIndex() > index) {
            try {
                rereadOn();
                return;
            } catch (CommandLogException e) {
                passOver(e);
            }
        }
    }

    /** Goes on from a snapshot behind the damage, if there is one. */
    private void passOver(CommandLogException what) throws IOException {
        Snapshot next = past.beyond(index).orElseThrow(() -> what);
        String place = "entries " + (index + 1) + " to " + next.index()
                + " of the past were passed over, figures begin anew after them: " + what.getMessage();
        LOG.error("The command log is damaged: {}. Calls are as they were", place);
        if (damaged.size() < MAX_PLACES) {
            damaged.add(place);
            damage = String.join("; ", damaged);
        }
        core.restore(next, maker);
        index = next.index();
    }

    private void rereadOn() throws IOException {
        log.reread(index, new LogTarget() {
            @Override
            public void entry(LogEntry entry) throws IOException {
                if (stopping && isFarBehind()) {
                    throw new IOException("told to stop");
                }
                apply(entry);
            }

            @Override
            public void seal(Seal seal) {
                check(seal);
            }

            @Override
            public void missing(long upToIndex) throws IOException {
                core.restore(past.at(upToIndex), maker);
                index = upToIndex;
            }
        });
    }

    private void apply(LogEntry entry) {
        core.applyAgain(entry);
        index = entry.index();
    }

    private void check(LogTarget.Seal seal) {
        long hash = core.engine().stateHash();
        if (seal.engineVersion() == QueueEngine.VERSION && hash != seal.stateHash() && !astray) {
            astray = true; // and told once
            trouble = "after entry " + seal.index() + " the state hash is " + Long.toHexString(hash)
                    + ", the live engine's was " + Long.toHexString(seal.stateHash());
            copies.refuse("the engine that follows the log has gone astray: " + trouble);
            LOG.error(
                    "The engine that follows the log went astray: {}. It writes no more snapshots. This is a defect",
                    trouble);
        }
    }

    private boolean isFarBehind() {
        return log.flushedIndex() - index > FAR_BEHIND;
    }

    private boolean snapshotDue() {
        long lastAtMs = core.engine().lastAtMs();
        if (snapshotAtMs == 0) {
            snapshotAtMs = lastAtMs; // of the log's first entry
        }
        return !astray
                && index > snapshotIndex
                && index >= log.flushedIndex()
                && !log.trouble().any()
                && (index - snapshotIndex >= log.settings().snapshotEvery()
                        || lastAtMs - snapshotAtMs >= log.settings().snapshotEveryMs());
    }

    private void writeSnapshot() throws IOException, InterruptedException {
        try {
            log.durable(index).get(DURABLE_WITHIN_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            trouble = "no snapshot was written: the disk does not hold the log yet";
            return;
        }
        snapshots.write(core.snapshot(log.logId()));
        snapshotIndex = index;
        snapshotAtMs = core.engine().lastAtMs();
        trouble = "";
        compaction.run(heldByHistory.getAsLong(), snapshotAtMs);
    }

    private void fail(Exception cause) {
        String what = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        if (stopping) {
            return;
        }
        if (!what.equals(trouble)) {
            LOG.error(
                    "The engine that follows the log stumbled after entry {}: {}. Calls go on; figures and history stand still meanwhile",
                    index,
                    what,
                    cause);
        }
        trouble = what;
        if (cause instanceof IOException) {
            return; // a disk without room for a snapshot, or a file that cannot be read: the same is tried again
        }
        broken = true;
        copies.refuse("the engine that follows the log cannot go on after entry " + index + ": " + what);
    }

    private void finish() throws InterruptedException {
        if (!snapshotAtEnd || !begun || broken || astray || isFarBehind()) {
            return;
        }
        try {
            for (long target = log.flushedIndex(); index < target; ) {
                follow(0);
            }
            if (index > snapshotIndex) {
                writeSnapshot();
            }
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "No snapshot was written at the end: {}. The next start reads more of the log", e.getMessage(), e);
        }
    }

    /** The live engine has come to its end: in good order, then a last snapshot is written, or not. */
    void stop(boolean inGoodOrder) {
        snapshotAtEnd = inGoodOrder;
        stopping = true;
        copies.refuse("the engine stops");
        if (!byHand && thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (byHand) {
                finish();
            } else {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop(false);
    }
}
