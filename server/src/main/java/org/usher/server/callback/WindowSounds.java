package org.usher.server.callback;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.usher.core.api.CallbackWindow;

/**
 * Names of the sounds that say when a window is: a day, and two times of it. One sound for each day and each quarter of an hour, since numbers
 * and words change with each other in most languages. {@code conf/asterisk/make-sounds.sh} makes them.
 */
public final class WindowSounds {
    private static final String TODAY = "usher/callback-today";
    private static final String TOMORROW = "usher/callback-tomorrow";
    private static final String BETWEEN = "usher/callback-between";
    private static final String AND = "usher/callback-and";
    private static final int STEP_MINUTES = 15;
    private static final int WEEK = 7;

    private WindowSounds() {}

    /**
     * The sounds of this window, joined by &amp;; empty if there is none of its day, a week ahead or more, or of its times.
     *
     * @param zone by whose clock
     * @param nowMs epoch ms
     */
    static Optional<String> of(CallbackWindow window, ZoneId zone, long nowMs) {
        ZonedDateTime from = Instant.ofEpochMilli(window.fromMs()).atZone(zone);
        ZonedDateTime until = Instant.ofEpochMilli(window.untilMs()).atZone(zone);
        LocalDate today = Instant.ofEpochMilli(nowMs).atZone(zone).toLocalDate();
        long days = ChronoUnit.DAYS.between(today, from.toLocalDate());
        if (days < 0 || days >= WEEK || !isSpoken(from.toLocalTime()) || !isSpoken(until.toLocalTime())) {
            return Optional.empty();
        }
        String day = switch ((int) days) {
            case 0 -> TODAY;
            case 1 -> TOMORROW;
            default -> weekday(from.getDayOfWeek());
        };
        return Optional.of(String.join("&", day, BETWEEN, time(from.toLocalTime()), AND, time(until.toLocalTime())));
    }

    private static boolean isSpoken(LocalTime time) {
        return time.toSecondOfDay() % (STEP_MINUTES * 60) == 0;
    }

    private static String weekday(DayOfWeek day) {
        return "usher/callback-day-" + day.getValue();
    }

    private static String time(LocalTime time) {
        return "usher/time-%02d%02d".formatted(time.getHour(), time.getMinute());
    }

    /** Every sound that may be named so. */
    public static List<String> all() {
        List<String> all = new ArrayList<>(List.of(TODAY, TOMORROW, BETWEEN, AND));
        for (DayOfWeek day : DayOfWeek.values()) {
            all.add(weekday(day));
        }
        for (int minute = 0; minute < 24 * 60; minute += STEP_MINUTES) {
            all.add(time(LocalTime.ofSecondOfDay(minute * 60L)));
        }
        return all;
    }
}
