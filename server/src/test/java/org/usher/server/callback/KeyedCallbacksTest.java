package org.usher.server.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;
import org.usher.core.api.GoneCause;
import org.usher.server.Story;
import org.usher.server.wallboard.OffersRow;

/** Callers who press a key to be called back, before a real engine and in virtual time. */
final class KeyedCallbacksTest {
    private static final String EVA = "+493012345678";

    private final DeskAtEngine at = new DeskAtEngine();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final KeyedCallbacks keyed = new KeyedCallbacks(at.desk, at::request, new CallbackTakeUp(registry));

    /** Returns the contact of a caller who waits in line, and has begun to ask. */
    private long callerAsks(long call, String number) {
        at.offer(new Command.ContactArrived(
                call, Channel.VOICE, Story.BILLING, 3, 0, 0, List.of(), DeskAtEngine.customer(number)));
        at.offer(new Command.ContactReachable(call));
        at.offer(new Command.ContactUnreachable(call));
        at.turn();
        return at.lastQueued();
    }

    private CompletableFuture<KeyedCallbacks.Word> ask(long contactId, String number) {
        return ask(contactId, "030 12345678", number);
    }

    private CompletableFuture<KeyedCallbacks.Word> ask(long contactId, String caller, String number) {
        return keyed.ask(new KeyedCallbacks.Question(contactId, caller, number, ""))
                .thenApply(KeyedCallbacks.Answer::word)
                .toCompletableFuture();
    }

    /** How many callers of this number, each of whom enters another, are promised a call. */
    private int promisesTo(String caller, int callers) {
        int promised = 0;
        for (int call = 1; call <= callers; call++) {
            CompletableFuture<KeyedCallbacks.Word> asked =
                    ask(callerAsks(500 + call, caller), caller, "+4930555" + (1_000 + call));
            if (answered(asked) == KeyedCallbacks.Word.CONFIRMED) {
                promised++;
            }
        }
        return promised;
    }

    @Test
    void shouldPromiseWhoCallsFromOneNumberNoMoreThanHisCallsOfTheDayWhereverTheyGo() {
        assertThat(promisesTo("030 12345678", 8)).isEqualTo(5);
        assertThat(at.desk.refused(CallbackDesk.Reason.TOO_OFTEN)).isEqualTo(3);
    }

    @Test
    void shouldPromiseWhoCallWithoutANumberSoMuchAltogether() {
        assertThat(promisesTo("anonymous", 60)).isEqualTo(50);
        assertThat(at.desk.refused(CallbackDesk.Reason.TOO_OFTEN)).isEqualTo(10);
    }

    @Test
    void shouldNotCountAgainstHimWhatTheEngineRefused() {
        for (int call = 1; call <= 8; call++) {
            assertThat(answered(ask(4_711, "030 12345678", "+4930555" + (1_000 + call))))
                    .isEqualTo(KeyedCallbacks.Word.AWAY);
        }
        assertThat(promisesTo("030 12345678", 8)).isEqualTo(5);
    }

    /** His first question was answered too late, so that he is back in the line; the disk is still at it. */
    @Test
    void shouldPromiseOnceMoreWhoIsBackInTheLineAndAsksAgainMeanwhile() {
        long contactId = callerAsks(501, "030 12345678");
        at.holdDisk();
        CompletableFuture<KeyedCallbacks.Word> first = ask(contactId, "030 12345678");
        at.turn();
        at.offer(new Command.CancelCallback(0, contactId));
        long again = callerAsks(501, "030 12345678");
        CompletableFuture<KeyedCallbacks.Word> second = ask(again, "030 12345678");
        assertThat(first).isNotDone();
        at.releaseDisk();
        assertThat(answered(second)).isEqualTo(KeyedCallbacks.Word.CONFIRMED);
        assertThat(at.book.of(EVA).orElseThrow().contactId()).isEqualTo(again);
    }

    private double counted(String queue, String step) {
        return registry.get("usher.callbacks.offers")
                .tags("queue", queue, "step", step)
                .counter()
                .count();
    }

