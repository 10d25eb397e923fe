package org.usher.telephony.ami;

/** Where a caller stands in Usher's part of the dialplan, as far as Asterisk told. */
enum CallPhase {
    /** In usher-in or between steps: must not be redirected. */
    BETWEEN_STEPS,
    /** A prompt plays to one who waits: must not be redirected, but a key ends it. */
    HEARING_PROMPT,
    /** In the blocking step of usher-wait. */
    WAITING,
    /** In usher-connect, phones are being called. */
    DIALLING,
    /** An agent picked up. */
    ANSWERED,
    /** Caller and agent share a bridge. */
    TALKING,
    /** Given away by its agent; on its way in the operator's dialplan until the customer hears somebody. */
    IN_TRANSFER,
    /** The talk is over, the caller not gone yet. */
    TALKED;

    /** The legal-move table. The world may still skip a step whose message was lost; that is then a reason for doubt. */
    boolean mayBecome(CallPhase next) {
        return switch (this) {
            case BETWEEN_STEPS -> next == WAITING || next == HEARING_PROMPT;
            case HEARING_PROMPT -> next == WAITING || next == BETWEEN_STEPS;
            case WAITING -> next == BETWEEN_STEPS || next == HEARING_PROMPT || next == DIALLING || next == WAITING;
            case DIALLING -> next == BETWEEN_STEPS || next == WAITING || next == ANSWERED;
            case ANSWERED -> next == TALKING || next == TALKED || next == BETWEEN_STEPS || next == IN_TRANSFER;
            case TALKING -> next == TALKED || next == IN_TRANSFER;
            case IN_TRANSFER -> true;
            case TALKED -> next == TALKING || next == WAITING || next == BETWEEN_STEPS;
        };
    }

    boolean hasAgent() {
        return this == ANSWERED || this == TALKING;
    }
}
