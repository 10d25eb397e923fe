package org.usher.telephony.ami;

/** How one AMI action ended. */
sealed interface Reply {
    /** For a list, after its last row. */
    record Success(AmiMessage response) implements Reply {}

    record Refused(String message) implements Reply {}

    record TimedOut() implements Reply {}

    /** The connection broke before the response came: the action may have been carried out or not. */
    record Lost(String why) implements Reply {}

    /** In words for a log or an action's end. */
    default String reason() {
        return switch (this) {
            case Success s -> "";
            case Refused r -> r.message();
            case TimedOut t -> "Asterisk did not respond in time";
            case Lost l -> l.why();
        };
    }
}
