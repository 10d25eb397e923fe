package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.usher.core.api.ActionId;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.AgentState;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.DeviceState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LostIds;
import org.usher.core.api.PendingChange;
import org.usher.core.api.TalkId;
import org.usher.telephony.ami.LinkStatus.State;

/** Nobody is forgotten, or mistaken for gone, whatever becomes of the connection. */
final class AmiLinkRecoveryTest extends LinkStory {
    @Test
    void shouldSettleAnOfferThatWasUnderWayWhenTheConnectionBroke() {
        up();
        callerWaits();
        asterisk.answer("Redirect", action -> null);
        link.perform(offer(77));
        asterisk.expect("Redirect");
        asterisk.channels(
                "Event: Status\n" + CALLER + "Context: usher-connect\nApplication: Dial\nBridgeID: \n"
                        + "Variable: USHER_ENQUEUED=1000\nVariable: USHER_QUEUE=billing\nVariable: USHER_OFFER=77\n",
                """
                Event: Status
                Channel: PJSIP/agent02-0000000a
                Uniqueid: 100.2
                Context: from-agents
                Application: AppDial
                ChannelStateDesc: Ringing
                Variable: USHER_OFFER=77
                Variable: USHER_ENQUEUED=(null)
                """);
        asterisk.disconnect();
        expect(Command.ContactUnreachable.class);
        assertThat(expect(Command.ActionFinished.class).outcome()).isEqualTo(ActionOutcome.DONE);
        assertThat(expect(Command.OfferRinging.class).offerId()).isEqualTo(77);
        assertThat(link.metrics().connects()).isEqualTo(2);
    }

    @Test
    void shouldSendAnOfferAgainThatAsteriskNeverSawBeforeTheConnectionBroke() {
        up();
        callerWaits();
        asterisk.answer("Redirect", action -> null);
        link.perform(offer(77));
        asterisk.expect("Redirect");
        asterisk.channels(waitingRow());
        asterisk.disconnect();
        assertThat(asterisk.expect("Redirect").get("Exten")).isEqualTo("o77");
        asterisk.say(dialBegin(77));
        expect(Command.ContactUnreachable.class);
        expect(Command.ContactReachable.class);
        assertThat(expect(Command.ActionFinished.class).outcome()).isEqualTo(ActionOutcome.DONE);
    }

    @Test
    void shouldFindCallersWhoCameWhileItWasAway() {
        asterisk.channels(waitingRow()).devices("Event: DeviceStateChange\nDevice: PJSIP/agent01\nState: INUSE\n");
        up();
        Command.ContactArrived arrived = expect(Command.ContactArrived.class);
        assertThat(arrived.callKey()).isEqualTo(KEY);
        assertThat(arrived.queueId()).isEqualTo(Centre.BILLING);
        assertThat(arrived.enqueuedAtMs()).isEqualTo(1000);
        assertThat(arrived.details().dialled()).isEqualTo("2400");
        assertThat(expect(Command.ContactReachable.class).callKey()).isEqualTo(KEY);
        assertThat(expect(Command.DeviceStateChanged.class))
                .isEqualTo(new Command.DeviceStateChanged(11, DeviceState.IN_USE));
    }

    @Test
    void shouldReportCallersAsLostWhoseChannelIsGoneAfterAReconnect() {
        up();
        callerWaits();
        asterisk.disconnect();
        expect(Command.ContactUnreachable.class);
        Command.ContactGone gone = expect(Command.ContactGone.class);
        assertThat(gone).isEqualTo(new Command.ContactGone(KEY, GoneCause.LOST_BY_PBX));
    }

    private static final long HOUR_MS = 3_600_000;
    private static final long BEGAN_MS = System.currentTimeMillis() - 60_000;
    private static final long ENDED_MS = System.currentTimeMillis() - 50_000;

