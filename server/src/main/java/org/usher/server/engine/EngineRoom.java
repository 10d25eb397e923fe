package org.usher.server.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.server.metrics.EngineMetrics;

/** The engine with all that it needs, wired: clock, inbox, command log, requests, effect router and loop. */
public final class EngineRoom implements AutoCloseable {
    private static final int INBOX_CAPACITY = 65_536;
    private static final long REQUEST_TIMEOUT_MS = 5_000;

    private final CommandLog log;
    private final EngineClock clock;
    private final EngineInbox inbox = new BoundedInbox(INBOX_CAPACITY);
    private final EngineMetrics metrics;
    private final Requests requests;
    private final EffectRouter router;
    private final EngineLoop loop;

    private EngineRoom(
            CommandLog log, QueueEngine engine, EngineClock clock, List<EventSink> sinks, EngineMetrics metrics) {
        this.log = log;
        this.clock = clock;
        this.metrics = metrics;
        this.requests = new Requests(this::offer, REQUEST_TIMEOUT_MS);
        this.router = new EffectRouter(requests, metrics);
        this.loop = new EngineLoop(new EngineLoop.Parts(engine, log, inbox, clock, router, requests, sinks, metrics));
        metrics.gauge("usher.inbox.depth", "Commands waiting for the engine", inbox, EngineInbox::depth);
        metrics.gauge(
                "usher.actions.outstanding",
                "Actions whose end has not been reported",
                router,
                EffectRouter::outstanding);
        metrics.gauge("usher.log.bytes", "Size of the command log", log, CommandLog::bytes);
        metrics.gauge(
                "usher.engine.alive", "1 while the engine comes round in time, else 0", loop, l -> l.alive() ? 1 : 0);
    }

    /**
     * Opens the command log of this directory for the engine; nothing runs yet.
     *
     * @param sinks hear every event, from the first of the log on
     * @throws CommandLogException if another server has the directory
     */
    public static EngineRoom open(
            Path directory, QueueEngine engine, EngineClock clock, List<EventSink> sinks, EngineMetrics metrics)
            throws IOException {
        return new EngineRoom(CommandLog.open(directory, metrics), engine, clock, sinks, metrics);
    }

    /** Puts a command before the engine; never blocks; false if the inbox is full. Safe from any thread. */
    public boolean offer(Command command) {
        boolean taken = inbox.offer(command);
        if (!taken) {
            metrics.inboxRefused();
        }
        return taken;
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
     * Gives the events of all entries applied so far once more, by applying them to a fresh engine on the calling thread; takes as long as
     * it takes, and ends early if {@code sink} throws. Safe from any thread after the replay.
     */
    public void reread(QueueEngine fresh, EventSink sink) throws IOException {
        log.reread(entry -> {
            int[] number = {0};
            fresh.apply(entry, new Output() {
                @Override
                public void event(Event event) {
                    sink.accept(new RecordedEvent(entry.index(), number[0]++, event));
                }

                @Override
                public void effect(Effect effect) {
                    // only the live engine's effects are carried out
                }
            });
        });
    }

    @Override
    public void close() {
        loop.close();
    }
}
