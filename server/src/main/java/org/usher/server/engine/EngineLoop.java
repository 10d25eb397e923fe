package org.usher.server.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
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

/**
 * The one thread that owns the engine: drain the inbox, append to the log, apply, hand out events and effects, and again.
 *
 * <p>Life: {@link #start} replays the log and gives the view that the rest of the server is primed with; {@link #goLive} lets time pass
 * and effects out. Between the two the server attaches its links, so that the first effect finds its way.
 *
 * <p>Whatever the engine throws means that its state can no longer be trusted. The loop then stops for good and says which entry broke
 * it. Calls do not depend on it: {@link #alive} turns false, the heartbeat ends, and the dialplan takes the callers to its fallback.
 */
public final class EngineLoop implements EngineEye, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);

    private static final int MAX_BATCH = 256;
    private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** A loop that has not come round for so long is not alive; it comes round every {@link #MAX_WAIT_NANOS} with nothing to do. */
    private static final long MAX_TURN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final QueueEngine engine;
    private final CommandLog log;
    private final EngineInbox inbox;
    private final EngineClock clock;
    private final EffectRouter router;
    private final Requests requests;
    private final List<EventSink> sinks;
    private final EngineMetrics metrics;

    private final Thread thread;
    private final CountDownLatch mayGoLive = new CountDownLatch(1);
    private final CompletableFuture<EngineView> replayed = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Wanted<EngineView> wantedView = new Wanted<>();
    private final Looks looks = new Looks();
    private volatile Status status = new Status(LoopState.NEW, "not started");
    private volatile boolean stopping;
    private volatile long lastTurnNanos = System.nanoTime();

    private final List<EngineInbox.Mail> mails = new ArrayList<>();
    private final List<LogEntry> entries = new ArrayList<>();
    private final Dispatch dispatch = new Dispatch();
    private int epoch;
    private int startedEpoch;
    private long unwritable;

    /** What the loop works with; all of it is the loop's alone from then on, but for the inbox, the clock and the metrics. */
    record Parts(
            QueueEngine engine,
            CommandLog log,
            EngineInbox inbox,
            EngineClock clock,
            EffectRouter router,
            Requests requests,
            List<EventSink> sinks,
            EngineMetrics metrics) {}

    /** Where the loop is, and why. */
    public record Status(LoopState state, String detail) {}

    EngineLoop(Parts parts) {
        this.engine = parts.engine;
        this.log = parts.log;
        this.inbox = parts.inbox;
        this.clock = parts.clock;
        this.router = parts.router;
        this.requests = parts.requests;
        this.sinks = List.copyOf(parts.sinks);
        this.metrics = parts.metrics;
        this.thread = Thread.ofPlatform().name("usher-engine").daemon().unstarted(this::run);
    }

    /** Begins the replay; completed with the state it led to, or exceptionally if the log cannot be replayed. */
    public CompletableFuture<EngineView> start() {
        thread.start();
        return replayed;
    }

    /** Lets time pass and effects out. */
    public void goLive() {
        mayGoLive.countDown();
    }

    /** Where the loop is in its life. Safe from any thread. */
    public Status status() {
        return status;
    }

    /** Whether the engine takes commands and comes round in time; the heartbeat towards the PBXs hangs on it. */
    public boolean alive() {
        return status.state == LoopState.LIVE && System.nanoTime() - lastTurnNanos < MAX_TURN_NANOS;
    }

    /** Which reign this is: one more than that of the log's last entry. Valid after the replay. */
    public int epoch() {
        return epoch;
    }

    /** The state after some entry not older than this call. Safe from any thread; those who ask at the same time share one view. */
    public CompletableFuture<EngineView> view() {
        CompletableFuture<EngineView> view = wantedView.ask();
        inbox.wake();
        return view;
    }

    @Override
    public <T> CompletableFuture<T> look(Function<QueueEngine, T> question) {
        CompletableFuture<T> answer = looks.ask(question);
        inbox.wake();
        if (ended.isDone()) {
            looks.refuse(status.detail);
        }
        return answer;
    }

    /** Completed when the log's file holds, for good, every entry up to this index. Safe from any thread. */
    public CompletableFuture<Void> durable(long index) {
        return log.durable(index);
    }

    /** Completed when the loop has ended, for whatever reason. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Ends the loop after the turn it is in; what has been logged is forced to the disk. */
    @Override
    public void close() {
        stopping = true;
        mayGoLive.countDown();
        inbox.wake();
        if (thread.getState() == Thread.State.NEW) {
            finish(LoopState.STOPPED, "stopped before it ran");
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, the engine must not go on
    private void run() {
        try {
            replay();
            mayGoLive.await();
            if (!stopping) {
                enterLive();
            }
            while (!stopping) {
                turn(MAX_WAIT_NANOS);
            }
            finish(LoopState.STOPPED, "stopped in good order after entry " + engine.lastIndex());
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Applies the whole log and prepares the new reign. */
    void replay() throws IOException {
        become(LoopState.REPLAYING, "replaying the command log");
        long start = System.nanoTime();
        log.replay(entry -> {
            if (entry.engineVersion() != QueueEngine.VERSION) {
                throw new IllegalStateException("entry " + entry.index() + " of " + log.path()
                        + " was written by engine version " + entry.engineVersion() + ", this is version "
                        + QueueEngine.VERSION + "; start it with the Usher that wrote it, or move the file away");
            }
            epoch = entry.epoch();
            router.admits(entry.command());
            apply(entry);
        });
        epoch++;
        long behindMs = clock.notBefore(engine.lastAtMs());
        if (behindMs > 0) {
            LOG.warn(
                    "The wall clock is {} ms behind the command log's last entry; time goes on from that entry",
                    behindMs);
        }
        LOG.info(
                "Replayed {} entries of the command log in {} ms",
                engine.lastIndex(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        doubtEveryCall();
        become(LoopState.STANDING_BY, "replayed " + engine.lastIndex() + " entries");
        replayed.complete(engine.view());
    }

    /**
     * Nobody knows yet which of the waiting customers can still be connected, so none is until a link has found its call in the waiting
     * room. That is said as of the log's last moment: else the deadlines that passed meanwhile would fire first and make offers for calls
     * which may be long gone.
     */
    private void doubtEveryCall() throws IOException {
        long atMs = engine.lastAtMs();
        for (EngineView.ContactView contact : engine.view().contacts()) {
            if (contact.state() == EngineView.ContactState.WAITING && contact.reachable()) {
                add(new Command.ContactUnreachable(contact.callKey()), atMs);
            }
        }
        applyBatch();
    }

    /** Lets effects out from now on. */
    void enterLive() {
        long nowMs = clock.nowMs();
        router.goLive(nowMs);
        dispatch.started(epoch, nowMs);
        lastTurnNanos = System.nanoTime();
        become(LoopState.LIVE, "live");
    }

    /** Waits for the next thing to do, at most so long, and does it. */
    void turn(long maxWaitNanos) throws IOException, InterruptedException {
        mails.clear();
        inbox.drain(mails, MAX_BATCH, Math.min(maxWaitNanos, nanosToDeadline()));
        lastTurnNanos = System.nanoTime();
        long nowMs = clock.nowMs();
        router.settle(nowMs, command -> add(command, nowMs));
        for (EngineInbox.Mail mail : mails) {
            if (router.admits(mail.command())) {
                add(mail.command(), nowMs);
            }
        }
        if (entries.isEmpty() && engine.nextDeadlineAtMs() <= nowMs) {
            add(new Command.Tick(), nowMs);
        }
        applyBatch();
        long doneNanos = System.nanoTime();
        for (EngineInbox.Mail mail : mails) {
            metrics.latency(doneNanos - mail.postedNanos());
        }
        showView();
    }

    private long nanosToDeadline() {
        long nextMs = Math.min(engine.nextDeadlineAtMs(), router.nextDeadlineAtMs());
        long nowMs = clock.nowMs();
        if (nextMs <= nowMs) {
            return 0;
        }
        return Math.min(nextMs - nowMs, TimeUnit.NANOSECONDS.toMillis(MAX_WAIT_NANOS)) * 1_000_000L;
    }

    private void add(Command command, long atMs) {
        long index = engine.lastIndex() + entries.size() + 1;
        LogEntry entry = new LogEntry(index, epoch, QueueEngine.VERSION, atMs, command);
        try {
            log.append(entry);
            entries.add(entry);
        } catch (IllegalArgumentException e) {
            metrics.commandUnwritable();
            if (worthSaying(++unwritable)) {
                LOG.error(
                        "Dropped a {} that cannot be written to the log: {}",
                        command.getClass().getSimpleName(),
                        e.getMessage());
            }
        }
    }

    private void applyBatch() throws IOException {
        log.flush();
        for (LogEntry entry : entries) {
            apply(entry);
            metrics.applied(entry.command().getClass());
        }
        entries.clear();
    }

    private void apply(LogEntry entry) {
        router.applying(entry.command());
        if (entry.epoch() != startedEpoch
                && entry.atMs() > engine.lastAtMs()) { // not what is said as of the last moment before
            dispatch.started(entry.epoch(), entry.atMs());
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

    private void showView() {
        wantedView.give(engine::view);
        if (looks.answer(engine)) {
            inbox.wake();
        }
    }

    /** Keeps the log of a fault that comes with every event bounded. */
    private static boolean worthSaying(long times) {
        return times <= 10 || times % 1_000 == 0;
    }

    private void become(LoopState next, String detail) {
        if (!status.state.mayBecome(next)) {
            throw new IllegalStateException("the loop cannot go from " + status.state + " to " + next);
        }
        status = new Status(next, detail);
    }

    private void fail(Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        LOG.error("The engine has stopped for good: {}. Calls go to the dialplan's fallback", message, cause);
        finish(LoopState.FAILED, message);
        replayed.completeExceptionally(cause);
    }

    private void finish(LoopState state, String detail) {
        become(state, detail);
        requests.close("the engine has stopped: " + detail);
        try {
            log.close();
        } catch (IOException e) {
            LOG.error("The command log could not be closed: {}", e.getMessage(), e);
        }
        ended.complete(null);
        looks.refuse(detail);
        wantedView.close(new IllegalStateException("the engine has stopped: " + detail));
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

        private void started(int newEpoch, long atMs) {
            startedEpoch = newEpoch;
            long heardUntilMs = engine.lastAtMs();
            tell("a start at " + atMs, sink -> sink.started(heardUntilMs, atMs));
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
