package org.usher.server.config;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.usher.server.hours.Holidays;
import org.usher.server.hours.OpeningBook;
import org.usher.server.hours.OpeningHours;

/** The keys of a queue that say when it is open. */
final class HoursKeys {
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]";
    private static final String SPAN = "(?<from>" + TIME + ")-(?<until>" + TIME + "|24:00)";
    private static final String DAY = "(" + String.join("|", DAYS) + ")";
    private static final Pattern WEEKLY =
            Pattern.compile("(?<days>" + DAY + "(-" + DAY + ")?(," + DAY + "(-" + DAY + ")?)*) " + SPAN);
    private static final Pattern DATED = Pattern.compile("(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2}) " + SPAN);
    private static final Pattern DATES =
            Pattern.compile("(?<first>[0-9]{4}-[0-9]{2}-[0-9]{2})(\\.\\.(?<last>[0-9]{4}-[0-9]{2}-[0-9]{2}))?");
    private static final int MAX_CLOSED_DAYS = 1_000;
    private static final TextRule WEEKLY_RULE = rule(
            WEEKLY, "are not hours", "give days and a time from which to which, for example \"mon-fri 08:00-18:00\"");
    private static final TextRule DATED_RULE =
            rule(DATED, "are not the hours of a day", "give a date and times, for example \"2026-12-20 10:00-16:00\"");
    private static final TextRule DATES_RULE =
            rule(DATES, "is not a date", "give one, or the first and the last, for example \"2026-12-27..2026-12-31\"");
    private static final TextRule ZONE = new TextRule(
            HoursKeys::isZone, "is not a time zone", "name it as tz does, for example time_zone = \"Europe/Berlin\"");
    private static final TextRule PLACE = TextRule.matching(
            "[A-Za-z]{2}(-[A-Za-z0-9_]{1,10}){0,3}",
            "is not the code of a country or a part of it",
            "give it as ISO 3166 does, for example holidays = \"de-BE\"");

    private final Map<String, OpeningHours> byQueue = new LinkedHashMap<>();

    OpeningBook book() {
        return new OpeningBook(byQueue);
    }

    /** Every queue without any of these keys is always open. */
    void read(Section queue, String name) {
        boolean given = queue.has("hours") || queue.has("holidays") || queue.has("closed_on") || queue.has("open_on");
        ZoneId zone = ZoneId.of(queue.text("time_zone", ZoneId.systemDefault().getId(), ZONE));
        if (!given) {
            if (queue.has("time_zone")) {
                queue.problem("time_zone", "is that of no hours", "give hours, too, or leave it out");
            }
            return;
        }
        Set<LocalDate> closedOn = closedOn(queue);
        Map<LocalDate, List<OpeningHours.Span>> openOn = openOn(queue, closedOn);
        byQueue.put(name, new OpeningHours(zone, weekly(queue), holidays(queue), closedOn, openOn));
    }

    private static Map<DayOfWeek, List<OpeningHours.Span>> weekly(Section queue) {
        Map<DayOfWeek, List<OpeningHours.Span>> weekly = new EnumMap<>(DayOfWeek.class);
        if (!queue.has("hours")) {
            for (DayOfWeek day : DayOfWeek.values()) {
                weekly.put(day, List.of(new OpeningHours.Span(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT)));
            }
        }
        for (Section.Item item : queue.texts("hours", WEEKLY_RULE)) {
            Matcher parts = matched(WEEKLY, item.text());
            OpeningHours.Span span = span(parts);
            for (DayOfWeek day : days(parts.group("days"))) {
                weekly.computeIfAbsent(day, d -> new ArrayList<>()).add(span);
            }
        }
        return weekly;
    }

    private static Set<DayOfWeek> days(String text) {
        Set<DayOfWeek> days = new LinkedHashSet<>();
        for (String part : text.split(",", -1)) {
            int first = DAYS.indexOf(part.substring(0, 3));
            int last = DAYS.indexOf(part.substring(part.length() - 3));
            for (int i = first; ; i = (i + 1) % DAYS.size()) { // fri-mon goes over the end of the week
                days.add(DayOfWeek.of(i + 1));
                if (i == last) {
                    break;
                }
            }
        }
        return days;
    }

    private static Set<LocalDate> closedOn(Section queue) {
        Set<LocalDate> days = new LinkedHashSet<>();
        for (Section.Item item : queue.texts("closed_on", DATES_RULE)) {
            Matcher parts = matched(DATES, item.text());
            Optional<LocalDate> first = date(parts.group("first"));
            Optional<LocalDate> last = parts.group("last") == null ? first : date(parts.group("last"));
            if (first.isEmpty() || last.isEmpty()) {
                queue.problem(item, "is not in the calendar", DATES_RULE.fix());
            } else if (last.get().isBefore(first.get())
                    || ChronoUnit.DAYS.between(first.get(), last.get()) >= MAX_CLOSED_DAYS) {
                queue.problem(item, "ends before it begins, or years later", DATES_RULE.fix());
            } else {
                first.get().datesUntil(last.get().plusDays(1)).forEach(days::add);
            }
        }
        return days;
    }

    private static Map<LocalDate, List<OpeningHours.Span>> openOn(Section queue, Set<LocalDate> closedOn) {
        Map<LocalDate, List<OpeningHours.Span>> hours = new TreeMap<>();
        for (Section.Item item : queue.texts("open_on", DATED_RULE)) {
            Matcher parts = matched(DATED, item.text());
            Optional<LocalDate> day = date(parts.group("date"));
            if (day.isEmpty()) {
                queue.problem(item, "is not in the calendar", DATED_RULE.fix());
            } else if (closedOn.contains(day.get())) {
                queue.problem(item, "is a day that closed_on closes", "leave it out there or here");
            } else {
                hours.computeIfAbsent(day.get(), d -> new ArrayList<>()).add(span(parts));
            }
        }
        return hours;
    }

    private static Holidays holidays(Section queue) {
        String code = queue.text("holidays", "", PLACE);
        if (code.isEmpty()) {
            return Holidays.NONE;
        }
        return switch (Holidays.of(code)) {
            case Holidays.Found.Calendar found -> found.holidays();
            case Holidays.Found.Unknown(List<String> known) -> {
                queue.problem(
                        "holidays",
                        "is a place of which no holidays are known",
                        known.isEmpty() ? "leave its last part out" : "known are: " + String.join(", ", known));
                yield Holidays.NONE;
            }
        };
    }

    private static OpeningHours.Span span(Matcher parts) {
        String until = parts.group("until");
        return new OpeningHours.Span(
                LocalTime.parse(parts.group("from")),
                until.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(until));
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty(); // the thirtieth of February
        }
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("the rule of its key has let " + text + " in");
        }
        return matcher;
    }

    private static TextRule rule(Pattern pattern, String wrong, String fix) {
        return new TextRule(pattern.asMatchPredicate(), wrong, fix);
    }

    private static boolean isZone(String id) {
        return ZoneId.getAvailableZoneIds().contains(id);
    }
}
