package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;
import org.usher.server.metrics.EngineMetrics;

/** The real engine on a real log: what the log holds is what happened. */
final class ReplayTest {

    @TempDir
    private Path directory;

    private final EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
    private final BoundedInbox inbox = new BoundedInbox(10_000);
    private final List<Effect.Offer> offers = new ArrayList<>();
    private final List<RecordedEvent> events = new ArrayList<>();
    private long nowMs = 1_700_000_000_000L;

    @Test
    void shouldLeadToTheSameStateAndTheSameEventsWhenTheLogIsAppliedAgain() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        QueueEngine engine = Engines.create();
        Requests requests = new Requests(inbox::offer, 60_000);
        EffectRouter router = new EffectRouter(requests, metrics);
        router.attach(FiveAgents.PBX, this::perform);
        EngineClock clock = new EngineClock(() -> nowMs, () -> nowMs * 1_000_000);
        try (CommandLog log = CommandLog.open(directory, metrics)) {
            EngineLoop loop = new EngineLoop(new EngineLoop.Parts(
                    EngineMaker.only(engine),
                    log,
                    inbox,
                    clock,
                    router,
                    requests,
                    List.of(events::add),
                    metrics,
                    null));
            loop.replay();
            loop.enterLive();
            inbox.offer(new Command.AdoptConfiguration(FiveAgents.centre(0)));
            for (int agent = 1; agent <= 5; agent++) {
                inbox.offer(new Command.LogIn(0, agent, List.of(agent)));
            }
            for (long call = 1; call <= 500; call++) {
                live(call, random);
                nowMs += random.nextInt(3_000);
                loop.turn(0);
            }
            engine.checkInvariants();

            QueueEngine again = Engines.create();
            List<RecordedEvent> eventsAgain = new ArrayList<>();
            log.reread(0, entry -> again.apply(entry, new Recorder(entry.index(), eventsAgain)));

            assertThat(again.stateHash()).as("seed %d", seed).isEqualTo(engine.stateHash());
            assertThat(eventsAgain).as("seed %d", seed).isEqualTo(events);
            assertThat(offers).as("something was decided").isNotEmpty();
            loop.close();
        }
    }

    /** A new caller, and something that happens to an earlier one. */
    private void live(long call, Random random) {
        inbox.offer(Entries.arrival(call, FiveAgents.PBX));
        inbox.offer(new Command.ContactReachable(call));
        if (random.nextInt(4) == 0) {
            inbox.offer(new Command.ContactGone(1 + random.nextLong(call), GoneCause.HUNG_UP));
        }
        if (!offers.isEmpty()) {
            Effect.Offer offer = offers.get(random.nextInt(offers.size()));
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
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Offer offer) {
            offers.add(offer);
        }
        if (effect instanceof Effect.Action action) {
            inbox.offer(new Command.ActionFinished(action.actionId(), ActionOutcome.DONE, ""));
        }
    }

    /** Gives events their identity, as the loop does. */
    private static final class Recorder implements Output {
        private final long index;
        private final List<RecordedEvent> target;
        private int number;

        private Recorder(long index, List<RecordedEvent> target) {
            this.index = index;
            this.target = target;
        }

        @Override
        public void event(Event event) {
            target.add(new RecordedEvent(index, number++, event));
        }

        @Override
        public void effect(Effect effect) {
            // events are compared; effects follow from the same decisions
        }
    }
}
