package org.usher.server.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.usher.core.api.CallbackWindow;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.hours.Holidays;
import org.usher.server.hours.OpeningHours;

/** The windows in which calls can be promised. */
final class WindowPlanTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long HOUR_MS = 3_600_000;
    /** A Friday. */
    private static final long FRIDAY_NOON_MS = ms("2026-03-27T11:00:00Z");

    private static long ms(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    private static Optional<OpeningHours> office() {
        List<OpeningHours.Span> day = List.of(new OpeningHours.Span(LocalTime.of(8, 30), LocalTime.of(17, 0)));
        return Optional.of(new OpeningHours(
                BERLIN, Map.of(DayOfWeek.FRIDAY, day, DayOfWeek.MONDAY, day), Holidays.NONE, Set.of(), Map.of()));
    }

    private static WindowPlan plan(int agents, long handlingMs, int sharePercent) {
        return new WindowPlan(
                new WindowRule(HOUR_MS, 4, agents, handlingMs, sharePercent), office(), BERLIN, handlingMs, 60_000);
    }

    @Test
    void shouldPromiseTheShareOfWhatTheAgentsGetDone() {
        assertThat(plan(10, 300_000, 25).capacity()).as("of 120 calls an hour").isEqualTo(30);
        assertThat(plan(1, 300_000, 8).capacity()).as("less than one").isZero();
        assertThat(plan(0, 300_000, 25).capacity()).isZero();
    }

    @Test
    void shouldLeaveSlackForAllWhoArePromisedTheSame() {
        CallbackWindow first = plan(10, 300_000, 25).ahead(FRIDAY_NOON_MS).getFirst();
        assertThat(first.untilMs() - first.dueAtMs())
                .as("a quarter of an hour for all, a call that goes on, and the ringing")
                .isEqualTo(900_000 + 300_000 + 60_000);
    }

    @Test
    void shouldOfferWhatLiesWithinTheHoursOverTheChangeOfTheClock() {
        List<Long> begins = plan(10, 300_000, 25).ahead(FRIDAY_NOON_MS).stream()
                .map(CallbackWindow::fromMs)
                .toList();
        assertThat(begins.subList(0, 5))
                .containsExactly(
                        ms("2026-03-27T11:00:00Z"),
                        ms("2026-03-27T12:00:00Z"),
                        ms("2026-03-27T13:00:00Z"),
                        ms("2026-03-27T14:00:00Z"),
                        ms("2026-03-27T15:00:00Z"));
        assertThat(begins.get(5)).as("nine o'clock on Monday, in summer time").isEqualTo(ms("2026-03-30T07:00:00Z"));
        assertThat(begins).hasSize(13);
    }

    @Test
    void shouldKnowItsWindowsFromOthers() {
        WindowPlan plan = plan(10, 300_000, 25);
        long oneMs = FRIDAY_NOON_MS + HOUR_MS;
        assertThat(plan.window(oneMs, oneMs + HOUR_MS)).isPresent();
        assertThat(plan.window(oneMs + 60_000, oneMs + 60_000 + HOUR_MS)).isEmpty();
        assertThat(plan.window(oneMs, oneMs + 2 * HOUR_MS)).isEmpty();
        assertThat(plan.isOpen(ms("2026-03-27T16:00:00Z")))
                .as("after closing time")
                .isFalse();
        assertThat(plan.isOpen(ms("2026-03-30T06:00:00Z")))
                .as("opens within it")
                .isFalse();
    }

    @Test
    void shouldReckonByTheClockOfTheNumber() {
        PhoneNumbers numbers = new PhoneNumbers("DE");
        assertThat(CustomerZones.of(numbers, "+12125550123", BERLIN, FRIDAY_NOON_MS))
                .contains(ZoneId.of("America/New_York"));
        assertThat(CustomerZones.of(numbers, "+49301234567", BERLIN, FRIDAY_NOON_MS))
                .contains(BERLIN);
        assertThat(CustomerZones.of(numbers, "4711", BERLIN, FRIDAY_NOON_MS))
                .as("an extension is where the queue is")
                .contains(BERLIN);
        assertThat(CustomerZones.of(numbers, "+18005550199", BERLIN, FRIDAY_NOON_MS))
                .as("anywhere in America")
                .isEmpty();
        assertThat(CustomerZones.of(numbers, "+18005550199", ZoneId.of("America/New_York"), FRIDAY_NOON_MS))
                .as("as where the queue is")
                .contains(ZoneId.of("America/New_York"));
    }
}
