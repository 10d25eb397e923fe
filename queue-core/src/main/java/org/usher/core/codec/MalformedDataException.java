package org.usher.core.codec;

import java.io.IOException;

/** Bytes that are not what they should be; the message says what was read, where, and what was expected. */
public final class MalformedDataException extends IOException {
    public MalformedDataException(String message) {
        super(message);
    }

    public MalformedDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
