package org.usher.server.call;

import java.util.List;
import java.util.Optional;

/**
 * Which numbers outside agents may call from their desks.
 *
 * @param allowed each a number, or its beginning and a star: {@code "+49*"}. No other is called
 */
public record Numbers(List<String> allowed) {
    /** What an entry looks like. */
    public static final String PATTERN = "\\+?[0-9]{1,24}\\*?|\\+\\*";

    /** Nobody may call anybody. */
    public static final Numbers NONE = new Numbers(List.of());

    public Numbers {
        allowed = List.copyOf(allowed);
    }

    /** What a person writes as a number, without what separates its digits; empty if that is none. */
    public static Optional<String> dialled(String written) {
        String bare = written.replaceAll("[ ()/.-]", "");
        return bare.matches("\\+?[0-9]{2,24}") ? Optional.of(bare) : Optional.empty();
    }

    /** Whether this may be dialled. */
    public boolean allow(String number) {
        return allowed.stream()
                .anyMatch(entry -> entry.endsWith("*")
                        ? number.startsWith(entry.substring(0, entry.length() - 1))
                        : number.equals(entry));
    }
}
