package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.asteriskjava.manager.action.HangupAction;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.action.RedirectAction;
import org.junit.jupiter.api.Test;
import org.usher.core.api.DeviceState;

/** A supervisor's phone, from the order to its end, under virtual time. */
class ListeningTest {
    private static final long CONTACT = 42;
    private static final int ALICE = 11;
    private static final int BOB = 12;

    private long nowMs = 1_000;
    private final List<ManagerAction> sent = new ArrayList<>();
    private final List<ListenAnswer> answers = new ArrayList<>();
    private final Requests requests = new Requests(() -> nowMs, 100);
    private final LedgerPart ledger = new CallLedger().part(Centre.PBX);
    private final Names names = Names.of(Centre.configuration(IntStream.range(0, 40)
            .mapToObj(i -> i == 0 ? "alice" : i == 1 ? "bob" : "phone" + i)
            .toArray(String[]::new)));
    private final Bridges bridges = new Bridges();
    private final Listening listening = new Listening(
            LinkSettings.of(Centre.PBX, "pbx", 5038, "usher", Secret.of("x")), () -> names, requests, ledger, bridges);
    private final Call call = Objects.requireNonNull(ledger.add("1.1", "PJSIP/trunk-1"));

    ListeningTest() {
        requests.attach(sent::add);
        call.contactId = CONTACT;
        call.offerId = 7;
        Leg leg = ledger.addLeg(call, "1.2", "PJSIP/alice-2");
        leg.answered = true;
        call.answeredLeg = leg;
        call.phase = CallPhase.TALKING;
        IntStream.range(ALICE, ALICE + 40).forEach(device -> ledger.note(device, DeviceState.NOT_IN_USE));
    }

    private void order(int deviceId, String listener, ListenMode mode) {
        listening.order(
                new ListenOrder(CONTACT, Set.of(ALICE), deviceId, mode, listener, "spy: Alice"), nowMs, answers::add);
    }

    private void answered(String response, String message) {
        requests.take(
                AmiMessage.of("Response", response, "ActionID", sent.getLast().getActionId(), "Message", message));
    }

    private String calledAs() {
        return ((ManagerActions.CallPhoneAction) sent.getLast()).getChannelId();
    }

    private void listens(String uniqueId, String mode) {
        listening.take(AmiMessage.of(
                "Event",
                "UserEvent",
                "UserEvent",
                "UsherListening",
                "Uniqueid",
                uniqueId,
                "Channel",
                "PJSIP/bob-9",
                "Mode",
                mode));
    }

    @Test
    void shouldCallThePhoneForTheChannelOfThatTalkAlone() {
        order(BOB, "sofia", ListenMode.WHISPER);
        ManagerActions.CallPhoneAction action = (ManagerActions.CallPhoneAction) sent.getLast();
        assertThat(action.getChannel()).isEqualTo("PJSIP/bob");
        assertThat(action.getContext() + "/" + action.getExten()).isEqualTo("usher-listen/whisper");
        assertThat(action.getVariable()).isEqualTo("USHER_LISTEN=1.2,USHER_LISTENER=42:sofia");
        assertThat(listening.listeners())
                .containsExactly(new Listener(CONTACT, BOB, "sofia", ListenMode.WHISPER, false, 1_000));
        answered("Success", "Originate successfully queued");
        assertThat(answers).containsExactly(ListenAnswer.RINGING);

        listens(calledAs(), "whisper");
        assertThat(listening.listeners().getFirst().listens()).isTrue();
        order(BOB, "sofia", ListenMode.BARGE);
        assertThat(((RedirectAction) sent.getLast()).getExten()).isEqualTo("barge");
        assertThat(((RedirectAction) sent.getLast()).getChannel()).isEqualTo("PJSIP/bob-9");
    }

    @Test
    void shouldRefuseAnotherAgentsTalkAPhoneInUseAndACrowd() {
        listening.order(new ListenOrder(CONTACT, Set.of(BOB), BOB, ListenMode.SPY, "sofia", ""), nowMs, answers::add);
        listening.order(new ListenOrder(99, Set.of(ALICE), BOB, ListenMode.SPY, "sofia", ""), nowMs, answers::add);
        order(ALICE + 30, "vera", ListenMode.SPY);
        ledger.note(BOB, DeviceState.IN_USE);
        order(BOB, "sofia", ListenMode.SPY);
        order(ALICE + 30, "otto", ListenMode.SPY);
        assertThat(answers)
                .as("another took the talk over, no such contact, in use, listens already")
                .containsExactly(
                        ListenAnswer.NOT_TALKING,
                        ListenAnswer.UNKNOWN,
                        ListenAnswer.PHONE_NOT_FREE,
                        ListenAnswer.PHONE_NOT_FREE);
        for (int i = 1; i < Listening.MOST; i++) {
            order(ALICE + 1 + i, "supervisor " + i, ListenMode.SPY);
        }
        order(ALICE + 35, "one more", ListenMode.SPY);
        assertThat(answers).hasSize(5).last().isEqualTo(ListenAnswer.FULL);
        assertThat(listening.listeners()).hasSize(Listening.MOST);
    }

    @Test
    void shouldSayThatAsteriskDoesNotAllowIt() {
        order(BOB, "sofia", ListenMode.SPY);
        answered("Error", "Permission denied");
        assertThat(answers).containsExactly(ListenAnswer.NOT_ALLOWED);
        assertThat(listening.listeners()).isEmpty();
    }

