package org.usher.core.api;

import java.nio.charset.StandardCharsets;

/**
 * The 64-bit key by which the engine knows a call leg: a stable hash of the PBX's number and the channel's unique id, so that telephony
 * can name a call in a command before the engine has given the contact its id, and again after a restart.
 *
 * <p>FNV-1a, 64 bit (Fowler, Noll, Vo; draft-eastlake-fnv), finished with the mixer of MurmurHash3 because call ids differ in their last
 * digits only. 0 means "no call" and is never given.
 */
public final class CallKey {
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private CallKey() {}

    /** The key of the call leg with this unique id on this PBX; never 0. */
    public static long of(int pbxId, String uniqueId) {
        long hash = (OFFSET_BASIS ^ pbxId) * PRIME;
        for (byte b : uniqueId.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        hash *= 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }
}
