package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EngineView;

/** What Asterisk's messages mean; the sequences are those that a real Asterisk gives. */
class CallMapperTest {
    private static final String C =
            "\nChannel: PJSIP/trunk-00000001\nUniqueid: 1.1\nCallerIDNum: 5551\nLanguage: en\nPriority: 3\n";
    private static final String G = "\nChannel: PJSIP/alice-00000002\nUniqueid: 1.2\n";
    private static final String H = "\nChannel: PJSIP/bob-00000003\nUniqueid: 1.3\n";
    private static final String JOIN = user("UsherJoin") + C + "Queue: billing\nEnqueued: 1000";
    private static final String WAIT = user("UsherWait") + C;
    private static final String DIAL_ALICE = dial("DialBegin", "PJSIP/alice-00000002", "1.2", "");
    private static final String RINGING = dial("DialState", "PJSIP/alice-00000002", "1.2", "RINGING");
    private static final String ANSWERED = user("UsherAnswered") + G + "Offer: 7";
    private static final String ENTER_G = "Event: BridgeEnter\nBridgeUniqueid: b1" + G;
    private static final String ENTER_C = "Event: BridgeEnter\nBridgeUniqueid: b1" + C;
    private static final String LEAVE_G = "Event: BridgeLeave\nBridgeUniqueid: b1" + G;
    private static final String LEAVE_C = "Event: BridgeLeave\nBridgeUniqueid: b1" + C;

    private final Story story = new Story(Centre.configuration("alice", "bob"));

    private static String user(String name) {
        return "Event: UserEvent\nUserEvent: " + name;
    }

    private static String dial(String event, String destination, String uniqueId, String status) {
        return "Event: " + event + C + "ChanVariable: USHER_CONTACT=5\nChanVariable: USHER_OFFER=7\nDestChannel: "
                + destination + "\nDestUniqueid: " + uniqueId + "\nDestChanVariable: USHER_OFFER=7\nDialStatus: "
                + status;
    }

    private static String result(String status) {
        return user("UsherDialResult") + C + "Offer: 7\nDialStatus: " + status;
    }

    private static String event(String name, String channel, int cause) {
        return "Event: " + name + channel + "Cause: " + cause;
    }

    private Story talking() {
        return story.tell(JOIN, WAIT, DIAL_ALICE, RINGING, ANSWERED, ENTER_G, ENTER_C);
    }

    private void heard(String... last) {
        assertThat(story.lines.subList(story.lines.size() - last.length, story.lines.size()))
                .containsExactly(last);
        assertThat(story.doubts).isEmpty();
    }

    @Test
    void shouldFollowACallFromTheDoorToTheTalk() {
        talking();
        assertThat(story.lines)
                .containsExactly(
                        "c1 arrived for 1 from 5551",
                        "c1 reachable",
                        "offer 7 ringing",
                        "offer 7 accepted on 11",
                        "offer 7 connected");
        assertThat(story.doubts).isEmpty();
    }

    /** Asterisk's threads decide which of the two bridges of a Local channel is there first, and who comes into it last. */
    @Test
    void shouldHearWhoSpeaksThroughALocalChannelWhicheverHalfIsBridgedLast() {
        String near = "\nChannel: Local/0301234@usher-outside-00000001;1\nUniqueid: 1.4\n";
        String far = "\nChannel: Local/0301234@usher-outside-00000001;2\nUniqueid: 1.5\n";
        String outside = "\nChannel: PJSIP/trunk-00000006\nUniqueid: 1.6\n";
        talking()
                .tell(
                        "Event: BlindTransfer\nResult: Success\nTransfereeUniqueid: 1.1\nTransfererUniqueid: 1.2",
                        LEAVE_C,
                        LEAVE_G,
                        event("Hangup", G, 16),
                        "Event: BridgeEnter\nBridgeUniqueid: b2" + near,
                        "Event: BridgeEnter\nBridgeUniqueid: b2" + C,
                        "Event: BridgeEnter\nBridgeUniqueid: b3" + outside,
                        "Event: BridgeEnter\nBridgeUniqueid: b3" + far);
        heard("offer 7 given away", "offer 7 leg ended", "c1 hears 0 as talk t1");
    }

    @Test
    void shouldSayThatTheCallerEndedTheTalk() {
        talking().tell(event("HangupRequest", C, 16), LEAVE_C, LEAVE_G, event("Hangup", G, 16), event("Hangup", C, 16));
        heard("offer 7 talk ended by CALLER", "offer 7 leg ended", "c1 gone HUNG_UP");
        assertThat(story.ledger().calls()).isEmpty();
        assertThat(story.ledger().legs()).isEmpty();
    }