    @Test
    void shouldEndWithTheTalkOnceAndForgetWhatIsGone() {
        order(BOB, "sofia", ListenMode.SPY);
        String uniqueId = calledAs();
        answered("Success", "");
        listens(uniqueId, "spy");
        listening.onTime(nowMs);
        assertThat(sent).hasSize(1);

        call.phase = CallPhase.TALKED; // the customer has hung up, the agent's channel is still there
        listening.onTime(nowMs + 20);
        listening.onTime(nowMs + 40);
        assertThat(sent)
                .hasSize(2)
                .last()
                .isInstanceOfSatisfying(
                        HangupAction.class,
                        hangup -> assertThat(hangup.getChannel()).isEqualTo("PJSIP/bob-9"));
        answered("Success", "Channel Hungup");
        listening.take(AmiMessage.of("Event", "Hangup", "Uniqueid", uniqueId));
        assertThat(listening.listeners()).isEmpty();
    }

    @Test
    void shouldGiveUpAPhoneThatNobodyPicksUp() {
        order(BOB, "sofia", ListenMode.SPY);
        answered("Success", "");
        listening.onTime(nowMs + 34_000);
        assertThat(sent).hasSize(1);
        listening.onTime(nowMs + 35_000);
        assertThat(sent).hasSize(2);
        answered("Error", "No such channel");
        assertThat(listening.listeners()).isEmpty();
    }

    @Test
    void shouldFindAgainWhoListensAfterARestartAndEndHim() {
        AmiMessage row = AmiMessage.of(
                "Uniqueid",
                "usher-listen-5-1-1",
                "Channel",
                "PJSIP/bob-9",
                "Application",
                "ChanSpy",
                "Variable",
                "USHER_LISTEN=1.2",
                "Variable",
                "USHER_LISTENER=42:sofia+l%C3%B3pez",
                "Variable",
                "USHER_LISTEN_BY=barge");
        listening.listed(row);
        assertThat(listening.listeners())
                .containsExactly(new Listener(CONTACT, BOB, "sofia lópez", ListenMode.BARGE, true, 0));
        listening.end(CONTACT, "otto"::equals, answers::add);
        listening.end(CONTACT, "sofia lópez"::equals, answers::add);
        assertThat(answers).containsExactly(ListenAnswer.NOBODY, ListenAnswer.ENDED);
        listening.listedAll(uniqueId -> true);
        assertThat(listening.listeners())
                .as("it was gone at the next comparison")
                .isEmpty();
    }

    @Test
    void shouldHearNothingOfWhatTheAgentSaysToOthersWhileTheCustomerIsAway() {
        bridges.enter(new Bridges.Seat("1.1", "PJSIP/trunk-1", "talk"));
        bridges.enter(new Bridges.Seat("1.2", "PJSIP/alice-2", "talk"));
        order(BOB, "sofia", ListenMode.SPY);
        answered("Success", "");
        listens(calledAs(), "spy");
        listening.onTime(nowMs);

        bridges.enter(new Bridges.Seat("1.3", "PJSIP/phone7-3", "talk"));
        listening.onTime(nowMs + 1_000);
        bridges.leave("1.3");
        bridges.leave("1.2"); // on hold, or being brought elsewhere
        listening.onTime(nowMs + 2_000);
        bridges.enter(new Bridges.Seat("1.3", "PJSIP/phone7-3", "consultation"));
        bridges.enter(new Bridges.Seat("1.2", "PJSIP/alice-2", "consultation"));
        listening.onTime(nowMs + 3_000);
        bridges.enter(new Bridges.Seat("1.1", "PJSIP/trunk-1", "consultation"));
        listening.onTime(nowMs + 3_299);
        listening.onTime(nowMs + 3_400);
        assertThat(sent).as("three of them, or on the way there").hasSize(1);

        bridges.enter(new Bridges.Seat("1.1", "PJSIP/trunk-1", "waiting"));
        listening.onTime(nowMs + 4_000);
        listening.onTime(nowMs + 4_299);
        assertThat(sent).hasSize(1);
        listening.onTime(nowMs + 4_300);
        assertThat(sent)
                .as("without the customer")
                .hasSize(2)
                .last()
                .isInstanceOfSatisfying(
                        HangupAction.class,
                        hangup -> assertThat(hangup.getChannel()).isEqualTo("PJSIP/bob-9"));

        order(ALICE + 5, "otto", ListenMode.SPY);
        assertThat(answers).endsWith(ListenAnswer.NOT_TALKING);
    }

    @Test
    void shouldNotGiveUpWhoPickedUpWhileTheLinkWasDown() {
        order(BOB, "sofia", ListenMode.SPY);
        answered("Success", "");
        AmiMessage row = AmiMessage.of(
                "Uniqueid",
                calledAs(),
                "Channel",
                "PJSIP/bob-9",
                "Application",
                "ChanSpy",
                "Variable",
                "USHER_LISTEN=1.2",
                "Variable",
                "USHER_LISTENER=42:sofia",
                "Variable",
                "USHER_LISTEN_BY=spy");
        listening.listed(row);
        listening.listedAll(uniqueId -> false);
        assertThat(listening.listeners())
                .containsExactly(new Listener(CONTACT, BOB, "sofia", ListenMode.SPY, true, 1_000));
        listening.onTime(nowMs + 60_000);
        assertThat(sent).as("he listens, and goes on").hasSize(1);
        order(BOB, "sofia", ListenMode.BARGE);
        assertThat(((RedirectAction) sent.getLast()).getChannel()).isEqualTo("PJSIP/bob-9");
    }
}
