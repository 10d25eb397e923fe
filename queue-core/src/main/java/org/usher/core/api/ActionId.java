package org.usher.core.api;

/**
 * Ids that derive from the command log: {@link LogEntry#id} of the entry whose application made the action, and its number among the
 * effects of that entry. The same log therefore gives the same ids on every machine.
 */
public final class ActionId {
    private static final int NUMBER_BITS = 20;
    private static final int NUMBER_MASK = (1 << NUMBER_BITS) - 1;

    private ActionId() {}

    /**
     * The id of one effect of one entry.
     *
     * @param entryId {@link LogEntry#id}, 1 to 2^43 − 1
     * @param number which effect of that entry, 0 to 2^20 − 1
     */
    public static long of(long entryId, int number) {
        if (entryId <= 0 || entryId >= 1L << (63 - NUMBER_BITS) || number < 0 || number > NUMBER_MASK) {
            throw new IllegalArgumentException("no action id for entry " + entryId + ", number " + number);
        }
        return entryId << NUMBER_BITS | number;
    }

    /** Of the entry that led to it. */
    public static long entryId(long actionId) {
        return actionId >>> NUMBER_BITS;
    }
}
