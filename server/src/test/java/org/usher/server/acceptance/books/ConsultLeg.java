package org.usher.server.acceptance.books;

/**
 * A call that an agent made himself, to consult, as his phone saw it.
 *
 * @param dialled a colleague's name, a number outside, or the way into a queue
 * @param invitedAtMs epoch ms, as all times here
 * @param answeredAtMs 0 if never
 * @param endedAtMs 0 while it lasts
 */
record ConsultLeg(
        String callId, String agent, String dialled, long invitedAtMs, long answeredAtMs, long endedAtMs, LegEnd end) {

    boolean lasted(long atMs, long nowMs) {
        return invitedAtMs <= atMs && atMs <= endedOr(nowMs);
    }

    long endedOr(long nowMs) {
        return end == LegEnd.OPEN ? nowMs : endedAtMs;
    }
}
