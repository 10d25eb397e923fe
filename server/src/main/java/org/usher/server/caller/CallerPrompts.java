package org.usher.server.caller;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.ToldWait;
import org.usher.core.api.WaitFromNow;
import org.usher.server.engine.EngineEye;
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
    private final LongAdder offered = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private final LongAdder unnoted = new LongAdder();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("caller-prompts").daemon().factory());
    private volatile Map<String, CallerCare> care = Map.of();
    private volatile @Nullable Configuration adopted;
    /** Events are known from here on only. */
    private volatile boolean anew;
    /** So is this, and it is not known from where on. */
    private volatile boolean lost;
    /** Of its thread. */
    private boolean reading;

    /**
     * The engine.
     *
     * @param eye by which is read how it stands with a caller who is to be told
     * @param inbox takes what callers were told; false if it is full
     */
    public record Engine(EngineEye eye, Predicate<Command> inbox) {}

    /** Plays to a caller; completed with false if he did not wait just then. */
    @FunctionalInterface
    public interface Player {
        CompletionStage<Boolean> say(int pbxId, long contactId, String sounds, @Nullable CallbackOffer offer);
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

    /** How many callers were offered to be called back. */
    public long offered() {
        return offered.sum();
    }

    /** How many events were lost, as more came than could be taken note of. */
    public long missed() {
        return missed.sum();
    }

    /** How many times the engine did not take what a caller was told, so that his story does not tell it. */
    public long unnoted() {
        return unnoted.sum();
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
                    Event.CallbackDue _,
                    Event.ContactConnected _,
                    Event.TalkJoined _,
                    Event.WaitEstimated _,
                    Event.OfferMade _,
                    Event.OfferEnded _,
                    Event.EntryEnded _,
                    Event.ContactEnded _ -> {
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
    public void start(
            Supplier<Map<String, CallerCare>> inForce,
            Player player,
            Engine engine,
            Consumer<Map<String, ToldRow>> board) {
        var _ = thread.scheduleWithFixedDelay(
                () -> guardedRound(inForce, player, engine, board), ROUND_MS, ROUND_MS, TimeUnit.MILLISECONDS);
    }

    private void guardedRound(
            Supplier<Map<String, CallerCare>> inForce,
            Player player,
            Engine engine,
            Consumer<Map<String, ToldRow>> board) {
        try {
            care = inForce.get();
            round(player, engine);
            read(engine.eye);
            board.accept(told.byQueue());
        } catch (RuntimeException e) { // an executor would end the rounds without a word
            LOG.error("what callers are to hear could not be worked out", e);
        }
    }

    /** On its thread. */
    private void round(Player player, Engine engine) {
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
            var _ = player.say(prompt.pbxId(), prompt.contactId(), prompt.sounds(), prompt.offer())
                    .whenComplete((begun, failure) -> said(prompt, failure == null && begun, engine));
        }
    }

    /** Has the engine say how it stands with those who are to be told how long it will be, so that the next round can tell them. */
    private void read(EngineEye eye) {
        List<Long> unread = reading ? List.of() : prompter.unread(MOST_A_SECOND);
        if (unread.isEmpty()) {
            return;
        }
        reading = true;
        long atMs = nowMs.getAsLong();
        var _ = eye.look(engine -> unread.stream()
                        .map(contactId -> engine.waitFromNow(contactId, atMs))
                        .flatMap(Optional::stream)
                        .toList())
                .whenComplete((waits, failure) -> onThread(() -> {
                    reading = false;
                    if (failure != null) {
                        LOG.warn(
                                "it could not be read how long {} callers will wait: {}",
                                unread.size(),
                                failure.toString());
                    }
                    Map<Long, WaitFromNow> known = new HashMap<>();
                    Optional.ofNullable(waits).orElse(List.of()).forEach(wait -> known.put(wait.contactId(), wait));
                    unread.forEach(contactId -> prompter.read(contactId, known.get(contactId), atMs));
                }));
    }

    private void happened(Event event) {
        prompter.happened(event, care);
        if (event instanceof Event.EntryEnded ended) {
            told.ended(ended);
        }
    }

    private void said(Prompter.Prompt prompt, boolean begun, Engine engine) {
        onThread(() -> {
            if (begun) {
                heard(prompt, engine);
            } else {
                prompter.notHeard(prompt, nowMs.getAsLong());
            }
        });
    }

    private void onThread(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed: nobody asks any more what callers hear");
        }
    }

    private void heard(Prompter.Prompt prompt, Engine engine) {
        played.increment();
        CallbackOffer offer = prompt.offer();
        if (offer != null && offer.first()) {
            offered.increment();
        }
        prompter.heard(prompt, nowMs.getAsLong(), care);
        Prompter.Told wait = prompt.told();
        if (wait != null) {
            ToldWait words = wait.said().told();
            told.told(prompt.entryId(), wait.queue(), wait.said(), nowMs.getAsLong());
            if (!engine.inbox.test(new Command.WaitTold(prompt.contactId(), prompt.entryId(), words))) {
                unnoted.increment();
            }
            ToldWait.Longer longer = words.longer();
            if (longer != null) {
                LOG.info(
                        "contact {} of {} is told a longer wait than before, {}: {}, {} before and {} now",
                        prompt.contactId(),
                        wait.queue(),
                        words.words(),
                        longer.cause(),
                        longer.before(),
                        longer.now());
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
