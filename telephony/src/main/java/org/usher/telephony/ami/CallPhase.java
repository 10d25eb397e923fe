package org.usher.telephony.ami;

/** Where a caller stands in Usher's part of the dialplan, as far as Asterisk told. */
enum CallPhase {
    /** In usher-in or between steps: must not be redirected. */
    BETWEEN_STEPS,
    /** Redirected out of the waiting room into a prompt that has yet to begin: must not be redirected again. */
    SENT_TO_PROMPT,
    /** A prompt plays to one who waits: must not be redirected, but a key ends it. */
    HEARING_PROMPT,
    /** That key has been pressed for him and not been heard of: it takes him out of the waiting room, too, if he is there by now. */
    PROMPT_CUT,
    /** That key has been heard of; he comes to the waiting room next. */
    PROMPT_OVER,
    /** In usher-callback-ask, or hears there what has come of it: must not be redirected, and comes back by himself or hangs up. */
    ASKING,
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
            case BETWEEN_STEPS -> next == WAITING || next == HEARING_PROMPT || next == ASKING;
            // an offer or a prompt that was ordered before takes him out of it
            case ASKING -> next == WAITING || next == BETWEEN_STEPS || next == HEARING_PROMPT || next == DIALLING;
            case SENT_TO_PROMPT -> next == HEARING_PROMPT || next == WAITING || next == BETWEEN_STEPS;
            case HEARING_PROMPT ->
                next == PROMPT_CUT || next == PROMPT_OVER || next == WAITING || next == ASKING || next == BETWEEN_STEPS;
            case PROMPT_CUT ->
                next == PROMPT_OVER || next == HEARING_PROMPT || next == WAITING || next == BETWEEN_STEPS;
            case PROMPT_OVER -> next == WAITING || next == ASKING || next == BETWEEN_STEPS;
            case WAITING ->
                next == BETWEEN_STEPS
                        || next == ASKING
                        || next == SENT_TO_PROMPT
                        || next == HEARING_PROMPT
                        || next == DIALLING
                        || next == WAITING;
            case DIALLING -> next == BETWEEN_STEPS || next == WAITING || next == ANSWERED;
            case ANSWERED -> next == TALKING || next == TALKED || next == BETWEEN_STEPS || next == IN_TRANSFER;
            case TALKING -> next == TALKED || next == IN_TRANSFER;
            case IN_TRANSFER -> true;
            case TALKED -> next == TALKING || next == WAITING || next == BETWEEN_STEPS;
        };
    }

    /** Whether he stands in line, so that the engine may offer him; what it orders is held until he can be redirected. */
    boolean isOfferable() {
        return this == WAITING || isAboutPrompt();
    }

    /** On the way into a prompt, in it, or on the way out of it by our key. */
    boolean isAboutPrompt() {
        return this == SENT_TO_PROMPT || this == HEARING_PROMPT || this == PROMPT_CUT || this == PROMPT_OVER;
    }

    /** Whether an order about a prompt has been given and not been heard of. */
    boolean awaitsPromptOrder() {
        return this == SENT_TO_PROMPT || this == PROMPT_CUT;
    }

    boolean hasAgent() {
        return this == ANSWERED || this == TALKING;
    }
}
