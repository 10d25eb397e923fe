package org.usher.server.mail;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One plain address of a person, as RFC 5321 has it without its quoted forms, comments and literals: nothing in it means anything to a mail
 * server or in a header. Prints as stars, so that it gets into no log.
 */
public final class MailAddress {
    private static final int MAX_LENGTH = 254;
    private static final Pattern PLAIN =
            Pattern.compile("(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
                    + "@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]");

    private final String value;

    private MailAddress(String value) {
        this.value = value;
    }

    /** Empty if it is none, or one that we do not write to. */
    public static Optional<MailAddress> of(String text) {
        return text.length() <= MAX_LENGTH && PLAIN.matcher(text).matches()
                ? Optional.of(new MailAddress(text))
                : Optional.empty();
    }

    /** For who must send to it. */
    String reveal() {
        return value;
    }

    /** The same for whoever gets the same mail, as far as that can be told. */
    String key() {
        return value.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MailAddress address && address.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