    /** Asterisk's clock is an hour ahead; it has noted a talk of this offer on the second phone. */
    private void noted(long offerId, String endedBy) {
        asterisk.channels(
                "Event: Status\nChannel: Local/run@usher-watch-00000001;2\nUniqueid: 1.2\nContext: usher-watch\n");
        asterisk.answer("Getvar", action -> {
            long there = System.currentTimeMillis() + HOUR_MS;
            String value = switch (action.get("Variable")) {
                case "STRFTIME(,UTC,%s%3q)" -> Long.toString(there);
                case "SHARED(USHER_TALK_agent02,Local/run@usher-watch-00000001;2)" ->
                    offerId + "," + (BEGAN_MS + HOUR_MS) + "," + (ENDED_MS + HOUR_MS) + "," + endedBy;
                default -> "";
            };
            return "Response: Success\r\nValue: " + value + "\r\n";
        });
    }

    /** By this machine's clock; measured over a wire, so not to the millisecond. */
    private static void about(long ms, long expectedMs) {
        assertThat(ms).isCloseTo(expectedMs, within(HOUR_MS / 4));
    }

    @Test
    void shouldTellOfATalkThatBeganAndEndedWhileTheConnectionWasBroken() {
        up();
        callerWaits();
        asterisk.answer("Redirect", action -> null);
        link.perform(offer(77));
        asterisk.expect("Redirect");
        noted(77, "0");
        asterisk.disconnect();
        expect(Command.ContactUnreachable.class);
        assertThat(expect(Command.ActionFinished.class).outcome()).isEqualTo(ActionOutcome.DONE);
        assertThat(expect(Command.OfferAccepted.class)).isEqualTo(new Command.OfferAccepted(77, 12));
        about(expect(Command.OfferConnected.class).connectedAtMs(), BEGAN_MS);
        about(expect(Command.AgentLegEnded.class).endedAtMs(), ENDED_MS);
        Command.TalkEnded ended = expect(Command.TalkEnded.class);
        about(ended.endedAtMs(), ENDED_MS);
        assertThat(ended.endedBy()).isEqualTo(EndedBy.CALLER);
        assertThat(expect(Command.ContactGone.class)).isEqualTo(new Command.ContactGone(KEY, GoneCause.HUNG_UP));
    }

    @Test
    void shouldTellHowLongATalkWasThatEndedWhileNoServerRan() {
        noted(77, "1");
        ledger.restore(talking(77), LostIds.NONE);
        up();
        about(expect(Command.AgentLegEnded.class).endedAtMs(), ENDED_MS);
        assertThat(expect(Command.TalkEnded.class).endedBy()).isEqualTo(EndedBy.AGENT);
        assertThat(expect(Command.ContactGone.class)).isEqualTo(new Command.ContactGone(KEY, GoneCause.ENDED_BY_PBX));
    }

    /** These words come after the channels were listed, and before all is settled. */
    private void speaksWhileListed(String words) {
        AtomicBoolean spoken = new AtomicBoolean();
        asterisk.answer("DeviceStateList", action -> {
            if (!spoken.getAndSet(true)) {
                asterisk.say(words);
            }
            return ScriptedAsterisk.list(action, "DeviceStateList", List.of());
        });
    }

    @Test
    void shouldTellOfATalkThatBeganWhileNoServerRanAndEndedBeforeAllWasSettled() {
        noted(77, "1");
        ledger.restore(offered(77), LostIds.NONE);
        speaksWhileListed("Event: UserEvent\nUserEvent: UsherDialResult\n" + CALLER
                + "Offer: 77\nDialStatus: ANSWER\nHangupCause: 16\nAnswered: 3\n\n"
                + "Event: UserEvent\nUserEvent: UsherLeft\nStatus: ANSWERED\n" + CALLER);
        up();
        assertThat(expect(Command.OfferAccepted.class)).isEqualTo(new Command.OfferAccepted(77, 12));
        about(expect(Command.OfferConnected.class).connectedAtMs(), BEGAN_MS);
        about(expect(Command.AgentLegEnded.class).endedAtMs(), ENDED_MS);
        assertThat(expect(Command.TalkEnded.class).endedBy()).isEqualTo(EndedBy.AGENT);
        assertThat(expect(Command.ContactGone.class))
                .isEqualTo(new Command.ContactGone(KEY, GoneCause.LEFT_TO_DIALPLAN));
    }

