package org.usher.server.acceptance.books;

/**
 * A time in which nobody on the floor said a word, or nobody heard one, because the machine did not let the test's own voice or ear run: what
 * is silent then proves nothing.
 *
 * @param fromMs when the last word before it was said or heard (epoch ms)
 */
record Mute(long fromMs, long toMs) {
    /** How much of this time nobody can be sure to hear: what of it lies in there, and until the ear is sure again. */
    long costs(long fromMs, long toMs) {
        long withinMs = Math.min(toMs, this.toMs) - Math.max(fromMs, this.fromMs);
        return withinMs > 0 ? withinMs + Measure.EAR_MS : 0;
    }
}
