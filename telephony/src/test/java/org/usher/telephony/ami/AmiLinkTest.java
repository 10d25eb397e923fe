package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.CallKey;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Effect;
import org.usher.core.api.GoneCause;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.Requirement;
import org.usher.telephony.ami.LinkStatus.State;

/** The link over real TCP against an AMI server that does what the test says. */
class AmiLinkTest {
    private static final long KEY = CallKey.of(Centre.PBX, "100.1");
    private static final String CALLER = "Channel: PJSIP/trunk-00000001\nUniqueid: 100.1\nLinkedid: 100.1\n";
    private static final String JOIN = "Event: UserEvent\nUserEvent: UsherJoin\n" + CALLER
            + "CallerIDNum: 5551\nQueue: billing\nCallPriority: \nDialled: 2400\nEnqueued: 1000\n";
    private static final String WAIT = "Event: UserEvent\nUserEvent: UsherWait\n" + CALLER;
    private static final String HANGUP =
            "Event: HangupRequest\n" + CALLER + "\n\nEvent: Hangup\n" + CALLER + "Cause: 16\n";

    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final AtomicBoolean inboxFull = new AtomicBoolean();
    private final AtomicBoolean engineAlive = new AtomicBoolean(true);
    private final CallLedger ledger = new CallLedger();
    private final Names names = Names.of(Centre.configuration("agent01", "agent02"));
    private ScriptedAsterisk asterisk = startAsterisk();
    private AmiLink link = linkWith("right", fast());

