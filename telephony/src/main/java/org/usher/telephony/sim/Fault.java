package org.usher.telephony.sim;

/**
 * Something that goes wrong once. A fault is injected at a moment; those that need an occasion (the next message or action of some name)
 * wait for it, the others strike at once.
 */
public sealed interface Fault {

    /** A fault that waits for an event or response to go out. */
    sealed interface OfMessage extends Fault {
        /** Name of the event (of a UserEvent its own name), or {@code Response}; empty for whatever comes next. */
        String message();
    }

    /** A fault that waits for an action to come in. */
    sealed interface OfAction extends Fault {
        /** Name of the action; empty for whatever comes next. */
        String action();
    }

    /** The message never arrives. */
    record DropMessage(String message) implements OfMessage {}

    /** The message arrives so much later; others overtake it, as they do when another thread of Asterisk sends them. */
    record DelayMessage(String message, long delayMs) implements OfMessage {}

    /** The message arrives twice. */
    record DuplicateMessage(String message) implements OfMessage {}

    /** The connection ends when the action arrives, carried out or not; its response is not sent. */
    record Disconnect(String action, boolean carriedOut) implements OfAction {}

    /** The action is carried out, its response lost. */
    record LoseResponse(String action) implements OfAction {}

    /** The next Redirect is answered with Success and nothing happens. */
    record SwallowRedirect() implements OfAction {
        @Override
        public String action() {
            return "Redirect";
        }
    }

    /** The next Redirect is answered with Success and tears the caller's channel: the race between dialplan steps. */
    record RedirectHangsUp() implements OfAction {
        @Override
        public String action() {
            return "Redirect";
        }
    }

    /** Nothing is read from or written to any AMI session for this time; Asterisk cuts a session off when too much piles up. */
    record StallSessions(long durationMs) implements Fault {}

    /** All AMI connections end. */
    record DropConnections() implements Fault {}

    /** The phone loses power: it stays registered, rings no more, and its talk ends only when the PBX misses its media. */
    record PhoneDies(String endpoint) implements Fault {}

    /** The PBX is killed and comes back after this time. */
    record RestartPbx(long downMs) implements Fault {}
}
