package org.usher.server.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.server.Story;

/** Customers who ring while they are promised a call, before a real engine and in virtual time. */
final class RingsAgainTest {
    private static final String EVA = "+493012345678";
    private static final long HOUR_MS = 3_600_000;

    private final DeskAtEngine at = new DeskAtEngine();
    private final RingsAgain arrivals = new RingsAgain(at.desk, at::offer, () -> at.nowMs);
    private final CallbackWindow window =
            new CallbackWindow(at.nowMs + HOUR_MS, at.nowMs + 2 * HOUR_MS, at.nowMs + 90 * 60_000);

    private static Command.ContactArrived arrival(long call) {
        return new Command.ContactArrived(
                call, Channel.VOICE, Story.BILLING, 0, 0, 0, List.of(), DeskAtEngine.customer("030 12345678"));
    }

    @Test
    void shouldKeepThePromiseOfWhoRingsBeforeItsWindowOpens() {
        at.books(EVA, window);
        assertThat(arrivals.offer(arrival(501))).isTrue();
        assertThat(at.offered).containsExactly(arrival(501));
        at.turn();
        assertThat(at.book.of(EVA).orElseThrow().window()).isEqualTo(window);
    }

    @Test
    void shouldServeInHisPlaceWhoRingsWithinTheWindow() {
        at.books(EVA, window);
        long contactId = at.book.of(EVA).orElseThrow().contactId();
        at.nowMs = window.fromMs() + 60_000;
        assertThat(arrivals.offer(arrival(501))).isTrue();
        assertThat(at.offered).hasSize(2).last().isEqualTo(new Command.CancelCallback(0, contactId));
        assertThat(((Command.ContactArrived) at.offered.getFirst()).enqueuedAtMs())
                .isEqualTo(window.fromMs());
        at.turn();
        assertThat(at.book.all()).isEmpty();
    }

    @Test
    void shouldServeInHisPlaceWhoIsToBeCalledInTurnThoughHeIsPromisedAnotherCall() {
        at.books(EVA, window);
        at.offer(new Command.ContactArrived(
                0, Channel.CALLBACK, Story.BILLING, 0, 0, 0, List.of(), DeskAtEngine.customer(EVA)));
        at.turn();
        assertThat(arrivals.offer(arrival(501))).isTrue();
        at.turn();
        assertThat(at.book.all()).extracting(CallbackBook.Pending::window).containsExactly(window);
    }

    private static Command.ContactArrived back(long contactId, String caller) {
        return new Command.ContactArrived(
                502, Channel.VOICE, Story.BILLING, 0, 0, contactId, List.of(), DeskAtEngine.customer(caller));
    }

    @Test
    void shouldServeInHisPlaceWhoIsStillInTheCallInWhichHeWasPromisedOneElsewhere() {
        at.offer(new Command.ContactArrived(
                0, Channel.CALLBACK, Story.BILLING, 0, 0, 0, List.of(), DeskAtEngine.customer("+4915112345678")));
        at.turn();
        long contactId = at.book.of("+4915112345678").orElseThrow().contactId();
        assertThat(arrivals.offer(back(contactId, "030 12345678"))).isTrue();
        at.turn();
        assertThat(at.book.all()).isEmpty();
    }

    @Test
    void shouldKeepTheCallbackOfAColleagueOfTheSameNumber() {
        at.offer(new Command.ContactArrived(
                0, Channel.CALLBACK, Story.BILLING, 0, 0, 0, List.of(), DeskAtEngine.customer(EVA)));
        at.turn();
        long contactId = at.book.of(EVA).orElseThrow().contactId();
        assertThat(arrivals.offer(back(contactId + 1_000, "030 12345678"))).isTrue();
        at.turn();
        assertThat(at.book.of(EVA)).isPresent();
    }

    /** He waits in line on the line of his office and has himself called elsewhere. */
    private long isToBeCalledElsewhere() {
        at.offer(arrival(501));
        at.offer(new Command.ContactReachable(501));
        at.turn();
        long contactId = at.lastQueued();
        at.offer(new Command.ConvertToCallback(0, contactId, "+4915112345678"));
        at.turn();
        assertThat(at.book.of("+4915112345678")).isPresent();
        return contactId;
    }

    private void isServedWhereHeStood(CallbackBook book, long contactId) {
        RingsAgain his = new RingsAgain(at.deskWith(book), at::offer, () -> at.nowMs);
        at.nowMs += 60_000;
        assertThat(his.offer(new Command.ContactArrived(
                        502, Channel.VOICE, Story.BILLING, 0, 0, 0, List.of(), DeskAtEngine.customer("030 12345678"))))
                .isTrue();
        assertThat(at.offered).last().isEqualTo(new Command.CancelCallback(0, contactId));
        assertThat(((Command.ContactArrived) at.offered.getFirst()).enqueuedAtMs())
                .isEqualTo(at.nowMs - 60_000);
        at.turn();
        assertThat(at.book.all()).isEmpty();
    }

    @Test
    void shouldServeInHisPlaceWhoEnteredAnotherNumberAndRingsFromHisFirst() {
        isServedWhereHeStood(at.book, isToBeCalledElsewhere());
    }

    @Test
    void shouldKnowHimAfterARestartToo() throws IOException {
        long contactId = isToBeCalledElsewhere();
        CallbackBook restored = new CallbackBook();
        restored.remember(at.book.remembered());
        restored.resumed(at.view());
        isServedWhereHeStood(restored, contactId);
    }

    @Test
    void shouldTakeOneWhoIsCalledAtThisNumberBeforeOneWhoRangFromIt() {
        long elsewhere = isToBeCalledElsewhere();
        at.offer(new Command.ContactArrived(
                0, Channel.CALLBACK, Story.BILLING, 0, 0, 0, List.of(), DeskAtEngine.customer(EVA)));
        at.turn();
        assertThat(arrivals.offer(arrival(502))).isTrue();
        at.turn();
        assertThat(at.book.all()).extracting(CallbackBook.Pending::contactId).containsExactly(elsewhere);
    }
}
