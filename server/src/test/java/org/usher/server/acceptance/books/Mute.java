package org.usher.server.acceptance.books;

/**
 * A time in which nobody on the floor said a word, because the machine did not let the test's own voice run: what is silent then proves
 * nothing.
 *
 * @param fromMs when the last word before it was said (epoch ms)
 */
record Mute(long fromMs, long toMs) {
    /** How much of it lies within this time. */
    long within(long fromMs, long toMs) {
        return Math.max(0, Math.min(toMs, this.toMs) - Math.max(fromMs, this.fromMs));
    }
}
