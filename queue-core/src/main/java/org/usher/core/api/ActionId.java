package org.usher.core.api;

/**
 * Ids that derive from the command log: the index of the entry whose application made the action, and its number among the effects of
 * that entry. The same log therefore gives the same ids on every machine.
 */
public final class ActionId {
    private static final int NUMBER_BITS = 20;
    private static final int NUMBER_MASK = (1 << NUMBER_BITS) - 1;

    private ActionId() {}

    /**
     * The id of one effect of one entry.
     *
     * @param index log index, 1 to 2^43 − 1
     * @param number which effect of that entry, 0 to 2^20 − 1
     */
    public static long of(long index, int number) {
        if (index <= 0 || index >= 1L << (63 - NUMBER_BITS) || number < 0 || number > NUMBER_MASK) {
            throw new IllegalArgumentException("no action id for index " + index + ", number " + number);
        }
        return index << NUMBER_BITS | number;
    }

    public static long index(long actionId) {
        return actionId >>> NUMBER_BITS;
    }

    public static int number(long actionId) {
        return (int) (actionId & NUMBER_MASK);
    }
}
