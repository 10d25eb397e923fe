package org.usher.server.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;
import org.usher.core.api.GoneCause;
import org.usher.server.Story;

/** Callers who press a key to be called back in a window, before a real engine and in virtual time: a Friday in Berlin, from 11:20 on. */
final class KeyedWindowsTest {
    private static final String EVA = "+493012345678";
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long HOUR_MS = 3_600_000;
    private static final long NOON_MS = Instant.parse("2026-03-27T11:00:00Z").toEpochMilli();

    private final DeskAtEngine at = new DeskAtEngine();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final KeyedCallbacks keyed = new KeyedCallbacks(at.desk, at::request, new CallbackTakeUp(registry));
    private long call = 500;

    @BeforeEach
    void promiseOneCallInEachHour() {
        at.nowMs = NOON_MS - 2 * HOUR_MS / 3;
        promise(BERLIN, 1);
    }

    private void promise(ZoneId zone, int days) {
        at.windows = Optional.of(new WindowPlan(
                new WindowRule(HOUR_MS, days, 1, 600_000, 25),
                Optional.empty(),
                zone,
                new WindowPlan.Calls(600_000, 60_000, List.of())));
    }

    private long callerAsks(String number) {
        call++;
        at.offer(new Command.ContactArrived(
                call, Channel.VOICE, Story.BILLING, 3, 0, 0, List.of(), DeskAtEngine.customer(number)));
        at.offer(new Command.ContactReachable(call));
        at.offer(new Command.ContactUnreachable(call));
        at.turn();
        return at.lastQueued();
    }

    private KeyedCallbacks.Answer ask(long contactId, String number, String when) {
        CompletableFuture<KeyedCallbacks.Answer> asked = keyed.ask(
                        new KeyedCallbacks.Question(contactId, "030 12345678", number, when))
                .toCompletableFuture();
        at.turn();
        return asked.join();
    }

    private static String startOf(KeyedCallbacks.Answer answer, int key) {
        return answer.choices().get(key - 1);
    }

    @Test
    void shouldOfferTheNextThreeWindowsWithRoomAndCountNothingYet() {
        at.books("+49301", new CallbackWindow(NOON_MS + HOUR_MS, NOON_MS + 2 * HOUR_MS, NOON_MS + HOUR_MS));
        long contactId = callerAsks("030 12345678");
        for (int question = 0; question < 10; question++) {
            KeyedCallbacks.Answer answer = ask(contactId, EVA, "");
            assertThat(answer.word()).isEqualTo(KeyedCallbacks.Word.WINDOWS);
            assertThat(answer.choices())
                    .containsExactly(
                            "now",
                            Long.toString(NOON_MS),
                            Long.toString(NOON_MS + 2 * HOUR_MS),
                            Long.toString(NOON_MS + 3 * HOUR_MS));
            assertThat(answer.sounds())
                    .isEqualTo("usher/callback-press-now"
                            + "&usher/callback-for&usher/callback-today&usher/callback-between&usher/time-1200&usher/callback-and&usher/time-1300&usher/callback-press-2"
                            + "&usher/callback-for&usher/callback-today&usher/callback-between&usher/time-1400&usher/callback-and&usher/time-1500&usher/callback-press-3"
                            + "&usher/callback-for&usher/callback-today&usher/callback-between&usher/time-1500&usher/callback-and&usher/time-1600&usher/callback-press-4"
                            + "&usher/callback-stay");
        }
        assertThat(ask(contactId, EVA, "now").word())
                .as("ten questions are no ten callbacks")
                .isEqualTo(KeyedCallbacks.Word.CONFIRMED);
        assertThat(keyed.accepted()).isOne();
    }

    @Test
    void shouldPromiseACallInTheWindowThatHeChooses() {
        long contactId = callerAsks("030 12345678");
        KeyedCallbacks.Answer first = ask(contactId, EVA, "");
        assertThat(at.book.all()).as("nothing is promised yet").isEmpty();
        KeyedCallbacks.Answer promised = ask(contactId, EVA, startOf(first, 3));
        assertThat(promised.word()).isEqualTo(KeyedCallbacks.Word.PROMISED);
        assertThat(promised.sounds())
                .isEqualTo(
                        "usher/callback-promised&usher/callback-today&usher/callback-between&usher/time-1300&usher/callback-and&usher/time-1400&usher/callback-bye");
        CallbackBook.Pending pending = at.book.of(contactId).orElseThrow();
        assertThat(Optional.ofNullable(pending.window()))
                .map(CallbackWindow::fromMs)
                .contains(NOON_MS + HOUR_MS);
        assertThat(pending.details().caller()).isEqualTo(EVA);
        at.offer(new Command.ContactGone(call, GoneCause.HUNG_UP));
        at.turn();
        assertThat(at.book.of(contactId)).contains(pending);
        assertThat(keyed.asked()).isOne();
        assertThat(keyed.accepted()).isOne();
    }

