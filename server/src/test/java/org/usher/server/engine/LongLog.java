package org.usher.server.engine;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.RoutingPlan;
import org.usher.core.engine.Engines;
import org.usher.server.metrics.EngineMetrics;

/** Command logs of a hundred busy agents under virtual time, written by the product's own loop, with its snapshots; and what writing costs. */
public final class LongLog {
    private static final int AGENTS = 100;
    private static final long START_MS = 1_700_000_000_000L;
    /** A little more than the agents can take: nobody idles, and who waits too long hangs up. */
    private static final double MEAN_BETWEEN_CALLS_MS = 1_700;

    private final Random random = new Random(1);
    private final BoundedInbox inbox = new BoundedInbox(10_000);
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atMs).thenComparingLong(Due::order));
    private final Set<Long> offered = new HashSet<>();
    private long nowMs = START_MS;
    private long order;
    private long calls;

    /** What somebody will do. */
    private record Due(long atMs, long order, Command command) {}

    private LongLog() {}

    /** Writes a log of at least so many entries into this directory, and returns how many they are. */
    public static long write(Path directory, long entries) throws Exception {
        return new LongLog().live(directory, entries);
    }

    private long live(Path directory, long entries) throws Exception {
        EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
        CommandLog log = CommandLog.open(directory, LogSettings.DEFAULT, metrics);
        Requests requests = new Requests(inbox::offer, 60_000);
        EffectRouter router = new EffectRouter(requests, metrics);
        router.attach(FiveAgents.PBX, this::perform);
        ShadowEngine shadow = new ShadowEngine(log, RealLine.MAKER, List.of(), () -> Long.MAX_VALUE / 2, metrics);
        EngineClock clock = new EngineClock(() -> nowMs, () -> nowMs * 1_000_000);
        EngineLoop loop = new EngineLoop(
                new EngineLoop.Parts(RealLine.MAKER, log, inbox, clock, router, requests, List.of(), metrics, shadow));
        loop.replay();
        loop.enterLive();
        inbox.offer(new Command.AdoptConfiguration(centre()));
        IntStream.rangeClosed(1, AGENTS).forEach(id -> inbox.offer(new Command.LogIn(0, id, List.of(id))));
        loop.turn(0);
        arriveIn(0);
        while (log.flushedIndex() < entries) {
            Due next = due.remove();
            while (loop.nextDeadlineAtMs() < next.atMs) {
                nowMs = Math.max(nowMs, loop.nextDeadlineAtMs());
                loop.turn(0);
            }
            nowMs = Math.max(nowMs, next.atMs);
            happen(next.command);
            loop.turn(0);
        }
        // it follows, at its own pace; what it had not come to would have no snapshot
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> log.flushedIndex() - shadow.index() <= 10_000);
        long last = log.flushedIndex();
        loop.close();
        return last;
    }

    private void arriveIn(long afterMs) {
        calls++;
        due(afterMs, Entries.arrival(calls, FiveAgents.PBX));
    }

    private void happen(Command command) {
        if (command instanceof Command.ContactArrived arrival) {
            inbox.offer(command);
            inbox.offer(new Command.ContactReachable(arrival.callKey()));
            due(exponential(120_000), new Command.ContactGone(arrival.callKey(), GoneCause.HUNG_UP));
            arriveIn(exponential(MEAN_BETWEEN_CALLS_MS));
        } else if (!(command instanceof Command.ContactGone gone
                && gone.cause() == GoneCause.HUNG_UP
                && offered.remove(gone.callKey()))) {
            inbox.offer(command);
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Offer offer) {
            offered.add(offer.callKey());
            int deviceId = offer.rung().getFirst().deviceIds().getFirst();
            long answeredMs = 1_000 + exponential(3_000) % 15_000;
            long endedMs = answeredMs + exponential(160_000);
            due(40, new Command.OfferRinging(offer.actionId()));
            due(answeredMs, new Command.OfferAccepted(offer.actionId(), deviceId));
            due(answeredMs + 10, new Command.OfferConnected(offer.actionId()));
            due(endedMs, new Command.TalkEnded(offer.actionId(), EndedBy.AGENT));
            due(endedMs + 2, new Command.AgentLegEnded(offer.actionId()));
            due(endedMs + 4, new Command.ContactGone(offer.callKey(), GoneCause.LEFT_TO_DIALPLAN));
        }
        if (effect instanceof Effect.Action action) {
            due(5, new Command.ActionFinished(action.actionId(), ActionOutcome.DONE, ""));
        }
    }

    private void due(long afterMs, Command command) {
        due.add(new Due(nowMs + afterMs, order++, command));
    }

    private long exponential(double mean) {
        return (long) (-mean * Math.log(1 - random.nextDouble()));
    }

    private static Configuration centre() {
        List<Configuration.Device> devices = new ArrayList<>();
        List<Configuration.Agent> agents = new ArrayList<>();
        for (int id = 1; id <= AGENTS; id++) {
            devices.add(new Configuration.Device(id, FiveAgents.PBX, "agent" + id));
            agents.add(new Configuration.Agent(id, "agent" + id, "Agent " + id, List.of(), List.of(1)));
        }
        Configuration.Queue queue = new Configuration.Queue(
                1,
                "sales",
                "Sales",
                AnswerMode.ON_ENTRY,
                0,
                RoutingPlan.ANYONE,
                20_000,
                5_000,
                5_000,
                600_000,
                0,
                new Configuration.ServiceLevelTarget(80, 20_000));
        return new Configuration(
                1, List.of(), List.of(queue), devices, agents, List.of(), Configuration.Settings.DEFAULT);
    }

    /** The same centre for centre.toml. */
    public static String centreFile() {
        StringBuilder text = new StringBuilder("""
                [[queue]]
                name = "sales"
                title = "Sales"
                """);
        for (int id = 1; id <= AGENTS; id++) {
            text.append("""
                    [[device]]
                    pbx = 1
                    endpoint = "agent%1$d"
                    [[agent]]
                    name = "agent%1$d"
                    title = "Agent %1$d"
                    queues = ["sales"]
                    """.formatted(id));
        }
        return text.toString();
    }

    /** Nanoseconds for each entry: an engine applies them alone, and one that has them in its log before, so many written at once. */
    public record Cost(double aloneNs, double loggedNs) {}

    /**
     * Applies the first entries of this log once more, alone and logged to {@code other}.
     *
     * @param batch entries between two writes; forced as in the product, on a thread of its own
     */
    public static Cost cost(Path directory, Path other, int most, int batch) throws IOException {
        List<LogEntry> entries = new ArrayList<>();
        RecordedLog.read(directory, entry -> {
            if (entries.size() < most) {
                entries.add(entry);
            }
        });
        double alone = applied(entries);
        EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
        try (CommandLog log = CommandLog.open(other, LogSettings.DEFAULT, metrics)) {
            log.replay(entry -> {});
            QueueEngine engine = Engines.create();
            long startNanos = System.nanoTime();
            for (int from = 0; from < entries.size(); from += batch) {
                List<LogEntry> some = entries.subList(from, Math.min(entries.size(), from + batch));
                some.forEach(log::append);
                log.flush();
                some.forEach(entry -> engine.apply(entry, NOBODY));
                if (from / 1_000 != (from + batch) / 1_000) {
                    log.seal(engine.stateHash(), QueueEngine.VERSION);
                }
            }
            return new Cost(alone, (System.nanoTime() - startNanos) / (double) entries.size());
        }
    }

    private static double applied(List<LogEntry> entries) {
        QueueEngine engine = Engines.create();
        long startNanos = System.nanoTime();
        entries.forEach(entry -> engine.apply(entry, NOBODY));
        return (System.nanoTime() - startNanos) / (double) entries.size();
    }

    private static final Output NOBODY = new Output() {
        @Override
        public void event(Event event) {
            // nobody hears it
        }

        @Override
        public void effect(Effect effect) {
            // nobody carries it out
        }
    };
}
