package org.usher.telephony.ami;

/**
 * How a link stands.
 *
 * @param reason why, in words for the operator; empty when there is nothing to say
 * @param sinceMs since when (epoch ms)
 */
public record LinkStatus(State state, String reason, long sinceMs) {

    public enum State {
        /** Not connected; the next try is due by itself. */
        DOWN,
        /** From the first packet to the accepted login and version. */
        CONNECTING,
        /** Logged in, finding out what is true in Asterisk; actions wait. */
        SYNCHRONISING,
        UP,
        /** Working, but something may have been missed; it is being found out. */
        SUSPECT,
        /** Asterisk will not have us, or we not this Asterisk; tried again slowly. */
        REFUSED,
        CLOSED;

        /** The legal-move table; a move to CLOSED is always legal. */
        boolean mayBecome(State next) {
            return next == CLOSED
                    || switch (this) {
                        case DOWN -> next == CONNECTING;
                        case CONNECTING -> next == SYNCHRONISING || next == REFUSED || next == DOWN;
                        case SYNCHRONISING, SUSPECT -> next == UP || next == DOWN || next == REFUSED;
                        case UP -> next == SUSPECT || next == DOWN || next == REFUSED;
                        case REFUSED -> next == CONNECTING;
                        case CLOSED -> false;
                    };
        }

        /** Logged in and settled: effects may be carried out. */
        boolean acts() {
            return this == UP || this == SUSPECT;
        }
    }
}
