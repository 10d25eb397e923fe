package org.usher.server.config;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a text must be: the check, what to say if it fails, and what to write instead. */
record TextRule(Predicate<String> check, String wrong, String fix) {

    boolean accepts(String text) {
        return check.test(text);
    }

    static TextRule matching(String regex, String wrong, String fix) {
        return new TextRule(Pattern.compile(regex).asMatchPredicate(), wrong, fix);
    }

    /** 1 to {@code max} characters without control characters. */
    static TextRule line(int max, String fix) {
        return new TextRule(
                text -> !text.isBlank() && text.length() <= max && text.chars().noneMatch(Character::isISOControl),
                "is not one line of 1 to " + max + " characters",
                fix);
    }
}
