package org.usher.core.api;

/**
 * A command in its place in the command log.
 *
 * @param index 1, 2, 3, …
 * @param epoch which reign of an active node wrote it; never falls
 * @param engineVersion {@link QueueEngine#VERSION} of the engine that first applied it
 * @param atMs epoch ms, never falls from one entry to the next
 */
public record LogEntry(long index, int epoch, int engineVersion, long atMs, Command command) {
    /** Far more entries than a server applies that dies before a disk takes any of them again. */
    private static final long IDS_PER_REIGN = 1L << 24;

    /** So that ids of actions, too, have no more than the 18 digits that are read back from a PBX. */
    private static final int MAX_REIGNS = 1 << 15;

    /** Until this version ids were made of the index alone. */
    private static final int WITH_REIGN = 9;

    /**
     * What the ids that this entry leads to are made of: its index, and past that of each reign before. A server that dies with entries which
     * no disk had taken is followed by one that uses their indexes again; calls that still bear ids of what is forgotten must not be taken
     * for others.
     *
     * @return at least 1; grows from one entry to the next
     */
    public long id() {
        return engineVersion < WITH_REIGN ? index : id(index, epoch);
    }

    /** That of an entry of this index and reign. */
    public static long id(long index, int epoch) {
        return index + IDS_PER_REIGN * Math.clamp(epoch - 1L, 0, MAX_REIGNS);
    }
}
