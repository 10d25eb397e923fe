package org.usher.server.acceptance.books;

/**
 * Somebody's tone in somebody's received audio.
 *
 * @param ear whose audio: a caller's number or an agent's name
 * @param voice whose tone, the same
 * @param fromMs when it began (epoch ms), to a tenth of a second
 */
record Heard(String ear, String voice, long fromMs, long toMs) {
    long lastedMs() {
        return toMs - fromMs;
    }
}
