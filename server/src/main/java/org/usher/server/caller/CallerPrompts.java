package org.usher.server.caller;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.wallboard.ToldRow;

/**
 * Has the callers in line hear what their queues want them to hear. The events are handed over to a thread of its own, four times a second;
 * it gives out no more than {@link #MOST_A_SECOND} prompts a second, so that a long line does not keep Asterisk from its calls: they come
 * later then. When more happens than it can take note of, who stands in line hears nothing more, and those who come after do.
 */
public final class CallerPrompts implements EventSink, AutoCloseable {
    static final int MOST_A_SECOND = 20;
    private static final Logger LOG = LoggerFactory.getLogger(CallerPrompts.class);
    private static final long ROUND_MS = 250;
    private static final int BACKLOG = 100_000;

    private final LongSupplier nowMs;
    private final Prompter prompter = new Prompter();
    private final ToldWaits told;
    private final BlockingQueue<Event> heard = new ArrayBlockingQueue<>(BACKLOG);
    private final LongAdder played = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("caller-prompts").daemon().factory());
    private volatile Map<String, CallerCare> care = Map.of();
    private volatile @Nullable Configuration adopted;
    /** Events are known from here on only. */
    private volatile boolean anew;
    /** So is this, and it is not known from where on. */
    private volatile boolean lost;

    /** Plays to a caller; completed with false if he did not wait just then. */
    @FunctionalInterface
    public interface Player {
        CompletionStage<Boolean> say(int pbxId, long contactId, String sounds);
    }

    /** @param nowMs the engine's time (epoch ms) */
    public CallerPrompts(LongSupplier nowMs, MeterRegistry registry) {
        this.nowMs = nowMs;
        this.told = new ToldWaits(registry);
    }

    /** How many prompts were begun. */
    public long played() {
        return played.sum();
    }

    /** How many events were lost, as more came than could be taken note of. */
    public long missed() {
        return missed.sum();
    }

    @Override
    public void accept(RecordedEvent recorded) {
        if (recorded.event() instanceof Event.ConfigurationAdopted e) {
            adopted = e.configuration();
        }
        switch (recorded.event()) {
            case Event.ConfigurationAdopted _,
                    Event.AgentStateChanged _,
                    Event.ContactQueued _,
                    Event.ContactPrioritised _,
                    Event.WaitEstimated _,
                    Event.OfferMade _,
                    Event.OfferEnded _,
                    Event.EntryEnded _ -> {
                if (!heard.offer(recorded.event())) {
                    missed.increment();
                    lost = true;
                }
            }
            default -> {} // says nothing of who waits, or how long
        }
    }

    @Override
    public void resumed(EngineView state) {
        heard.clear();
        adopted = state.configuration();
        anew = true;
    }

    /**
     * Begins.
     *
     * @param inForce by the queues' names
     * @param board is told what callers of which queue are told, and how right that was
     */
    public void start(Supplier<Map<String, CallerCare>> inForce, Player player, Consumer<Map<String, ToldRow>> board) {
        var _ = thread.scheduleWithFixedDelay(
                () -> guardedRound(inForce, player, board), ROUND_MS, ROUND_MS, TimeUnit.MILLISECONDS);
    }

    private void guardedRound(
            Supplier<Map<String, CallerCare>> inForce, Player player, Consumer<Map<String, ToldRow>> board) {
        try {
            care = inForce.get();
            round(player);
            board.accept(told.byQueue());
        } catch (RuntimeException e) { // an executor would end the rounds without a word
            LOG.error("what callers are to hear could not be worked out", e);
        }
    }

    /** On its thread. */
    private void round(Player player) {
        List<Event> events = new ArrayList<>();
        boolean gap = lost;
        lost = false;
        Configuration latest = adopted;
        if ((gap || anew) && latest != null) {
            anew = false;
            prompter.forget();
            told.forget();
            prompter.adopt(latest);
        }
        heard.drainTo(events);
        if (!gap) {
            events.forEach(this::happened);
        }
        int most = (int) (MOST_A_SECOND * ROUND_MS / 1_000);
        for (Prompter.Prompt prompt : prompter.due(nowMs.getAsLong(), most, care)) {
            var _ = player.say(prompt.pbxId(), prompt.contactId(), prompt.sounds())
                    .whenComplete((begun, failure) -> said(prompt, failure == null && begun));
        }
    }

    private void happened(Event event) {
        prompter.happened(event, care);
        if (event instanceof Event.EntryEnded ended) {
            told.ended(ended);
        }
    }

    private void said(Prompter.Prompt prompt, boolean begun) {
        try {
            thread.execute(() -> {
                if (begun) {
                    heard(prompt);
                } else {
                    prompter.notHeard(prompt, nowMs.getAsLong());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("closed: nobody asks what {} heard", prompt.contactId());
        }
    }

    private void heard(Prompter.Prompt prompt) {
        played.increment();
        prompter.heard(prompt, nowMs.getAsLong(), care);
        Prompter.Told wait = prompt.told();
        if (wait != null) {
            SpokenWait.Words words = wait.said().words();
            told.told(prompt.entryId(), wait.queue(), words, nowMs.getAsLong());
            if (wait.said().cause() != null) {
                LOG.info(
                        "contact {} is told a longer wait than before, {}: {}",
                        prompt.contactId(),
                        words.text(),
                        wait.said().cause());
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
