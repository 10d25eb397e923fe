package org.usher.server.engine;

import java.io.IOException;

/** The command log cannot be opened, read or written; the message says where, why, and what to do. */
public sealed class CommandLogException extends IOException permits ForeignLogException {
    private static final long serialVersionUID = 1L;

    CommandLogException(String message) {
        super(message);
    }

    CommandLogException(String message, Throwable cause) {
        super(message, cause);
    }
}
