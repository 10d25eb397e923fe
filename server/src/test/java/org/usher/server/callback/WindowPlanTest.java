package org.usher.server.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.usher.core.api.CallbackWindow;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.hours.Holidays;
import org.usher.server.hours.OpeningHours;

/** The windows in which calls can be promised. */
final class WindowPlanTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
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
                new WindowRule(HOUR_MS, 4, agents, handlingMs, sharePercent),
                office(),
                BERLIN,
                new WindowPlan.Calls(handlingMs, 60_000, List.of()));
    }

    @Test
    void shouldPromiseTheShareOfWhatTheAgentsGetDone() {
        assertThat(plan(10, 300_000, 25).capacity())
                .as("of 100 calls an hour, with the ringing")
                .isEqualTo(25);
        assertThat(plan(1, 300_000, 8).capacity()).as("less than one").isZero();
        assertThat(plan(0, 300_000, 25).capacity()).isZero();
    }

    @Test
    void shouldLeaveSlackForAllWhoArePromisedTheSame() {
        CallbackWindow first =
                plan(10, 300_000, 25).ahead(FRIDAY_NOON_MS).findFirst().orElseThrow();
        assertThat(first.untilMs() - first.dueAtMs())
                .as("a quarter of an hour for all, a call that goes on, and the ringing")
                .isEqualTo(900_000 + 300_000 + 60_000);
    }

    /** How long before a window's end its promises are due. */
    private static long slackMs(long lengthMs, int sharePercent, Long... retryMs) {
        WindowPlan plan = new WindowPlan(
                new WindowRule(lengthMs, 1, 10, 300_000, sharePercent),
                Optional.empty(),
                BERLIN,
                new WindowPlan.Calls(300_000, 60_000, List.of(retryMs)));
        CallbackWindow first = plan.ahead(FRIDAY_NOON_MS).findFirst().orElseThrow();
        return first.untilMs() - first.dueAtMs();
    }

    @Test
    void shouldLeaveSlackForAllAttemptsThatFitIntoTheWindow() {
        assertThat(slackMs(HOUR_MS, 25, 300_000L, 900_000L))
                .as("the pauses before the second and the third attempt, and the ringing of each")
                .isEqualTo(900_000 + 360_000 + 360_000 + 960_000);
        assertThat(slackMs(HOUR_MS / 2, 25, 300_000L, 900_000L))
                .as("the third is too late in half an hour")
                .isEqualTo(450_000 + 360_000 + 360_000);
        assertThat(slackMs(HOUR_MS / 4, 25, 300_000L, 60_000L))
                .as("so is the second in a quarter, and what follows it")
                .isEqualTo(225_000 + 360_000);
        assertThat(slackMs(HOUR_MS, 25, 2_280_000L)).as("to the second").isEqualTo(HOUR_MS);
        assertThat(slackMs(HOUR_MS, 25, 2_280_001L)).isEqualTo(900_000 + 360_000);
        assertThat(slackMs(HOUR_MS, 100, 1_000L))
                .as("all of the window, if that is not enough for one attempt")
                .isEqualTo(HOUR_MS);
    }

    @Test
    void shouldPromiseAsManyHoweverOftenTheyAreTried() {
        WindowRule rule = new WindowRule(HOUR_MS, 4, 10, 300_000, 25);
        WindowPlan.Calls calls = new WindowPlan.Calls(300_000, 60_000, List.of(300_000L, 900_000L));
        assertThat(new WindowPlan(rule, office(), BERLIN, calls).capacity()).isEqualTo(25);
    }

    @Test
    void shouldOfferWhatLiesWithinTheHoursOverTheChangeOfTheClock() {
        List<Long> begins = plan(10, 300_000, 25)
                .ahead(FRIDAY_NOON_MS)
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
        assertThat(plan.window(oneMs)).map(CallbackWindow::untilMs).contains(oneMs + HOUR_MS);
        assertThat(plan.window(oneMs + 60_000)).isEmpty();
        assertThat(plan.window(ms("2026-03-27T16:00:00Z")).map(plan::isOpen))
                .as("after closing time")
                .contains(false);
        assertThat(plan.window(ms("2026-03-30T06:00:00Z")).map(plan::isOpen))
                .as("opens within it")
                .contains(false);
    }

    /** Of a queue that is always open, in Berlin. */
    private static List<String> aroundTheClock(long lengthMs, String from, String until) {
        WindowPlan plan = new WindowPlan(
                new WindowRule(lengthMs, 1, 4, 300_000, 25),
                Optional.empty(),
                BERLIN,
                new WindowPlan.Calls(300_000, 60_000, List.of()));
        List<CallbackWindow> windows = plan.ahead(ms(from))
                .filter(window -> window.fromMs() < ms(until))
                .toList();
        for (CallbackWindow window : windows) {
            assertThat(plan.window(window.fromMs())).contains(window);
        }
        return windows.stream()
                .map(window ->
                        Instant.ofEpochMilli(window.fromMs()).atZone(BERLIN).toLocalTime() + " "
                                + (window.untilMs() - window.fromMs()) / 60_000 + " min, " + plan.capacity(window))
                .toList();
    }

    @Test
    void shouldLayNoWindowOverAnotherWhereTheClockLeavesAnHourOut() {
        assertThat(aroundTheClock(HOUR_MS, "2026-03-28T23:00:00Z", "2026-03-29T03:00:00Z"))
                .containsExactly("00:00 60 min, 10", "01:00 60 min, 10", "03:00 60 min, 10", "04:00 60 min, 10");
        assertThat(aroundTheClock(4 * HOUR_MS, "2026-03-28T23:00:00Z", "2026-03-29T03:00:00Z"))
                .containsExactly("00:00 180 min, 30", "04:00 240 min, 40");
    }

    @Test
    void shouldPromiseBothHoursThatTheClockShowsTwice() {
        assertThat(aroundTheClock(HOUR_MS, "2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z"))
                .containsExactly("01:00 60 min, 10", "02:00 60 min, 10", "02:00 60 min, 10", "03:00 60 min, 10");
        assertThat(aroundTheClock(4 * HOUR_MS, "2026-10-24T22:00:00Z", "2026-10-25T03:30:00Z"))
                .containsExactly("00:00 300 min, 50", "04:00 240 min, 40");
    }

    @Test
    void shouldReckonByTheClockOfTheNumber() {
        PhoneNumbers numbers = new PhoneNumbers("DE");
        assertThat(CustomerZones.of(numbers, "+12125550123", BERLIN).zones()).containsExactly(NEW_YORK);
        assertThat(CustomerZones.of(numbers, "+49301234567", BERLIN).zones()).containsExactly(BERLIN);
        assertThat(CustomerZones.of(numbers, "4711", BERLIN).zones())
                .as("an extension is where the queue is")
                .containsExactly(BERLIN);
        CustomerZones america = CustomerZones.of(numbers, "+18005550199", BERLIN);
        assertThat(america.alikeAt(LongStream.of(FRIDAY_NOON_MS)))
                .as("anywhere in America")
                .isEmpty();
        assertThat(CustomerZones.of(numbers, "+18005550199", NEW_YORK).zones())
                .as("as where the queue is")
                .containsExactly(NEW_YORK);
    }

    @Test
    void shouldReckonByTheClockOfTheDayThatIsSpokenOf() {
        // Arizona keeps standard time all the year: as Denver in winter, as Los Angeles in summer
        CustomerZones either = new CustomerZones(List.of(ZoneId.of("America/Denver"), ZoneId.of("America/Phoenix")));
        assertThat(either.alikeAt(LocalDateTime.parse("2026-03-07T10:00"))).isPresent();
        assertThat(either.alikeAt(LocalDateTime.parse("2026-03-09T10:00"))).isEmpty();
        assertThat(either.alikeAt(LongStream.of(ms("2026-03-07T17:00:00Z")))).isPresent();
        assertThat(either.alikeAt(LongStream.of(ms("2026-03-07T17:00:00Z"), ms("2026-03-09T17:00:00Z"))))
                .isEmpty();
    }
}
