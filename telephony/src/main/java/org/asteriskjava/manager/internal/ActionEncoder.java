package org.asteriskjava.manager.internal;

import org.asteriskjava.AsteriskVersion;
import org.asteriskjava.manager.action.ManagerAction;

/**
 * Asterisk-Java's wire form of its typed actions, without its socket and threads. It lives in the library's package because the builder
 * is package-private there (3.42.2); {@code org.usher.telephony.ami.Wire} says why Usher frames AMI itself. One thread at a time.
 */
public final class ActionEncoder {
    private final ActionBuilderImpl builder = new ActionBuilderImpl();

    public ActionEncoder() {
        // decides how lists of variables are written; the same since 1.2
        builder.setTargetVersion(AsteriskVersion.ASTERISK_20);
    }

    /** The action with its ActionID, ended by an empty line. */
    public String encode(ManagerAction action) {
        return builder.buildAction(action);
    }
}
