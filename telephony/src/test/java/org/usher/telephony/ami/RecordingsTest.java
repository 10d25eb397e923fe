package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.action.SetVarAction;
import org.junit.jupiter.api.Test;
import org.usher.core.api.CallKey;
import org.usher.core.api.Command;

/** What the dialplan's words about recordings come to, under virtual time. */
class RecordingsTest {
    private static final long STARTED = 1_795_335_218_730L;
    private static final long PAUSE_LIMIT_MS = 120_000;

    private long nowMs = 1_000;
    private final List<Command> commands = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<ManagerAction> sent = new ArrayList<>();
    private final Requests requests = new Requests(() -> nowMs, 100);
    private final Bridges bridges = new Bridges();
    private final Recordings recordings = new Recordings(
            LinkSettings.of(Centre.PBX, "pbx", 5038, "usher", Secret.of("x")).withRecordingPauseLimitMs(PAUSE_LIMIT_MS),
            requests,
            bridges,
            new Recordings.Outlet() {
                @Override
                public void command(Command command) {
                    commands.add(command);
                }

                @Override
                public void incomplete(String what) {
                    complaints.add(what);
                }
            });

    RecordingsTest() {
        requests.attach(sent::add);
    }

    private void hears(String... headers) {
        recordings.take(AmiMessage.of(headers), nowMs);
    }

    private void recording(String state, long recordingId, String... more) {
        recordings.take(
                AmiMessage.of(
                                "Event",
                                "UserEvent",
                                "UserEvent",
                                "UsherRecording",
                                "Channel",
                                "PJSIP/t-1",
                                "Uniqueid",
                                "1.1",
                                "ChanVariable",
                                "USHER_CONTACT=42",
                                "State",
                                state,
                                "Recording",
                                Long.toString(recordingId))
                        .with(more),
                nowMs);
    }

    private void bytes(long recordingId, String why, long bytes) {
        recording("off", recordingId, "Why", why, "CallerBytes", bytes + 320 + "", "AgentBytes", bytes + "");
    }

    private void enters(String uniqueId, String bridge) {
        bridges.enter(new Bridges.Seat(uniqueId, "PJSIP/t-" + uniqueId, bridge));
        hears("Event", "BridgeEnter", "Uniqueid", uniqueId, "BridgeUniqueid", bridge);
    }

    private void leaves(String uniqueId, String bridge) {
        bridges.leave(uniqueId);
        hears("Event", "BridgeLeave", "Uniqueid", uniqueId, "BridgeUniqueid", bridge);
    }

    private List<String> orders() {
        return sent.stream()
                .filter(SetVarAction.class::isInstance)
                .map(action -> ((SetVarAction) action).getValue())
                .toList();
    }

    private void pass(long ms) {
        nowMs += ms;
        recordings.onTime(nowMs);
    }

    @Test
    void shouldTellOfARecordingWhenCustomerTalksAndNotBefore() {
        recording("on", STARTED);
        assertThat(commands).isEmpty();
        enters("1.2", "b");
        enters("1.1", "b");
        assertThat(commands).containsExactly(new Command.RecordingStarted(Centre.PBX, 42, STARTED));
        pass(10_000);
        bytes(STARTED, "end", 44 + 16 * 9_950);
        assertThat(commands)
                .hasSize(2)
                .last()
                .isEqualTo(new Command.RecordingStopped(Centre.PBX, 42, STARTED, false, 9_950, 10_000));
        assertThat(complaints).isEmpty();
    }

    @Test
    void shouldTellNothingOfWhatNobodyAnswered() {
        recording("on", STARTED);
        bytes(STARTED, "end", 44);
        assertThat(commands).isEmpty();
    }

    @Test
    void shouldCountOnlyTheTimeInABridge() {
        recording("on", STARTED);
        enters("1.2", "b");
        enters("1.1", "b");
        pass(5_000);
        leaves("1.1", "b");
        leaves("1.2", "b");
        pass(60_000); // it rings at the next
        enters("1.3", "c");
        enters("1.1", "c");
        pass(2_000);
        bytes(STARTED, "end", 44 + 16 * 7_000);
        assertThat(commands)
                .last()
                .isEqualTo(new Command.RecordingStopped(Centre.PBX, 42, STARTED, false, 7_000, 7_000));
    }

