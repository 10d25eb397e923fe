package org.usher.server.security;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PIN as it is kept: its Argon2id hash (RFC 9106) in the usual text form, {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}. Making and
 * checking one takes a tenth of a second of a processor and 19 MiB on purpose, so neither belongs on a thread that others wait for.
 */
public final class PinHash {
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d{1,2})\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{22,172}");
    private static final Pattern PIN = Pattern.compile("[0-9]{4,12}");
    /** A hash with more would be a way to keep the server busy. */
    private static final int MAX_MEMORY_KIB = 65_536;

    private static final int MAX_PASSES = 10;
    private static final int MAX_LANES = 4;
    private static final int SALT_BYTES = 16;
    /** OWASP's least for Argon2id: 19 MiB, 2 passes, 1 lane. */
    private static final Argon2Function FUNCTION = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);

    private final String text;

    private PinHash(String text) {
        this.text = text;
    }

    /** Whether this may be a PIN: 4 to 12 digits, what the dialplan takes. */
    public static boolean isPin(String text) {
        return PIN.matcher(text).matches();
    }

    /** The hash of this PIN with a new random salt. */
    public static PinHash of(Secret pin) {
        return new PinHash(Password.hash(pin.reveal())
                .addRandomSalt(SALT_BYTES)
                .with(FUNCTION)
                .getResult());
    }

    /** Empty if it is not the text form of an Argon2id hash, or one that takes more than 64 MiB, 10 passes or 4 lanes. */
    public static Optional<PinHash> parse(String text) {
        Matcher form = FORM.matcher(text);
        boolean bounded = form.matches()
                && Integer.parseInt(form.group(1)) <= MAX_MEMORY_KIB
                && Integer.parseInt(form.group(1)) >= 8
                && Integer.parseInt(form.group(2)) <= MAX_PASSES
                && Integer.parseInt(form.group(2)) >= 1
                && Integer.parseInt(form.group(3)) <= MAX_LANES
                && Integer.parseInt(form.group(3)) >= 1;
        return bounded ? Optional.of(new PinHash(text)) : Optional.empty();
    }

    public boolean matches(Secret pin) {
        return Password.check(pin.reveal(), text).with(Argon2Function.getInstanceFromHash(text));
    }

    /** The text form, for a configuration file. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PinHash hash && hash.text.equals(text);
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
