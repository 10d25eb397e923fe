package org.usher.server.caller;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Event;
import org.usher.core.api.WaitEstimate;

/**
 * What one caller in line is told of the rest of his wait: round words, built from the quantiles of the estimate, which never promise
 * less than was promised before unless something happened that is in the log: an agent left, somebody with precedence came, the rules
 * changed. An estimate that merely turned out too low is not taken back; the last words stay.
 *
 * <p>Pure: the caller's task is to ask when there is something to say, and to note with the words which {@link Cause} let them rise. On
 * what announcements do to those who wait: R. Ibrahim, "Sharing delay information in service systems: a literature survey", Queueing
 * Systems 89 (2018).
 */
public final class SpokenWait {
    private static final int[] MINUTES = {1, 2, 3, 4, 5, 7, 10, 15};
    private static final int MOST_MINUTES = 15;
    private static final long MINUTE_MS = 60_000;

    /** Why words may be worse than the last ones. */
    public enum Cause {
        AGENT_LEFT,
        PRECEDENCE_CAME,
        RULES_CHANGED
    }

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
            if (toMinutes == 0) {
                return "more than " + minutes(fromMinutes);
            }
            if (fromMinutes == 0) {
                return toMinutes == 1 ? "less than a minute" : "less than " + minutes(toMinutes);
            }
            return fromMinutes == toMinutes
                    ? "about " + minutes(toMinutes)
                    : "between " + fromMinutes + " and " + minutes(toMinutes);
        }

        private static String minutes(int count) {
            return count == 1 ? "1 minute" : count + " minutes";
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
     * What is to be said.
     *
     * @param cause why the words are worse than the last ones, null if they are not
     */
    public record Said(Words words, @Nullable Cause cause) {}

    private final int queueId;
    private final long standingSinceMs;
    private @Nullable Words last;
    private @Nullable Cause since;
    private int lastPosition = Integer.MAX_VALUE;

    /** Of the caller who entered a line by this. */
    public SpokenWait(Event.ContactQueued queued) {
        queueId = queued.queueId();
        standingSinceMs = queued.enqueuedAtMs() - queued.creditMs();
    }

    /** Something was logged. Of agents nobody asks here whether they would have served this caller: it lets words rise, no more. */
    public void happened(Event event) {
        Cause cause = cause(event);
        if (cause != null) {
            since = cause;
        }
    }

    private @Nullable Cause cause(Event event) {
        return switch (event) {
            case Event.AgentStateChanged e when isLoss(e) -> Cause.AGENT_LEFT;
            case Event.ContactQueued e when goesFirst(e) -> Cause.PRECEDENCE_CAME;
            case Event.ContactPrioritised e when e.queueId() == queueId && e.priority() > 0 -> Cause.PRECEDENCE_CAME;
            case Event.ConfigurationAdopted _ -> Cause.RULES_CHANGED;
            default -> null;
        };
    }

    /** Whether an agent has left whom callers were told to wait for. */
    static boolean isLoss(Event.AgentStateChanged event) {
        return hasLeft(event.to()) && !hasLeft(event.from());
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

    private static boolean hasLeft(AgentState state) {
        return switch (state) {
            case LOGGED_OUT, PAUSED, NOT_RESPONDING, UNREACHABLE -> true;
            default -> false;
        };
    }

    private boolean goesFirst(Event.ContactQueued other) {
        return other.priority() > 0 || other.enqueuedAtMs() - other.creditMs() < standingSinceMs;
    }

    /** What to say to one who will wait so long from now on. */
    public Said toSay(WaitEstimate fromNow) {
        Words words = round(fromNow);
        Words before = last;
        Cause cause = null;
        if (before != null && words.promisesLessThan(before)) {
            cause = since;
            words = cause == null ? before : words;
        }
        return new Said(words, cause);
    }

    /** He has heard it: these are the last words now. */
    public void heard(Said said) {
        last = said.words();
        since = null;
    }

    /** {@link #toSay}, and heard at once. */
    public Said say(WaitEstimate fromNow) {
        Said said = toSay(fromNow);
        heard(said);
        return said;
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

    /**
     * The place to tell the caller, 1 for the next; it means something only if all who wait are of one class, the same priority and the
     * same requirements, and it never rises: who came back to an old place in front of him does not push him back in words.
     *
     * @return empty if it is not to be told
     */
    public Optional<Integer> position(int place, boolean oneClass) {
        if (place < 1) {
            throw new IllegalArgumentException("place " + place + " in line: the first is 1");
        }
        if (!oneClass) {
            return Optional.empty();
        }
        lastPosition = Math.min(lastPosition, place);
        return Optional.of(lastPosition);
    }
}
