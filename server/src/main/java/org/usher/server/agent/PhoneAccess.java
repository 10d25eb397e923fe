package org.usher.server.agent;

import java.util.Map;
import org.usher.server.security.SecretHash;

/**
 * What people key in at a phone and whom or what it means, by the names of the configuration. No business of the engine's.
 *
 * @param badges by agent number, digits
 * @param reasons names of pause reasons by the code that is dialled, digits
 */
public record PhoneAccess(Map<String, Badge> badges, Map<String, String> reasons) {
    public static final PhoneAccess NONE = new PhoneAccess(Map.of(), Map.of());

    /** Who has an agent number, and how he proves it. */
    public record Badge(String agent, SecretHash pin) {}

    public PhoneAccess {
        badges = Map.copyOf(badges);
        reasons = Map.copyOf(reasons);
    }
}