    /** Eva hears the offer twice, in two lines, and asks twice; Bea hears it and waits on; of Cem nothing is known from before a restart. */
    @Test
    void shouldCountEachCallerOnceWhereHeWasOfferedItFirst() {
        long eva = callerAsks(501, "030 12345678");
        keyed.takeUp().offered(eva, "billing");
        keyed.takeUp().offered(eva, "sales");
        keyed.takeUp().offered(callerAsks(502, "030 22345678"), "billing");
        keyed.takeUp().offered(callerAsks(503, "030 32345678"), "sales");
        assertThat(answered(ask(eva, "none"))).isEqualTo(KeyedCallbacks.Word.NOT_ALLOWED);
        assertThat(keyed.takeUp().byQueue())
                .isEqualTo(Map.of("billing", new OffersRow(2, 1, 0), "sales", new OffersRow(1, 0, 0)));
        assertThat(answered(ask(eva, EVA))).isEqualTo(KeyedCallbacks.Word.CONFIRMED);
        long cem = callerAsks(504, "030 42345678");
        assertThat(answered(ask(cem, "+493042345678"))).isEqualTo(KeyedCallbacks.Word.CONFIRMED);
        assertThat(keyed.takeUp().byQueue())
                .isEqualTo(Map.of("billing", new OffersRow(2, 1, 1), "sales", new OffersRow(1, 0, 0)));
        assertThat(keyed.asked()).isEqualTo(3);
        assertThat(counted("billing", "offered")).isEqualTo(2);
        assertThat(counted("billing", "asked")).isEqualTo(1);
        assertThat(counted("billing", "accepted")).isEqualTo(1);
        assertThat(counted("sales", "offered")).isEqualTo(1);
    }

    private KeyedCallbacks.Word answered(CompletableFuture<KeyedCallbacks.Word> asked) {
        at.turn();
        return asked.join();
    }

    @Test
    void shouldKeepThePlaceOfWhoIsCalledBackThoughHeHangsUp() {
        long contactId = callerAsks(501, "030 12345678");
        long sinceMs = at.nowMs;
        at.nowMs += 120_000;
        CompletableFuture<KeyedCallbacks.Word> asked = ask(contactId, "030 12345678");
        assertThat(asked).isNotDone();
        at.turn();
        assertThat(asked).isCompletedWithValue(KeyedCallbacks.Word.CONFIRMED);
        CallbackBook.Pending callback = at.book.of(EVA).orElseThrow();
        assertThat(callback.contactId()).as("the same contact").isEqualTo(contactId);
        assertThat(callback.enqueuedAtMs()).isEqualTo(sinceMs);
        at.offer(new Command.ContactGone(501, GoneCause.HUNG_UP));
        at.turn();
        assertThat(at.book.of(EVA)).contains(callback);
        assertThat(keyed.asked()).isOne();
        assertThat(keyed.accepted()).isOne();
    }

    @Test
    void shouldConfirmNothingBeforeTheDiskHoldsIt() {
        long contactId = callerAsks(501, "030 12345678");
        at.holdDisk();
        CompletableFuture<KeyedCallbacks.Word> asked = ask(contactId, "030 12345678");
        at.turn();
        assertThat(at.book.of(EVA)).isPresent();
        assertThat(asked).isNotDone();
        at.releaseDisk();
        assertThat(asked).isCompletedWithValue(KeyedCallbacks.Word.CONFIRMED);
    }

    @Test
    void shouldTellWhoseNumberCannotBeCalledAndCountIt() {
        long contactId = callerAsks(501, "030 12345678");
        assertThat(ask(contactId, "0900 1234567")).as("premium").isCompletedWithValue(KeyedCallbacks.Word.NOT_ALLOWED);
        assertThat(ask(contactId, "+33123456789"))
                .as("not allowed")
                .isCompletedWithValue(KeyedCallbacks.Word.NOT_ALLOWED);
        assertThat(ask(contactId, "+")).as("none").isCompletedWithValue(KeyedCallbacks.Word.NOT_ALLOWED);
        assertThat(at.offered).isEmpty();
        assertThat(at.desk.refused(CallbackDesk.Reason.NOT_ALLOWED)).isEqualTo(2);
        assertThat(at.desk.refused(CallbackDesk.Reason.NO_NUMBER)).isOne();
        assertThat(keyed.accepted()).isZero();
    }

