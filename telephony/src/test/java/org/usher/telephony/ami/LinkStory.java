package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.usher.core.api.CallKey;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.telephony.ami.LinkStatus.State;

/** A link over real TCP to an AMI server that does what the test says. */
abstract class LinkStory {
    static final long KEY = CallKey.of(Centre.PBX, "100.1");
    static final String CALLER = "Channel: PJSIP/trunk-00000001\nUniqueid: 100.1\nLinkedid: 100.1\n";
    static final String JOIN = "Event: UserEvent\nUserEvent: UsherJoin\n" + CALLER
            + "CallerIDNum: 5551\nQueue: billing\nCallPriority: \nDialled: 2400\nEnqueued: 1000\n";
    static final String WAIT = "Event: UserEvent\nUserEvent: UsherWait\n" + CALLER;
    static final String HANGUP = "Event: HangupRequest\n" + CALLER + "\n\nEvent: Hangup\n" + CALLER + "Cause: 16\n";

    final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    final AtomicBoolean inboxFull = new AtomicBoolean();
    final AtomicBoolean engineAlive = new AtomicBoolean(true);
    final CallLedger ledger = new CallLedger();
    volatile Map<String, Diversion> diversions = Map.of();
    volatile Set<String> surveys = Set.of();
    final Names names = Names.of(Centre.configuration("agent01", "agent02"));
    ScriptedAsterisk asterisk = startAsterisk();
    AmiLink link = linkWith("right", fast());

    static ScriptedAsterisk startAsterisk() {
        try {
            return new ScriptedAsterisk();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static LinkSettings.Timings fast() {
        return new LinkSettings.Timings(2_000, 1_000, 2_000, 50, 400, 1_500, 150, 60_000, 50, 20, 80, 300);
    }

    AmiLink linkWith(String secret, LinkSettings.Timings timings) {
        return linkWith(LinkSettings.of(Centre.PBX, "127.0.0.1", asterisk.port(), "usher", Secret.of(secret))
                .with(timings));
    }

    AmiLink linkWith(LinkSettings settings) {
        return new AmiLink(
                settings,
                ledger,
                () -> names,
                command -> !inboxFull.get() && commands.offer(command),
                new AmiLink.World(
                        System::currentTimeMillis,
                        new Random(42),
                        Reign.alone(7),
                        engineAlive::get,
                        PhoneSink.NONE,
                        CallbackSink.NONE,
                        CallerKeySink.NONE,
                        () -> diversions,
                        () -> surveys));
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

    void up() {
        link.start();
        awaitState(State.UP);
    }

    void awaitState(State state) {
        await().until(() -> link.status().state() == state);
    }

    <T extends Command> T expect(Class<T> type) {
        try {
            Command next = commands.poll(10, TimeUnit.SECONDS);
            assertThat(next).isInstanceOf(type);
            return type.cast(next);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void callerWaits() {
        asterisk.say(JOIN);
        asterisk.say(WAIT);
        expect(Command.ContactArrived.class);
        expect(Command.ContactReachable.class);
    }

    static Effect.Offer offer(long id) {
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

    static String dialBegin(long offerId) {
        return "Event: DialBegin\n" + CALLER
                + "ChanVariable: USHER_CONTACT=5\nChanVariable: USHER_OFFER=" + offerId
                + "\nDestChannel: PJSIP/agent02-0000000a\nDestUniqueid: 100.2\nDestChanVariable: USHER_OFFER=" + offerId
                + "\n";
    }

    static String waitingRow() {
        return "Event: Status\n" + CALLER + "Context: usher-wait\nApplication: WaitExten\nBridgeID: \nDNID: 2400\n"
                + "CallerIDNum: 5551\nVariable: USHER_ENQUEUED=1000\nVariable: USHER_QUEUE=billing\nVariable: USHER_OFFER=\n"
                + "Variable: USHER_CONTACT=(null)\n";
    }
}
