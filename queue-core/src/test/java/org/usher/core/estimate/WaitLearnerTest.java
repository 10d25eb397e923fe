package org.usher.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.WaitEstimate;
import org.usher.core.api.WaitModel;

/** One agent who serves everybody in turn, 60 s each: who finds n before him waits n times as long, and what is left of one talk. */
final class WaitLearnerTest {
    private static final long SERVICE_MS = 60_000;

    private final WaitLearner learner = new WaitLearner();
    private long contactId;

    private Event.ContactQueued queued(int queueId, long atMs, Channel channel) {
        contactId++;
        return new Event.ContactQueued(
                atMs, contactId, contactId, queueId, channel, 0, contactId, atMs, 0, ContactDetails.NONE);
    }

    private static Event.EntryEnded ended(Event.ContactQueued queued, long atMs, EntryOutcome outcome) {
        return new Event.EntryEnded(
                atMs, queued.contactId(), queued.entryId(), queued.queueId(), outcome, atMs - queued.enqueuedAtMs());
    }

    /** Bursts of callers, one after the other; the talk of each begins when that of the one before ends. */
    private void watchBursts(int bursts, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long atMs = 1_700_000_000_000L;
        for (int burst = 0; burst < bursts; burst++) {
            int callers = random.nextInt(2, 9);
            Event.ContactQueued[] queued = new Event.ContactQueued[callers];
            for (int i = 0; i < callers; i++) {
                queued[i] = queued(1, atMs, Channel.VOICE);
                learner.observe(queued[i]);
            }
            for (int i = 0; i < callers; i++) {
                atMs += SERVICE_MS;
                learner.observe(ended(queued[i], atMs, EntryOutcome.ANSWERED));
                learner.observe(new Event.TalkEnded(
                        atMs, queued[i].contactId(), queued[i].contactId(), 1, 1, EndedBy.CALLER, SERVICE_MS, 0));
            }
            atMs += 3_600_000;
        }
    }

    @Test
    void shouldSayNothingBeforeItHasSeenEnough() {
        watchBursts(30, 1);
        assertThat(learner.samples()).isLessThan(WaitLearner.FEWEST);
        assertThat(learner.model(1)).isEmpty();
    }

    @Test
    void shouldTellLongerWaitsInLongerLines() {
        watchBursts(400, 2);
        WaitModel model = learner.model(3).orElseThrow();
        assertThat(model.version()).isEqualTo(3);
        assertThat(model.samples()).isEqualTo(learner.samples());

        LearntEstimator estimator = new LearntEstimator(model);
        long atMs = 1_700_000_000_000L;
        long before = -1;
        for (int ahead = 0; ahead < 6; ahead++) {
            Event.ContactQueued asking = queued(1, atMs, Channel.VOICE);
            WaitEstimate estimate = estimator.estimate(asking);
            estimator.observe(asking);
            double expectedMs = (ahead + 1) * SERVICE_MS;
            assertThat((double) estimate.meanMs()).as(ahead + " ahead").isBetween(0.6 * expectedMs, 1.6 * expectedMs);
            assertThat(estimate.meanMs()).isGreaterThan(before);
            before = estimate.meanMs();
        }
    }

    @Test
    void shouldLearnTheSameFromTheSame() {
        watchBursts(100, 3);
        WaitModel first = learner.model(1).orElseThrow();
        WaitLearnerTest again = new WaitLearnerTest();
        again.watchBursts(100, 3);
        assertThat(again.learner.model(1).orElseThrow()).isEqualTo(first);
    }

    @Test
    void shouldNotLearnFromThoseWhoGaveUpOrHardlyWaitedOrWriteOrWereOfferedAtOnce() {
        Event.ContactQueued gaveUp = queued(1, 1_000, Channel.VOICE);
        Event.ContactQueued atOnce = queued(1, 1_000, Channel.VOICE);
        Event.ContactQueued writes = queued(1, 1_000, Channel.CHAT);
        Event.ContactQueued rung = queued(1, 1_000, Channel.VOICE);
        Event.ContactQueued waits = queued(1, 1_000, Channel.VOICE);
        for (Event.ContactQueued one : new Event.ContactQueued[] {gaveUp, atOnce, writes, rung, waits}) {
            learner.observe(one);
        }
        learner.observe(new Event.OfferMade(1_000, rung.contactId(), 9, 1, 1, 0));
        learner.observe(new Event.OfferMade(5_000, waits.contactId(), 10, 1, 1, 4_000));
        learner.observe(ended(gaveUp, 9_000, EntryOutcome.ABANDONED));
        learner.observe(ended(atOnce, 1_999, EntryOutcome.ANSWERED));
        learner.observe(ended(writes, 9_000, EntryOutcome.ANSWERED));
        learner.observe(ended(rung, 9_000, EntryOutcome.ANSWERED));
        assertThat(learner.samples()).isZero();
        learner.observe(ended(waits, 9_000, EntryOutcome.ANSWERED));
        assertThat(learner.samples()).isEqualTo(1);
    }
}
