package org.usher.server.caller;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.ToldWait;
import org.usher.core.api.ToldWait.Cause;
import org.usher.server.wallboard.ToldRow;

/**
 * What callers in line were told of the rest of their waits, and how right it was for those who were answered: each telling counts, from
 * when it was said until an agent had the call. Later than the longest that was said is what callers hold against a centre; "more than"
 * says no longest, and "about" no shortest but the next smaller word. Who hung up, or went elsewhere, says nothing of how long it would
 * have been. Since this server started; not safe from several threads.
 */
final class ToldWaits {
    /** Of one caller; more often nobody is told. */
    private static final int MOST_TELLINGS = 60;

    private final Map<Long, List<Telling>> byEntry = new HashMap<>();
    private final Map<String, ToldRow> byQueue = new TreeMap<>();
    private final Counter told;
    private final Counter scored;
    private final Counter sooner;
    private final Counter later;
    private final Counter lateSeconds;
    private final Map<Cause, Counter> longer = new EnumMap<>(Cause.class);

    private record Telling(String queue, SpokenWait.Words words, long atMs) {}

    ToldWaits(MeterRegistry registry) {
        told = counter(registry, "", "Times that a caller in line was told how long it will be");
        scored = counter(registry, ".scored", "Of those, told to callers who were answered");
        sooner = counter(registry, ".sooner", "Of the scored, answered sooner than the shortest that was said");
        later = counter(registry, ".later", "Of the scored, answered later than the longest that was said");
        lateSeconds = counter(registry, ".late.seconds", "By how much later, summed up");
        for (Cause cause : Cause.values()) {
            longer.put(
                    cause,
                    Counter.builder("usher.waits.told.longer")
                            .description(
                                    "Of all tellings, those of more than the same caller was told before, by the cause")
                            .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** The caller with this entry was told this now. */
    void told(long entryId, String queue, SpokenWait.Said said, long atMs) {
        SpokenWait.Words words = said.words();
        List<Telling> tellings = byEntry.computeIfAbsent(entryId, _ -> new ArrayList<>());
        if (tellings.size() < MOST_TELLINGS) {
            tellings.add(new Telling(queue, words, atMs));
        }
        told.increment();
        ToldWait.Longer why = said.longer();
        if (why != null) {
            Objects.requireNonNull(longer.get(why.cause())).increment();
        }
        ToldRow before = figures(queue);
        byQueue.put(queue, new ToldRow(words.text(), atMs, before.scored(), before.later()));
    }

    /** Nobody's wait goes on any more whose entry ended. */
    void ended(Event.EntryEnded ended) {
        List<Telling> tellings = byEntry.remove(ended.entryId());
        if (tellings != null && ended.outcome() == EntryOutcome.ANSWERED) {
            tellings.forEach(telling -> score(telling, Math.max(0, ended.atMs() - telling.atMs)));
        }
    }

    private void score(Telling telling, long waitedMs) {
        boolean late = waitedMs > telling.words.longestMs();
        scored.increment();
        if (waitedMs < telling.words.shortestMs()) {
            sooner.increment();
        }
        if (late) {
            later.increment();
            lateSeconds.increment((waitedMs - telling.words.longestMs()) / 1_000.0);
        }
        ToldRow before = figures(telling.queue);
        byQueue.put(
                telling.queue,
                new ToldRow(before.words(), before.atMs(), before.scored() + 1, before.later() + (late ? 1 : 0)));
    }

    private ToldRow figures(String queue) {
        return byQueue.getOrDefault(queue, ToldRow.NONE);
    }

    /** It is not known who still stands in line. */
    void forget() {
        byEntry.clear();
    }

    /** By the queues' names. */
    Map<String, ToldRow> byQueue() {
        return Map.copyOf(byQueue);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("usher.waits.told" + name)
                .description(description)
                .register(registry);
    }
}
