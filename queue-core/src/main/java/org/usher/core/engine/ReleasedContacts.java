package org.usher.core.engine;

import org.jspecify.annotations.Nullable;

/**
 * The contacts that left us last without hanging up, or hung up unserved, so that one that comes back is known to be the same. Only the last
 * {@link #CAPACITY}: who comes back later is a new contact, in its old place by the time it brings along.
 */
final class ReleasedContacts {
    static final int CAPACITY = 16_384;

    private final StateHash hash;
    private final LongMap<Long> numberOf = new LongMap<>();

    /** Ring of contact ids; 0 for one that came back. Made when there is the first. */
    private long[] ring = {};

    /** How many were ever added; the next one's number. */
    private long added;

    ReleasedContacts(StateHash hash) {
        this.hash = hash;
    }

    void add(long contactId) {
        take(contactId);
        int slot = slotFor(added);
        if (ring[slot] != 0) {
            take(ring[slot]);
        }
        ring[slot] = contactId;
        numberOf.put(contactId, added);
        hash.add(share(contactId, added));
        added++;
    }

    /** Whether the contact is here; it no longer is after that. */
    boolean take(long contactId) {
        @Nullable Long number = contactId == 0 ? null : numberOf.remove(contactId);
        if (number == null) {
            return false;
        }
        ring[(int) (number % CAPACITY)] = 0;
        hash.subtract(share(contactId, number));
        return true;
    }

    long added() {
        return added;
    }

    /** The ids still here, oldest first, with gaps of 0. */
    long[] inOrder() {
        int length = (int) Math.min(added, CAPACITY);
        long[] ids = new long[length];
        for (int i = 0; i < length && ring.length > 0; i++) {
            ids[i] = ring[(int) ((added - length + i) % CAPACITY)];
        }
        return ids;
    }

    void restore(long addedBefore, long[] ids) {
        added = addedBefore - ids.length;
        for (long contactId : ids) {
            if (contactId != 0) {
                int slot = slotFor(added);
                ring[slot] = contactId;
                numberOf.put(contactId, added);
                hash.add(share(contactId, added));
            }
            added++;
        }
    }

    /** Sum of the shares of all its ids in the state hash, worked out anew. */
    long hashShare() {
        long sum = 0;
        for (long contactId : inOrder()) {
            Long number = contactId == 0 ? null : numberOf.get(contactId);
            sum += number == null ? 0 : share(contactId, number);
        }
        return sum;
    }

    private int slotFor(long number) {
        if (ring.length == 0) {
            ring = new long[CAPACITY];
        }
        return (int) (number % CAPACITY);
    }

    private static long share(long contactId, long number) {
        return StateHash.mix(StateHash.mix(0x4e1ea5eL, contactId), number);
    }
}