    private static ScriptedAsterisk startAsterisk() {
        try {
            return new ScriptedAsterisk();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static LinkSettings.Timings fast() {
        return new LinkSettings.Timings(2_000, 1_000, 2_000, 50, 400, 1_500, 150, 60_000, 50, 20, 80, 300);
    }

    private AmiLink linkWith(String secret, LinkSettings.Timings timings) {
        return linkWith(LinkSettings.of(Centre.PBX, "127.0.0.1", asterisk.port(), "usher", Secret.of(secret))
                .with(timings));
    }

    private AmiLink linkWith(LinkSettings settings) {
        return new AmiLink(
                settings,
                ledger,
                () -> names,
                command -> !inboxFull.get() && commands.offer(command),
                new AmiLink.World(System::currentTimeMillis, new Random(42), 7, engineAlive::get));
    }

    @BeforeEach
    void patience() {
        org.awaitility.Awaitility.setDefaultTimeout(Duration.ofSeconds(10));
        org.awaitility.Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    @AfterEach
    void stop() throws Exception {
        link.close();
        asterisk.close();
    }

    private void up() {
        link.start();
        awaitState(State.UP);
    }

    private void awaitState(State state) {
        await().until(() -> link.status().state() == state);
    }

    private <T extends Command> T expect(Class<T> type) {
        try {
            Command next = commands.poll(10, TimeUnit.SECONDS);
            assertThat(next).isInstanceOf(type);
            return type.cast(next);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void callerWaits() {
        asterisk.say(JOIN);
        asterisk.say(WAIT);
        expect(Command.ContactArrived.class);
        expect(Command.ContactReachable.class);
    }

    private static Effect.Offer offer(long id) {
        return new Effect.Offer(
                id,
                System.currentTimeMillis() + 20_000,
                KEY,
                5,
                Centre.BILLING,
                List.of(new Effect.Rung(3, List.of(11, 12))),
                15_000,
                42_900);
    }

    private static String dialBegin(long offerId) {
        return "Event: DialBegin\n" + CALLER
                + "ChanVariable: USHER_CONTACT=5\nChanVariable: USHER_OFFER=" + offerId
                + "\nDestChannel: PJSIP/agent02-0000000a\nDestUniqueid: 100.2\nDestChanVariable: USHER_OFFER=" + offerId
                + "\n";
    }

    @Test
    void shouldShowItsSignsOfLifeAndItsQueuesOnceItIsUp() {
        link.perform(new Effect.PublishQueue(Centre.BILLING, AnswerMode.WITH_AGENT, QueueStatus.OPEN));
        up();
        assertThat(asterisk.expectVariable("USHER_EPOCH").get("Value")).isEqualTo("7");
        assertThat(asterisk.expectVariable("USHER_Q_billing").get("Value")).isEqualTo("agent:OPEN");
        String first = asterisk.expectVariable("USHER_BEAT").get("Value");
        assertThat(asterisk.expectVariable("USHER_BEAT").get("Value")).isNotEqualTo(first);
        assertThat(link.metrics().connects()).isEqualTo(1);
    }

    @Test
    void shouldKeepTheConnectionButShowNoSignOfLifeWhileTheEngineIsDead() {
        engineAlive.set(false);
        up();
        asterisk.drain();
        asterisk.expect("Ping");
        asterisk.expect("Ping");
        assertThat(asterisk.drain()).noneMatch(action -> action.get("Variable").equals("USHER_BEAT"));
        engineAlive.set(true);
        asterisk.expectVariable("USHER_BEAT");
        assertThat(link.metrics().connects()).isEqualTo(1);
    }

    @Test
    void shouldSayClearlyThatTheSecretIsWrongAndTryAgain() {
        link.close();
        link = linkWith("wrong", fast());
        link.start();
        awaitState(State.REFUSED);
        assertThat(link.status().reason())
                .contains("usher", "Authentication failed", "manager.conf")
                .doesNotContain("wrong");
        asterisk.expect("Login");
        asterisk.expect("Login");
        assertThat(link.metrics().loginsRefused()).isPositive();
    }

    @Test
    void shouldComeBackSoonWhenItsOwnLastSessionIsStillLoggedIn() {
        link.close();
        link = linkWith("right", LinkSettings.Timings.DEFAULT);
        AtomicBoolean inUse = new AtomicBoolean(true);
        asterisk.answer(
                "Login",
                action -> inUse.get()
                        ? "Response: Error\r\nMessage: Login Already In Use\r\n"
                        : "Response: Success\r\nMessage: Authentication accepted\r\n");
        link.start();
        awaitState(State.REFUSED);
        assertThat(link.status().reason()).contains("logged in already");
        inUse.set(false);
        awaitState(State.UP);
    }

    @Test
    void shouldSayThatTheDialplanIsNotWatched() {
        up();
        assertThat(link.metrics().unwatched()).isEqualTo(1);
        asterisk.channels(
                "Event: Status\nChannel: Local/run@usher-watch-00000000;2\nUniqueid: 0.1\nContext: usher-watch\n");
        asterisk.disconnect();
        await().until(() -> link.metrics().connects() == 2 && link.status().state() == State.UP);
        assertThat(link.metrics().unwatched()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAnUnsupportedAsteriskAndTakeItOnceItIsUpgraded() {
        asterisk.version("18.26.0");
        link.start();
        awaitState(State.REFUSED);
        assertThat(link.status().reason()).contains("18.26.0", "20 and 22");
        asterisk.version("20.9.3");
        awaitState(State.UP);
    }

    @Test
    void shouldRefuseWhatIsNoAsteriskAtAll() {
        asterisk.banner("SSH-2.0-OpenSSH_9.9\r\n");
        link.start();
        awaitState(State.REFUSED);
        assertThat(link.status().reason()).contains("not Asterisk's AMI");
    }

    @Test
    void shouldConnectOnceAsteriskIsThere() throws Exception {
        int port = asterisk.port();
        asterisk.close();
        link.start();
        awaitState(State.CONNECTING);
        awaitState(State.DOWN);
        asterisk = new ScriptedAsterisk(port);
        awaitState(State.UP);
    }

    @Test
    void shouldOfferTheCallAndReportThatItRings() {
        up();
        callerWaits();
        link.perform(new Effect.MarkCall(KEY, 5, Centre.BILLING, 1000));
        assertThat(asterisk.expectVariable("USHER_CONTACT").get("Value")).isEqualTo("5");
        link.perform(offer(77));
        AmiMessage args = asterisk.expectVariable("USHER_ARGS");
        assertThat(args.get("Value")).isEqualTo("77,7,15000,PJSIP/agent01&PJSIP/agent02,Rechnung%2C%20S%C3%BCd,42,,,");
        AmiMessage redirect = asterisk.expect("Redirect");
        assertThat(redirect.get("Channel")).isEqualTo("PJSIP/trunk-00000001");
        assertThat(redirect.get("Context")).isEqualTo("usher-connect");
        assertThat(redirect.get("Exten")).isEqualTo("o77");
        asterisk.say(dialBegin(77));
        assertThat(expect(Command.ActionFinished.class))
                .isEqualTo(new Command.ActionFinished(77, ActionOutcome.DONE, ""));
    }

    @Test
    void shouldHoldAnOfferWhileTheCallerPressesADigit() {
        up();
        callerWaits();
        asterisk.say("Event: UserEvent\nUserEvent: UsherDigit\nDigit: 5\n" + CALLER);
        expect(Command.ContactUnreachable.class);
        asterisk.drain();
        link.perform(offer(77));
        // the mark comes after the offer in the link's order, so once it is seen the offer was looked at
        link.perform(new Effect.MarkCall(KEY, 5, Centre.BILLING, 1000));
        assertThat(asterisk.expectVariable("USHER_CONTACT").get("Value")).isEqualTo("5");
        assertThat(asterisk.drain()).noneMatch(action -> action.get("Action").equalsIgnoreCase("Redirect"));
        asterisk.say(WAIT);
        assertThat(asterisk.expect("Redirect").get("Exten")).isEqualTo("o77");
    }

    @Test
    void shouldSendARedirectAgainThatWasSwallowedAndThenGiveUp() {
        up();
        callerWaits();
        asterisk.answer("Getvar", action -> "Response: Success\r\nVariable: USHER_ARGS\r\nValue: 77,7,15000\r\n");
        link.perform(offer(77));
        asterisk.expect("Redirect");
        assertThat(asterisk.expect("Getvar").get("Variable")).isEqualTo("USHER_ARGS");
        asterisk.expect("Redirect");
        Command.ActionFinished end = expect(Command.ActionFinished.class);
        assertThat(end.outcome()).isEqualTo(ActionOutcome.FAILED);
        assertThat(asterisk.expectVariable("USHER_ARGS").get("Value")).isEmpty();
        assertThat(expect(Command.ContactReachable.class).callKey()).isEqualTo(KEY);
        assertThat(link.metrics().redirectsResent()).isEqualTo(1);
    }

    @Test
    void shouldNotSendAnOfferAgainThatIsCarriedOutAndOnlyLate() {
        up();
        callerWaits();
        asterisk.answer("Getvar", action -> "Response: Success\r\nVariable: USHER_ARGS\r\nValue: \r\n");
        link.perform(offer(77));
        asterisk.expect("Redirect");
        asterisk.expect("Getvar");
        asterisk.expect("Getvar");
        asterisk.say(dialBegin(77));
        assertThat(expect(Command.ActionFinished.class).outcome()).isEqualTo(ActionOutcome.DONE);
        assertThat(asterisk.drain()).noneMatch(action -> action.get("Action").equalsIgnoreCase("Redirect"));
        assertThat(link.metrics().redirectsResent()).isZero();
    }

    @Test
    void shouldFailAnOfferWhoseChannelIsGone() {
        up();
        callerWaits();
        asterisk.answer("Redirect", action -> "Response: Error\r\nMessage: Channel does not exist\r\n");
        link.perform(offer(77));
        assertThat(expect(Command.ActionFinished.class))
                .isEqualTo(new Command.ActionFinished(77, ActionOutcome.FAILED, "Channel does not exist"));
    }

    @Test
    void shouldTakeAnOfferBack() {
        up();
        callerWaits();
        link.perform(offer(77));
        asterisk.expect("Redirect");
        asterisk.say(dialBegin(77));
        expect(Command.ActionFinished.class);
        link.perform(new Effect.Withdraw(78, Long.MAX_VALUE, KEY, 5, 77));
        assertThat(asterisk.expect("Redirect").get("Context")).isEqualTo("usher-wait");
        asterisk.say(WAIT);
        assertThat(expect(Command.OfferFailed.class).offerId()).isEqualTo(77);
        assertThat(expect(Command.ActionFinished.class).actionId()).isEqualTo(78);
        expect(Command.ContactReachable.class);
    }

    @Test
    void shouldGiveACallBackWithItsStatus() {
        up();
        callerWaits();
        link.perform(new Effect.Release(78, Long.MAX_VALUE, KEY, 5, ReleaseStatus.TIMEOUT));
        assertThat(asterisk.expectVariable("USHER_STATUS").get("Value")).isEqualTo("TIMEOUT");
        assertThat(asterisk.expect("Redirect").get("Context")).isEqualTo("usher-out");
        asterisk.say("Event: UserEvent\nUserEvent: UsherLeft\nStatus: TIMEOUT\n" + CALLER);
        assertThat(expect(Command.ActionFinished.class).outcome()).isEqualTo(ActionOutcome.DONE);
        assertThat(expect(Command.ContactGone.class).cause()).isEqualTo(GoneCause.LEFT_TO_DIALPLAN);
    }

    @Test
    void shouldLetTheEngineRefuseACallThatAsksForAnUnknownSkill() {
        up();
        asterisk.say(JOIN + "Skills: klingon%3A5\n");
        assertThat(expect(Command.ContactArrived.class).requirements()).containsExactly(new Requirement(0, 1));
        assertThat(link.metrics().badInputs()).isEqualTo(1);
    }

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

    private static String waitingRow() {
        return "Event: Status\n" + CALLER + "Context: usher-wait\nApplication: WaitExten\nBridgeID: \nDNID: 2400\n"
                + "CallerIDNum: 5551\nVariable: USHER_ENQUEUED=1000\nVariable: USHER_QUEUE=billing\nVariable: USHER_OFFER=\n"
                + "Variable: USHER_CONTACT=(null)\n";
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
    void shouldConnectAnewWhenAsteriskFallsSilent() {
        up();
        asterisk.answer("Setvar", action -> null);
        asterisk.answer("Status", action -> null);
        awaitState(State.SUSPECT);
        awaitState(State.DOWN);
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

    @Test
    void shouldEndEveryActionExactlyOnceWhenItIsClosed() {
        up();
        callerWaits();
        link.perform(offer(77));
        link.perform(new Effect.Release(78, Long.MAX_VALUE, 4711, 5, ReleaseStatus.TIMEOUT));
        link.close();
        link.perform(offer(79));
        List<Long> ended = new ArrayList<>();
        for (Command command : commands) {
            if (command instanceof Command.ActionFinished finished) {
                ended.add(finished.actionId());
            }
        }
        assertThat(ended).containsExactlyInAnyOrder(77L, 78L, 79L);
        assertThat(link.status().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void shouldLetAnActionTimeOutThatCannotBeSent() {
        link.perform(new Effect.Release(78, System.currentTimeMillis() - 1, KEY, 5, ReleaseStatus.TIMEOUT));
        link.start();
        assertThat(expect(Command.ActionFinished.class).outcome()).isEqualTo(ActionOutcome.TIMED_OUT);
    }

    @Test
    void shouldForgetACallerWhoHangsUp() {
        up();
        callerWaits();
        assertThat(ledger.pbxOf(KEY)).hasValue(Centre.PBX);
        asterisk.say(HANGUP);
        assertThat(expect(Command.ContactGone.class)).isEqualTo(new Command.ContactGone(KEY, GoneCause.HUNG_UP));
        await().until(() -> ledger.pbxOf(KEY).isEmpty());
    }
}
