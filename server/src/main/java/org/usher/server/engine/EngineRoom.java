package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.usher.core.api.Command;
import org.usher.core.api.QueueEngine;
import org.usher.server.metrics.EngineMetrics;

/** The engine with all that it needs, wired: clock, inbox, command log, requests, effect router and loop. */
public final class EngineRoom implements CopyMaker, AutoCloseable {
    private static final int INBOX_CAPACITY = 65_536;
    private static final long REQUEST_TIMEOUT_MS = 5_000;

    private final CommandLog log;
    private final EngineClock clock;
    private final EngineInbox inbox = new BoundedInbox(INBOX_CAPACITY);
    private final EngineMetrics metrics;
    private final Requests requests;
    private final EffectRouter router;
    private final EngineLoop loop;
    private final EngineMaker maker;
    private final ShadowEngine shadow;

    private EngineRoom(CommandLog log, EngineMaker maker, EngineClock clock, Hearing hearing, EngineMetrics metrics) {
        this.log = log;
        this.clock = clock;
        this.metrics = metrics;
        this.maker = maker;
        this.requests = new Requests(this::offer, REQUEST_TIMEOUT_MS);
        this.router = new EffectRouter(requests, metrics);
        this.shadow = new ShadowEngine(log, maker, hearing.behind, hearing.heldByHistory, metrics);
        this.loop = new EngineLoop(
                new EngineLoop.Parts(maker, log, inbox, clock, router, requests, hearing.atOnce, metrics, shadow));
        metrics.gauge("usher.inbox.depth", "Commands waiting for the engine", inbox, EngineInbox::depth);
        metrics.gauge(
                "usher.actions.outstanding",
                "Actions whose end has not been reported",
                router,
                EffectRouter::outstanding);
        metrics.gauge(
                "usher.log.bytes", "Size of the file of the command log that is written to", log, CommandLog::bytes);
        metrics.gauge(
                "usher.log.bytes.kept",
                "Size of all files of the log and its snapshots, as of the last snapshot",
                shadow.compaction(),
                Compaction::bytes);
        metrics.gauge(
                "usher.log.trouble",
                "0 if the disk holds the log, 1 while memory holds what the disk does not take, 2 while nothing is recorded",
                log,
                l -> l.trouble().brokenOff() ? 2 : l.trouble().any() ? 1 : 0);
        metrics.gauge(
                "usher.shadow.lag",
                "Entries by which the engine that follows is behind the log's files",
                shadow,
                s -> Math.max(0, log.flushedIndex() - s.index()));
        metrics.gauge(
                "usher.engine.alive", "1 while the engine comes round in time, else 0", loop, l -> l.alive() ? 1 : 0);
    }

    /**
     * Who hears the events.
     *
     * @param atOnce on the live engine's thread; after a start, only what came after the newest snapshot
     * @param behind on the thread of the engine that follows; after a start, all the past that the log still holds
     * @param heldByHistory index of the last entry whose events the database holds for certain, 0 if not known: nothing after it goes
     */
    public record Hearing(List<EventSink> atOnce, List<EventSink> behind, LongSupplier heldByHistory) {}

    /**
     * Opens the command log of this directory for the engine; nothing runs yet.
     *
     * @throws CommandLogException if another server has the directory
     */
    public static EngineRoom open(
            CommandLogPlace place, EngineMaker maker, EngineClock clock, Hearing hearing, EngineMetrics metrics)
            throws IOException {
        CommandLog log = CommandLog.open(place.directory(), place.settings(), metrics);
        return new EngineRoom(log, maker, clock, hearing, metrics);
    }

    /** Where the log is, and how it is kept. */
    public record CommandLogPlace(Path directory, LogSettings settings) {}

    /** How the log and the engine that follows are doing; {@code detail} says what is wrong, or how large the log is. */
    public record LogState(boolean well, String detail) {}

    /** Whether those who hear behind the live engine have heard all that was there at the start. Safe from any thread. */
    public boolean pastTold() {
        return shadow.index() >= log.replayedIndex();
    }

    /** Safe from any thread. */
    public LogState logState() {
        CommandLog.Trouble trouble = log.trouble();
        if (trouble.any()) {
            return new LogState(
                    false,
                    (trouble.brokenOff() ? "entries are not recorded: " : "entries wait in memory: ")
                            + trouble.detail());
        }
        return Stream.of(shadow.trouble(), shadow.compaction().alarm(), shadow.damage())
                .filter(what -> !what.isEmpty())
                .findFirst()
                .map(what -> new LogState(false, what))
                .orElseGet(() -> new LogState(
                        true, "written up to entry " + log.flushedIndex() + ", told up to entry " + shadow.index()));
    }

    /** Puts a command before the engine; never blocks; false if the inbox is full. Safe from any thread. */
    public boolean offer(Command command) {
        boolean taken = inbox.offer(command);
        if (!taken) {
            metrics.inboxRefused();
        }
        return taken;
    }

    @Override
    public CompletableFuture<ByteBuffer> copy() {
        return loop.look(QueueEngine::lastIndex).thenCompose(shadow::copy);
    }

    @Override
    public String progress() {
        return shadow.progress();
    }

    public EngineClock clock() {
        return clock;
    }

    public RequestDesk requests() {
        return requests;
    }

    public EffectRouter router() {
        return router;
    }

    public EngineLoop loop() {
        return loop;
    }

    /** Which log this is; made with it. Known after the replay. */
    public UUID logId() {
        return log.logId();
    }

    /** Log index of the last entry that was there when the log was opened, 0 if it was empty. Known after the replay. */
    public long replayedIndex() {
        return log.replayedIndex();
    }

    /**
     * Gives the events from this index on, as far as the log still holds them, once more, by applying them to an engine on the calling
     * thread; takes as long as it takes, and ends early if {@code sink} throws. Safe from any thread after the replay.
     */
    public void reread(long fromIndex, EventSink sink) throws IOException {
        new Past(log, new Snapshots(log.directory())).tell(fromIndex, maker, sink);
    }

    @Override
    public void close() {
        loop.close();
    }
}
