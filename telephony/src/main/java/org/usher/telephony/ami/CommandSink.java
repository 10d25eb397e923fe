package org.usher.telephony.ami;

import org.usher.core.api.Command;

/** Where a link puts what happened: the engine's inbox. */
@FunctionalInterface
public interface CommandSink {
    /**
     * Never blocks.
     *
     * @return false if there is no room now; the link then keeps the command, stops reading from Asterisk and tries again
     */
    boolean offer(Command command);
}
