package org.usher.server.callback;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.usher.core.api.CallbackWindow;
import org.usher.server.hours.OpeningHours;

/**
 * The windows of one queue as they are now, worked out from its rule, its hours, and how long its calls last.
 *
 * <p>The rule of capacity: in one window at most so many calls are promised as the agents counted on get done in the rule's share of it,
 * share × agents × length ÷ handling time, rounded down. So if all of them were due at the same moment, all agents together would need that
 * share of the window for them; that, one more call that may be going on, and the ringing are the slack: as much before the window's end
 * a promise is due.
 *
 * @param hours empty if the queue is always open
 * @param zone whose clock the windows begin by
 * @param handlingMs how long a call keeps an agent, after-call work included
 * @param ringMs how long it takes at most until both have picked up
 */
public record WindowPlan(WindowRule rule, Optional<OpeningHours> hours, ZoneId zone, long handlingMs, long ringMs) {
    /** More are not told at once. */
    private static final int MAX_TOLD = 500;

    private static final long DAY_MS = 24 * 3_600_000L;

    /** How many calls may be promised in one window. */
    int capacity() {
        return (int)
                Math.min(Integer.MAX_VALUE, rule.sharePercent() * rule.lengthMs() * rule.agents() / (100 * handlingMs));
    }

    private CallbackWindow from(long fromMs) {
        long untilMs = fromMs + rule.lengthMs();
        long slackMs = rule.sharePercent() * rule.lengthMs() / 100 + handlingMs + ringMs;
        return new CallbackWindow(fromMs, untilMs, untilMs - slackMs);
    }

    /** Those that have not begun and lie within the hours, the earliest first. */
    List<CallbackWindow> ahead(long nowMs) {
        List<CallbackWindow> windows = new ArrayList<>();
        LocalDate today = Instant.ofEpochMilli(nowMs).atZone(zone).toLocalDate();
        for (int day = 0; day <= rule.days() && windows.size() < MAX_TOLD; day++) {
            for (long inDayMs = 0; inDayMs < DAY_MS && windows.size() < MAX_TOLD; inDayMs += rule.lengthMs()) {
                long fromMs = begin(today.plusDays(day), inDayMs);
                if (fromMs >= nowMs && fromMs <= nowMs + rule.days() * DAY_MS && isOpen(fromMs)) {
                    windows.add(from(fromMs));
                }
            }
        }
        return windows;
    }

    /** Whether it is one of those that are promised while the queue is open, near or far. */
    Optional<CallbackWindow> window(long fromMs, long untilMs) {
        ZonedDateTime begin = Instant.ofEpochMilli(fromMs).atZone(zone);
        boolean onTheGrid = begin.toLocalTime().toNanoOfDay() / 1_000_000 % rule.lengthMs() == 0;
        return onTheGrid && untilMs - fromMs == rule.lengthMs() ? Optional.of(from(fromMs)) : Optional.empty();
    }

    boolean isTooFar(long fromMs, long nowMs) {
        return fromMs > nowMs + rule.days() * DAY_MS;
    }

    /** Whether the queue is open all the window long. */
    boolean isOpen(long fromMs) {
        if (hours.isEmpty()) {
            return true;
        }
        OpeningHours.Word word = hours.get().at(fromMs);
        return word.open() && (word.untilMs() == null || word.untilMs() >= fromMs + rule.lengthMs());
    }

    private long begin(LocalDate day, long inDayMs) {
        return day.atStartOfDay()
                .plusNanos(inDayMs * 1_000_000)
                .atZone(zone)
                .toInstant()
                .toEpochMilli();
    }
}
