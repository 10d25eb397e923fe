package org.usher.server.openid;

/** The provider cannot be asked, or answers otherwise than it should. The message never holds what was sent. */
final class ProviderException extends Exception {
    private static final long serialVersionUID = 1L;

    ProviderException(String message) {
        super(message);
    }

    ProviderException(String message, Throwable cause) {
        super(message, cause);
    }
}
