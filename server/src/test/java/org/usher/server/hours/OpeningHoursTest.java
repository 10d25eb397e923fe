package org.usher.server.hours;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OpeningHoursTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static OpeningHours.Span span(String from, String until) {
        return new OpeningHours.Span(LocalTime.parse(from), LocalTime.parse(until));
    }

    private static Map<DayOfWeek, List<OpeningHours.Span>> on(OpeningHours.Span span, DayOfWeek... days) {
        Map<DayOfWeek, List<OpeningHours.Span>> weekly = new EnumMap<>(DayOfWeek.class);
        for (DayOfWeek day : days) {
            weekly.put(day, List.of(span));
        }
        return weekly;
    }

    private static Holidays holidays(String code) {
        return ((Holidays.Found.Calendar) Holidays.of(code)).holidays();
    }

    private static OpeningHours weekdays(String from, String until, Holidays holidays) {
        DayOfWeek[] days = {
            DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY, DayOfWeek.FRIDAY
        };
        return new OpeningHours(BERLIN, on(span(from, until), days), holidays, Set.of(), Map.of());
    }

    private static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    private static OpeningHours.Word open(String until) {
        return new OpeningHours.Word(true, at(until));
    }

    private static OpeningHours.Word closed(String until) {
        return new OpeningHours.Word(false, at(until));
    }

    @Test
    void shouldOpenAndCloseToTheMillisecond() {
        OpeningHours hours = weekdays("08:00", "18:00", Holidays.NONE);
        // a Monday in November: an hour ahead of UTC
        assertThat(hours.at(at("2026-11-23T06:59:59.999Z"))).isEqualTo(closed("2026-11-23T07:00:00Z"));
        assertThat(hours.at(at("2026-11-23T07:00:00Z"))).isEqualTo(open("2026-11-23T17:00:00Z"));
        assertThat(hours.at(at("2026-11-23T16:59:59.999Z"))).isEqualTo(open("2026-11-23T17:00:00Z"));
        assertThat(hours.at(at("2026-11-23T17:00:00Z"))).isEqualTo(closed("2026-11-24T07:00:00Z"));
        assertThat(hours.at(at("2026-11-27T18:00:00Z"))).as("Friday evening").isEqualTo(closed("2026-11-30T07:00:00Z"));
        assertThat(hours.opensAfterMs(at("2026-11-23T09:00:00Z"))).isEqualTo(at("2026-11-24T07:00:00Z"));
    }

    @Test
    void shouldStayClosedOnHolidaysOfThePlaceAlone() {
        // Women's day is a holiday in Berlin and not in Brandenburg; the 8th of March 2027 is a Monday
        assertThat(weekdays("08:00", "18:00", holidays("de-BE")).at(at("2027-03-08T09:00:00Z")))
                .isEqualTo(closed("2027-03-09T07:00:00Z"));
        assertThat(weekdays("08:00", "18:00", holidays("de-BB"))
                        .at(at("2027-03-08T09:00:00Z"))
                        .open())
                .isTrue();
        assertThat(weekdays("08:00", "18:00", holidays("de")).at(at("2026-12-24T18:00:00Z")))
                .as("Christmas is a Friday, its second day a Saturday")
                .isEqualTo(closed("2026-12-28T07:00:00Z"));
    }

    @Test
    void shouldKnowAPlaceOrSayWhatIsKnown() {
        assertThat(Holidays.of("de-by-ag")).isInstanceOf(Holidays.Found.Calendar.class);
        assertThat(Holidays.of("xx"))
                .isInstanceOfSatisfying(
                        Holidays.Found.Unknown.class,
                        unknown ->
                                assertThat(unknown.known()).contains("de", "us").doesNotContain("nyse"));
        assertThat(Holidays.of("de-xx"))
                .isInstanceOfSatisfying(
                        Holidays.Found.Unknown.class,
                        unknown -> assertThat(unknown.known()).contains("de-be").hasSize(16));
    }

    @Test
    void shouldPreferTheHoursOfADayToThoseOfTheWeek() {
        LocalDate christmas = LocalDate.of(2026, 12, 25);
        OpeningHours hours = new OpeningHours(
                BERLIN,
                on(span("08:00", "18:00"), DayOfWeek.values()),
                holidays("de"),
                Set.of(LocalDate.of(2026, 12, 27)),
                Map.of(christmas, List.of(span("10:00", "12:00"), span("15:00", "16:00"))));
        assertThat(hours.at(at("2026-12-25T08:59:00Z"))).isEqualTo(closed("2026-12-25T09:00:00Z"));
        assertThat(hours.at(at("2026-12-25T09:00:00Z"))).isEqualTo(open("2026-12-25T11:00:00Z"));
        assertThat(hours.at(at("2026-12-25T11:30:00Z"))).isEqualTo(closed("2026-12-25T14:00:00Z"));
        assertThat(hours.at(at("2026-12-25T16:00:00Z")))
                .as("a holiday, a day named, then a Monday")
                .isEqualTo(closed("2026-12-28T07:00:00Z"));
    }

    @Test
    void shouldKeepTheWallClockWhereDaylightSavingBeginsAndEnds() {
        OpeningHours hours = new OpeningHours(
                BERLIN, on(span("01:00", "05:00"), DayOfWeek.values()), Holidays.NONE, Set.of(), Map.of());
        // 29 March 2026: 02:00 becomes 03:00, so these hours are three
        assertThat(hours.at(at("2026-03-29T00:00:00Z"))).isEqualTo(open("2026-03-29T03:00:00Z"));
        // 25 October 2026: 03:00 becomes 02:00, so they are five
        assertThat(hours.at(at("2026-10-24T23:00:00Z"))).isEqualTo(open("2026-10-25T04:00:00Z"));

        OpeningHours within = new OpeningHours(
                BERLIN, on(span("02:15", "02:45"), DayOfWeek.SUNDAY), Holidays.NONE, Set.of(), Map.of());
        assertThat(within.at(at("2026-03-29T00:59:00Z")).open())
                .as("a time that never comes")
                .isFalse();
        assertThat(within.at(at("2026-03-29T01:30:00Z")).open()).isFalse();
        assertThat(within.at(at("2026-10-25T00:00:00Z")))
                .as("from the first quarter past two to the second quarter to three")
                .isEqualTo(closed("2026-10-25T00:15:00Z"));
        assertThat(within.at(at("2026-10-25T00:15:00Z"))).isEqualTo(open("2026-10-25T01:45:00Z"));
    }

    @Test
    void shouldGoOnOverMidnightAndTakeHoursThatMeetForOne() {
        OpeningHours night = new OpeningHours(
                ZoneOffset.UTC, on(span("22:00", "06:00"), DayOfWeek.FRIDAY), Holidays.NONE, Set.of(), Map.of());
        assertThat(night.at(at("2026-11-28T03:00:00Z"))).as("Saturday").isEqualTo(open("2026-11-28T06:00:00Z"));
        assertThat(night.at(at("2026-11-28T06:00:00Z"))).isEqualTo(closed("2026-12-04T22:00:00Z"));

        OpeningHours weekend = new OpeningHours(
                ZoneOffset.UTC,
                on(span("00:00", "00:00"), DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                Holidays.NONE,
                Set.of(),
                Map.of());
        assertThat(weekend.at(at("2026-11-28T12:00:00Z"))).isEqualTo(open("2026-11-30T00:00:00Z"));
    }

    @Test
    void shouldSayThatItNeverChanges() {
        OpeningHours always = new OpeningHours(
                BERLIN, on(span("00:00", "00:00"), DayOfWeek.values()), Holidays.NONE, Set.of(), Map.of());
        assertThat(always.at(at("2026-11-23T09:00:00Z"))).isEqualTo(new OpeningHours.Word(true, null));
        OpeningHours never = new OpeningHours(BERLIN, Map.of(), Holidays.NONE, Set.of(), Map.of());
        assertThat(never.at(at("2026-11-23T09:00:00Z"))).isEqualTo(new OpeningHours.Word(false, null));
        assertThat(never.opensAfterMs(at("2026-11-23T09:00:00Z"))).isNull();
    }
}