    @Test
    void shouldConfirmNothingBeforeTheDiskHoldsIt() {
        long contactId = callerAsks("030 12345678");
        String start = startOf(ask(contactId, EVA, ""), 2);
        at.holdDisk();
        CompletableFuture<KeyedCallbacks.Answer> asked = keyed.ask(
                        new KeyedCallbacks.Question(contactId, "030 12345678", EVA, start))
                .toCompletableFuture();
        at.turn();
        assertThat(at.book.of(contactId)).isPresent();
        assertThat(asked).isNotDone();
        at.releaseDisk();
        assertThat(asked.join().word()).isEqualTo(KeyedCallbacks.Word.PROMISED);
    }

    @Test
    void shouldSayWhatIsLeftToWhomAnotherCameBefore() {
        long eva = callerAsks("030 12345678");
        long bea = callerAsks("030 22345678");
        String noon = startOf(ask(eva, EVA, ""), 2);
        assertThat(startOf(ask(bea, "+493022345678", ""), 2)).isEqualTo(noon);
        assertThat(ask(bea, "+493022345678", noon).word()).isEqualTo(KeyedCallbacks.Word.PROMISED);
        assertThat(ask(eva, EVA, noon).word()).isEqualTo(KeyedCallbacks.Word.WINDOW_GONE);
        assertThat(at.desk.refused(CallbackDesk.Reason.WINDOW_FULL)).isOne();
        KeyedCallbacks.Answer left = ask(eva, EVA, "again");
        assertThat(left.word()).isEqualTo(KeyedCallbacks.Word.WINDOWS);
        assertThat(startOf(left, 2)).isEqualTo(Long.toString(NOON_MS + HOUR_MS));
        assertThat(at.book.of(eva)).isEmpty();
    }

    /** He has chosen a window, and is not called in turn without being asked. */
    @Test
    void shouldAskOnceMoreWhoseWindowIsGoneThoughThereIsNoOther() {
        long contactId = callerAsks("030 12345678");
        String noon = startOf(ask(contactId, EVA, ""), 2);
        at.windows = Optional.empty();
        assertThat(ask(contactId, EVA, noon).word()).isEqualTo(KeyedCallbacks.Word.WINDOW_GONE);
        KeyedCallbacks.Answer left = ask(contactId, EVA, "again");
        assertThat(left.word()).isEqualTo(KeyedCallbacks.Word.WINDOWS);
        assertThat(left.choices()).containsExactly("now");
        assertThat(left.sounds()).isEqualTo("usher/callback-press-now&usher/callback-stay");
        assertThat(ask(contactId, EVA, "").word())
                .as("who asks anew is called in turn")
                .isEqualTo(KeyedCallbacks.Word.CONFIRMED);
    }

    @Test
    void shouldRefuseWindowsThatAreOverOrNoneAndCountThem() {
        long contactId = callerAsks("030 12345678");
        String noon = startOf(ask(contactId, EVA, ""), 2);
        at.nowMs = NOON_MS + 1;
        assertThat(ask(contactId, EVA, noon).word()).isEqualTo(KeyedCallbacks.Word.WINDOW_GONE);
        assertThat(at.desk.refused(CallbackDesk.Reason.WINDOW_OVER)).isOne();
        assertThat(ask(contactId, EVA, Long.toString(NOON_MS + HOUR_MS + 1)).word())
                .isEqualTo(KeyedCallbacks.Word.WINDOW_GONE);
        assertThat(at.desk.refused(CallbackDesk.Reason.NO_SUCH_WINDOW)).isOne();
        assertThat(ask(contactId, EVA, "tomorrow").word()).isEqualTo(KeyedCallbacks.Word.AWAY);
        assertThat(at.book.all()).isEmpty();
    }

