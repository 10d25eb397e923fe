package org.usher.telephony.ami;

import org.usher.core.api.Effect;

/** One action of the engine on its way to its one end. */
final class PendingAction {
    enum Step {
        /** Not sent: the link is down, or the caller is between two steps of the dialplan. */
        HELD,
        /** The Redirect is on the way. */
        SENT,
        /** Asterisk said Success; its effect has not shown. */
        BELIEVED,
        /** The connection broke after it was sent; reconciliation will tell. */
        UNSURE,
        ENDED;

        boolean mayBecome(Step next) {
            return switch (this) {
                case HELD -> next == SENT || next == ENDED;
                case SENT -> next == BELIEVED || next == UNSURE || next == ENDED;
                case BELIEVED -> next == SENT || next == UNSURE || next == ENDED;
                case UNSURE -> next == HELD || next == ENDED;
                case ENDED -> false;
            };
        }
    }

    final Effect.Action action;
    Step step = Step.HELD;
    int sent;
    long witnessDueMs = Long.MAX_VALUE;

    PendingAction(Effect.Action action) {
        this.action = action;
    }

    void move(Step next) {
        if (!step.mayBecome(next)) {
            throw new IllegalStateException("action " + action.actionId() + " cannot go from " + step + " to " + next);
        }
        step = next;
    }
}