    @Test
    void shouldSayThatTheCallerEndedTheTalkWhicheverLegIsReportedFirst() {
        talking().tell(event("HangupRequest", C, 16), LEAVE_C, event("Hangup", C, 16), LEAVE_G, event("Hangup", G, 16));
        heard("offer 7 talk ended by CALLER", "c1 gone HUNG_UP", "offer 7 leg ended");
    }

    @Test
    void shouldSayThatTheAgentEndedTheTalkAndTheCallerWentOn() {
        talking()
                .tell(
                        event("HangupRequest", G, 16),
                        LEAVE_G,
                        LEAVE_C,
                        result("ANSWER"),
                        user("UsherLeft") + C + "Status: ANSWERED",
                        event("Hangup", G, 16),
                        event("Hangup", C, 16));
        heard("offer 7 talk ended by AGENT", "c1 gone LEFT_TO_DIALPLAN", "offer 7 leg ended");
    }

    @Test
    void shouldSayBeforeTheLegsEndThatTheAgentHungUpOnTheWhisper() {
        story.tell(JOIN, WAIT, DIAL_ALICE, RINGING, ANSWERED, event("HangupRequest", G, 16), event("Hangup", G, 16));
        heard("offer 7 failed REJECTED", "offer 7 leg ended");
        story.tell(result("CONGESTION"), WAIT);
        heard("offer 7 failed REJECTED", "offer 7 leg ended", "c1 reachable");
    }

    @Test
    void shouldNotTakeAPhoneThatDoesNotRefreshItsSessionForOneThatHungUp() {
        talking().tell(event("HangupRequest", G, 16) + "\nTechCause: 408", LEAVE_G, LEAVE_C, result("ANSWER"));
        heard("offer 7 talk ended by SYSTEM");
    }

    @Test
    void shouldNotTakeTheCallerWhomThePbxHangsUpForOneWhoHungUp() {
        story.tell(JOIN, WAIT, event("SoftHangupRequest", C, 16), event("Hangup", C, 16));
        heard("c1 reachable", "c1 gone ENDED_BY_PBX");
    }

    @Test
    void shouldExcuseCallsThatAreRequestsOrThatTheOperatorExcuses() {
        story.tell(
                user("UsherRequest") + G + "Kind: pause",
                user("UsherExcused") + H,
                user("UsherExcused") + "\nChannel: PJSIP/lobby-00000009\nUniqueid: 1.9\n");
        heard("device 11 excused", "device 12 excused");
    }

    @Test
    void shouldNoticeHoldAndItsEnd() {
        talking().tell("Event: Hold" + G, "Event: Unhold" + G);
        heard("offer 7 held", "offer 7 taken back");
    }

    @Test
    void shouldTellRefusalFromSilence() {
        story.tell(
                JOIN,
                WAIT,
                DIAL_ALICE,
                event("HangupRequest", G, 21),
                result("CHANUNAVAIL"),
                event("Hangup", G, 21),
                WAIT);
        heard("offer 7 failed REJECTED", "c1 reachable");
    }

    @ParameterizedTest
    @CsvSource({
        "NOANSWER, 0, TIMED_OUT",
        "BUSY, 17, BUSY",
        "CHANUNAVAIL, 0, UNREACHABLE",
        "CHANUNAVAIL, 17, BUSY",
        "CHANUNAVAIL, 21, REJECTED",
        "NOANSWER, 21, REJECTED",
        "CONGESTION, 0, FAILED",
    })
    void shouldNameTheOutcomeOfAnOffer(String dialStatus, int cause, String outcome) {
        story.tell(JOIN, WAIT, DIAL_ALICE, RINGING);
        if (cause != 0) {
            story.tell(event("HangupRequest", G, cause));
        }
        story.tell(result(dialStatus), event("Hangup", G, cause), WAIT);
        heard("offer 7 failed " + outcome, "c1 reachable");
    }

    @Test
    void shouldNotCallItARefusalWhenOnlyOneOfTwoPhonesRefused() {
        story.tell(
                JOIN,
                WAIT,
                DIAL_ALICE,
                dial("DialBegin", "PJSIP/bob-00000003", "1.3", ""),
                event("HangupRequest", G, 21),
                result("NOANSWER"),
                WAIT);
        heard("offer 7 failed TIMED_OUT", "c1 reachable");
    }

    @Test
    void shouldReportAnAgentWithoutAnyPhoneAtOnce() {
        story.tell(JOIN, WAIT, result("CHANUNAVAIL"), WAIT);
        heard("offer 7 failed UNREACHABLE", "c1 reachable");
    }

