package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.asteriskjava.manager.action.GetVarAction;
import org.asteriskjava.manager.action.HangupAction;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.action.SetVarAction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.usher.core.api.CallKey;
import org.usher.core.api.Configuration;
import org.usher.telephony.ami.CallAnswer.Result;
import org.usher.telephony.ami.CallPicture.Consult;

/** What agents' orders come to, under virtual time; the messages are those that a real Asterisk gives. */
class CallControlTest {
    private static final String C = "\nChannel: PJSIP/trunk-00000001\nUniqueid: 1.1\nCallerIDNum: 5551\n";
    private static final String G = "\nChannel: PJSIP/alice-00000002\nUniqueid: 1.2\n";
    private static final String H = "\nChannel: PJSIP/bob-00000003\nUniqueid: 1.3\n";
    private static final String NEAR = "\nChannel: Local/11@usher-consult-00000001;1\nUniqueid: 1.4\n";
    private static final String FAR = "\nChannel: Local/11@usher-consult-00000001;2\nUniqueid: 1.5\n";
    private static final Configuration CENTRE = Centre.configuration("alice", "bob", "2/dora", "0170555");
    private static final List<Integer> ALICE = List.of(11);

    private long nowMs = 1_000;
    private final List<ManagerAction> sent = new ArrayList<>();
    private final List<CallAnswer> answers = new ArrayList<>();
    private final Requests requests = new Requests(() -> nowMs, 100);
    private final Story story = new Story(CENTRE);
    private final Names names = Names.of(CENTRE);
    private final CallControl control = new CallControl(
            LinkSettings.of(Centre.PBX, "pbx", 5038, "usher", Secret.of("x")),
            () -> names,
            requests,
            story.ledger(),
            story.mapper());

    CallControlTest() {
        requests.attach(sent::add);
    }

    private void tell(String... messages) {
        for (String message : messages) {
            story.tell(message);
            control.look();
        }
    }

    private static String user(String name) {
        return "Event: UserEvent\nUserEvent: " + name;
    }

    private static String bridge(String event, String channel, String bridge) {
        return "Event: Bridge" + event + "\nBridgeUniqueid: " + bridge + channel;
    }

    private static String dial(String event, String channel, String uniqueId, String status) {
        return "Event: " + event + C + "ChanVariable: USHER_OFFER=7\nDestChannel: " + channel + "\nDestUniqueid: "
                + uniqueId + "\nDestChanVariable: USHER_OFFER=7\nDialStatus: " + status;
    }

    private void rings() {
        tell(
                user("UsherJoin") + C + "Queue: billing\nEnqueued: 1000",
                user("UsherWait") + C,
                dial("DialBegin", "PJSIP/alice-00000002", "1.2", ""),
                dial("DialState", "PJSIP/alice-00000002", "1.2", "RINGING"));
    }

    private void talks() {
        rings();
        tell(user("UsherAnswered") + G + "Offer: 7", bridge("Enter", G, "b1"), bridge("Enter", C, "b1"));
    }

    /** Bob's phone rings for alice, or has been answered. */
    private void consults(boolean answered) {
        order(CallOrder.CONSULT, new CallTarget.Phones(List.of(12)));
        keysLookIn("colleagues");
        tell("Event: Hold" + G, bridge("Enter", NEAR, "b2"), bridge("Leave", G, "b1"), bridge("Enter", G, "b2"));
        if (answered) {
            tell(bridge("Enter", H, "b3"), bridge("Enter", FAR, "b3"));
        }
    }

    private void order(CallOrder order) {
        order(order, null);
    }

    private void order(CallOrder order, @Nullable CallTarget target) {
        control.order(new CallRequest(CallKey.of(Centre.PBX, "1.1"), 7, ALICE, order, target), nowMs, answers::add);
    }

    private void succeed(ManagerAction action) {
        requests.take(AmiMessage.of("Response", "Success", "ActionID", action.getActionId()));
    }

    private void refuse(ManagerAction action, String why) {
        requests.take(AmiMessage.of("Response", "Error", "ActionID", action.getActionId(), "Message", why));
    }

    private void pass(long ms) {
        nowMs += ms;
        control.onTime(nowMs);
    }

