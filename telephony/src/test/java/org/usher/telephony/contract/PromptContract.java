package org.usher.telephony.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.core.api.ReleaseStatus;
import org.usher.telephony.contract.PbxUnderTest.Manner;

/** What Usher expects of a PBX that plays prompts to those who wait: they can be offered all the while, and are lost to nobody. */
abstract class PromptContract extends PbxStory {
    private static final long CONTACT = 77;
    /** Takes five seconds on the real Asterisk. */
    private static final String LONG = "agent-incorrect";

    /** Longer by a little than the short prompt. */
    abstract int shortPromptMs();

    private PbxUnderTest.Caller callerWaits() {
        PbxUnderTest.Caller caller = stage.callerWaits("billing");
        stage.mark(CONTACT);
        return caller;
    }

    @Test
    void shouldConnectInMidPrompt() {
        PbxUnderTest.Phone alice = stage.phone("alice", Manner.ON_ORDER);
        PbxUnderTest.Caller caller = callerWaits();
        assertThat(stage.say(CONTACT, LONG)).isTrue();
        assertThat(stage.say(CONTACT, LONG)).as("one at a time").isFalse();
        stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        assertThat(stage.say(CONTACT, LONG)).as("his agent is rung").isFalse();
        alice.answer();
        stage.await("OfferConnected");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "OfferConnected",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("announcement")
    void shouldBeOfferableAgainAfterAPrompt() {
        PbxUnderTest.Phone alice = stage.phone("alice", Manner.ON_ORDER);
        PbxUnderTest.Caller caller = callerWaits();
        assertThat(stage.say(CONTACT, "beep")).isTrue();
        stage.await("ContactReachable");
        assertThat(stage.count("ContactUnreachable")).isZero();
        stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        alice.decline();
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferFailed REJECTED",
                "ContactReachable",
                "ContactGone HUNG_UP");
    }

    @Test
    void shouldLetTheCallerSkipAPrompt() {
        PbxUnderTest.Caller caller = callerWaits();
        assertThat(stage.say(CONTACT, LONG)).isTrue();
        stage.awaitCarriedOut(); // a key before that would be one in the waiting room
        caller.press("5");
        stage.await("ContactUnreachable");
        stage.await("ContactReachable");
        assertThat(stage.count("ContactReachable"))
                .as("when he came, and once after the key: the prompt's own end was not waited for")
                .isEqualTo(2);
        assertThat(stage.say(CONTACT, LONG)).isTrue();
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectStory(ARRIVED, "ContactReachable", "ContactUnreachable", "ContactReachable", "ContactGone HUNG_UP");
    }

    @Test
    void shouldReleaseInMidPrompt() {
        callerWaits();
        assertThat(stage.say(CONTACT, LONG)).isTrue();
        stage.release(ReleaseStatus.TIMEOUT);
        stage.await("ContactGone");
        stage.expectStory(ARRIVED, "ContactReachable", "ActionFinished DONE", "ContactGone LEFT_TO_DIALPLAN");
    }

    /** At random moments of a short prompt, so that many meet its end. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void shouldLoseNobodyByOffersAtAnyMomentOfAPrompt() {
        int rounds = Integer.getInteger("prompt.rounds", 12);
        long seed = Long.getLong("prompt.seed", System.nanoTime());
        Random random = new Random(seed);
        stage.phone("alice", Manner.BUSY);
        PbxUnderTest.Caller caller = callerWaits();
        for (int round = 0; round < rounds; round++) {
            assertThat(stage.say(CONTACT, "beep"))
                    .as("round %d of seed %d", round, seed)
                    .isTrue();
            park(random.nextInt(shortPromptMs()));
            stage.offer(15_000, "alice");
            stage.await("OfferFailed BUSY");
            stage.await("ContactReachable");
        }
        assertThat(stage.count("ContactGone")).isZero();
        assertThat(stage.count("OfferFailed BUSY")).isEqualTo(rounds);
        caller.hangUp();
        stage.await("ContactGone HUNG_UP");
        System.out.printf("PROMPTS: %d offers at random moments, seed %d, none lost%n", rounds, seed);
    }

    /** The same of the notice, which each caller hears but once. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void shouldLoseNobodyByOffersAtAnyMomentOfANotice() {
        int rounds = Integer.getInteger("prompt.notices", 5);
        long seed = Long.getLong("prompt.seed", System.nanoTime());
        Random random = new Random(seed);
        stage.phone("alice", Manner.BUSY);
        stage.notice("beep");
        for (int round = 0; round < rounds; round++) {
            PbxUnderTest.Caller caller = stage.callerWaits("billing");
            park(random.nextInt(shortPromptMs()));
            stage.offer(15_000, "alice");
            stage.await("OfferFailed BUSY");
            stage.await("ContactReachable");
            caller.hangUp();
            stage.await("ContactGone HUNG_UP");
        }
        assertThat(stage.count("ContactGone")).as("seed %d", seed).isEqualTo(rounds);
        System.out.printf("NOTICES: %d offers at random moments, seed %d, none lost%n", rounds, seed);
    }

    private static void park(long ms) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }
}
