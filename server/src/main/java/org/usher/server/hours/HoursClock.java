package org.usher.server.hours;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Command;
import org.usher.core.api.EngineView;
import org.usher.server.engine.EngineEye;

/**
 * Opens and closes the queues' doors by their hours. It gives an order when what the hours say is not what they ordered last, which the
 * engine remembers, over restarts too; so whatever a person orders in between stands until the hours begin or end the next time, and a
 * change of the hours that nobody was there to see, or that came by another configuration, is made up for. A queue that has no hours any
 * more is opened if it was its hours that closed it.
 *
 * <p>It looks once a second, by the wall clock: a clock that is set is followed. The engine is asked how its doors stand only when
 * something may have to be ordered.
 */
public final class HoursClock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HoursClock.class);

    private final Supplier<OpeningBook> book;
    private final EngineEye eye;
    private final Predicate<Command> engine;
    private final Consumer<Map<String, Long>> openings;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("opening-hours").daemon().factory());
    // of its thread
    private @Nullable OpeningBook known;
    private Map<String, OpeningHours.Word> words = Map.of();
    private long lastReadMs;
    private boolean settled;
    private @Nullable CompletableFuture<EngineView> asked;

    /**
     * A clock that stands still.
     *
     * @param book what is in force
     * @param engine takes a command; false if it has too much to do
     * @param openings told when each queue that has hours opens next (epoch ms), by the queues' names, whenever that changes
     */
    public HoursClock(
            Supplier<OpeningBook> book,
            EngineEye eye,
            Predicate<Command> engine,
            Consumer<Map<String, Long>> openings) {
        this.book = book;
        this.eye = eye;
        this.engine = engine;
        this.openings = openings;
    }

    /**
     * Begins to look, every second.
     *
     * @param wallClockMs epoch ms
     */
    public void start(LongSupplier wallClockMs) {
        var _ = thread.scheduleWithFixedDelay(() -> guardedLook(wallClockMs.getAsLong()), 0, 1, TimeUnit.SECONDS);
    }

    private void guardedLook(long nowMs) {
        try {
            look(nowMs);
        } catch (RuntimeException e) { // an executor would end the looks without a word
            LOG.error("The opening hours could not be looked at", e);
        }
    }

    /** On its thread: compares what the hours say with the doors, and gives the orders that are due. */
    void look(long nowMs) {
        OpeningBook current = book.get();
        boolean due = !current.equals(known)
                || words.values().stream().anyMatch(word -> word.untilMs() != null && word.untilMs() <= nowMs);
        if (due || hasGoneBack(nowMs)) {
            known = current;
            words = read(current, nowMs);
            lastReadMs = nowMs;
            settled = false;
            asked = null; // a view from before it would not do
            openings.accept(openings(current, nowMs));
        }
        if (!settled) {
            settle();
        }
    }

    /** A wall clock that is set back may be before a change again. */
    private boolean hasGoneBack(long nowMs) {
        return nowMs < lastReadMs;
    }

    private static Map<String, OpeningHours.Word> read(OpeningBook book, long nowMs) {
        Map<String, OpeningHours.Word> words = new HashMap<>();
        book.byQueue().forEach((queue, hours) -> words.put(queue, hours.at(nowMs)));
        return words;
    }

    private static Map<String, Long> openings(OpeningBook book, long nowMs) {
        Map<String, Long> openings = new TreeMap<>();
        book.byQueue().forEach((queue, hours) -> {
            Long atMs = hours.opensAfterMs(nowMs);
            if (atMs != null) {
                openings.put(queue, atMs);
            }
        });
        return openings;
    }

    private void settle() {
        CompletableFuture<EngineView> looking = asked;
        if (looking == null) {
            asked = eye.view();
        } else if (looking.isDone()) {
            asked = null;
            try {
                settled = order(looking.join());
            } catch (CompletionException | CancellationException e) {
                LOG.debug("the engine could not be asked how its doors stand, and will be", e);
            }
        }
    }

    /** True if nothing had to be ordered. */
    private boolean order(EngineView view) {
        Map<Integer, String> names = new HashMap<>();
        view.configuration().queues().forEach(queue -> names.put(queue.queueId(), queue.name()));
        boolean nothing = true;
        for (EngineView.QueueView queue : view.queues()) {
            String name = names.get(queue.queueId());
            if (name == null) {
                continue; // not in the configuration any more
            }
            OpeningHours.Word word = words.get(name);
            boolean open = word == null || word.open();
            if (open == queue.hoursClosed()) {
                nothing = false;
                if (engine.test(new Command.SetQueueDoor(0, queue.queueId(), open))) {
                    LOG.info("Queue {}: its hours have {}", name, open ? "begun" : "ended");
                }
            }
        }
        return nothing;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
