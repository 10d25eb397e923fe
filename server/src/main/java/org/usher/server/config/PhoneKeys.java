package org.usher.server.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.usher.server.agent.PhoneAccess;
import org.usher.server.security.SecretHash;

/** Reads what agents key in at their phones: numbers and PINs, and the codes of pause reasons. */
final class PhoneKeys {
    private static final TextRule NUMBER = TextRule.matching(
            "[0-9]{1,8}", "is not an agent number", "give up to 8 digits, in quotes, for example number = \"17\"");
    private static final TextRule CODE = TextRule.matching(
            "[0-9]{1,4}", "is not a code", "give up to 4 digits, in quotes, for example code = \"1\"");

    private final Map<String, PhoneAccess.Badge> badges = new LinkedHashMap<>();
    private final Map<String, String> reasons = new LinkedHashMap<>();

    void agent(Section section, String name) {
        boolean hasNumber = section.has("number");
        boolean hasPin = section.has("pin_hash");
        String number = section.text("number", "", NUMBER);
        SecretHash pin = hasPin ? pin(section) : null;
        if (hasNumber != hasPin) {
            section.missing(
                    hasNumber ? "pin_hash" : "number",
                    "an agent logs in by phone with both a number and a PIN: give number and pin_hash, or neither");
        } else if (pin != null && !number.isEmpty()) {
            if (badges.putIfAbsent(number, new PhoneAccess.Badge(name, pin)) != null) {
                section.problem("number", "is the number of another agent", "give each agent a number of his own");
            }
        }
    }

    private static @Nullable SecretHash pin(Section section) {
        String text = section.secretText("pin_hash");
        Optional<SecretHash> pin = text == null ? Optional.empty() : SecretHash.parse(text);
        if (text != null && pin.isEmpty()) {
            section.secretProblem(
                    "pin_hash", "is not the hash of a PIN", "make one with: usher hash-pin, and give what it prints");
        }
        return pin.orElse(null);
    }

    void reason(Section section, String name) {
        String code = section.text("code", "", CODE);
        if (!code.isEmpty() && reasons.putIfAbsent(code, name) != null) {
            section.problem("code", "is the code of another pause reason", "give each a code of its own");
        }
    }

    PhoneAccess access() {
        return new PhoneAccess(badges, reasons);
    }
}
