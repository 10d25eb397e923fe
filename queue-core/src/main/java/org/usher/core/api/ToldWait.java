package org.usher.core.api;

import org.jspecify.annotations.Nullable;

/**
 * What a caller in line was told of the rest of his wait, in round words.
 *
 * @param fromMinutes 0 for none: "less than"
 * @param toMinutes 0 for none: "more than"; the same as {@code fromMinutes}: "about"
 * @param estimate of the rest of the wait at that moment, by which the words were chosen; they promise more where it had grown without a
 *     cause
 * @param longer why it was more than he was told the last time, null if it was not
 */
public record ToldWait(
        int fromMinutes,
        int toMinutes,
        WaitEstimate estimate,
        @Nullable Longer longer) {
    public ToldWait {
        if (fromMinutes < 0 || toMinutes < 0 || (toMinutes > 0 && fromMinutes > toMinutes)) {
            throw new IllegalArgumentException(
                    "no words for a wait of " + fromMinutes + " to " + toMinutes + " minutes");
        }
    }

    /** What may let words rise. */
    public enum Cause {
        /** Fewer agents are there who may serve him than when he was told the last time: they logged out, paused, or are out of reach. */
        AGENTS_LEFT,
        /** Somebody came before him: by a higher priority, at an older place, or promised a call that is due. */
        PRECEDENCE_CAME,
        /** What his queue's agents take for a call, after-call work included, has grown by a fifth or more, see the figures. */
        HANDLING_GREW,
        /** Another configuration was adopted. */
        RULES_CHANGED
    }

    /**
     * Why it takes longer.
     *
     * @param before when he was told the last time: agents, or milliseconds that a call takes; 0 of the other causes
     * @param now the same now; of {@link Cause#PRECEDENCE_CAME} how many came before him since, else 0
     */
    public record Longer(Cause cause, long before, long now) {}

    /** In English. */
    public String words() {
        return words(fromMinutes, toMinutes);
    }

    /** In English, with the meaning of this record's. */
    public static String words(int fromMinutes, int toMinutes) {
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
}
