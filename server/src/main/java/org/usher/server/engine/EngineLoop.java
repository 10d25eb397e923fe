package org.usher.server.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.EngineView;
import org.usher.core.api.LogEntry;
import org.usher.core.api.LostIds;
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

    private final EngineCore core;
    private final EngineMaker maker;
    private final CommandLog log;
    private final EngineInbox inbox;
    private final EngineClock clock;
    private final EffectRouter router;
    private final Requests requests;
    private final @Nullable ShadowEngine shadow;
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
    private final Doubt doubt = new Doubt();
    private boolean inDoubt;
    private volatile int epoch;
    private volatile int epochAtLeast;
    private volatile LostIds lostIds = LostIds.NONE;
    private long sealedIndex;
    private long unwritable;

    /**
     * What the loop works with; all of it is the loop's alone from then on, but for the inbox, the clock and the metrics.
     *
     * @param sinks hear what happens on the loop's own thread, and after a start only what came after the newest snapshot
     * @param shadow follows; null for none
     */
    record Parts(
            EngineMaker maker,
            CommandLog log,
            EngineInbox inbox,
            EngineClock clock,
            EffectRouter router,
            Requests requests,
            List<EventSink> sinks,
            EngineMetrics metrics,
            @Nullable ShadowEngine shadow) {}

    /** Where the loop is, and why. */
    public record Status(LoopState state, String detail) {}

    EngineLoop(Parts parts) {
        this.core = new EngineCore(parts.maker.create(), parts.router, parts.sinks, parts.metrics);
        this.maker = parts.maker;
        this.log = parts.log;
        this.inbox = parts.inbox;
        this.clock = parts.clock;
        this.router = parts.router;
        this.requests = parts.requests;
        this.shadow = parts.shadow;
        this.metrics = parts.metrics;
        this.thread = Thread.ofPlatform().name("usher-engine").daemon().unstarted(this::run);
    }

    /** Makes the epoch of this reign at least this; to be called before {@link #start}. */
    public void reignAtLeast(int least) {
        epochAtLeast = least;
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

    /** Which reign this is: greater than that of the log's last entry. Valid after the replay. */
    public int epoch() {
        return epoch;
    }

    /** What the reigns before may have given away that is forgotten. Valid after the replay. */
    public LostIds lostIds() {
        return lostIds;
    }

    @Override
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
            finish(
                    LoopState.STOPPED,
                    "stopped in good order after entry " + core.engine().lastIndex());
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Applies the whole log and prepares the new reign. */
    void replay() throws IOException {
        become(LoopState.REPLAYING, "replaying the command log");
        long start = System.nanoTime();
        boolean knows = new Restart(log, maker, core, clock.nowMs()).run();
        QueueEngine engine = core.engine();
        int known = core.epoch();
        epoch = ReignFile.next(log.directory(), Math.max(known + 1, epochAtLeast));
        lostIds = new LostIds(
                knows ? LogEntry.id(engine.lastIndex(), known) : 0, LogEntry.id(engine.lastIndex() + 1, epoch));
        long behindMs = clock.notBefore(engine.lastAtMs());
        if (behindMs > 0) {
            LOG.warn(
                    "The wall clock is {} ms behind the command log's last entry; time goes on from that entry",
                    behindMs);
        }
        LOG.info(
                "The state after entry {} of the command log was there in {} ms",
                engine.lastIndex(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        sealedIndex = engine.lastIndex();
        doubtEveryCall();
        if (shadow != null) {
            shadow.start();
        }
        become(LoopState.STANDING_BY, "replayed " + engine.lastIndex() + " entries");
        replayed.complete(engine.view());
    }

    /**
     * Nobody knows yet which of the waiting customers can still be connected, so none is until a link has found its call in the waiting
     * room. That is said as of the log's last moment: else the deadlines that passed meanwhile would fire first and make offers for calls
     * which may be long gone.
     */
    private void doubtEveryCall() {
        long atMs = core.engine().lastAtMs();
        for (EngineView.ContactView contact : core.engine().view().contacts()) {
            if (contact.state() != EngineView.ContactState.WAITING) {
                continue;
            }
            if (contact.reachable()) {
                add(new Command.ContactUnreachable(contact.callKey()), atMs);
            }
            if (contact.channel() == Channel.VOICE && contact.callKey() != 0) {
                doubt.in(contact.callKey()); // also if the last server died in doubt of him, or its link was down
            }
        }
        applyBatch();
    }

    /** Lets effects out from now on. */
    void enterLive() {
        long nowMs = clock.nowMs();
        doubt.begin(nowMs);
        inDoubt = doubt.lasts(nowMs);
        router.goLive(nowMs, core.engine().view().configuration().settings());
        core.started(epoch, nowMs);
        lastTurnNanos = System.nanoTime();
        become(LoopState.LIVE, "live");
    }

    /** Waits for the next thing to do, at most so long, and does it. */
    void turn(long maxWaitNanos) throws InterruptedException {
        mails.clear();
        inbox.drain(mails, MAX_BATCH, Math.min(maxWaitNanos, nanosToDeadline()));
        lastTurnNanos = System.nanoTime();
        long nowMs = clock.nowMs();
        router.turn(nowMs);
        if (inDoubt) {
            doubtOn(nowMs);
        }
        if (!inDoubt) {
            decide(nowMs);
        }
        applyBatch();
        long doneNanos = System.nanoTime();
        for (EngineInbox.Mail mail : mails) {
            metrics.latency(doneNanos - mail.postedNanos());
        }
        showView();
    }

    /** Holds back what the inbox brought; when the doubt is over all that was held back comes first. */
    private void doubtOn(long nowMs) {
        for (EngineInbox.Mail mail : mails) {
            if (!doubt.holds(mail.command(), nowMs)) {
                add(mail.command(), core.engine().lastAtMs()); // no deadline is to fire while nobody can be reached
            }
        }
        mails.clear();
        inDoubt = doubt.lasts(nowMs);
        if (!inDoubt) {
            applyBatch();
            for (Doubt.Told told : doubt.over(core.engine().lastAtMs())) {
                if (router.admits(told.command())) {
                    add(told.command(), told.atMs());
                }
            }
        }
    }

    private void decide(long nowMs) {
        router.settle(command -> add(command, nowMs));
        for (EngineInbox.Mail mail : mails) {
            if (router.admits(mail.command())) {
                add(mail.command(), nowMs);
            }
        }
        if (entries.isEmpty() && core.engine().nextDeadlineAtMs() <= nowMs) {
            add(new Command.Tick(), nowMs);
        }
    }

    /** When there is something to do next, if nothing is told before. */
    long nextDeadlineAtMs() {
        return inDoubt ? doubt.untilMs() : Math.min(core.engine().nextDeadlineAtMs(), router.nextDeadlineAtMs());
    }

    private long nanosToDeadline() {
        long nextMs = nextDeadlineAtMs();
        long nowMs = clock.nowMs();
        if (nextMs <= nowMs) {
            return 0;
        }
        return Math.min(nextMs - nowMs, TimeUnit.NANOSECONDS.toMillis(MAX_WAIT_NANOS)) * 1_000_000L;
    }

    private void add(Command command, long atMs) {
        long index = core.engine().lastIndex() + entries.size() + 1;
        LogEntry entry = new LogEntry(index, epoch, QueueEngine.VERSION, atMs, command);
        try {
            log.append(entry);
            entries.add(entry);
        } catch (IllegalArgumentException e) {
            metrics.commandUnwritable();
            if (EngineCore.worthSaying(++unwritable)) {
                LOG.error(
                        "Dropped a {} that cannot be written to the log: {}",
                        command.getClass().getSimpleName(),
                        e.getMessage());
            }
        }
    }

    private void applyBatch() {
        log.flush();
        for (LogEntry entry : entries) {
            core.apply(entry);
            metrics.applied(entry.command().getClass());
            if (shadow != null) {
                shadow.hand(entry);
            }
        }
        entries.clear();
        if (core.engine().lastIndex() - sealedIndex >= log.settings().sealEvery()) {
            seal();
        }
        if (log.wantsSnapshot()) {
            log.resume(() -> new Snapshots(log.directory()).write(core.snapshot(log.logId())));
        }
    }

    private void seal() {
        sealedIndex = core.engine().lastIndex();
        log.seal(core.engine().stateHash(), QueueEngine.VERSION);
    }

    private void showView() {
        wantedView.give(core.engine()::view);
        if (looks.answer(core.engine())) {
            inbox.wake();
        }
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
        boolean inGoodOrder = state == LoopState.STOPPED && log.isOpen();
        if (inGoodOrder && core.engine().lastIndex() > sealedIndex) {
            seal(); // so that another version can prove that it takes up the same state
            log.flush();
        }
        try {
            if (shadow != null) {
                shadow.stop(inGoodOrder);
            }
            log.close();
        } catch (IOException e) {
            LOG.error("The command log could not be closed: {}", e.getMessage(), e);
        }
        ended.complete(null);
        looks.refuse(detail);
        wantedView.close(new IllegalStateException("the engine has stopped: " + detail));
    }
}