    @Test
    void shouldNameThePhoneThatWon() {
        story.tell(
                JOIN,
                WAIT,
                DIAL_ALICE,
                dial("DialBegin", "PJSIP/bob-00000003", "1.3", ""),
                user("UsherAnswered") + H + "Offer: 7",
                event("Hangup", G, 26),
                "Event: BridgeEnter\nBridgeUniqueid: b1" + H,
                ENTER_C);
        heard("offer 7 accepted on 12", "offer 7 connected");
    }

    @Test
    void shouldReportTheOfferWithdrawnWhenTheCallerIsBackWithoutAResult() {
        story.tell(JOIN, WAIT, DIAL_ALICE, RINGING, WAIT, event("Hangup", G, 16));
        heard("offer 7 failed WITHDRAWN", "c1 reachable");
    }

    @Test
    void shouldReportACallerWhoLeavesWhileItRingsOnlyAsGone() {
        story.tell(
                JOIN,
                WAIT,
                DIAL_ALICE,
                RINGING,
                event("HangupRequest", C, 0),
                event("Hangup", C, 0),
                event("Hangup", G, 16));
        heard("offer 7 ringing", "c1 gone HUNG_UP");
        assertThat(story.ledger().legs()).isEmpty();
    }

    @Test
    void shouldReportAnAbandonedWait() {
        story.tell(JOIN, WAIT, event("HangupRequest", C, 0), event("SoftHangupRequest", C, 16), event("Hangup", C, 0));
        heard("c1 reachable", "c1 gone HUNG_UP");
    }

    @Test
    void shouldNotBlameTheCallerForARedirectThatKilledHisCall() {
        story.tell(JOIN, WAIT, event("SoftHangupRequest", C, 16), event("Hangup", C, 0));
        heard("c1 reachable", "c1 gone LOST_BY_PBX");
    }

    @Test
    void shouldNotOfferACallerWhoPressesADigit() {
        story.tell(JOIN, WAIT, user("UsherDigit") + C + "Digit: 5", WAIT);
        heard("c1 reachable", "c1 unreachable", "c1 reachable");
    }

    /** The agent consults a queue, hears its notice and completes the transfer in the middle of it. */
    @Test
    void shouldOfferACallerWhoTookHisAgentsPlaceInAPromptWhenItIsOver() {
        String consult = "\nChannel: PJSIP/alice-00000004\nUniqueid: 1.4\n";
        talking()
                .tell(
                        user("UsherJoin") + consult + "Queue: billing\nEnqueued: 2000",
                        user("UsherSay") + consult,
                        "Event: AttendedTransfer\nResult: Success\nDestType: App\nTransfereeUniqueid: 1.1\n"
                                + "SecondTransfererUniqueid: 1.4");
        heard(
                "c2 arrived for 1 from ",
                "c2 reachable",
                "offer 7 given away",
                "c1 in the place of c2",
                "c1 unreachable");
        story.tell("Event: Hangup" + consult + "Cause: 16");
        heard("c1 unreachable");
        story.tell(user("UsherWait") + C);
        heard("c1 unreachable", "c1 reachable");
    }

    /** The half of a Local channel stood for him, heard a prompt and has been taken out. */
    @Test
    void shouldNotOfferACallerWhoseStandInHeardAPromptAndIsGone() {
        String consult = "\nChannel: Local/12@usher-consult-00000001;2\nUniqueid: 1.4\n";
        talking()
                .tell(
                        user("UsherJoin") + consult + "Queue: billing\nEnqueued: 2000",
                        user("UsherSay") + consult,
                        "Event: BridgeEnter\nBridgeUniqueid: b2\nSwapUniqueid: 1.4" + C);
        heard("c1 in the place of c2");
        story.tell("Event: Hangup" + consult + "Cause: 16");
        heard("c1 unreachable");
    }

    @Test
    void shouldReportACallerWhoWentToTheFallback() {
        story.tell(JOIN, WAIT, user("UsherFallback") + C);
        heard("c1 reachable", "c1 gone FELL_BACK");
    }

    @Test
    void shouldLetACallerComeBackAsTheSameContact() {
        story.tell(JOIN, WAIT, user("UsherLeft") + C + "Status: TIMEOUT", JOIN + "\nContact: 42", WAIT);
        heard("c1 gone LEFT_TO_DIALPLAN", "c1 arrived for 1 from 5551 again as 42", "c1 reachable");
    }

