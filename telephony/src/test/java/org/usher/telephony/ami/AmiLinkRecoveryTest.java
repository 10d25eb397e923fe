package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;
import org.usher.core.api.GoneCause;
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
