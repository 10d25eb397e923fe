package org.usher.server.people;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;

/**
 * What may be a password. Long ones rather than odd ones (NIST SP 800-63B, 3.1.1): any characters, none asked for, none to be changed
 * after a time. They are brought to one form first (NFKC), so that the same keys give the same password on every machine.
 */
public final class Passwords {
    static final int MIN_LENGTH = 12;
    static final int MAX_LENGTH = 256;
    private static final int MIN_DIFFERENT = 5;
    /** Of a name, if it is not too short to be met by chance. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]{4,}");

    private Passwords() {}

    /** Why this cannot be the password of this person; empty if it can. */
    public static Optional<String> unfit(Secret password, String name, String displayName) {
        String text = normalized(password);
        String lower = text.toLowerCase(Locale.ROOT);
        int length = text.codePointCount(0, text.length());
        if (length < MIN_LENGTH) {
            return Optional.of(
                    "is too short; give at least " + MIN_LENGTH + " characters, for example four random words");
        }
        if (length > MAX_LENGTH) {
            return Optional.of("is too long; give at most " + MAX_LENGTH + " characters");
        }
        if (text.codePoints().distinct().count() < MIN_DIFFERENT) {
            return Optional.of("repeats the same characters; give at least " + MIN_DIFFERENT + " different ones");
        }
        boolean named = name.length() >= 3 && lower.contains(name.toLowerCase(Locale.ROOT));
        named |= WORD.matcher(displayName.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .anyMatch(lower::contains);
        if (named || lower.contains("password") || lower.contains("usher")) {
            return Optional.of("can be guessed; leave out names and the like");
        }
        return Optional.empty();
    }

    static SecretHash hash(Secret password) {
        return SecretHash.of(Secret.of(normalized(password)));
    }

    static boolean matches(SecretHash hash, Secret password) {
        String text = normalized(password);
        // what is longer cannot be one, and is not worth the work of finding that out
        return text.length() <= 2 * MAX_LENGTH && hash.matches(Secret.of(text));
    }

    private static String normalized(Secret password) {
        return Normalizer.normalize(password.reveal(), Normalizer.Form.NFKC);
    }
}