    @Test
    void shouldTellThatACallerEndedHisTalkBeforeAllWasSettled() {
        noted(77, "0");
        ledger.restore(offered(77), LostIds.NONE);
        speaksWhileListed(HANGUP);
        up();
        expect(Command.OfferAccepted.class);
        about(expect(Command.OfferConnected.class).connectedAtMs(), BEGAN_MS);
        expect(Command.AgentLegEnded.class);
        assertThat(expect(Command.TalkEnded.class).endedBy()).isEqualTo(EndedBy.CALLER);
        assertThat(expect(Command.ContactGone.class)).isEqualTo(new Command.ContactGone(KEY, GoneCause.HUNG_UP));
    }

    @Test
    void shouldLetGoWhoHungUpBeforeAllWasSettledAndHadNotTalked() {
        noted(76, "1");
        ledger.restore(offered(77), LostIds.NONE);
        speaksWhileListed(HANGUP);
        up();
        assertThat(expect(Command.ContactGone.class)).isEqualTo(new Command.ContactGone(KEY, GoneCause.HUNG_UP));
        assertThat(commands).noneMatch(Command.OfferCommand.class::isInstance);
    }

    @Test
    void shouldNotTakeTheNoteOfAnotherTalk() {
        noted(76, "1");
        ledger.restore(talking(77), LostIds.NONE);
        up();
        assertThat(expect(Command.TalkEnded.class)).isEqualTo(new Command.TalkEnded(77, EndedBy.SYSTEM));
        expect(Command.AgentLegEnded.class);
        assertThat(expect(Command.ContactGone.class)).isEqualTo(new Command.ContactGone(KEY, GoneCause.LOST_BY_PBX));
    }

    /** The server before gave him to the second phone, of which no entry was written before it died. */
    @Test
    void shouldTellThatACallerTalksWhomAForgottenOfferBroughtToAnAgent() {
        long offerId = ActionId.of(20, 0);
        ledger.restore(waiting(), new LostIds(9, 2_000_000));
        asterisk.channels(
                "Event: Status\n" + CALLER
                        + "Context: usher-connect\nApplication: Dial\nBridgeID: b1\nVariable: USHER_ENQUEUED=1000\n"
                        + "Variable: USHER_QUEUE=billing\nVariable: USHER_CONTACT=5\nVariable: USHER_OFFER=" + offerId
                        + "\n",
                "Event: Status\nChannel: PJSIP/agent02-0000000a\nUniqueid: 100.2\nLinkedid: 100.1\n"
                        + "Context: usher-connect\nApplication: AppDial\nBridgeID: b1\nVariable: USHER_OFFER=" + offerId
                        + "\n");
        asterisk.devices("Event: DeviceStateChange\nDevice: PJSIP/agent02\nState: INUSE\n");
        up();
        assertThat(expect(Command.DeviceStateChanged.class))
                .as("he is given to nobody while it is found out what he does")
                .isEqualTo(new Command.DeviceStateChanged(12, DeviceState.UNAVAILABLE));
        assertThat(expect(Command.TalkJoined.class))
                .isEqualTo(new Command.TalkJoined(KEY, TalkId.ofLeg(Centre.PBX, "100.2"), 12));
        assertThat(expect(Command.DeviceStateChanged.class))
                .isEqualTo(new Command.DeviceStateChanged(12, DeviceState.IN_USE));
    }

    private static EngineView waiting() {
        return view(EngineView.ContactState.WAITING, 0, 0, List.of());
    }

    private static EngineView offered(long offerId) {
        return view(
                EngineView.ContactState.OFFERED,
                offerId,
                3,
                List.of(new EngineView.AgentView(
                        3,
                        AgentState.OFFERED,
                        1_000,
                        0,
                        PendingChange.NONE,
                        List.of(11, 12),
                        false,
                        5,
                        offerId,
                        0,
                        List.of())));
    }

