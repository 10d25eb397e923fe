package org.usher.server.acceptance.books;

/**
 * A call to an agent's phone as that phone saw it.
 *
 * @param agent whose phone it is
 * @param number the caller it shows
 * @param offerId what X-Usher-Offer says; 0 if it is no offer but a call by hand
 * @param rungAtMs when the INVITE came
 * @param answeredAtMs 0 if never
 * @param finalStatus the phone's answer, 0 if none
 * @param endedAtMs 0 while it lasts
 * @param heldMs how long the agent had the caller on hold
 * @param referredTo whom the agent gave the caller to, empty if nobody
 */
record AgentLeg(
        String callId,
        String agent,
        String number,
        long offerId,
        long rungAtMs,
        long answeredAtMs,
        int finalStatus,
        long endedAtMs,
        LegEnd end,
        long heldMs,
        String referredTo) {

    boolean answered() {
        return answeredAtMs > 0;
    }

    boolean isOffer() {
        return offerId > 0;
    }

    long endedOr(long nowMs) {
        return end == LegEnd.OPEN ? nowMs : endedAtMs;
    }

    long talkedMs(long nowMs) {
        return answered() ? endedOr(nowMs) - answeredAtMs : 0;
    }
}
