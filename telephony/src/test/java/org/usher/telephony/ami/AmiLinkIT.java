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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.Requirement;
import org.usher.telephony.ami.LinkStatus.State;
import org.usher.telephony.rig.RealAsterisk;
import org.usher.telephony.rig.SippPhone;

/** The link on a real Asterisk with the shipped configuration; the test itself is the engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class AmiLinkIT {
    private static final int ALICE = 11;
    private static final int BOB = 12;
    private static final AtomicLong ACTION_IDS = new AtomicLong(1_000_000);

    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final List<Command.DeviceStateChanged> devices = new ArrayList<>();
    private final Names names = Names.of(Centre.configuration("alice", "bob"));
    private RealAsterisk asterisk =
            RealAsterisk.builder().agents("alice", "bob").deadAfterSeconds(2).start();
    private AmiLink link = newLink("change-me");

    @BeforeAll
    void patience() {
        org.awaitility.Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
        org.awaitility.Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    }

    @AfterAll
    void stopAsterisk() {
        asterisk.close();
    }

    @BeforeEach
    void startLink() {
        commands.clear();
        devices.clear();
        link = newLink(RealAsterisk.USHER_SECRET);
        link.perform(new Effect.PublishQueue(Centre.BILLING, AnswerMode.ON_ENTRY, QueueStatus.OPEN));
        link.perform(new Effect.PublishQueue(Centre.ORDERS, AnswerMode.WITH_AGENT, QueueStatus.OPEN));
        link.start();
        awaitUp();
        // the dialplan's watchdog has seen the heartbeat
        await().until(() -> asterisk.cli("dialplan show globals").contains("USHER_DEAD=0"));
        assertThat(link.metrics().unwatched()).isZero();
    }

    @AfterEach
    void stopLink() {
        link.close();
        // not "all", which would take the dialplan's watchdog along
        await().until(() -> {
            List<String> channels = asterisk.cli("core show channels concise")
                    .lines()
                    .filter(line -> line.startsWith("PJSIP/"))
                    .map(line -> line.substring(0, line.indexOf('!')))
                    .toList();
            channels.forEach(channel -> asterisk.cli("channel request hangup " + channel));
            return channels.isEmpty();
        });
    }

    private AmiLink newLink(String secret) {
        return new AmiLink(
                LinkSettings.of(
                        Centre.PBX, "127.0.0.1", asterisk.amiPort(), RealAsterisk.USHER_USER, Secret.of(secret)),
                new CallLedger(),
                () -> names,
                commands::offer,
                new AmiLink.World(System::currentTimeMillis, new Random(1), 7, () -> true));
    }

    private void awaitUp() {
        await().until(() -> link.status().state() == State.UP);
    }

    /** The next command, phones' states aside. */
    private <T extends Command> T expect(Class<T> type) {
        try {
            while (true) {
                Command next = commands.poll(20, TimeUnit.SECONDS);
                if (next instanceof Command.DeviceStateChanged device) {
                    devices.add(device);
                } else {
                    assertThat(next).isInstanceOf(type);
                    return type.cast(next);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Command.ContactArrived callerWaits() {
        Command.ContactArrived arrived = expect(Command.ContactArrived.class);
        assertThat(expect(Command.ContactReachable.class).callKey()).isEqualTo(arrived.callKey());
        return arrived;
    }

    private long offer(Command.ContactArrived call, int ringTimeoutMs, Integer... deviceIds) {
        long id = ACTION_IDS.incrementAndGet();
        link.perform(new Effect.Offer(
                id,
                System.currentTimeMillis() + 5_000,
                call.callKey(),
                1,
                call.queueId(),
                List.of(new Effect.Rung(1, List.of(deviceIds))),
                ringTimeoutMs,
                42_000));
        assertThat(expect(Command.ActionFinished.class))
                .isEqualTo(new Command.ActionFinished(id, ActionOutcome.DONE, ""));
        return id;
    }

    private void answered(long offerId, int deviceId) {
        assertThat(expect(Command.OfferRinging.class).offerId()).isEqualTo(offerId);
        assertThat(expect(Command.OfferAccepted.class)).isEqualTo(new Command.OfferAccepted(offerId, deviceId));
        assertThat(expect(Command.OfferConnected.class).offerId()).isEqualTo(offerId);
    }

    private void failed(long offerId, OfferOutcome outcome) {
        assertThat(expect(Command.OfferFailed.class)).isEqualTo(new Command.OfferFailed(offerId, outcome));
        expect(Command.ContactReachable.class);
    }

    private SippPhone.Caller caller() {
        return SippPhone.caller(asterisk, 425);
    }

    private SippPhone.Agent alice() {
        return SippPhone.agent(asterisk, "alice", 750);
    }

    private static void awaitBothHear(SippPhone one, SippPhone other) {
        await().until(() -> one.audio().hears(other.audio()) && other.audio().hears(one.audio()));
    }

    @Test
    void shouldConnectACallerWithTheAgentUntilTheAgentHangsUp() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().from("5559", "Ms Müller")
                        .skills("german:5,master")
                        .header("X-Priority", "7")
                        .header("X-Language", "de")
                        .header("X-Data", "Rechnung 4711, offen")
                        .dial("billing")) {
            Command.ContactArrived call = callerWaits();
            assertThat(call.queueId()).isEqualTo(Centre.BILLING);
            assertThat(call.priority()).isEqualTo(7);
            assertThat(call.requirements())
                    .containsExactly(new Requirement(Centre.GERMAN, 5), new Requirement(Centre.MASTER, 1));
            assertThat(call.details().caller()).isEqualTo("5559");
            assertThat(call.details().callerName()).isEqualTo("Ms Müller");
            assertThat(call.details().language()).isEqualTo("de");
            assertThat(call.details().data()).isEqualTo("Rechnung 4711, offen");
            assertThat(System.currentTimeMillis() - call.enqueuedAtMs()).isBetween(0L, 60_000L);
            long offer = offer(call, 10_000, ALICE);
            answered(offer, ALICE);
            awaitBothHear(caller, alice);
            alice.hangUp();
            assertThat(expect(Command.TalkEnded.class)).isEqualTo(new Command.TalkEnded(offer, EndedBy.AGENT));
            ends(offer, new Command.ContactGone(call.callKey(), GoneCause.LEFT_TO_DIALPLAN));
            assertThat(caller.endedWell()).isTrue();
        }
        assertThat(devices).contains(new Command.DeviceStateChanged(ALICE, DeviceState.IN_USE));
    }

    /** The leg's end and the caller's come in either order. */
    private void ends(long offer, Command.ContactGone gone) {
        List<Command> both = List.of(expect(Command.class), expect(Command.class));
        assertThat(both).containsExactlyInAnyOrder(new Command.AgentLegEnded(offer), gone);
    }

    @Test
    void shouldNoticeHoldAndThatTheCallerHangsUp() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("orders")) {
            Command.ContactArrived call = callerWaits();
            long offer = offer(call, 10_000, BOB, ALICE);
            answered(offer, ALICE);
            awaitBothHear(caller, alice);
            alice.hold();
            assertThat(expect(Command.HoldChanged.class)).isEqualTo(new Command.HoldChanged(offer, true));
            alice.resume();
            assertThat(expect(Command.HoldChanged.class)).isEqualTo(new Command.HoldChanged(offer, false));
            caller.hangUp();
            assertThat(expect(Command.TalkEnded.class)).isEqualTo(new Command.TalkEnded(offer, EndedBy.CALLER));
            ends(offer, new Command.ContactGone(call.callKey(), GoneCause.HUNG_UP));
        }
    }

    @Test
    void shouldOfferAgainAfterEveryWayAnOfferCanFail() {
        try (SippPhone caller = caller().dial("billing")) {
            Command.ContactArrived call = callerWaits();
            failed(offer(call, 10_000, ALICE), OfferOutcome.UNREACHABLE);
            try (SippPhone ringsOnly = alice().onlyOnOrder().register()) {
                long unanswered = offer(call, 1_000, ALICE);
                assertThat(expect(Command.OfferRinging.class).offerId()).isEqualTo(unanswered);
                failed(unanswered, OfferOutcome.TIMED_OUT);
                long declined = offer(call, 10_000, ALICE);
                expect(Command.OfferRinging.class);
                ringsOnly.reject();
                failed(declined, OfferOutcome.REJECTED);
                long withdrawn = offer(call, 10_000, ALICE);
                expect(Command.OfferRinging.class);
                withdraw(call, withdrawn);
            }
            try (SippPhone busy = alice().rejects("486 Busy Here").register()) {
                assertThat(busy.name()).isEqualTo("alice");
                failed(offer(call, 10_000, ALICE), OfferOutcome.BUSY);
            }
            try (SippPhone forwards = alice().forwardsTo("bob").register()) {
                assertThat(forwards.name()).isEqualTo("alice");
                long offer = offer(call, 10_000, ALICE);
                assertThat(expect(Command.OfferFailed.class).offerId()).isEqualTo(offer);
                expect(Command.ContactReachable.class);
            }
            caller.hangUp();
            assertThat(expect(Command.ContactGone.class).cause()).isEqualTo(GoneCause.HUNG_UP);
        }
    }

    private void withdraw(Command.ContactArrived call, long offerId) {
        long id = ACTION_IDS.incrementAndGet();
        link.perform(new Effect.Withdraw(id, System.currentTimeMillis() + 5_000, call.callKey(), 1, offerId));
        assertThat(expect(Command.OfferFailed.class))
                .isEqualTo(new Command.OfferFailed(offerId, OfferOutcome.WITHDRAWN));
        assertThat(expect(Command.ActionFinished.class))
                .isEqualTo(new Command.ActionFinished(id, ActionOutcome.DONE, ""));
        expect(Command.ContactReachable.class);
    }

    @Test
    void shouldNoticeACallerWhoLeavesWhileItRings() {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            assertThat(alice.name()).isEqualTo("alice");
            Command.ContactArrived call = callerWaits();
            offer(call, 10_000, ALICE);
            expect(Command.OfferRinging.class);
            caller.hangUp();
            assertThat(expect(Command.ContactGone.class))
                    .isEqualTo(new Command.ContactGone(call.callKey(), GoneCause.HUNG_UP));
        }
    }

    @Test
    void shouldGiveACallBackAndTakeItAgainInItsOldPlace() {
        try (SippPhone caller = caller().dial("billing")) {
            Command.ContactArrived call = callerWaits();
            link.perform(new Effect.MarkCall(call.callKey(), 4711, Centre.BILLING, call.enqueuedAtMs()));
            // the tests' operator sends a caller back who waited too long, and hangs up on any other
            release(call, ReleaseStatus.TIMEOUT);
            Command.ContactArrived again = callerWaits();
            assertThat(again.callKey()).isEqualTo(call.callKey());
            assertThat(again.contactId()).isEqualTo(4711);
            assertThat(again.enqueuedAtMs()).isEqualTo(call.enqueuedAtMs());
            release(call, ReleaseStatus.CLOSED);
            assertThat(caller.endedWell()).isTrue();
        }
    }

    private void release(Command.ContactArrived call, ReleaseStatus status) {
        long id = ACTION_IDS.incrementAndGet();
        link.perform(new Effect.Release(id, System.currentTimeMillis() + 5_000, call.callKey(), 1, status));
        assertThat(expect(Command.ActionFinished.class))
                .isEqualTo(new Command.ActionFinished(id, ActionOutcome.DONE, ""));
        assertThat(expect(Command.ContactGone.class).cause()).isEqualTo(GoneCause.LEFT_TO_DIALPLAN);
    }

    @Test
    void shouldAskTheEngineToRefuseAnUnknownSkill() {
        try (SippPhone caller = caller().skills("klingon:9").dial("billing")) {
            assertThat(callerWaits().requirements()).containsExactly(new Requirement(0, 1));
            assertThat(link.metrics().badInputs()).isEqualTo(1);
            caller.hangUp();
            expect(Command.ContactGone.class);
        }
    }

    @Test
    void shouldRebuildTheLineFromAsteriskAlone() {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone first = caller().from("5551", "One").dial("billing")) {
            Command.ContactArrived ringing = callerWaits();
            link.perform(new Effect.MarkCall(ringing.callKey(), 4711, Centre.BILLING, ringing.enqueuedAtMs()));
            long offer = offer(ringing, 20_000, ALICE);
            expect(Command.OfferRinging.class);
            try (SippPhone second =
                    caller().from("5552", "Two").skills("german").dial("orders")) {
                Command.ContactArrived waiting = callerWaits();
                link.close();
                commands.clear();
                link = newLink(RealAsterisk.USHER_SECRET);
                link.start();
                // who waits is found first, so that he has his place when an agent is found to be free
                Command.ContactArrived two = expect(Command.ContactArrived.class);
                assertThat(two).isEqualTo(waiting);
                assertThat(expect(Command.ContactReachable.class).callKey()).isEqualTo(waiting.callKey());
                Command.ContactArrived one = expect(Command.ContactArrived.class);
                assertThat(one.callKey()).isEqualTo(ringing.callKey());
                assertThat(one.contactId()).isEqualTo(4711);
                assertThat(one.enqueuedAtMs()).isEqualTo(ringing.enqueuedAtMs());
                assertThat(expect(Command.OfferRinging.class).offerId()).isEqualTo(offer);
                awaitUp();
                alice.answer();
                assertThat(expect(Command.OfferAccepted.class)).isEqualTo(new Command.OfferAccepted(offer, ALICE));
                assertThat(expect(Command.OfferConnected.class).offerId()).isEqualTo(offer);
                awaitBothHear(first, alice);
                second.hangUp();
                assertThat(expect(Command.ContactGone.class).callKey()).isEqualTo(waiting.callKey());
                first.hangUp();
                expect(Command.TalkEnded.class);
            }
        }
    }

    @Test
    void shouldReportCallersAsLostWhenAsteriskIsKilled() {
        try (SippPhone caller = caller().dial("billing")) {
            Command.ContactArrived call = callerWaits();
            asterisk.kill();
            expect(Command.ContactUnreachable.class);
            asterisk.start();
            assertThat(expect(Command.ContactGone.class))
                    .isEqualTo(new Command.ContactGone(call.callKey(), GoneCause.LOST_BY_PBX));
            caller.switchOff();
        }
        awaitUp();
        await().until(() -> asterisk.cli("dialplan show globals").contains("USHER_DEAD=0"));
        try (SippPhone next = caller().dial("billing")) {
            callerWaits();
            next.hangUp();
            expect(Command.ContactGone.class);
        }
    }

    @Test
    void shouldLetTheDialplanTakeOverWhenTheLinkIsGone() {
        try (SippPhone caller = caller().dial("billing")) {
            Command.ContactArrived call = callerWaits();
            link.close();
            // the watchdog says that we are dead, and only then takes the callers away
            await().until(() -> asterisk.cli("core show channels concise").contains("!operator!FALLBACK!"));
            commands.clear();
            link = newLink(RealAsterisk.USHER_SECRET);
            link.start();
            awaitUp();
            // he is in the operator's fallback now, and no longer in the line
            assertThat(commands)
                    .noneMatch(command ->
                            command instanceof Command.ContactArrived arrived && arrived.callKey() == call.callKey());
            caller.hangUp();
        }
    }

    @Test
    void shouldSayThatTheSecretIsWrong() {
        link.close();
        link = newLink("not-the-secret");
        link.start();
        await().until(() -> link.status().state() == State.REFUSED);
        assertThat(link.status().reason()).contains("Authentication failed", "manager.conf");
    }
}
