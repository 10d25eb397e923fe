package org.usher.core.codec;

/** Of which every hash of a state is made. */
public final class Hashing {
    private Hashing() {}

    /**
     * One step of hashing: multiply by the 64-bit golden ratio (Knuth, TAOCP 3, 6.4), fold the high half down so that high bits, too,
     * reach the low ones.
     */
    public static long mix(long hash, long value) {
        long mixed = (hash ^ value) * 0x9e3779b97f4a7c15L;
        return mixed ^ mixed >>> 32;
    }
}
