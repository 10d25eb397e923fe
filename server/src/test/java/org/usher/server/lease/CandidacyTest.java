package org.usher.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.usher.server.lease.Candidacy.Sight;
import org.usher.server.lease.Candidacy.Verdict;

/** When one may begin to route, in a time of the test's own. */
final class CandidacyTest {
    private static final Word FREE = new Word.Free(4);
    private static final Word AWAY = new Word.Unknown("connection refused");
    private final Candidacy candidacy = new Candidacy("right", 5_000, 0);

    private void begins(Word lease, long nowMs, int epochAtLeast) {
        assertThat(candidacy.verdict(lease, nowMs)).isEqualTo(new Verdict.Begin(epochAtLeast));
    }

    private void waits(Word lease, long nowMs, String... why) {
        assertThat(candidacy.verdict(lease, nowMs))
                .isInstanceOfSatisfying(
                        Verdict.Wait.class,
                        wait -> Stream.of(why)
                                .forEach(word -> assertThat(wait.why()).contains(word)));
    }

    private void beats(String pbx, int epoch, String holder, String beat, long nowMs) {
        candidacy.saw(pbx, new Sight.Seen(epoch, holder, beat), nowMs);
    }

    @Test
    void shouldBeginWhenTheLeaseIsFreeAndNobodyWasEverThere() {
        beats("office", 0, "", "", 0);
        begins(FREE, 0, 5);
    }

    @Test
    void shouldBeginAtOnceAgainAfterItWasKilled() {
        beats("office", 9, "right", "100.1", 0);
        begins(new Word.Ours(9), 0, 10);
    }

    @Test
    void shouldBeginAgainWithoutMariaDb() {
        beats("office", 9, "right", "100.1", 0);
        begins(AWAY, 0, 10);
    }

    @Test
    void shouldWaitWhileAnotherHoldsTheLease() {
        waits(new Word.HeldBy("usher-a", 4, 3_200), 0, "usher-a", "3200 ms");
    }

    @Test
    void shouldWaitUntilTheOthersHeartbeatHasStoodStill() {
        beats("office", 4, "left", "100.1", 0);
        waits(FREE, 0, "PBX office", "5000 ms");
        beats("office", 4, "left", "100.2", 3_000);
        beats("office", 4, "left", "100.2", 7_999);
        waits(FREE, 7_999);
        beats("office", 4, "left", "100.2", 8_000);
        begins(FREE, 8_000, 5);
    }

    @Test
    void shouldWaitForOneHeartbeatThatGoesOn() {
        for (long nowMs = 0; nowMs <= 20_000; nowMs += 1_000) {
            beats("office", 4, "left", "100.1", nowMs);
            beats("branch", 4, "left", "100." + nowMs, nowMs);
        }
        waits(FREE, 20_000, "PBX branch");
        candidacy.saw("branch", new Sight.Unreachable(), 21_000);
        begins(FREE, 21_000, 5);
    }

    @Test
    void shouldCountTheTimeAnewWhenAPbxComesBack() {
        beats("office", 4, "left", "100.1", 0);
        candidacy.saw("office", new Sight.Unreachable(), 1_000);
        beats("office", 4, "left", "100.1", 6_000);
        waits(FREE, 6_000);
    }

    @Test
    void shouldHaveAGreaterEpochThanAnyThatWasSeen() {
        beats("office", 3, "left", "100.1", 0);
        beats("branch", 12, "left", "100.1", 0);
        candidacy.saw("branch", new Sight.Unreachable(), 1_000);
        beats("office", 3, "left", "100.1", 5_000);
        begins(FREE, 5_000, 13);
    }

    @Test
    void shouldTakeOverByTheHeartbeatsAloneWhenMariaDbIsAway() {
        waits(new Word.HeldBy("usher-a", 4, 9_000), 0);
        beats("office", 4, "left", "100.1", 1_000);
        waits(AWAY, 8_999, "connection refused");
        begins(AWAY, 9_000, 5);
    }

    @Test
    void shouldWaitOnWhenItSeesNothingAnyMoreAndAnotherWasThere() {
        beats("office", 4, "left", "100.1", 0);
        candidacy.saw("office", new Sight.Unreachable(), 1_000);
        waits(AWAY, 100_000, "neither the lease");
    }

    @Test
    void shouldBeginWhenItSeesNothingAndNeverHas() {
        candidacy.saw("office", new Sight.Unreachable(), 0);
        begins(AWAY, 0, 0);
    }
}
