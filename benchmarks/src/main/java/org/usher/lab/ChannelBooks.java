package org.usher.lab;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import org.usher.core.api.BookingOutcome;

/**
 * What became of the callers of one day: each ends in exactly one {@link Ending}, each promise of a call in a window in exactly one
 * {@link BookingOutcome}. Times are in milliseconds from the first ring in.
 */
final class ChannelBooks {
    private static final long LONGEST_MS = 172_800_000L;

    /** How a caller ended. */
    enum Ending {
        /** Answered without having hung up. */
        ON_THE_LINE,
        /** Called back in his turn, and talked. */
        CALLED_BACK,
        /** Called back on a promise, kept or late, and talked. */
        PROMISED,
        /** Moved to a chat, and served there. */
        IN_CHAT,
        /** Hung up, or left the chat's line. */
        GAVE_UP,
        /** Called back as often as the queue does that, and never reached. */
        NOT_REACHED,
        /** Still to be called when the day was over. */
        UNSERVED;

        boolean served() {
            return switch (this) {
                case ON_THE_LINE, CALLED_BACK, PROMISED, IN_CHAT -> true;
                case GAVE_UP, NOT_REACHED, UNSERVED -> false;
            };
        }
    }

    private final Map<Ending, Long> endings = new EnumMap<>(Ending.class);
    private final Map<Ending, Long> serviceMs = new EnumMap<>(Ending.class);
    private final Map<BookingOutcome, Long> promises = new EnumMap<>(BookingOutcome.class);
    /** From the first ring in to the talk, of the served. */
    final Histogram toService = new PackedHistogram(LONGEST_MS, 3);

    long callers;
    long asked;
    long acceptedCallback;
    long acceptedChat;
    long promised;
    long promisesAttempted;
    long attempts;
    /** How long callers stood on the line or in the chat's: until answered, gone, or rid of the wait by a callback. */
    double heldMs;
    /** Callers who would hold the line whatever they are offered: the same persons on every arm. */
    long holders;

    double holdersWaitMs;
    long holdersGaveUp;
    /** Agents' time with customers, and at work, until the day's end. */
    double busyMs;

    double staffedMs;
    private final long untilMs;

    /** @param untilMs the day's end */
    ChannelBooks(long untilMs) {
        this.untilMs = untilMs;
    }

    void busy(long fromMs, long toMs) {
        busyMs += within(fromMs, toMs);
    }

    void staffed(long fromMs, long toMs) {
        staffedMs += within(fromMs, toMs);
    }

    private long within(long fromMs, long toMs) {
        return Math.min(toMs, untilMs) - Math.min(fromMs, untilMs);
    }

    void came(ChannelTraits traits) {
        callers++;
        holders += traits.holds() ? 1 : 0;
    }

    void held(ChannelTraits traits, long ms, Ending ending) {
        heldMs += ms;
        if (traits.holds()) {
            holdersWaitMs += ms;
            holdersGaveUp += ending == Ending.GAVE_UP ? 1 : 0;
        }
    }

    void ended(Ending ending, long sinceFirstRingMs) {
        endings.merge(ending, 1L, Long::sum);
        serviceMs.merge(ending, sinceFirstRingMs, Long::sum);
        if (ending.served()) {
            toService.recordValue(sinceFirstRingMs);
        }
    }

    /** @param attempts within the window */
    void settled(BookingOutcome outcome, int attempts) {
        promises.merge(outcome, 1L, Long::sum);
        promisesAttempted += attempts > 0 ? 1 : 0;
    }

    long of(Ending ending) {
        return endings.getOrDefault(ending, 0L);
    }

    long of(BookingOutcome outcome) {
        return promises.getOrDefault(outcome, 0L);
    }

    /** All of this ending together. */
    double msOf(Ending ending) {
        return serviceMs.getOrDefault(ending, 0L);
    }

    long served() {
        return of(Ending.ON_THE_LINE) + of(Ending.CALLED_BACK) + of(Ending.PROMISED) + of(Ending.IN_CHAT);
    }

    double servedMs() {
        return msOf(Ending.ON_THE_LINE) + msOf(Ending.CALLED_BACK) + msOf(Ending.PROMISED) + msOf(Ending.IN_CHAT);
    }

    /** Every caller has one ending and every promise one outcome, or the figures mean nothing. */
    void check() {
        long ended = endings.values().stream().mapToLong(Long::longValue).sum();
        long settled = promises.values().stream().mapToLong(Long::longValue).sum();
        if (ended != callers || settled != promised) {
            throw new IllegalStateException("of " + callers + " callers " + ended + " have an ending (" + endings
                    + "), of " + promised + " promises " + settled + " an outcome (" + promises + ")");
        }
    }
}
