package org.usher.server.security;

import java.util.regex.Pattern;

/** What an agent proves himself by at a phone. */
public final class Pin {
    private static final Pattern PIN = Pattern.compile("[0-9]{4,12}");

    private Pin() {}

    /** Whether this may be a PIN: 4 to 12 digits, what the dialplan takes. */
    public static boolean isPin(String text) {
        return PIN.matcher(text).matches();
    }
}
