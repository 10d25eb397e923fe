package org.usher.server.people;

/**
 * Somebody is logged in.
 *
 * @param digest of the secret that only his browser knows
 * @param lastSeenAtMs when he was last heard of (epoch ms)
 * @param expiresAtMs when it ends, whatever he does (epoch ms)
 * @param address from where he logged in
 */
public record Session(
        String digest, long personId, long createdAtMs, long lastSeenAtMs, long expiresAtMs, String address) {

    Session seen(long atMs) {
        return new Session(digest, personId, createdAtMs, Math.max(lastSeenAtMs, atMs), expiresAtMs, address);
    }
}
