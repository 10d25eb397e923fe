package org.usher.server.engine;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EngineView;
import org.usher.core.api.LogEntry;
import org.usher.core.api.LostIds;
import org.usher.core.api.QueueEngine;
import org.usher.server.metrics.EngineMetrics;

/**
 * What {@link EngineRoom} is, with its real log, router, loop and engine that follows, but turned by hand under virtual time. One thread, but
 * for that which forces the log.
 */
public final class VirtualRoom {
    private final LastMade made;
    private final BoundedInbox inbox;
    private final EngineClock clock;
    private final EffectRouter router;
    private final CommandLog log;
    private final EngineLoop loop;
    private final @Nullable Behind behind;
    private final @Nullable ShadowEngine shadow;
    private boolean live;
    private long snapshots;

    private VirtualRoom(
            EngineRoom.CommandLogPlace place,
            EngineMaker maker,
            List<EventSink> sinks,
            @Nullable Behind behind,
            Pace pace)
            throws IOException {
        EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
        this.made = new LastMade(maker);
        this.inbox = new BoundedInbox(pace.inboxCapacity);
        this.clock = new EngineClock(pace.wallMs, () -> TimeUnit.MILLISECONDS.toNanos(pace.wallMs.getAsLong()));
        Requests requests = new Requests(inbox::offer, 60_000);
        this.router = new EffectRouter(requests, metrics);
        this.log = CommandLog.open(place.directory(), place.settings(), metrics);
        this.behind = behind;
        this.shadow = behind == null
                ? null
                : new ShadowEngine(log, behind.maker, behind.sinks, () -> held(behind), metrics).turnedByHand();
        this.loop =
                new EngineLoop(new EngineLoop.Parts(made, log, inbox, clock, router, requests, sinks, metrics, shadow));
    }

    /**
     * The engine that follows.
     *
     * @param sinks hear behind the live engine
     * @param heldByHistory as in {@link EngineRoom.Hearing}
     */
    public record Behind(EngineMaker maker, List<EventSink> sinks, LongSupplier heldByHistory) {}

    /**
     * The room's clock and its bounds.
     *
     * @param wallMs the wall clock, of which only the passing of time is felt after the first look
     * @param reignAtLeast of the reign that begins
     */
    public record Pace(LongSupplier wallMs, int inboxCapacity, int reignAtLeast) {}

    /** Remembers the engine that is in force. */
    private static final class LastMade implements EngineMaker {
        private final EngineMaker maker;
        private QueueEngine last;
        private boolean restored;

        LastMade(EngineMaker maker) {
            this.maker = maker;
            this.last = maker.create();
        }

        @Override
        public QueueEngine create() {
            last = maker.create();
            return last;
        }

        @Override
        public QueueEngine restore(ByteBuffer snapshot) throws IOException {
            last = maker.restore(snapshot);
            restored = true;
            return last;
        }

        @Override
        public QueueEngine createAfter(LogEntry entry) {
            last = maker.createAfter(entry);
            return last;
        }
    }

    /**
     * Opens the log in this directory and replays it into this engine, which nobody follows.
     *
     * @param wallMs see {@link Pace}
     */
    public static VirtualRoom open(Path directory, QueueEngine engine, LongSupplier wallMs, int inboxCapacity)
            throws IOException {
        return open(directory, engine, wallMs, inboxCapacity, List.of());
    }

    /** The same, heard by these. */
    public static VirtualRoom open(
            Path directory, QueueEngine engine, LongSupplier wallMs, int inboxCapacity, List<EventSink> sinks)
            throws IOException {
        return replayed(new VirtualRoom(
                new EngineRoom.CommandLogPlace(directory, LogSettings.DEFAULT),
                new OneEngine(engine),
                sinks,
                null,
                new Pace(wallMs, inboxCapacity, 0)));
    }

    /** Opens this log, starts from what is in it, and has it followed. */
    public static VirtualRoom open(EngineRoom.CommandLogPlace place, EngineMaker maker, Behind behind, Pace pace)
            throws IOException {
        return replayed(new VirtualRoom(place, maker, List.of(), behind, pace));
    }

