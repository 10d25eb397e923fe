package org.usher.server.people;

import java.sql.SQLException;

/** Another Usher has changed something since the revision that a change began from: nothing was written. */
final class ChangedMeanwhileException extends SQLException {
    private static final long serialVersionUID = 1L;

    ChangedMeanwhileException(long asOf) {
        super("people have changed since revision " + asOf);
    }
}
