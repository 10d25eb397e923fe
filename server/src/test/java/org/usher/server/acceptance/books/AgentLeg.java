package org.usher.server.acceptance.books;

import java.util.List;

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
 * @param referredTo whom the agent gave the caller to (Refer-To), empty if nobody
 * @param referredAtMs when, 0 if never
 * @param presses what the agent pressed, in the order in which he did
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
        String referredTo,
        long referredAtMs,
        List<Press> presses) {

    /** Keys that were pressed one after the other, as soon as could be. */
    record Press(long atMs, String keys) {}

    /** The agent put the caller into the place of a call of his own (RFC 3891). */
    String replacedCallId() {
        int from = referredTo.indexOf("Replaces=");
        int to = referredTo.indexOf("%3B", Math.max(from, 0));
        return from < 0 || to < 0 ? "" : referredTo.substring(from + "Replaces=".length(), to);
    }

    /** The user in Refer-To, empty if nobody. */
    String referredUser() {
        int from = referredTo.indexOf("sip:");
        int to = referredTo.indexOf('@');
        return from < 0 || to < 0 ? "" : referredTo.substring(from + 4, to);
    }

    /** This phone's talk with the one who rang it, which ends when that one gives it away. */
    AgentLeg until(long atMs) {
        return new AgentLeg(
                callId,
                agent,
                number,
                offerId,
                rungAtMs,
                answeredAtMs,
                finalStatus,
                atMs,
                LegEnd.CLEARED,
                heldMs,
                referredTo,
                referredAtMs,
                presses);
    }

    /** The same phone's talk with the caller whom it was given then. */
    AgentLeg with(String caller, long fromMs) {
        return new AgentLeg(
                callId,
                agent,
                caller,
                0,
                fromMs,
                fromMs,
                finalStatus,
                endedAtMs,
                end,
                0,
                referredTo,
                referredAtMs,
                presses);
    }

    /** What the phone alone does not tell: whether its agent gave the caller away by keys, and how long he had him on hold by them. */
    AgentLeg byKeys(LegEnd end, long heldMs) {
        return new AgentLeg(
                callId,
                agent,
                number,
                offerId,
                rungAtMs,
                answeredAtMs,
                finalStatus,
                endedAtMs,
                end,
                this.heldMs + heldMs,
                referredTo,
                referredAtMs,
                presses);
    }

    /** When the agent last pressed keys that begin so, 0 if never. */
    long pressedAtMs(String keys) {
        return presses.stream()
                .filter(press -> press.keys().startsWith(keys))
                .mapToLong(Press::atMs)
                .max()
                .orElse(0);
    }

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
