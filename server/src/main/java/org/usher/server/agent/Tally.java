package org.usher.server.agent;

import org.usher.core.api.AgentState;
import org.usher.core.api.OfferOutcome;

/**
 * What is counted of one agent on one day.
 *
 * @param countedFromMs midnight or later: when what goes on began to count; it tells of which day the rest is
 * @param wraps whether the after-call work that goes on follows a talk, not a call of his own
 */
record Tally(
        long countedFromMs,
        AgentState state,
        boolean wraps,
        int handled,
        long talkMs,
        long holdMs,
        long wrapUpMs,
        long busyMs,
        long readyMs,
        int offers,
        int notAnswered,
        int declined) {
    static final Tally NOTHING = new Tally(0, AgentState.LOGGED_OUT, false, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The same if it is of the day that began then, else what is left of it: the state that goes on. */
    Tally on(long midnight) {
        return countedFromMs >= midnight ? this : new Tally(midnight, state, wraps, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    Tally becomes(AgentState next, long atMs) {
        Tally past = upTo(atMs);
        boolean afterTalk = state == AgentState.ON_CONTACT || state == AgentState.CONSULTING;
        return new Tally(
                atMs,
                next,
                next == AgentState.WRAP_UP && afterTalk,
                handled,
                talkMs,
                holdMs,
                past.wrapUpMs,
                past.busyMs,
                past.readyMs,
                offers,
                notAnswered,
                declined);
    }

    /** With what goes on counted up to then. */
    private Tally upTo(long atMs) {
        long lastedMs = countedFromMs == 0 ? 0 : Math.max(0, atMs - countedFromMs);
        boolean busy = switch (state) {
            case OFFERED, ON_CONTACT, CONSULTING -> true;
            case WRAP_UP -> wraps;
            case LOGGED_OUT, READY, PAUSED, NOT_RESPONDING, UNREACHABLE, BUSY_ELSEWHERE -> false;
        };
        return new Tally(
                Math.max(countedFromMs, atMs),
                state,
                wraps,
                handled,
                talkMs,
                holdMs,
                wrapUpMs + (wraps ? lastedMs : 0),
                busyMs + (busy ? lastedMs : 0),
                readyMs + (state == AgentState.READY ? lastedMs : 0),
                offers,
                notAnswered,
                declined);
    }

    Tally handled(long talk, long hold) {
        return new Tally(
                countedFromMs,
                state,
                wraps,
                handled + 1,
                talkMs + talk,
                holdMs + hold,
                wrapUpMs,
                busyMs,
                readyMs,
                offers,
                notAnswered,
                declined);
    }

    Tally offered() {
        return withOffers(offers + 1, notAnswered, declined);
    }

    Tally offerEnded(OfferOutcome outcome) {
        return switch (outcome) {
            case TIMED_OUT -> withOffers(offers, notAnswered + 1, declined);
            case REJECTED, BUSY -> withOffers(offers, notAnswered, declined + 1);
            case ACCEPTED, UNREACHABLE, FAILED, CALLER_LEFT, WITHDRAWN, TAKEN_BY_OTHER -> this;
        };
    }

    private Tally withOffers(int made, int missed, int refused) {
        return new Tally(
                countedFromMs, state, wraps, handled, talkMs, holdMs, wrapUpMs, busyMs, readyMs, made, missed, refused);
    }

    FiguresRow row(long nowMs) {
        Tally now = upTo(nowMs);
        long counted = now.busyMs + now.readyMs;
        return new FiguresRow(
                handled,
                talkMs,
                holdMs,
                now.wrapUpMs,
                handled == 0 ? null : (talkMs + holdMs + now.wrapUpMs) / handled,
                now.busyMs,
                now.readyMs,
                counted == 0 ? null : (double) now.busyMs / counted,
                offers,
                notAnswered,
                declined);
    }
}
