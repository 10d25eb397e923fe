package org.usher.telephony.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.telephony.ami.CallbackAsk;
import org.usher.telephony.contract.PbxUnderTest.Manner;

/** What Usher expects of a PBX whose callers may press a key to be called back: they are asked, answered, and lost to nobody. */
abstract class CallbackAskContract extends PbxStory {
    private static final long CONTACT = 77;

    private PbxUnderTest.Caller callerIsOffered(String queue, String number) {
        PbxUnderTest.Caller caller = stage.callerWaits("billing");
        stage.mark(CONTACT);
        assertThat(stage.offerCallback(CONTACT, "beep", queue, number)).isTrue();
        stage.awaitCarriedOut(); // a key before that would be one in the waiting room
        return caller;
    }

    @Test
    void shouldHangUpWhoConfirmsHisNumberWhenUsherHasConfirmedIt() {
        PbxUnderTest.Caller caller = callerIsOffered("billing", "+491705551");
        caller.press("1");
        stage.await("ContactUnreachable");
        caller.press("1");
        CallbackAsk ask = stage.awaitAsk();
        assertThat(ask.number()).isEqualTo("+491705551");
        assertThat(ask.contactId()).isEqualTo(CONTACT);
        stage.answer(ask, CallbackAsk.Word.CONFIRMED);
        stage.await("ContactGone");
        assertThat(stage.count("ContactReachable")).as("when he came").isEqualTo(1);
    }

    private static CallbackAsk.Answer windows(String... choices) {
        return new CallbackAsk.Answer(CallbackAsk.Word.WINDOWS, "beep&beep", List.of(choices));
    }

    @Test
    void shouldAskByAKeyWhenHeIsToBeCalled() {
        PbxUnderTest.Caller caller = callerIsOffered("billing", "5551");
        caller.press("1");
        stage.await("ContactUnreachable");
        caller.press("1");
        CallbackAsk first = stage.awaitAsk();
        assertThat(first.when()).isEmpty();
        stage.answer(first, windows("now", "1750003200000", "1750006800000"));
        pbx.awaitChoosing();
        caller.press("903"); // of which two mean nothing
        CallbackAsk chosen = stage.awaitAsk();
        assertThat(chosen.when()).isEqualTo("1750006800000");
        assertThat(chosen.number()).isEqualTo("5551");
        assertThat(chosen.contactId()).isEqualTo(CONTACT);
        assertThat(chosen.question()).isNotEqualTo(first.question());
        stage.answer(chosen, CallbackAsk.Word.WINDOW_GONE);
        CallbackAsk again = stage.awaitAsk();
        assertThat(again.when()).isEqualTo("again");
        stage.answer(again, windows("now"));
        pbx.awaitChoosing();
        caller.press("1");
        CallbackAsk now = stage.awaitAsk();
        assertThat(now.when()).isEqualTo("now");
        stage.answer(now, new CallbackAsk.Answer(CallbackAsk.Word.PROMISED, "beep", List.of()));
        stage.await("ContactGone");
        assertThat(stage.count("ContactReachable")).as("when he came").isEqualTo(1);
    }

    @Test
    void shouldLetHimBackIntoTheLineByOneKeyWhoIsToChoose() {
        PbxUnderTest.Caller caller = callerIsOffered("billing", "5551");
        caller.press("1");
        stage.await("ContactUnreachable");
        caller.press("1");
        stage.answer(stage.awaitAsk(), windows("now", "1750003200000"));
        pbx.awaitChoosing();
        caller.press("*");
        stage.await("ContactReachable");
        caller.press("1");
        stage.await("ContactUnreachable");
        caller.press("1");
        assertThat(stage.awaitAsk().when()).as("he begins anew").isEmpty();
        caller.hangUp();
        stage.await("ContactGone HUNG_UP");
    }

    @Test
    void shouldTakeAnotherNumberByItsDigits() {
        PbxUnderTest.Caller caller = callerIsOffered("billing", "5551");
        caller.press("1");
        stage.await("ContactUnreachable");
        caller.press("20900555#");
        caller.press("1");
        CallbackAsk first = stage.awaitAsk();
        assertThat(first.number()).isEqualTo("0900555");
        stage.answer(first, CallbackAsk.Word.NOT_ALLOWED);
        pbx.awaitEntering();
        caller.press("0170555#");
        caller.press("1");
        CallbackAsk second = stage.awaitAsk();
        assertThat(second.number()).isEqualTo("0170555");
        stage.answer(second, CallbackAsk.Word.CONFIRMED);
        stage.await("ContactGone");
    }