    @Test
    void shouldRefuseStaleOrdersWithoutAWordToTheEngine() {
        story.tell(JOIN, WAIT, result("STALE"), WAIT);
        heard("c1 reachable", "c1 reachable");
    }

    @Test
    void shouldFoldDeviceStates() {
        story.tell(
                "Event: DeviceStateChange\nDevice: PJSIP/bob\nState: RINGINUSE",
                "Event: DeviceStateChange\nDevice: PJSIP/bob\nState: UNAVAILABLE",
                "Event: DeviceStateChange\nDevice: PJSIP/trunk\nState: INUSE",
                "Event: DeviceStateChange\nDevice: Queue:x_avail\nState: INUSE");
        heard("device 12 IN_USE", "device 12 UNAVAILABLE");
    }

    @Test
    void shouldDoubtAMessageOfACallerNobodyAnnounced() {
        story.tell(WAIT);
        assertThat(story.lines).isEmpty();
        assertThat(story.doubts).hasSize(1);
    }

    @Test
    void shouldTakeTheBridgeForAPickUpThatWasMissed() {
        story.tell(JOIN, WAIT, DIAL_ALICE, ENTER_G, ENTER_C);
        assertThat(story.lines).endsWith("offer 7 accepted on 11", "offer 7 connected");
        assertThat(story.doubts).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "Skills: german%3A5%2Cmaster | needs 1>=5,2>=1 | -",
                "Skills: german%3A5%2C%20german%3A7 | needs 1>=7 | -",
                "Skills: german%3A5%2C%20%40anna | needs 1>=5 asks for agent 31 | -",
                "Skills: %40anna | from 5551 asks for agent 31 | -",
                "Skills: %40bea | from 5551 | USHER_SKILLS is \"@bea\": there is no such agent; the caller waits for anybody",
                "Skills: klingon%3A5 | needs 0>=1 | USHER_SKILLS is \"klingon:5\": give names out of german, master",
                "Skills: german%3A11 | needs 0>=1 | USHER_SKILLS is \"german:11\": give the least proficiency",
                "Skills: german%3A5%7Cmaster%3A2%2Cmaster | needs 2>=1,1>=5/2>=2 | -",
                "Skills: german%3A5%20%7C%20german%3A7 | needs 1>=5 | -",
                "Skills: german%7Cklingon%3A5 | needs 0>=1 | USHER_SKILLS is \"klingon:5\": give names out of german, master",
                "Skills: german%7C | needs 0>=1 | USHER_SKILLS is \"\": give names out of german, master",
                "Skills: german%7C%40anna | needs 0>=1 | USHER_SKILLS is \"@anna\": name an agent in a part of its own",
                "Skills: german%3A%2C | needs 0>=1 | USHER_SKILLS is \"german:\"",
                "CallPriority: 12 | priority 12 | -",
                "CallPriority: 9999999999 | needs 0>=1 | USHER_PRIORITY is \"9999999999\": give a whole number",
                "CallPriority: urgent | needs 0>=1 | USHER_PRIORITY is \"urgent\"",
                "Enqueued: yesterday | from 5551 | USHER_ENQUEUED is \"yesterday\"",
                "Contact: x | from 5551 | USHER_CONTACT is \"x\"",
                "Data: %zz | from 5551 | -",
            })
    void shouldUnderstandOrRefuseWhatTheDialplanAsksFor(String header, String told, String complaint) {
        story.tell(user("UsherJoin") + C + "Queue: billing\n" + header.strip());
        assertThat(story.lines).singleElement().asString().endsWith(told.strip());
        if (complaint == null) {
            assertThat(story.complaints).isEmpty();
        } else {
            assertThat(story.complaints).singleElement().asString().startsWith(complaint.strip());
        }
    }

    @Test
    void shouldKeepACallerOfAnUnknownQueueForTheEngineToRefuse() {
        story.tell(user("UsherJoin") + C + "Queue: biling\nEnqueued: 1000");
        heard("c1 arrived for 0 from 5551");
        assertThat(story.complaints)
                .containsExactly("USHER_QUEUE is \"biling\": give one of billing, orders (call PJSIP/trunk-00000001)");
    }

    private static final String TRUNK = "PJSIP/usher-box-2-00000002";
    private static final String DIAL_DORA = dial("DialBegin", TRUNK, "1.2", "") + "\nDialString: dora@usher-box-2";
    private static final String DORA_RINGS = dial("DialState", TRUNK, "1.2", "RINGING");
    private static final String ACROSS = "\nChannel: " + TRUNK + "\nUniqueid: 1.2\n";

    private final Story across = new Story(Centre.configuration("alice", "2/dora"));

    @Test
    void shouldKnowWhosePhoneOfAnotherBoxIsPickedUp() {
        across.tell(JOIN, WAIT, DIAL_DORA, DORA_RINGS, user("UsherAnswered") + ACROSS + "Offer: 7");
        assertThat(across.lines).endsWith("offer 7 ringing", "offer 7 accepted on 12");
        assertThat(across.doubts).isEmpty();
    }

    @Test
    void shouldBlameNobodyForAPhoneOfAnotherBoxThatWasNeverHeardToRing() {
        across.tell(JOIN, WAIT, DIAL_DORA, result("NOANSWER"));
        assertThat(across.lines).endsWith("offer 7 failed UNREACHABLE");
        across.tell(WAIT, DIAL_DORA, DORA_RINGS, result("NOANSWER"));
        assertThat(across.lines).endsWith("offer 7 failed TIMED_OUT");
    }

    @Test
    void shouldTellAnAgentOfAnotherBoxWhoHangsUpFromAPhoneThatDiesThere() {
        String[] talk = {
            JOIN,
            WAIT,
            DIAL_DORA,
            DORA_RINGS,
            user("UsherAnswered") + ACROSS + "Offer: 7",
            "Event: BridgeEnter\nBridgeUniqueid: b1" + ACROSS,
            ENTER_C
        };
        String leaves = "Event: BridgeLeave\nBridgeUniqueid: b1";
        across.tell(talk).tell(event("HangupRequest", ACROSS, 27), leaves + ACROSS, leaves + C, result("ANSWER"));
        assertThat(across.lines).endsWith("offer 7 talk ended by SYSTEM");
        Story another = new Story(Centre.configuration("alice", "2/dora"));
        another.tell(talk).tell(event("HangupRequest", ACROSS, 16), leaves + ACROSS, leaves + C, result("ANSWER"));
        assertThat(another.lines).endsWith("offer 7 talk ended by AGENT");
    }

    @Test
    void shouldNotTakeOtherTalksOverTheSameTrunkForAConsultation() {
        across.tell(
                JOIN,
                WAIT,
                DIAL_DORA,
                DORA_RINGS,
                user("UsherAnswered") + ACROSS + "Offer: 7",
                "Event: BridgeEnter\nBridgeUniqueid: b1" + ACROSS,
                ENTER_C,
                "Event: BridgeEnter\nBridgeUniqueid: b2\nChannel: PJSIP/usher-box-2-00000009\nUniqueid: 1.9",
                "Event: BridgeEnter\nBridgeUniqueid: b2" + H,
                "Event: Hold" + ACROSS);
        assertThat(across.lines).endsWith("offer 7 connected", "offer 7 held");
    }

    @Test
    void shouldSayToWhichBoxThereIsNoWay() {
        String trunk = "Event: DeviceStateChange\nDevice: PJSIP/usher-box-2\nState: ";
        across.tell(trunk + "UNAVAILABLE", trunk + "INUSE");
        assertThat(across.lines).containsExactly("box 2 out of reach", "box 2 reachable");
    }

    @Test
    void shouldSayWhenItCannotKeepMoreCalls() {
        story.ledger().take(1);
        story.tell(JOIN, (JOIN + "\n").replace("1.1", "9.9").replace("00000001", "00000009"));
        assertThat(story.lines).containsExactly("c1 arrived for 1 from 5551", "no room for PJSIP/trunk-00000009");
    }

    @Test
    void shouldFindItsCallsAgainAfterARestart() {
        CallLedger ledger = new CallLedger();
        ledger.restore(
                new EngineView(
                        1,
                        1,
                        Centre.configuration("alice"),
                        List.of(new EngineView.ContactView(
                                5,
                                6,
                                org.usher.core.api.CallKey.of(Centre.PBX, "1.1"),
                                Channel.VOICE,
                                Centre.BILLING,
                                0,
                                1000,
                                true,
                                EngineView.ContactState.TALKING,
                                7,
                                3,
                                new ContactDetails(Centre.PBX, "1.1", "PJSIP/trunk-00000001", "", "", "", "", "", ""))),
                        List.of(),
                        List.of()),
                org.usher.core.api.LostIds.NONE);
        Call call = Objects.requireNonNull(ledger.part(Centre.PBX).call("1.1"));
        assertThat(call.phase).isEqualTo(CallPhase.TALKING);
        assertThat(call.offerId).isEqualTo(7);
        assertThat(call.contactId).isEqualTo(5);
        assertThat(ledger.pbxOf(call.callKey)).hasValue(Centre.PBX);
    }
}
