package org.usher.server.engine;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EngineView;
import org.usher.core.api.LostIds;
import org.usher.core.api.QueueEngine;
import org.usher.server.metrics.EngineMetrics;

/** What {@link EngineRoom} is, with its real log, router and loop, but turned by hand under virtual time. One thread. */
public final class VirtualRoom {
    private final QueueEngine engine;
    private final BoundedInbox inbox;
    private final EngineClock clock;
    private final EffectRouter router;
    private final CommandLog log;
    private final EngineLoop loop;
    private boolean live;

    private VirtualRoom(
            Path directory, QueueEngine engine, LongSupplier wallMs, int inboxCapacity, List<EventSink> sinks)
            throws IOException {
        EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
        this.engine = engine;
        this.inbox = new BoundedInbox(inboxCapacity);
        this.clock = new EngineClock(wallMs, () -> TimeUnit.MILLISECONDS.toNanos(wallMs.getAsLong()));
        Requests requests = new Requests(inbox::offer, 60_000);
        this.router = new EffectRouter(requests, metrics);
        this.log = CommandLog.open(directory, metrics);
        this.loop = new EngineLoop(
                new EngineLoop.Parts(new OneEngine(engine), log, inbox, clock, router, requests, sinks, metrics, null));
    }

    /**
     * Opens the log in this directory and replays it.
     *
     * @param wallMs the wall clock, of which only the passing of time is felt after the first look
     */
    public static VirtualRoom open(Path directory, QueueEngine engine, LongSupplier wallMs, int inboxCapacity)
            throws IOException {
        return open(directory, engine, wallMs, inboxCapacity, List.of());
    }

    /** The same, heard by these. */
    public static VirtualRoom open(
            Path directory, QueueEngine engine, LongSupplier wallMs, int inboxCapacity, List<EventSink> sinks)
            throws IOException {
        VirtualRoom room = new VirtualRoom(directory, engine, wallMs, inboxCapacity, sinks);
        try {
            room.loop.replay();
            return room;
        } catch (IOException | RuntimeException e) {
            room.log.close(); // the kernel would do it, had the process really died
            throw e;
        }
    }

    public EngineView view() {
        return engine.view();
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

    public void turn() throws IOException, InterruptedException {
        loop.turn(0);
    }

    /** The process dies: what it had not written is lost, and its lock with it. */
    public void kill() {
        loop.close();
    }
}