    private static EngineView talking(long offerId) {
        return view(
                EngineView.ContactState.TALKING,
                offerId,
                3,
                List.of(new EngineView.AgentView(
                        3,
                        AgentState.ON_CONTACT,
                        1_000,
                        0,
                        PendingChange.NONE,
                        List.of(11, 12),
                        false,
                        5,
                        offerId,
                        0,
                        List.of())));
    }

    /** Of the one caller. */
    private static EngineView view(
            EngineView.ContactState state, long offerId, int agentId, List<EngineView.AgentView> agents) {
        ContactDetails details =
                new ContactDetails(Centre.PBX, "100.1", "PJSIP/trunk-00000001", "5551", "", "2400", "", "", "");
        EngineView.ContactView caller = new EngineView.ContactView(
                5, 5, KEY, Channel.VOICE, Centre.BILLING, 0, 1_000, false, state, offerId, agentId, details);
        return new EngineView(9, 1_000, Centre.configuration("agent01", "agent02"), List.of(caller), agents, List.of());
    }

    @Test
    void shouldNotMistakeACallerForLostWhoSpeaksWhileTheListIsMade() {
        up();
        callerWaits();
        // the list does not have him, and his own message is read before the Ping is answered: his message counts
        asterisk.answer("Ping", action -> {
            asterisk.say("Event: UserEvent\nUserEvent: UsherDigit\nDigit: 1\n" + CALLER);
            asterisk.say(WAIT);
            return "Response: Success\r\nPing: Pong\r\n";
        });
        asterisk.raw(
                "Event: UserEvent\r\nUserEvent: UsherWait\r\nUniqueid: 999.9\r\nChannel: PJSIP/trunk-00000099\r\n\r\n");
        await().until(() -> link.metrics().reconciliations() >= 2);
        expect(Command.ContactUnreachable.class);
        expect(Command.ContactReachable.class);
        assertThat(commands).noneMatch(Command.ContactGone.class::isInstance);
    }

    @Test
    void shouldDoubtWhatItKnowsWhenAMessageIsTooLong() {
        up();
        long before = link.metrics().reconciliations();
        asterisk.raw("Event: UserEvent\r\nUserEvent: UsherJoin\r\nData: " + "x".repeat(100_000) + "\r\n\r\n");
        await().until(() -> link.metrics().reconciliations() > before);
        assertThat(link.metrics().messagesOversized()).isEqualTo(1);
        awaitState(State.UP);
    }

    @Test
    void shouldSurviveGarbage() {
        up();
        Random random = new Random(7);
        StringBuilder garbage = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            garbage.append((char) random.nextInt(256));
        }
        asterisk.raw(garbage + "\r\n\r\n: nothing\r\n\r\nEvent\r\n\r\n");
        callerWaits();
        assertThat(link.metrics().malformedLines()).isPositive();
    }

    @Test
    void shouldLoseNothingWhenTheEngineIsSlow() {
        link.close();
        link = linkWith(LinkSettings.of(Centre.PBX, "127.0.0.1", asterisk.port(), "usher", Secret.of("right"))
                .with(LinkSettings.Timings.DEFAULT)
                .with(new LinkSettings.Limits(65_536, 100, 50_000, 64)));
        up();
        inboxFull.set(true);
        int callers = 20_000;
        Thread talker = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < callers; i++) {
                asterisk.say(JOIN.replace("100.1", "200." + i));
            }
        });
        await().until(() -> link.metrics().readStalls() > 0 && link.metrics().commandsRefused() > 0);
        assertThat(commands).isEmpty();
        inboxFull.set(false);
        List<Command> got = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            commands.drainTo(got);
            return got.size() >= callers;
        });
        assertThat(talker.isAlive()).isFalse();
        assertThat(got).hasSize(callers);
        for (int i = 0; i < callers; i++) {
            assertThat(((Command.ContactArrived) got.get(i)).details().uniqueId())
                    .isEqualTo("200." + i);
        }
    }
}
