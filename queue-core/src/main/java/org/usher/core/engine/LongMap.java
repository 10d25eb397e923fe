package org.usher.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A map from non-zero longs: open addressing with linear probing, at most half full, removal by shifting back (Knuth, TAOCP 3, 6.4,
 * algorithm R), so that it never fills up with tombstones. It has no order; {@link #unorderedValues} says so by its name.
 */
final class LongMap<V> {
    private long[] keys = new long[16];
    private @Nullable Object[] values = new Object[16];
    private int size;

    @SuppressWarnings("unchecked")
    @Nullable
    V get(long key) {
        int mask = keys.length - 1;
        for (int i = slot(key, mask); keys[i] != 0; i = i + 1 & mask) {
            if (keys[i] == key) {
                return (V) values[i];
            }
        }
        return null;
    }

    /** Adds the value, or takes it instead of the one that was there. */
    void put(long key, V value) {
        if (key == 0) {
            throw new IllegalArgumentException("0 is no key");
        }
        int mask = keys.length - 1;
        int i = slot(key, mask);
        while (keys[i] != 0 && keys[i] != key) {
            i = i + 1 & mask;
        }
        if (keys[i] == 0) {
            keys[i] = key;
            size++;
        }
        values[i] = value;
        if (size * 2 > keys.length) {
            grow();
        }
    }

    @SuppressWarnings("unchecked")
    @Nullable
    V remove(long key) {
        int mask = keys.length - 1;
        int i = slot(key, mask);
        while (keys[i] != key) {
            if (keys[i] == 0) {
                return null;
            }
            i = i + 1 & mask;
        }
        V removed = (V) values[i];
        closeGap(i, mask);
        size--;
        return removed;
    }

    int size() {
        return size;
    }

    /** A copy in no particular order: only for what does not depend on order, or sorts. */
    @SuppressWarnings("unchecked")
    List<V> unorderedValues() {
        List<V> list = new ArrayList<>(size);
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0) {
                list.add((V) Objects.requireNonNull(values[i]));
            }
        }
        return list;
    }

    private void closeGap(int at, int mask) {
        int gap = at;
        for (int i = gap + 1 & mask; keys[i] != 0; i = i + 1 & mask) {
            int home = slot(keys[i], mask);
            if ((i - home & mask) >= (i - gap & mask)) {
                keys[gap] = keys[i];
                values[gap] = values[i];
                gap = i;
            }
        }
        keys[gap] = 0;
        values[gap] = null;
    }

    private void grow() {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        int mask = oldKeys.length * 2 - 1;
        keys = new long[mask + 1];
        values = new Object[mask + 1];
        for (int j = 0; j < oldKeys.length; j++) {
            if (oldKeys[j] != 0) {
                int i = slot(oldKeys[j], mask);
                while (keys[i] != 0) {
                    i = i + 1 & mask;
                }
                keys[i] = oldKeys[j];
                values[i] = oldValues[j];
            }
        }
    }

    /**
     * Ids that follow each other stand beside each other, as they are asked for together: who came at about the same time. A lap around
     * the table begins elsewhere than the lap before (Fibonacci hashing, Knuth, TAOCP 3, 6.4), so that regular gaps do not meet.
     */
    private static int slot(long key, int mask) {
        long lap = key / (mask + 1L);
        return (int) (key + lap * 0x9e3779b97f4a7c15L) & mask;
    }
}
