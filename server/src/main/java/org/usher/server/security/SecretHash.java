package org.usher.server.security;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PIN or password as it is kept: its Argon2id hash (RFC 9106) in the usual text form, {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}.
 * Making and checking one takes a tenth of a second of a processor and 19 MiB on purpose, so neither belongs on a thread that others wait
 * for.
 */
public final class SecretHash {
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d{1,2})\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{22,172}");
    /** A hash with more would be a way to keep the server busy. */
    private static final int MAX_MEMORY_KIB = 65_536;

    private static final int MAX_PASSES = 10;
    private static final int MAX_LANES = 4;
    private static final int SALT_BYTES = 16;
    /** OWASP's least for Argon2id: 19 MiB, 2 passes, 1 lane. */
    private static final Argon2Function FUNCTION = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);

    /**
     * Checked for a name or number that nobody has, with no regard to the result: the answer then takes as long as one to a wrong secret.
     */
    public static final SecretHash NOBODYS = new SecretHash(
            "$argon2id$v=19$m=19456,t=2,p=1$tbrDaMiBWTlp5xU2/z2HEg$" + "ij9bi/y0cFN+oJ33DSz5jaBR+Ibk7whBySrXenFOGUE");

    private final String text;

    private SecretHash(String text) {
        this.text = text;
    }

    /** The hash of this secret with a new random salt. */
    public static SecretHash of(Secret secret) {
        return new SecretHash(Password.hash(secret.reveal())
                .addRandomSalt(SALT_BYTES)
                .with(FUNCTION)
                .getResult());
    }

    /** Empty if it is not the text form of an Argon2id hash, or one that takes more than 64 MiB, 10 passes or 4 lanes. */
    public static Optional<SecretHash> parse(String text) {
        Matcher form = FORM.matcher(text);
        boolean bounded = form.matches()
                && Integer.parseInt(form.group(1)) <= MAX_MEMORY_KIB
                && Integer.parseInt(form.group(1)) >= 8
                && Integer.parseInt(form.group(2)) <= MAX_PASSES
                && Integer.parseInt(form.group(2)) >= 1
                && Integer.parseInt(form.group(3)) <= MAX_LANES
                && Integer.parseInt(form.group(3)) >= 1;
        return bounded ? Optional.of(new SecretHash(text)) : Optional.empty();
    }

    public boolean matches(Secret secret) {
        return Password.check(secret.reveal(), text).with(Argon2Function.getInstanceFromHash(text));
    }

    /** The text form, for a configuration file or a table. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretHash hash && hash.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
