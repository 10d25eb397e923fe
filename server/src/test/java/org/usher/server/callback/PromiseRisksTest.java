package org.usher.server.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.server.Story;
import org.usher.server.engine.RecordedEvent;

/** Promises that another configuration, or the lack of agents, endangers. */
final class PromiseRisksTest {
    private static final long HOUR_MS = 3_600_000;

    private final CallbackBook book = new CallbackBook();
    private final AtomicLong nowMs = new AtomicLong(HOUR_MS / 2);
    private WindowPlan plan = plan(HOUR_MS, 8);
    private final CallbackWindows windows = new CallbackWindows(book, queueId -> Optional.of(plan), nowMs::get);
    private final PromiseRisks risks = new PromiseRisks(book, windows, queueId -> "billing", nowMs::get);

    /** At 8 agents an hour has room for 20 calls. */
    private static WindowPlan plan(long lengthMs, int agents) {
        return plan(lengthMs, agents, List.of());
    }

    private static WindowPlan plan(long lengthMs, int agents, List<Long> retryMs) {
        return new WindowPlan(
                new WindowRule(lengthMs, 1, agents, 300_000, 25),
                Optional.empty(),
                ZoneOffset.UTC,
                new WindowPlan.Calls(300_000, 60_000, retryMs));
    }

    private void say(Event event) {
        book.accept(new RecordedEvent(1, 0, event));
    }

    private CallbackWindow promised(long contactId, long fromMs) {
        CallbackWindow window = plan.window(fromMs).orElseThrow();
        say(new Event.CallbackBooked(nowMs.get(), contactId, Story.BILLING, window, ContactDetails.NONE));
        return window;
    }

    private List<PromiseRisks.Cause> causes() {
        return risks.list().stream().map(PromiseRisks.Risk::cause).toList();
    }

    @Test
    void shouldTellOnceOfWindowsInWhichMoreIsPromisedThanANewConfigurationAllows() {
        for (long contactId = 1; contactId <= 6; contactId++) {
            promised(contactId, HOUR_MS);
        }
        promised(7, 2 * HOUR_MS);
        assertThat(causes()).isEmpty();
        plan = plan(HOUR_MS, 2);
        assertThat(causes()).hasSize(6).containsOnly(PromiseRisks.Cause.TOO_MANY);
        assertThat(risks.look()).as("one line for the window").isEqualTo(1);
        assertThat(risks.look()).as("told already").isZero();
        plan = plan(HOUR_MS, 0);
        assertThat(causes()).hasSize(7).containsOnly(PromiseRisks.Cause.NO_WINDOWS);
        plan = plan(HOUR_MS, 8);
        assertThat(risks.look()).isZero();
        assertThat(risks.count()).isZero();
    }

    @Test
    void shouldLeaveRoomInOtherWindowsForWhatWasPromisedBefore() {
        for (long contactId = 1; contactId <= 6; contactId++) {
            promised(contactId, HOUR_MS);
        }
        plan = plan(HOUR_MS / 2, 2);
        assertThat(windows.offered(Story.BILLING))
                .as("half an hour has room for two, and three of the hour lie in each half of it")
                .extracting(CallbackWindows.Offered::window)
                .extracting(CallbackWindow::fromMs)
                .doesNotContain(HOUR_MS, 3 * HOUR_MS / 2)
                .contains(2 * HOUR_MS);
    }

    @Test
    void shouldNotTellOfACallThatIsDueWhileTheSlackHasRoomForFurtherAttempts() {
        plan = plan(HOUR_MS, 8, List.of(300_000L, 900_000L));
        CallbackWindow window = promised(1, HOUR_MS);
        nowMs.set(window.untilMs() - 900_000 - 360_000 - 1);
        assertThat(book.promised(CallbackBook.Stage.DUE, nowMs.get())).isEqualTo(1);
        assertThat(causes()).isEmpty();
        nowMs.incrementAndGet();
        assertThat(causes())
                .as("no more is left than all who are promised it need to be called once")
                .containsExactly(PromiseRisks.Cause.DUE);
    }

    @Test
    void shouldTellOfEachCallThatIsDueAndHasNotComeAbout() {
        CallbackWindow window = promised(1, HOUR_MS);
        promised(2, HOUR_MS);
        nowMs.set(window.dueAtMs() - 1);
        assertThat(causes()).isEmpty();
        assertThat(book.promised(CallbackBook.Stage.OPEN, nowMs.get())).isEqualTo(2);
        nowMs.set(window.dueAtMs());
        assertThat(causes()).hasSize(2).containsOnly(PromiseRisks.Cause.DUE);
        assertThat(risks.look()).isEqualTo(2);
        say(new Event.BookingSettled(nowMs.get(), 1, Story.BILLING, window, 0, BookingOutcome.CANCELLED));
        say(new Event.ContactEnded(nowMs.get(), 1, 0, EndedBy.CALLER, 0, 0));
        assertThat(risks.count()).isEqualTo(1);
        assertThat(book.promised(CallbackBook.Stage.DUE, nowMs.get())).isEqualTo(1);
    }
}
