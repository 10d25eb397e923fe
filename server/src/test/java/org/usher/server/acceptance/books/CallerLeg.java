package org.usher.server.acceptance.books;

/**
 * A caller's call as his phone saw it.
 *
 * @param number his own, which nobody else has
 * @param dialled the queue he asked for
 * @param skills what he asked for, as {@code german:5}, empty if nothing
 * @param invitedAtMs when he dialled (epoch ms, as all times here)
 * @param progressAtMs when Asterisk first let him hear something (183 or 200), 0 if never
 * @param answeredAtMs when Asterisk answered, which is not yet an agent; 0 if never
 * @param finalStatus of the INVITE, 0 if there was none
 * @param endedAtMs 0 while it lasts
 */
record CallerLeg(
        String callId,
        String number,
        String dialled,
        String skills,
        long invitedAtMs,
        long progressAtMs,
        long answeredAtMs,
        int finalStatus,
        long endedAtMs,
        LegEnd end) {

    /** It got past the door: Asterisk answered or played to it. */
    boolean gotIn() {
        return progressAtMs > 0;
    }

    boolean endedByCaller() {
        return end == LegEnd.HUNG_UP || end == LegEnd.CANCELLED || end == LegEnd.VANISHED;
    }

    long endedOr(long nowMs) {
        return end == LegEnd.OPEN ? nowMs : endedAtMs;
    }
}