    @Test
    void shouldComplainWhenFilesAreShorterThanTheTalk() {
        recording("on", STARTED);
        enters("1.2", "b");
        enters("1.1", "b");
        pass(30_000);
        bytes(STARTED, "end", 44 + 16 * 4_000);
        assertThat(((Command.RecordingStopped) commands.getLast()).incomplete()).isTrue();
        assertThat(complaints).singleElement().asString().contains("42-" + STARTED, "4000 ms", "30000 ms", "disk");
    }

    @Test
    void shouldComplainWhenThereIsNoFile() {
        recording("on", STARTED);
        enters("1.2", "b");
        enters("1.1", "b");
        bytes(STARTED, "end", 0);
        assertThat(commands).last().isEqualTo(new Command.RecordingStopped(Centre.PBX, 42, STARTED, false, -1, 0));
        assertThat(complaints).hasSize(1);
    }

    @Test
    void shouldBeginAgainWhenCustomerHearsSomebodyElse() {
        recording("on", STARTED);
        enters("1.2", "b");
        enters("1.1", "b");
        assertThat(orders()).isEmpty();
        leaves("1.2", "b");
        enters("1.3", "b");
        assertThat(orders()).containsExactly("again");
        bytes(STARTED, "end", 44 + 16);
        recording("on", STARTED + 1);
        assertThat(orders()).containsExactly("again");
        enters("1.4", "b"); // a conference: begun again with both at once
        bytes(STARTED + 1, "end", 44 + 16);
        recording("on", STARTED + 2);
        assertThat(orders()).containsExactly("again", "again");
    }

    @Test
    void shouldLeaveAPauseAloneWhenCustomerHearsSomebodyElse() {
        recording("on", STARTED);
        enters("1.2", "b");
        enters("1.1", "b");
        bytes(STARTED, "pause", 44);
        enters("1.3", "b");
        assertThat(orders()).isEmpty();
    }

    @Test
    void shouldGoOnWhenThePauseHasLastedTooLong() {
        recording("on", STARTED);
        enters("1.2", "b");
        enters("1.1", "b");
        bytes(STARTED, "pause", 44);
        pass(PAUSE_LIMIT_MS - 1);
        assertThat(orders()).isEmpty();
        pass(1);
        assertThat(orders()).containsExactly("on");
        pass(PAUSE_LIMIT_MS);
        assertThat(orders()).hasSize(1);
    }

    @Test
    void shouldTakeOverWhatWasBegunBeforeWeListened() {
        recordings.seen(AmiMessage.of(
                "Channel",
                "PJSIP/t-1",
                "Uniqueid",
                "1.1",
                "BridgeID",
                "b",
                "Variable",
                "USHER_RECORDING=" + STARTED,
                "Variable",
                "USHER_CONTACT=42"));
        bridges.enter(new Bridges.Seat("1.1", "PJSIP/t-1", "b"));
        enters("1.3", "b");
        assertThat(orders()).containsExactly("again");
        bytes(STARTED, "end", 44 + 16 * 7_000);
        assertThat(commands).containsExactly(new Command.RecordingStopped(Centre.PBX, 42, STARTED, false, 7_000, -1));
        assertThat(complaints).isEmpty();
    }

    @Test
    void shouldConfirmAnOrderOnlyByWordOfAsterisk() {
        Call call = new Call("1.1", "PJSIP/t-1", CallKey.of(Centre.PBX, "1.1"));
        List<RecordingAnswer> answers = new ArrayList<>();
        recordings.order(call, false, nowMs, answers::add);
        assertThat(answers).containsExactly(RecordingAnswer.NOT_TALKING);
        enters("1.2", "b");
        enters("1.1", "b");
        recordings.order(call, false, nowMs, answers::add);
        recordings.order(call, true, nowMs, answers::add);
        assertThat(answers).hasSize(2).last().isEqualTo(RecordingAnswer.BUSY);
        recording("ordered", 0, "Order", "again");
        assertThat(answers).hasSize(2);
        pass(2_000);
        assertThat(answers).hasSize(3).last().isEqualTo(RecordingAnswer.NOT_CONFIRMED);
        recordings.order(call, true, nowMs, answers::add);
        recording("ordered", STARTED, "Order", "on");
        assertThat(answers).hasSize(4).last().isEqualTo(RecordingAnswer.RECORDING);
        recordings.order(call, false, nowMs, answers::add);
        recordings.outOfReach();
        assertThat(answers).hasSize(5).last().isEqualTo(RecordingAnswer.NOT_CONFIRMED);
        assertThat(orders()).containsExactly("off", "on", "off");
    }
}
