package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.usher.lab.peer.ListRouting;

class VerdictTest {
    private static final Scenario SCENARIO = new Script().line(1).agents(1, 0).scenario();

    /** One replication for each wait (s), with a hundred callers of whom so many give up. */
    private static Outcome outcome(String policy, int givingUp, int... waitsS) {
        List<Tally> tallies = new ArrayList<>();
        for (int waitS : waitsS) {
            Tally tally = new Tally(SCENARIO, new int[] {0});
            for (int number = 0; number < 100; number++) {
                Call call = new Call(number, 0, number, Call.FOREVER, 1, 0);
                if (number < givingUp) {
                    tally.abandoned(call, 1_000L * waitS);
                } else {
                    tally.answered(call, 1_000L * waitS);
                }
            }
            tallies.add(tally);
        }
        return new Outcome(policy, tallies);
    }

    private static Optional<Verdict> verdict(Outcome... outcomes) {
        Case studied = Case.of(
                SCENARIO,
                List.of(
                        new Policy(Policies.DEFAULT, ListRouting::longestWaitLongestIdle),
                        new Policy(Policies.LONGEST_WAIT, ListRouting::longestWaitLongestIdle),
                        Policy.peer("other", ListRouting::longestWaitLongestIdle)),
                2,
                new Case.Bound.None(),
                Optional.empty(),
                "");
        return Verdict.of(Result.of(studied, List.of(outcomes), OptionalDouble.empty(), 1));
    }

    private static List<String> failing(Outcome... outcomes) {
        return verdict(outcomes).orElseThrow().checks().stream()
                .filter(check -> !check.holds())
                .map(Verdict.Check::name)
                .toList();
    }

    @Test
    void shouldHoldWhereTheDefaultIsNoWorseThanItsPeers() {
        Outcome usher = outcome(Policies.DEFAULT, 3, 100, 120, 110);
        Outcome longestWait = outcome(Policies.LONGEST_WAIT, 3, 101, 120, 109);
        assertThat(failing(usher, longestWait, outcome("other", 3, 100, 120, 110)))
                .isEmpty();
        Verdict better =
                verdict(usher, longestWait, outcome("other", 4, 102, 122, 112)).orElseThrow();
        assertThat(better.holds()).isTrue();
        assertThat(better.text()).startsWith("verdict on usher-default: holds").contains("nearest other with +2.000");
        // 50 and 90 s longer: by how much is not known to 1 %, that it is longer is
        assertThat(failing(usher, outcome("other", 4, 150, 210, 180), longestWait))
                .isEmpty();
    }

    @Test
    void shouldFailWhereAPeerWaitsLessBeyondChance() {
        // 1 s less in each of three replications, which differ among themselves by ten times that
        Outcome usher = outcome(Policies.DEFAULT, 3, 100, 120, 110);
        assertThat(failing(usher, outcome("other", 3, 99, 119, 109))).containsExactly("meanWaitNotWorse");
        // +9, -11 and 0 s: chance, but then the half-width is too wide to say anything
        assertThat(failing(usher, outcome("other", 3, 109, 109, 110))).containsExactly("halfWidthWithinOnePercent");
    }

    @Test
    void shouldFailWhereMoreGiveUpOrTheLongestWaitsAreLonger() {
        Outcome usher = outcome(Policies.DEFAULT, 3, 100, 120, 110);
        assertThat(failing(usher, outcome("other", 2, 100, 120, 110))).containsExactly("abandonmentNotHigher");
        assertThat(failing(usher, outcome("other", 3, 100, 120, 110), outcome(Policies.LONGEST_WAIT, 3, 100, 109, 109)))
                .containsExactly("p99WithinLongestWaits");
    }

    @Test
    void shouldSayNothingWithoutPeersOrFromOneReplication() {
        assertThat(verdict(outcome(Policies.DEFAULT, 3, 100, 120), outcome(Policies.LONGEST_WAIT, 3, 100, 120)))
                .isEmpty();
        assertThat(verdict(outcome(Policies.DEFAULT, 3, 100), outcome("other", 3, 100)))
                .isEmpty();
    }
}
