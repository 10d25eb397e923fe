package org.usher.server.callback;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.usher.core.api.CallbackWindow;
import org.usher.server.hours.OpeningHours;

/**
 * The windows of one queue as they are now, worked out from its rule, its hours, and how long its calls last.
 *
 * <p>A window lasts from one time of the day that is a multiple of the rule's length to the next. So where the clocks change it may be longer
 * or shorter than the rule says, and none is missing, doubled or laid over another; of an hour that the clock shows twice both have theirs.
 *
 * <p>The rule of capacity: in one window at most so many calls are promised as the agents counted on get done in the rule's share of it,
 * share × agents × length ÷ (handling time + ringing), rounded down. So if all of them were due at the same moment, all agents together would
 * need that share of the window for them; that, one more call that may be going on, and all attempts are the slack: as much before the
 * window's end a promise is due.
 *
 * <p>The rule of attempts: the slack has room for every attempt that the queue allows, the pauses between them and the ringing of each, for
 * as many of them as fit into the window; what does not fit comes too late anyhow, and no room is kept for it. When a promise is due is
 * settled when it is given, and nobody knows then which customers will not pick up. What share of attempts is in vain decides what that is
 * worth: if it is f, each hundred customers need a second attempt 100 f times, a third 100 f² times. With one in seven in vain two customers
 * in a hundred need the third; without room for it their promises break wherever agents are busy until promises are due, and that is more
 * than the hundredth that may break. With one in thirty it is one in a thousand, and the room only makes callers wait longer behind promises
 * that are due sooner. The rule does not follow the share that was seen: that share is learnt from other customers at other hours, a promise
 * is kept to one, and what the slack is can so be told from the configuration alone. Whose customers do pick up gives shorter or fewer pauses.
 *
 * @param hours empty if the queue is always open
 * @param zone whose clock the windows begin by
 */
public record WindowPlan(WindowRule rule, Optional<OpeningHours> hours, ZoneId zone, Calls calls) {
    private static final long DAY_MS = 24 * 3_600_000L;

    /**
     * How long it takes to call a customer back.
     *
     * @param handlingMs how long a call keeps an agent, after-call work and attempts in vain included, the ringing that it begins with not
     * @param ringMs how long it takes at most until both have picked up
     * @param retryMs after which pauses a customer who is not reached is called again; as often as there are any
     */
    public record Calls(long handlingMs, long ringMs, List<Long> retryMs) {
        public Calls {
            retryMs = List.copyOf(retryMs);
        }

        private long firstMs() {
            return handlingMs + ringMs;
        }

        /** How much longer it takes with as many further attempts as fit into that time. */
        private long retriesMs(long leftMs) {
            long takenMs = 0;
            for (long pauseMs : retryMs) {
                if (takenMs + pauseMs + ringMs > leftMs) {
                    break;
                }
                takenMs += pauseMs + ringMs;
            }
            return takenMs;
        }
    }

    /** How many calls may be promised in one window of the usual length. */
    int capacity() {
        return capacity(rule.lengthMs());
    }

    /** How many calls may be promised in this window. */
    int capacity(CallbackWindow window) {
        return capacity(window.untilMs() - window.fromMs());
    }

    private int capacity(long lengthMs) {
        return (int)
                Math.min(Integer.MAX_VALUE, rule.sharePercent() * lengthMs * rule.agents() / (100 * calls.firstMs()));
    }

    private CallbackWindow between(long fromMs, long untilMs) {
        long lengthMs = untilMs - fromMs;
        long onceMs = onceMs(lengthMs);
        return new CallbackWindow(fromMs, untilMs, untilMs - onceMs - calls.retriesMs(lengthMs - onceMs));
    }

    /** How long it takes to call all once who are promised the same, after one more call. */
    private long onceMs(long lengthMs) {
        return rule.sharePercent() * lengthMs / 100 + calls.firstMs();
    }

    /** When no more of the window's slack is left (epoch ms) than all who are promised it need to be called once. */
    long scarceFromMs(CallbackWindow window) {
        return Math.clamp(
                window.untilMs() - onceMs(window.untilMs() - window.fromMs()), window.dueAtMs(), window.untilMs());
    }

    /** Those that have not begun and lie within the hours, the earliest first. */
    Stream<CallbackWindow> ahead(long nowMs) {
        LocalDate today = Instant.ofEpochMilli(nowMs).atZone(zone).toLocalDate();
        long[] begins = LongStream.rangeClosed(0, rule.days() + 1L)
                .flatMap(day -> begins(today.plusDays(day)))
                .toArray();
        return LongStream.range(0, begins.length - 1L)
                .mapToObj(at -> between(begins[(int) at], begins[(int) at + 1]))
                .filter(window -> window.fromMs() >= nowMs && !isTooFar(window.fromMs(), nowMs) && isOpen(window));
    }

    /** That which begins then, promised while the queue is open, near or far; empty if none does. */
    public Optional<CallbackWindow> window(long fromMs) {
        LocalDate day = Instant.ofEpochMilli(fromMs).atZone(zone).toLocalDate();
        LongPredicate isLater = atMs -> atMs > fromMs;
        return begins(day).anyMatch(atMs -> atMs == fromMs)
                ? Optional.of(between(
                        fromMs,
                        LongStream.concat(begins(day), begins(day.plusDays(1)))
                                .filter(isLater)
                                .findFirst()
                                .orElseThrow()))
                : Optional.empty();
    }

    boolean isTooFar(long fromMs, long nowMs) {
        return fromMs > nowMs + rule.days() * DAY_MS;
    }

    /** Whether the queue is open all the window long. */
    boolean isOpen(CallbackWindow window) {
        if (hours.isEmpty()) {
            return true;
        }
        OpeningHours.Word word = hours.get().at(window.fromMs());
        return word.open() && (word.untilMs() == null || word.untilMs() >= window.untilMs());
    }

    /** When windows begin on this day (epoch ms), in order. A time that the clock leaves out is none. */
    private LongStream begins(LocalDate day) {
        return LongStream.iterate(0, inDayMs -> inDayMs < DAY_MS, inDayMs -> inDayMs + rule.lengthMs())
                .flatMap(inDayMs -> {
                    LocalDateTime shown = day.atStartOfDay().plus(Duration.ofMillis(inDayMs));
                    return zone.getRules().getValidOffsets(shown).stream()
                            .mapToLong(offset -> shown.toInstant(offset).toEpochMilli());
                })
                .sorted();
    }
}