    private static VirtualRoom replayed(VirtualRoom room) throws IOException {
        try {
            room.loop.replay();
            return room;
        } catch (IOException | RuntimeException | Error e) {
            room.log.close(); // the kernel would do it, had the process really died
            throw e;
        }
    }

    /** Whether it began with a snapshot. */
    public boolean fromSnapshot() {
        return made.restored;
    }

    public EngineView view() {
        return made.last.view();
    }

    public long nowMs() {
        return clock.nowMs();
    }

    /** What the processes before may have given away that is forgotten. */
    public LostIds lostIds() {
        return loop.lostIds();
    }

    public int epoch() {
        return loop.epoch();
    }

    public boolean live() {
        return live;
    }

    public int outstanding() {
        return router.outstanding();
    }

    public boolean offer(Command command) {
        return inbox.offer(command);
    }

    public void attach(int pbxId, EffectCarrier carrier) {
        router.attach(pbxId, carrier);
    }

    /** From now on effects for the call with this key go to that PBX, whoever has begun it. */
    public void carriedBy(long callKey, int pbxId) {
        ContactDetails there = new ContactDetails(pbxId, "", "", "", "", "", "", "", "");
        router.applying(new Command.ContactArrived(callKey, Channel.VOICE, 0, 0, 0, 0, List.of(), there));
    }

    public void goLive() {
        loop.enterLive();
        live = true;
    }

    /** When there is something to do next, on the room's own clock. */
    public long nextAtMs() {
        if (!live) {
            return Long.MAX_VALUE;
        }
        return inbox.depth() > 0 ? clock.nowMs() : loop.nextDeadlineAtMs();
    }

    /** Whether a new file of the log begins with what is written next. */
    public boolean beginsFile() {
        return log.bytes() >= log.settings().segmentBytes();
    }

    public void turn() throws InterruptedException {
        if (beginsFile()) {
            forced(); // else it would hang on the disk's speed whether the file ends here
        }
        loop.turn(0);
    }

    private void forced() throws InterruptedException {
        try {
            log.durable(log.flushedIndex()).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the disk of this machine fails", e);
        }
    }

    /** Changes with everything that is written to the log's directory. */
    public long written() {
        return log.flushedIndex() + log.bytes() + snapshots;
    }

    /** So many snapshots have been written. */
    public long snapshots() {
        return snapshots;
    }

    // ---- the engine that follows

    /** Asked after every snapshot. */
    private long held(Behind behind) {
        snapshots++;
        return behind.heldByHistory.getAsLong();
    }

    private ShadowEngine shadow() {
        ShadowEngine following = shadow;
        if (following == null) {
            throw new IllegalStateException("nobody follows");
        }
        return following;
    }

    /** The engine that follows does one thing, if there is one to do. */
    public void follow() throws InterruptedException {
        shadow().turn(0);
    }

    /** Of the last entry that the engine that follows has applied. */
    public long followedIndex() {
        return shadow().index();
    }

    /** What is wrong with the log or with the engine that follows; empty if nothing is. */
    public String trouble() {
        return Stream.of(log.trouble().detail(), shadow().trouble(), shadow().damage())
                .filter(what -> !what.isEmpty())
                .findFirst()
                .orElse("");
    }

    // ---- what the history asks of it, as of an EngineRoom

    public UUID logId() {
        return log.logId();
    }

    public long replayedIndex() {
        return log.replayedIndex();
    }

    public CompletableFuture<Void> durable(long index) {
        return log.durable(index);
    }

    public void reread(long fromIndex, EventSink sink) throws IOException {
        if (behind == null) {
            throw new IllegalStateException("nobody follows");
        }
        new Past(log, new Snapshots(log.directory())).tell(fromIndex, behind.maker, sink);
    }

    // ---- the end

    /** The process dies: what it had not written is lost to it, and its lock with it. */
    public void kill() {
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It is stopped in good order. */
    public void stop() {
        loop.close();
    }
}
