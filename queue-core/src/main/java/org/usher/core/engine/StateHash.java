package org.usher.core.engine;

import java.util.Arrays;
import org.usher.core.codec.Hashing;

/**
 * The hash of the whole state as a sum of the shares of its records. A sum because it can be kept up to date by taking the old share
 * out and putting the new one in, whatever the order; records touched several times by one entry are hashed once, at its end.
 *
 * <p>Whoever changes a record must {@link #touch} it. A forgotten touch shows in {@code checkInvariants}, which sums up anew.
 */
final class StateHash {
    private long sum;
    private HashedRecord[] stale = new HashedRecord[64];
    private int staleCount;

    /** The record is about to be, or has been, changed by this entry. */
    void touch(HashedRecord record) {
        if (!record.hashStale) {
            record.hashStale = true;
            if (staleCount == stale.length) {
                stale = Arrays.copyOf(stale, staleCount * 2);
            }
            stale[staleCount++] = record;
        }
    }

    /** The record is no longer part of the state. */
    void leave(HashedRecord record) {
        record.hashLeft = true;
        touch(record);
    }

    /** Brings the shares of all touched records up to date. */
    void settle() {
        for (int i = 0; i < staleCount; i++) {
            HashedRecord record = stale[i];
            long share = record.hashLeft ? 0 : record.fingerprint();
            sum += share - record.hashShare;
            record.hashShare = share;
            record.hashStale = false;
            stale[i] = null;
        }
        staleCount = 0;
    }

    long sum() {
        return sum;
    }

    /** Adds something that is no record, for example an element of a set; {@link #subtract} takes it out. */
    void add(long share) {
        sum += share;
    }

    void subtract(long share) {
        sum -= share;
    }

    /** One step; see {@link Hashing}. */
    static long mix(long hash, long value) {
        return Hashing.mix(hash, value);
    }

    static long mix(long hash, boolean value) {
        return mix(hash, value ? 1 : 2);
    }
}