    @Test
    void shouldLeaveInTheLineForWhomAnAgentIsRungMeanwhile() {
        long contactId = callerAsks("030 12345678");
        String noon = startOf(ask(contactId, EVA, ""), 2);
        at.offer(new Command.ContactReachable(call));
        at.offer(new Command.DeviceStateChanged(22, DeviceState.NOT_IN_USE));
        at.offer(new Command.LogIn(0, Story.BOB, List.of(22)));
        at.turn();
        assertThat(ask(contactId, EVA, noon).word()).isEqualTo(KeyedCallbacks.Word.ON_OFFER);
        long next = callerAsks("030 22345678");
        assertThat(ask(next, "+493022345678", noon).word())
                .as("the place in the window was given back")
                .isEqualTo(KeyedCallbacks.Word.PROMISED);
    }

    @Test
    void shouldOfferNoWindowToWhomNobodyMayCallOrIsToCallAlready() {
        long eva = callerAsks("030 12345678");
        assertThat(ask(eva, "0900 1234567", "").word()).isEqualTo(KeyedCallbacks.Word.NOT_ALLOWED);
        assertThat(ask(eva, EVA, "now").word()).isEqualTo(KeyedCallbacks.Word.CONFIRMED);
        assertThat(ask(callerAsks("030 12345678"), EVA, "").word()).isEqualTo(KeyedCallbacks.Word.PENDING);
    }

    /** He hears nothing in time, is back in the line, and is not called. */
    @Test
    void shouldTakeThePromiseBackFromWhoIsBackInTheLine() {
        long contactId = callerAsks("030 12345678");
        String noon = startOf(ask(contactId, EVA, ""), 2);
        RingsAgain arrivals = new RingsAgain(at.desk, at::offer, () -> at.nowMs);
        CompletableFuture<KeyedCallbacks.Answer> asked = keyed.ask(
                        new KeyedCallbacks.Question(contactId, "030 12345678", EVA, noon))
                .toCompletableFuture();
        at.answerLooks();
        at.timeOut();
        assertThat(asked.join().word()).isEqualTo(KeyedCallbacks.Word.AWAY);
        assertThat(arrivals.offer(new Command.ContactArrived(
                        call,
                        Channel.VOICE,
                        Story.BILLING,
                        3,
                        at.nowMs,
                        contactId,
                        List.of(),
                        DeskAtEngine.customer("030 12345678"))))
                .isTrue();
        at.turn();
        assertThat(at.book.all()).isEmpty();
        assertThat(at.book.promises().outcomes().getOrDefault(BookingOutcome.CANCELLED, 0L))
                .isOne();
    }

    @Test
    void shouldSpeakByTheCustomersClock() {
        at.nowMs = Instant.parse("2026-03-27T22:40:00Z").toEpochMilli();
        promise(ZoneOffset.UTC, 7);
        KeyedCallbacks.Answer german = ask(callerAsks("030 12345678"), EVA, "");
        assertThat(german.sounds())
                .as("23 o'clock there is midnight in Berlin")
                .contains(
                        "usher/callback-tomorrow&usher/callback-between&usher/time-0000&usher/callback-and&usher/time-0100")
                .doesNotContain("today");
    }

    @Test
    void shouldNameTheDayWithinAWeekAndNoneAfter() {
        at.nowMs = NOON_MS;
        assertThat(spoken(2))
                .as("Sunday, by the clock of summer")
                .contains(
                        "usher/callback-day-7&usher/callback-between&usher/time-1300&usher/callback-and&usher/time-1400");
        assertThat(spoken(6))
                .contains(
                        "usher/callback-day-4&usher/callback-between&usher/time-1300&usher/callback-and&usher/time-1400");
        assertThat(spoken(7)).isEmpty();
        assertThat(WindowSounds.of(new CallbackWindow(NOON_MS + 60_000, NOON_MS + HOUR_MS, NOON_MS), BERLIN, NOON_MS))
                .as("no sound of one past twelve")
                .isEmpty();
    }

    private static Optional<String> spoken(int days) {
        long fromMs = NOON_MS + 24L * days * HOUR_MS;
        return WindowSounds.of(new CallbackWindow(fromMs, fromMs + HOUR_MS, fromMs), BERLIN, NOON_MS);
    }
}