    @Test
    void shouldPromiseOneCallToANumber() {
        long first = callerAsks(501, "030 12345678");
        var _ = ask(first, "030 12345678");
        at.turn();
        long second = callerAsks(502, "030 7654321");
        assertThat(ask(second, "030 12345678")).isCompletedWithValue(KeyedCallbacks.Word.PENDING);
    }

    @Test
    void shouldPromiseNothingToWhoIsGoneBeforeItIsDecided() {
        long contactId = callerAsks(501, "030 12345678");
        at.offer(new Command.ContactGone(501, GoneCause.HUNG_UP));
        assertThat(answered(ask(contactId, "030 12345678"))).isEqualTo(KeyedCallbacks.Word.AWAY);
        assertThat(at.book.all()).isEmpty();
        assertThat(at.desk.refused(CallbackDesk.Reason.NOT_IN_LINE)).isOne();
        assertThat(at.desk.refused(CallbackDesk.Reason.QUEUE_TAKES_NOBODY)).isZero();
    }

    @Test
    void shouldLeaveInTheLineWithoutAWordForWhomAnAgentIsRung() {
        at.offer(new Command.DeviceStateChanged(22, DeviceState.NOT_IN_USE));
        at.offer(new Command.LogIn(0, Story.BOB, List.of(22)));
        at.offer(new Command.ContactArrived(
                501, Channel.VOICE, Story.BILLING, 3, 0, 0, List.of(), DeskAtEngine.customer("030 12345678")));
        at.offer(new Command.ContactReachable(501));
        at.turn();
        assertThat(answered(ask(at.lastQueued(), "030 12345678"))).isEqualTo(KeyedCallbacks.Word.ON_OFFER);
        assertThat(at.desk.refused(CallbackDesk.Reason.ON_OFFER)).isOne();
    }

    @Test
    void shouldWaitForTheEnginesWordHoweverLongItTakes() {
        long contactId = callerAsks(501, "030 12345678");
        CompletableFuture<KeyedCallbacks.Word> asked = ask(contactId, "030 12345678");
        for (int look = 0; look < 50; look++) {
            at.answerLooks();
        }
        assertThat(asked).isNotDone();
        assertThat(answered(asked)).isEqualTo(KeyedCallbacks.Word.CONFIRMED);
    }

    /** The disk stands still, so that he hears "not now" before the engine has come to his request. */
    @Test
    void shouldNotCallWhoIsBackInTheLineBeforeItIsDecided() {
        long contactId = callerAsks(501, "030 12345678");
        RingsAgain arrivals = new RingsAgain(at.desk, at::offer, () -> at.nowMs);
        CompletableFuture<KeyedCallbacks.Word> asked = ask(contactId, "0170 5551234");
        at.answerLooks(); // no windows
        at.timeOut();
        assertThat(asked).isCompletedWithValue(KeyedCallbacks.Word.AWAY);
        assertThat(arrivals.offer(new Command.ContactArrived(
                        501,
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
        assertThat(at.lastQueued()).as("he stands in line anew").isNotEqualTo(contactId);
    }

    @Test
    void shouldHaveConfirmedOnlyANumberThatMayBeCalled() {
        assertThat(keyed.toConfirm("030 123-45678")).isEqualTo("03012345678");
        assertThat(keyed.toConfirm("+49 30 12345678")).isEqualTo("+493012345678");
        assertThat(keyed.toConfirm("0900 1234567")).isEmpty();
        assertThat(keyed.toConfirm("")).isEmpty();
        assertThat(keyed.toConfirm("anonymous")).isEmpty();
        assertThat(keyed.mayBeOffered()).isTrue();
    }
}
