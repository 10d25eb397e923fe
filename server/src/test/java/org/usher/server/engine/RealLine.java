package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;
import org.usher.server.metrics.EngineMetrics;

/** The real engine on a real log with callers and agents who do anything at all, turned by hand under virtual time; with a shadow or without. */
final class RealLine implements AutoCloseable {
    static final EngineMaker MAKER = new EngineMaker() {
        @Override
        public QueueEngine create() {
            return Engines.create();
        }

        @Override
        public QueueEngine restore(ByteBuffer snapshot) throws IOException {
            return Engines.restore(snapshot);
        }

        @Override
        public QueueEngine createAfter(LogEntry last) {
            return Engines.createAfter(last);
        }
    };

    final CommandLog log;
    final EngineLoop loop;
    final EffectRouter router;
    final List<RecordedEvent> events = new ArrayList<>();
    final @Nullable ShadowEngine shadow;
    private final Random random;
    private final BoundedInbox inbox = new BoundedInbox(10_000);
    private final List<Effect.Offer> offers = new ArrayList<>();
    private long nowMs;
    private long call;

    RealLine(CommandLog log, boolean shadowed, List<EventSink> behind, long startMs, long seed) throws IOException {
        this.log = log;
        this.nowMs = startMs;
        this.call = startMs;
        this.random = new Random(seed);
        EngineMetrics metrics = metrics();
        Requests requests = new Requests(inbox::offer, 60_000);
        router = new EffectRouter(requests, metrics);
        router.attach(FiveAgents.PBX, this::perform);
        shadow = shadowed ? new ShadowEngine(log, MAKER, behind, () -> Long.MAX_VALUE / 2, metrics) : null;
        EngineClock clock = new EngineClock(() -> nowMs, () -> nowMs * 1_000_000);
        loop = new EngineLoop(new EngineLoop.Parts(
                MAKER, log, inbox, clock, router, requests, List.of(events::add), metrics, shadow));
        loop.replay();
        loop.enterLive();
        inbox.offer(new Command.AdoptConfiguration(FiveAgents.centre()));
        for (int agent = 1; agent <= 5; agent++) {
            inbox.offer(new Command.LogIn(0, agent, List.of(agent)));
        }
    }

    static RealLine open(Path directory, LogSettings settings, boolean shadowed, long startMs, long seed)
            throws IOException {
        return new RealLine(CommandLog.open(directory, settings, metrics()), shadowed, List.of(), startMs, seed);
    }

    static EngineMetrics metrics() {
        return new EngineMetrics(new SimpleMeterRegistry());
    }

    /** So many more callers, and what happens to earlier ones meanwhile. */
    void live(int calls) throws Exception {
        for (int i = 0; i < calls; i++) {
            call++;
            inbox.offer(Entries.arrival(call, FiveAgents.PBX));
            inbox.offer(new Command.ContactReachable(call));
            if (random.nextInt(4) == 0) {
                inbox.offer(new Command.ContactGone(call - random.nextInt(20), GoneCause.HUNG_UP));
            }
            if (!offers.isEmpty()) {
                happen(offers.get(offers.size() - 1 - random.nextInt(Math.min(10, offers.size()))));
            }
            nowMs += random.nextInt(3_000);
            loop.turn(0);
        }
    }

    private void happen(Effect.Offer offer) {
        inbox.offer(
                switch (random.nextInt(5)) {
                    case 0 ->
                        new Command.OfferAccepted(
                                offer.actionId(),
                                offer.rung().getFirst().deviceIds().getFirst());
                    case 1 -> new Command.OfferConnected(offer.actionId());
                    case 2 -> new Command.OfferFailed(offer.actionId(), OfferOutcome.REJECTED);
                    case 3 -> new Command.TalkEnded(offer.actionId(), EndedBy.AGENT);
                    default -> new Command.AgentLegEnded(offer.actionId());
                });
    }

    /** Asked of the engine by its own thread, which is the caller's; all invariants hold then. */
    Fingerprint fingerprint() throws Exception {
        var look = loop.look(engine -> {
            engine.checkInvariants();
            return new Fingerprint(engine.lastIndex(), engine.stateHash());
        });
        loop.turn(0);
        return look.get();
    }

    /** Which state. */
    record Fingerprint(long index, long stateHash) {}

    long nowMs() {
        return nowMs;
    }

    /** What the disk would hold if the process died now. */
    static Path image(Path directory, Path copy) throws IOException {
        Files.createDirectories(copy);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try {
                    Files.copy(file, copy.resolve(String.valueOf(file.getFileName())));
                } catch (NoSuchFileException e) {
                    // a snapshot that was being written has got its name meanwhile, and counts as not written yet; or
                    // an old one is gone
                    assertThat(String.valueOf(file.getFileName())).startsWith("snapshot-");
                }
            }
        }
        return copy;
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Offer offer) {
            offers.add(offer);
        }
        if (effect instanceof Effect.Action action && random.nextInt(8) > 0) {
            inbox.offer(new Command.ActionFinished(action.actionId(), ActionOutcome.DONE, ""));
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
