package org.usher.server.engine;

/** The log holds entries of another version of the engine which this one cannot be shown to apply to the same effect. */
final class ForeignLogException extends CommandLogException {
    private static final long serialVersionUID = 1L;

    ForeignLogException(String message) {
        super(message);
    }
}
