package org.usher.server.caller;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ToldWait;
import org.usher.core.api.ToldWait.Cause;
import org.usher.core.api.ToldWait.Longer;
import org.usher.core.api.WaitEstimate;

/**
 * What one caller in line is told of the rest of his wait: round words, built from the quantiles of the estimate, which never promise
 * less than was promised before unless something happened since: fewer agents are there, somebody came before him, calls take longer, the
 * rules changed. An estimate that merely turned out too low is not taken back; the last words stay.
 *
 * <p>Pure: the caller's task is to ask when there is something to say, and to note with the words which {@link Longer} let them rise. On
 * what announcements do to those who wait: R. Ibrahim, "Sharing delay information in service systems: a literature survey", Queueing
 * Systems 89 (2018).
 */
public final class SpokenWait {
    private static final int[] MINUTES = {1, 2, 3, 4, 5, 7, 10, 15};
    private static final int MOST_MINUTES = 15;
    private static final long MINUTE_MS = 60_000;

    /** Calls take longer if they take so many times as long as before; less is chance. */
    private static final double GREW = 1.2;

    /**
     * Round words.
     *
     * @param fromMinutes 0 for none: "less than"
     * @param toMinutes 0 for none: "more than"; the same as {@code fromMinutes}: "about"
     */
    public record Words(int fromMinutes, int toMinutes) {
        public Words {
            if (fromMinutes < 0 || toMinutes < 0 || (toMinutes > 0 && fromMinutes > toMinutes)) {
                throw new IllegalArgumentException(
                        "no words for a wait of " + fromMinutes + " to " + toMinutes + " minutes");
            }
        }

        /** In English. */
        public String text() {
            return ToldWait.words(fromMinutes, toMinutes);
        }

        /** Who is answered before this was told too long a wait. */
        long shortestMs() {
            if (fromMinutes == 0 || fromMinutes != toMinutes) {
                return fromMinutes * MINUTE_MS;
            }
            int below = 0;
            for (int minutes : MINUTES) {
                below = minutes < fromMinutes ? minutes : below;
            }
            return below * MINUTE_MS;
        }

        /** Who is answered after this was promised too much; never if no longest was said. */
        long longestMs() {
            return toMinutes == 0 ? Long.MAX_VALUE : toMinutes * MINUTE_MS;
        }

        private int most() {
            return toMinutes == 0 ? Integer.MAX_VALUE : toMinutes;
        }

        private boolean promisesLessThan(Words other) {
            return most() > other.most() || (most() == other.most() && fromMinutes > other.fromMinutes);
        }
    }

    /**
     * By what it is said.
     *
     * @param agents how many are there who may serve him
     * @param handlingMs what a call of his queue takes, 0 if that is not known
     */
    record Basis(WaitEstimate estimate, int agents, long handlingMs) {}

    /**
     * What is to be said.
     *
     * @param longer why the words are worse than the last ones, null if they are not
     */
    record Said(Words words, Basis basis, @Nullable Longer longer) {
        ToldWait told() {
            return new ToldWait(words.fromMinutes, words.toMinutes, basis.estimate, longer);
        }
    }

    private @Nullable Said last;
    private int cameBefore;
    private boolean rulesChanged;

    /** Somebody stands before him now who did not. */
    void cameBefore() {
        cameBefore++;
    }

    void rulesChanged() {
        rulesChanged = true;
    }

    /** Everything that may ever be said. */
    static List<Words> every() {
        List<Words> all = new ArrayList<>(List.of(new Words(0, 1)));
        for (int i = 0; i < MINUTES.length; i++) {
            all.add(new Words(MINUTES[i], 0));
            all.add(new Words(MINUTES[i], MINUTES[i]));
            for (int j = i + 1; j < MINUTES.length; j++) {
                all.add(new Words(MINUTES[i], MINUTES[j]));
            }
        }
        return all;
    }

    /** What to say to one who will wait so long from now on. */
    Said toSay(Basis now) {
        Words words = round(now.estimate);
        Said before = last;
        if (before == null || !words.promisesLessThan(before.words)) {
            return new Said(words, now, null);
        }
        Longer longer = longer(before.basis, now);
        return new Said(longer == null ? before.words : words, now, longer);
    }

    private @Nullable Longer longer(Basis before, Basis now) {
        if (now.agents < before.agents) {
            return new Longer(Cause.AGENTS_LEFT, before.agents, now.agents);
        }
        if (cameBefore > 0) {
            return new Longer(Cause.PRECEDENCE_CAME, 0, cameBefore);
        }
        if (before.handlingMs > 0 && now.handlingMs >= before.handlingMs * GREW) {
            return new Longer(Cause.HANDLING_GREW, before.handlingMs, now.handlingMs);
        }
        return rulesChanged ? new Longer(Cause.RULES_CHANGED, 0, 0) : null;
    }

    /** He has heard it: these are the last words now. */
    void heard(Said said) {
        last = said;
        cameBefore = 0;
        rulesChanged = false;
    }

    /** A number if the half and nine in ten are of one size, a range if they are not. */
    private static Words round(WaitEstimate estimate) {
        if (estimate.p90Ms() <= MINUTE_MS) {
            return new Words(0, 1);
        }
        if (estimate.p50Ms() > MOST_MINUTES * MINUTE_MS) {
            return new Words(MOST_MINUTES, 0);
        }
        int half = up(estimate.p50Ms());
        if (estimate.p90Ms() > MOST_MINUTES * MINUTE_MS) {
            return new Words(half, 0);
        }
        int nearlyAll = up(estimate.p90Ms());
        return nearlyAll <= half + 1 ? new Words(nearlyAll, nearlyAll) : new Words(half, nearlyAll);
    }

    private static int up(long ms) {
        for (int minutes : MINUTES) {
            if (ms <= minutes * MINUTE_MS) {
                return minutes;
            }
        }
        return MOST_MINUTES;
    }
}
