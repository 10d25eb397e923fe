package org.usher.server;

import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** The server cannot start; the message says why and what to do. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What kept a file or an address from being used keeps the server from starting. */
    static StartException of(IOException cause) {
        return new StartException(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
    }

    /** What kept a task from being done keeps the server from starting. */
    static StartException because(ExecutionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return new StartException(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
    }
}
