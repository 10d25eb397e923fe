package org.usher.server.security;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** A usual bundle of scopes, for a token of {@code usher.toml} and for who brings none; each includes those before it. */
public enum TokenRole {
    /** Nobody in particular: what needs no proof at all. */
    ANONYMOUS(EnumSet.noneOf(Scope.class)),
    /** May look at the live state of queues and agents, and at metrics. */
    WALLBOARD(EnumSet.of(Scope.WALLBOARD_READ, Scope.METRICS_READ)),
    /** May read history and act on agents, queues and contacts. */
    SUPERVISOR(EnumSet.complementOf(
            EnumSet.of(Scope.CONFIG_WRITE, Scope.PEOPLE_READ, Scope.PEOPLE_WRITE, Scope.AUDIT_READ))),
    /** May do everything. */
    ADMIN(EnumSet.allOf(Scope.class));

    @SuppressWarnings("ImmutableEnumChecker") // it cannot be modified
    private final Set<Scope> scopes;

    TokenRole(EnumSet<Scope> scopes) {
        this.scopes = Collections.unmodifiableSet(scopes);
    }

    public Set<Scope> scopes() {
        return scopes;
    }
}
