package org.usher.server.people;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Scope;

/**
 * A program that may ask us something.
 *
 * @param digest of its token
 * @param expiresAtMs epoch ms, null for never
 */
public record Integration(
        String name,
        Set<Scope> scopes,
        String digest,
        long createdAtMs,
        @Nullable Long expiresAtMs) {
    public Integration {
        scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
    }
}
