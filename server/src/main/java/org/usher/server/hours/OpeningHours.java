package org.usher.server.hours;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a queue is open: the hours of the week, but on days that have hours of their own those, and on holidays and other closed days none.
 * Hours that run past midnight belong to the day on which they begin.
 *
 * <p>Times are those of the wall clock in the zone. Of a time that comes twice, as daylight saving ends, the first opens and the second
 * closes; one that never comes, as it begins, is the moment of the change.
 *
 * @param weekly hours of each day of the week; a day that is not there has none
 * @param closedOn days without hours
 * @param openOn days with hours of their own, holidays or not
 */
public record OpeningHours(
        ZoneId zone,
        Map<DayOfWeek, List<Span>> weekly,
        Holidays holidays,
        Set<LocalDate> closedOn,
        Map<LocalDate, List<Span>> openOn) {
    /** So far is looked ahead: hours that do not change within it never do. A year, and a leap day, and a week. */
    private static final int MAX_DAYS = 373;

    public OpeningHours {
        weekly = Map.copyOf(weekly);
        closedOn = Set.copyOf(closedOn);
        openOn = Map.copyOf(openOn);
    }

    /**
     * Hours of a day.
     *
     * @param until not after {@code from}: on the next day; midnight is the end of the day
     */
    public record Span(LocalTime from, LocalTime until) {
        @Override
        public String toString() {
            return from + "-" + (until.equals(LocalTime.MIDNIGHT) ? "24:00" : until);
        }
    }

    /**
     * How it stands at a moment.
     *
     * @param untilMs when that changes (epoch ms); null for not within a year
     */
    public record Word(boolean open, @Nullable Long untilMs) {}

    private record Stretch(long fromMs, long untilMs) {}

    /** What the hours say at this time (epoch ms). */
    public Word at(long nowMs) {
        LocalDate today = Instant.ofEpochMilli(nowMs).atZone(zone).toLocalDate();
        long openUntilMs = Long.MIN_VALUE;
        for (int ahead = -1; ahead < MAX_DAYS; ahead++) {
            for (Stretch stretch : on(today.plusDays(ahead))) {
                if (stretch.untilMs <= nowMs) {
                    continue;
                }
                boolean open = openUntilMs != Long.MIN_VALUE;
                if (!open && stretch.fromMs > nowMs) {
                    return new Word(false, stretch.fromMs);
                }
                if (open && stretch.fromMs > openUntilMs) {
                    return new Word(true, openUntilMs);
                }
                openUntilMs = Math.max(openUntilMs, stretch.untilMs);
            }
            if (openUntilMs != Long.MIN_VALUE && isWellBefore(openUntilMs, today.plusDays(ahead))) {
                return new Word(true, openUntilMs);
            }
        }
        return new Word(openUntilMs != Long.MIN_VALUE, null);
    }

    /** When it opens next, after this time (epoch ms); null if not within a year. */
    public @Nullable Long opensAfterMs(long nowMs) {
        Word now = at(nowMs);
        if (!now.open || now.untilMs == null) {
            return now.untilMs;
        }
        return at(now.untilMs).untilMs;
    }

    /** Whether no later day could go on from this time without a break. */
    private boolean isWellBefore(long ms, LocalDate day) {
        return ms < day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
    }

    /** In order, and not empty. */
    private List<Stretch> on(LocalDate day) {
        List<Span> spans = openOn.get(day);
        if (spans == null) {
            spans = closedOn.contains(day) || holidays.on(day)
                    ? List.of()
                    : weekly.getOrDefault(day.getDayOfWeek(), List.of());
        }
        List<Stretch> stretches = new ArrayList<>(spans.size());
        for (Span span : spans) {
            LocalDate last = span.until.isAfter(span.from) ? day : day.plusDays(1);
            long fromMs = instant(day.atTime(span.from))
                    .withEarlierOffsetAtOverlap()
                    .toInstant()
                    .toEpochMilli();
            long untilMs = instant(last.atTime(span.until))
                    .withLaterOffsetAtOverlap()
                    .toInstant()
                    .toEpochMilli();
            if (untilMs > fromMs) {
                stretches.add(new Stretch(fromMs, untilMs));
            }
        }
        stretches.sort(Comparator.comparingLong(Stretch::fromMs));
        return stretches;
    }

    private ZonedDateTime instant(LocalDateTime time) {
        ZoneOffsetTransition change = zone.getRules().getTransition(time);
        return change != null && change.isGap() ? change.getInstant().atZone(zone) : time.atZone(zone);
    }
}