    @Test
    void shouldLetHimBackIntoTheLineByOneKey() {
        PbxUnderTest.Phone alice = stage.phone("alice", Manner.ON_ORDER);
        PbxUnderTest.Caller caller = callerIsOffered("billing", "");
        caller.press("1");
        stage.await("ContactUnreachable");
        caller.press("12*");
        stage.await("ContactReachable");
        caller.press("1");
        stage.await("ContactUnreachable");
        caller.press("*");
        stage.await("ContactReachable");
        stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        alice.answer();
        stage.await("OfferConnected");
        caller.hangUp();
        stage.await("ContactGone HUNG_UP");
    }

    @Test
    void shouldHaveHimAskForTheLineAnewWhenItCannotBe() {
        PbxUnderTest.Caller caller = callerIsOffered("billing", "5551");
        caller.press("1");
        stage.await("ContactUnreachable");
        caller.press("1");
        stage.answer(stage.awaitAsk(), CallbackAsk.Word.AWAY);
        stage.await("ContactArrived");
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ContactUnreachable",
                ARRIVED.replace("contact=0", "contact=" + CONTACT),
                "ContactReachable",
                "ContactGone HUNG_UP");
    }

    /** He was offered it in one line, and has gone on in another's. */
    @Test
    void shouldTakeTheKeyForAnyOtherWhereItIsNotOffered() {
        PbxUnderTest.Caller caller = callerIsOffered("billing", "5551");
        stage.mark(CONTACT, 2);
        assertThat(stage.offerCallback(CONTACT, "beep", "billing", "5551"))
                .as("decided before he went on")
                .isFalse();
        stage.awaitCarriedOut();
        caller.press("1");
        stage.await("ContactUnreachable");
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectStory(ARRIVED, "ContactReachable", "ContactUnreachable", "ContactReachable", "ContactGone HUNG_UP");
    }

    /** The queue of his dialplan is billing still. */
    @Test
    void shouldAskWhoIsOfferedItInTheLineHeHasGoneOnIn() {
        PbxUnderTest.Caller caller = stage.callerWaits("billing");
        stage.mark(CONTACT, 2);
        assertThat(stage.offerCallback(CONTACT, "beep", "orders", "5551")).isTrue();
        stage.awaitCarriedOut();
        caller.press("1");
        stage.await("ContactUnreachable");
        caller.press("1");
        CallbackAsk ask = stage.awaitAsk();
        assertThat(ask.number()).isEqualTo("5551");
        stage.answer(ask, CallbackAsk.Word.CONFIRMED);
        stage.await("ContactGone");
    }

    @Test
    void shouldHearNoAnswerToAnEarlierQuestion() {
        PbxUnderTest.Caller caller = callerIsOffered("billing", "5551");
        caller.press("1");
        stage.await("ContactUnreachable");
        caller.press("1");
        CallbackAsk first = stage.awaitAsk();
        stage.answer(first, CallbackAsk.Word.NOT_ALLOWED);
        pbx.awaitEntering();
        caller.press("0170555#");
        caller.press("1");
        CallbackAsk second = stage.awaitAsk();
        stage.answer(first, CallbackAsk.Word.CONFIRMED);
        stage.answer(second, CallbackAsk.Word.PENDING);
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone HUNG_UP");
    }

    @Test
    void shouldGoBackToTheLineAtOnceForWhomAnAgentIsRung() {
        PbxUnderTest.Caller caller = callerIsOffered("billing", "5551");
        caller.press("1");
        stage.await("ContactUnreachable");
        caller.press("1");
        stage.answer(stage.awaitAsk(), CallbackAsk.Word.ON_OFFER);
        stage.await("ContactReachable");
        assertThat(stage.count("ContactArrived"))
                .as("he was in line all the time")
                .isEqualTo(1);
        caller.hangUp();
        stage.await("ContactGone HUNG_UP");
    }

    /** Whether he was promised a call is not known to him, nor to the dialplan. */
    @Test
    void shouldTakeBackWhatWasPromisedToWhoIsServedByTheFallback() {
        PbxUnderTest.Caller caller = callerIsOffered("billing", "5551");
        caller.press("1");
        stage.await("ContactUnreachable");
        stage.engineStandsStill();
        caller.press("1");
        stage.awaitAsk();
        stage.await("ContactGone FELL_BACK");
        stage.await("CancelCallback[requestId=0, contactId=" + CONTACT);
        stage.engineGoesOn();
        caller.hangUp();
    }

    /** An agent turned free just before he pressed: the offer takes him out of the question. */
    @Test
    void shouldConnectWhoWasOnOfferAlreadyWhenHeBeganToAsk() {
        PbxUnderTest.Phone alice = stage.phone("alice", Manner.ON_ORDER);
        PbxUnderTest.Caller caller = callerIsOffered("billing", "5551");
        caller.press("1");
        stage.await("ContactUnreachable");
        stage.offer(15_000, "alice");
        caller.press("*");
        stage.await("OfferRinging");
        alice.answer();
        stage.await("OfferConnected");
        caller.hangUp();
        stage.await("ContactGone HUNG_UP");
    }
}