    private void refused(String why) {
        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.result()).isEqualTo(Result.REFUSED);
            assertThat(answer.detail()).contains(why);
        });
        answers.clear();
    }

    private void done() {
        assertThat(answers).containsExactly(CallAnswer.DONE);
        answers.clear();
    }

    private CallPicture picture() {
        return control.picture(CallKey.of(Centre.PBX, "1.1"), 7, ALICE);
    }

    /** Asterisk says which context the keys of alice's channel have. */
    private void keysLookIn(String context) {
        ManagerAction asked = sent.getLast();
        assertThat(asked).isInstanceOfSatisfying(GetVarAction.class, get -> {
            assertThat(get.getChannel()).isEqualTo("PJSIP/alice-00000002");
            assertThat(get.getVariable()).isEqualTo("TRANSFER_CONTEXT");
        });
        requests.take(AmiMessage.of("Response", "Success", "ActionID", asked.getActionId(), "Value", context));
    }

    private List<String> variables() {
        return sent.stream()
                .filter(SetVarAction.class::isInstance)
                .map(SetVarAction.class::cast)
                .map(set -> set.getChannel() + " " + set.getVariable() + "=" + set.getValue())
                .toList();
    }

    private String keys() {
        StringBuilder keys = new StringBuilder();
        for (ManagerAction action : sent) {
            if (action instanceof ManagerActions.ReceiveKeyAction key) {
                assertThat(key.getChannel()).isEqualTo("PJSIP/alice-00000002");
                keys.append(key.getDigit());
            }
        }
        return keys.toString();
    }

    /** Asterisk names what this AMI user may do. */
    private void mayTell() {
        control.connected();
        requests.take(AmiMessage.of(
                "Response",
                "Success",
                "ActionID",
                sent.removeFirst().getActionId(),
                "PJSIPNotify",
                "Send a NOTIFY request to a SIP endpoint. (Priv: system,all)"));
    }

    private void unknown(String why) {
        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.result()).isEqualTo(Result.UNKNOWN);
            assertThat(answer.detail()).contains(why);
        });
        answers.clear();
    }

    @Test
    void shouldHaveThePhonePickUp() {
        mayTell();
        rings();
        assertThat(picture().deviceId()).isEqualTo(11);
        assertThat(picture().whyNotAccept()).isEmpty();
        order(CallOrder.ACCEPT);
        assertThat(sent).singleElement().isInstanceOfSatisfying(ManagerActions.NotifyAction.class, told -> {
            assertThat(told.getChannel()).isEqualTo("PJSIP/alice-00000002");
            assertThat(told.getVariable()).isEqualTo("Event=talk,Subscription-State=active");
        });
        succeed(sent.getFirst());
        assertThat(answers).isEmpty();
        tell(user("UsherAnswered") + G + "Offer: 7");
        done();
    }

    @Test
    void shouldTellTheOnePhoneOfSeveralThatKnowsTheEvent() {
        mayTell();
        tell(
                user("UsherJoin") + C + "Queue: billing\nEnqueued: 1000",
                user("UsherWait") + C,
                dial("DialBegin", "PJSIP/bob-00000003", "1.3", ""));
        control.order(
                new CallRequest(CallKey.of(Centre.PBX, "1.1"), 7, List.of(12, 11), CallOrder.ACCEPT, null),
                nowMs,
                answers::add);
        refused("remote_answer in centre.toml");
        tell(dial("DialBegin", "PJSIP/alice-00000002", "1.2", ""));
        control.order(
                new CallRequest(CallKey.of(Centre.PBX, "1.1"), 7, List.of(12, 11), CallOrder.ACCEPT, null),
                nowMs,
                answers::add);
        assertThat(sent)
                .singleElement()
                .isInstanceOfSatisfying(
                        ManagerActions.NotifyAction.class,
                        told -> assertThat(told.getChannel()).isEqualTo("PJSIP/alice-00000002"));
    }

    @Test
    void shouldSayThatAsteriskDoesNotLetUsherTellAnyPhone() {
        control.connected();
        succeed(sent.removeFirst());
        rings();
        assertThat(picture().whyNotAccept()).contains("the right system");
        order(CallOrder.ACCEPT);
        refused("the right system");
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldSayThatThePhoneHasNotPickedUp() {
        mayTell();
        rings();
        order(CallOrder.ACCEPT);
        succeed(sent.getFirst());
        pass(3_000);
        assertThat(answers).singleElement().extracting(CallAnswer::result).isEqualTo(Result.NOT_CONFIRMED);
    }

    @Test
    void shouldNotTakeTheEndOfTheRingingForAnAnswer() {
        mayTell();
        rings();
        order(CallOrder.ACCEPT);
        tell("Event: Hangup" + G + "Cause: 19");
        unknown("was over before that");
    }

    @Test
    void shouldNotTakeTheCustomersHangUpForAnOrderCarriedOut() {
        talks();
        consults(true);
        done();
        order(CallOrder.COMPLETE);
        tell("Event: HangupRequest" + C + "Cause: 16", bridge("Leave", C, "b1"), "Event: Hangup" + C + "Cause: 16");
        unknown("was over before that");
    }

    @Test
    void shouldNotTakeTheCallersHangUpForARefusal() {
        rings();
        order(CallOrder.DECLINE);
        tell(
                "Event: HangupRequest" + C + "Cause: 16",
                "Event: Hangup" + C + "Cause: 16",
                "Event: Hangup" + G + "Cause: 16");
        unknown("was over before that");
    }

    @Test
    void shouldNotSayThatTheAgentHungUpIfAsteriskDidNotObey() {
        talks();
        order(CallOrder.HANG_UP);
        refuse(sent.getLast(), "No such channel");
        refused("No such channel");
        tell(bridge("Leave", G, "b1"), bridge("Leave", C, "b1"), "Event: Hangup" + G + "Cause: 16");
        assertThat(story.calls()).contains("offer 7 talk ended by SYSTEM");
    }

    @Test
    void shouldNotSayThatTheAgentDeclinedIfAsteriskDidNotObey() {
        rings();
        order(CallOrder.DECLINE);
        refuse(sent.getLast(), "No such channel");
        refused("No such channel");
        tell(user("UsherDialResult") + C + "Offer: 7\nDialStatus: NOANSWER", user("UsherWait") + C);
        assertThat(story.calls()).contains("offer 7 failed TIMED_OUT");
    }

    @Test
    void shouldTakeAPhoneThatIsHungUpOnOrderForOneThatDeclined() {
        rings();
        order(CallOrder.DECLINE);
        assertThat(sent).singleElement().isInstanceOfSatisfying(HangupAction.class, hangUp -> {
            assertThat(hangUp.getChannel()).isEqualTo("PJSIP/alice-00000002");
            assertThat(hangUp.getCause()).isEqualTo(21);
        });
        succeed(sent.getFirst());
        assertThat(answers).isEmpty();
        tell(user("UsherDialResult") + C + "Offer: 7\nDialStatus: CHANUNAVAIL", user("UsherWait") + C);
        assertThat(story.calls()).contains("offer 7 failed REJECTED");
        tell("Event: Hangup" + G + "Cause: 21");
        done();
    }

    @Test
    void shouldTellWhileAnotherAgentsPhoneRingsOn() {
        rings();
        tell(dial("DialBegin", "PJSIP/bob-00000003", "1.3", ""));
        order(CallOrder.DECLINE);
        assertThat(sent).hasSize(1);
        assertThat(story.calls()).contains("offer 7 ended on 11 REJECTED");
        tell("Event: Hangup" + G + "Cause: 21");
        done();
    }

    @Test
    void shouldNotDeclineWhatDoesNotRing() {
        talks();
        order(CallOrder.DECLINE);
        refused("no phone of his rings");
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldSayThatTheAgentHungUpWhoseLegIsHungUpOnOrder() {
        talks();
        order(CallOrder.HANG_UP);
        assertThat(variables()).containsExactly("PJSIP/alice-00000002 CHANNEL(hangupsource)=PJSIP/alice-00000002");
        tell(bridge("Leave", G, "b1"), bridge("Leave", C, "b1"), "Event: Hangup" + G + "Cause: 16");
        assertThat(story.calls()).endsWith("offer 7 talk ended by AGENT", "offer 7 leg ended");
        done();
    }

    @Test
    void shouldLeadTheCustomerToTheQueue() {
        talks();
        order(CallOrder.TRANSFER, new CallTarget.Queue("orders"));
        assertThat(variables())
                .containsExactly("PJSIP/trunk-00000001 USHER_TO=orders", "PJSIP/trunk-00000001 USHER_TO_RING=20");
        assertThat(sent.getLast()).isInstanceOfSatisfying(ManagerActions.TransferAction.class, transfer -> {
            assertThat(transfer.getAction()).isEqualTo("BlindTransfer");
            assertThat(transfer.getChannel()).isEqualTo("PJSIP/alice-00000002");
            assertThat(transfer.getContext()).isEqualTo("usher-transfer");
            assertThat(transfer.getExten()).isEqualTo("queue");
        });
        succeed(sent.getLast());
        done();
    }

    @Test
    void shouldSayWhyAsteriskDoesNotTransfer() {
        talks();
        order(CallOrder.TRANSFER, new CallTarget.Outside("0301234"));
        refuse(sent.getLast(), "Transfer not permitted");
        refused("Asterisk says: Transfer not permitted");
    }

    @Test
    void shouldNameEveryPhoneOfAColleague() {
        talks();
        order(CallOrder.TRANSFER, new CallTarget.Phones(List.of(12, 14)));
        assertThat(variables()).contains("PJSIP/trunk-00000001 USHER_TO=PJSIP/bob&Local/0170555@usher-external/n");
    }

    @Test
    void shouldNotGiveAwayToAPhoneOfAnotherBox() {
        talks();
        order(CallOrder.TRANSFER, new CallTarget.Phones(List.of(13)));
        refused("another PBX");
    }

    @Test
    void shouldHoldAndTakeBackWhenAsteriskSaysSo() {
        talks();
        order(CallOrder.HOLD);
        assertThat(variables()).containsExactly("PJSIP/alice-00000002 USHER_HOLD=1");
        assertThat(keys()).isEqualTo("C");
        assertThat(answers).isEmpty();
        tell("Event: Hold" + G);
        done();
        assertThat(story.calls()).endsWith("offer 7 held");
        assertThat(picture().held()).isTrue();
        order(CallOrder.HOLD);
        refused("on hold already");
        order(CallOrder.CONSULT, new CallTarget.Queue("orders"));
        refused("take him back first");
        order(CallOrder.RESUME);
        assertThat(variables()).endsWith("PJSIP/alice-00000002 USHER_HOLD=");
        tell("Event: Unhold" + G);
        done();
        assertThat(picture().held()).isFalse();
    }

    /** What the link of a new Usher finds: a ledger that was restored, and the mark on the agent's channel. */
    private void foundOnHold(String... marks) {
        talks();
        Leg leg = Objects.requireNonNull(story.ledger().leg("1.2"));
        leg.holdUnknown = true;
        leg.fromBefore = true;
        AmiMessage row = AmiMessage.of("Event", "Status", "Channel", "PJSIP/alice-00000002", "Uniqueid", "1.2");
        for (String mark : marks) {
            row = row.and(AmiMessage.of("Variable", mark));
        }
        Snapshot found = new Snapshot();
        found.channel(row);
        new Holds(
                        LinkSettings.of(Centre.PBX, "pbx", 5038, "usher", Secret.of("x"))
                                .timings(),
                        requests,
                        story.ledger(),
                        story.mapper().talks())
                .ask(found);
    }

    @Test
    void shouldTakeBackWhomAnUsherBeforeThisOnePutOnHoldByOrder() {
        foundOnHold("USHER_HOLD=1");
        assertThat(story.calls()).endsWith("offer 7 held");
        order(CallOrder.RESUME);
        assertThat(variables()).endsWith("PJSIP/alice-00000002 USHER_HOLD=");
        tell("Event: Unhold" + G);
        done();
        tell("Event: Hold" + G);
        order(CallOrder.RESUME);
        refused("it alone can take him back");
    }

    @Test
    void shouldNotTakeBackWhomThePhoneHeldBeforeThisUsher() {
        foundOnHold();
        requests.take(
                AmiMessage.of("Response", "Success", "ActionID", sent.getLast().getActionId(), "Value", "1"));
        assertThat(story.calls()).endsWith("offer 7 held");
        order(CallOrder.RESUME);
        refused("it alone can take him back");
    }

    @Test
    void shouldTakeBackWhoIsStillOnHoldAfterAnOrderThatWasNotConfirmed() {
        talks();
        order(CallOrder.HOLD);
        tell("Event: Hold" + G);
        done();
        order(CallOrder.RESUME);
        pass(3_000);
        assertThat(answers).singleElement().extracting(CallAnswer::result).isEqualTo(Result.NOT_CONFIRMED);
        answers.clear();
        order(CallOrder.RESUME);
        tell("Event: Unhold" + G);
        done();
    }

    @Test
    void shouldNotTakeBackWhomThePhoneItselfHolds() {
        talks();
        tell("Event: Hold" + G);
        order(CallOrder.RESUME);
        refused("it alone can take him back");
    }

    @Test
    void shouldSayWhatMayBeMissingWhenNobodyHolds() {
        talks();
        order(CallOrder.HOLD);
        pass(2_999);
        assertThat(answers).isEmpty();
        pass(1);
        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.result()).isEqualTo(Result.NOT_CONFIRMED);
            assertThat(answer.detail()).contains("usher-hold in DYNAMIC_FEATURES");
        });
    }

    @Test
    void shouldPressOnceMoreWhatWasNotHeard() {
        talks();
        order(CallOrder.CONSULT, new CallTarget.Queue("orders"));
        keysLookIn("");
        pass(999);
        assertThat(consultations()).isEqualTo(1);
        pass(1);
        pass(1);
        assertThat(consultations()).isEqualTo(2);
        pass(1_999);
        assertThat(answers).singleElement().extracting(CallAnswer::result).isEqualTo(Result.NOT_CONFIRMED);
        assertThat(consultations()).isEqualTo(2);
    }

    @Test
    void shouldNotPressAgainWhatWasHeard() {
        talks();
        order(CallOrder.CONSULT, new CallTarget.Queue("orders"));
        keysLookIn("");
        tell("Event: Hold" + G);
        pass(1_500);
        assertThat(consultations()).isEqualTo(1);
    }

    @Test
    void shouldLeaveNoContextOfItsOwnToTheKeys() {
        talks();
        order(CallOrder.CONSULT, new CallTarget.Queue("orders"));
        keysLookIn("usher-consult"); // of an order that was cut off
        pass(3_000);
        assertThat(answers).singleElement().extracting(CallAnswer::result).isEqualTo(Result.NOT_CONFIRMED);
        assertThat(variables()).endsWith("PJSIP/alice-00000002 TRANSFER_CONTEXT=");
    }

    @Test
    void shouldNotConsultWhenItHasBeenSaidThatNobodyIsCalled() {
        talks();
        order(CallOrder.CONSULT, new CallTarget.Queue("orders"));
        pass(3_000);
        assertThat(answers).singleElement().extracting(CallAnswer::result).isEqualTo(Result.NOT_CONFIRMED);
        keysLookIn("");
        assertThat(consultations()).isZero();
    }

    @Test
    void shouldNotConsultIfAsteriskDoesNotSayWhatTheKeysFind() {
        talks();
        order(CallOrder.CONSULT, new CallTarget.Queue("orders"));
        refuse(sent.getLast(), "No such channel");
        refused("No such channel");
        assertThat(consultations()).isZero();
    }

    private long consultations() {
        return sent.stream()
                .filter(ManagerActions.TransferAction.class::isInstance)
                .count();
    }

    @Test
    void shouldConsultAndComeBack() {
        talks();
        consults(false);
        done();
        assertThat(variables())
                .containsExactly(
                        "PJSIP/alice-00000002 __USHER_TO=PJSIP/bob",
                        "PJSIP/alice-00000002 __USHER_TO_RING=20",
                        "PJSIP/alice-00000002 TRANSFER_CONTEXT=colleagues");
        assertThat(sent.get(sent.size() - 2)).isInstanceOfSatisfying(ManagerActions.TransferAction.class, consult -> {
            assertThat(consult.getAction()).isEqualTo("Atxfer");
            assertThat(consult.getContext()).isEqualTo("usher-consult");
            assertThat(consult.getExten()).isEqualTo("11");
        });
        assertThat(picture().consult()).isEqualTo(Consult.CALLING);
        assertThat(picture().held()).isFalse();
        order(CallOrder.SWAP);
        refused("has not answered yet");
        order(CallOrder.HANG_UP);
        refused("complete or cancel");
        tell(bridge("Enter", H, "b3"), bridge("Enter", FAR, "b3"));
        assertThat(picture().consult()).isEqualTo(Consult.TALKING);
        order(CallOrder.CANCEL);
        tell(bridge("Leave", G, "b2"), bridge("Enter", G, "b1"));
        assertThat(answers).isEmpty();
        tell("Event: Unhold" + G, bridge("Leave", NEAR, "b2"));
        done();
        assertThat(picture().consult()).isEqualTo(Consult.NONE);
        assertThat(picture().withCustomer()).isTrue();
        assertThat(story.calls()).endsWith("offer 7 consults no more", "offer 7 taken back");
    }

    @Test
    void shouldComeBackWhenWhomHeConsultsIsGone() {
        talks();
        consults(false);
        done();
        tell(bridge("Leave", NEAR, "b2"), bridge("Leave", G, "b2"), bridge("Enter", G, "b1"), "Event: Unhold" + G);
        assertThat(picture().consult()).isEqualTo(Consult.NONE);
        order(CallOrder.COMPLETE);
        refused("consults nobody");
    }

    @Test
    void shouldChangeSides() {
        talks();
        consults(true);
        done();
        order(CallOrder.SWAP);
        assertThat(keys()).isEqualTo("*4");
        tell("Event: Hold" + G, bridge("Leave", G, "b2"), bridge("Enter", G, "b1"), "Event: Unhold" + G);
        done();
        assertThat(picture().consult()).isEqualTo(Consult.TALKING);
        assertThat(picture().withCustomer()).isTrue();
        order(CallOrder.TRANSFER, new CallTarget.Queue("orders"));
        refused("complete or cancel");
    }

    @Test
    void shouldKnowOfAConsultationByKeysAfterAChangeOfSides() {
        talks();
        tell("Event: Hold" + G, bridge("Enter", NEAR, "b2"), bridge("Leave", G, "b1"), bridge("Enter", G, "b2"));
        tell(bridge("Enter", H, "b3"), bridge("Enter", FAR, "b3"));
        assertThat(picture().consult()).isEqualTo(Consult.TALKING);
        tell("Event: Hold" + G, bridge("Leave", G, "b2"), bridge("Enter", G, "b1"), "Event: Unhold" + G);
        assertThat(picture().consult()).isEqualTo(Consult.TALKING);
        assertThat(picture().withCustomer()).isTrue();
        order(CallOrder.COMPLETE);
        assertThat(keys()).isEqualTo("*2");
    }

    @Test
    void shouldHandOver() {
        talks();
        consults(true);
        done();
        order(CallOrder.COMPLETE);
        assertThat(keys()).isEqualTo("*2");
        tell(
                bridge("Leave", NEAR, "b2"),
                bridge("Enter", NEAR, "b1"),
                bridge("Leave", G, "b2"),
                "Event: AttendedTransfer\nResult: Success\nDestType: Bridge\nTransfereeUniqueid: 1.1",
                "Event: Hangup" + G + "Cause: 16");
        done();
        assertThat(story.calls()).contains("offer 7 given away", "c1 hears 12 as talk t1");
    }

    @Test
    void shouldLetThreeTalk() {
        talks();
        consults(true);
        done();
        order(CallOrder.CONFERENCE);
        assertThat(keys()).isEqualTo("*3");
        tell(bridge("Leave", NEAR, "b2"), bridge("Enter", NEAR, "b1"));
        assertThat(answers).isEmpty();
        tell(bridge("Leave", G, "b2"), bridge("Enter", G, "b1"));
        done();
        tell("Event: AttendedTransfer\nResult: Success\nDestType: Threeway\nTransfereeUniqueid: 1.1"
                + "\nOrigTransfererUniqueid: 1.2");
        assertThat(story.calls()).endsWith("offer 7 consults no more", "offer 7 taken back");
        assertThat(picture().conference()).isTrue();
        assertThat(picture().consult()).isEqualTo(Consult.NONE);
        order(CallOrder.HOLD);
        refused("more than two talk");
    }

    @Test
    void shouldMuteWhenAsteriskHasTakenTheVariable() {
        talks();
        order(CallOrder.MUTE);
        assertThat(variables()).containsExactly("PJSIP/alice-00000002 MUTEAUDIO(in)=on");
        assertThat(picture().muted()).isFalse();
        succeed(sent.getLast());
        done();
        assertThat(picture().muted()).isTrue();
        order(CallOrder.UNMUTE);
        refuse(sent.getLast(), "Variable not set");
        refused("Variable not set");
        assertThat(picture().muted()).isTrue();
    }

    @Test
    void shouldTakeOneOrderOfAnAgentAtATime() {
        talks();
        order(CallOrder.HOLD);
        order(CallOrder.MUTE);
        refused("another order");
    }

    @Test
    void shouldEndEveryOrderWhenTheConnectionBreaks() {
        talks();
        order(CallOrder.HOLD);
        control.outOfReach();
        assertThat(answers).singleElement().extracting(CallAnswer::result).isEqualTo(Result.NOT_CONFIRMED);
    }

    @Test
    void shouldKnowNothingOfACallThatIsGone() {
        order(CallOrder.HANG_UP);
        assertThat(answers).singleElement().extracting(CallAnswer::result).isEqualTo(Result.UNKNOWN);
        assertThat(picture()).isEqualTo(CallPicture.NOTHING);
    }
}
