package org.usher.server.openid;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.usher.server.security.Secret;

/**
 * The provider, and what of it counts.
 *
 * @param label of the button
 * @param issuer as its tokens name it
 * @param clientId by which it knows Usher
 * @param clientSecret none for a public client
 * @param address under which browsers reach Usher, without path
 * @param scopes asked for, besides {@code openid}
 * @param nameClaim holds the name of a person as Usher knows him
 * @param allowed whom it may let in; none: whoever has the name of a person
 */
public record OpenIdSettings(
        String label,
        URI issuer,
        String clientId,
        Optional<Secret> clientSecret,
        URI address,
        List<String> scopes,
        String nameClaim,
        Optional<Allowed> allowed) {
    public OpenIdSettings {
        scopes = List.copyOf(scopes);
    }

    /** Those for whom this claim, a text or a list of them, holds one of these values. */
    public record Allowed(String claim, Set<String> values) {
        public Allowed {
            values = Set.copyOf(values);
        }
    }

    /** Where the provider sends browsers back to. */
    URI redirect() {
        return address.resolve("/login/openid/back");
    }
}
