package org.usher.server.security;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may call an endpoint; every endpoint states one. A program needs the scope, a person one of the roles. Of which queues is the
 * principal's {@link Remit}, which is asked besides wherever an endpoint names a queue, an agent or a contact.
 */
public enum Access {
    /** Anyone who can reach the port: static pages, health, logging in. */
    PUBLIC(null),
    /** Anyone who has proved who he is. */
    KNOWN(null, Role.AGENT, Role.SUPERVISOR, Role.ADMIN),
    /** The live state of queues and agents: what hangs on the wall, of the whole centre, and names no caller. */
    WALLBOARD(Scope.WALLBOARD_READ, Role.AGENT, Role.SUPERVISOR, Role.ADMIN),
    METRICS(Scope.METRICS_READ, Role.SUPERVISOR, Role.ADMIN),
    CONTACTS_READ(Scope.CONTACTS_READ, Role.SUPERVISOR, Role.ADMIN),
    /** Who a live contact's customer may be; an agent may see that of contacts which are with him. */
    CUSTOMERS(Scope.CONTACTS_READ, Role.AGENT, Role.SUPERVISOR, Role.ADMIN),
    CONTACTS_WRITE(Scope.CONTACTS_WRITE, Role.SUPERVISOR, Role.ADMIN),
    /** Callers who hung up, of the queues that an agent serves. */
    FOLLOW_UPS(Scope.CONTACTS_WRITE, Role.AGENT, Role.SUPERVISOR, Role.ADMIN),
    RECORDINGS_READ(Scope.RECORDINGS_READ, Role.SUPERVISOR, Role.ADMIN),
    /** An agent may act for himself. */
    AGENTS_WRITE(Scope.AGENTS_WRITE, Role.AGENT, Role.SUPERVISOR, Role.ADMIN),
    /** An agent's own desk: whoever is no agent has none, and nobody has another's. */
    DESK(null, Role.AGENT),
    /** To hear what customer and agent say: people only, never a program. */
    LISTEN(null, Role.SUPERVISOR, Role.ADMIN),
    QUEUES_WRITE(Scope.QUEUES_WRITE, Role.SUPERVISOR, Role.ADMIN),
    CONFIG_WRITE(Scope.CONFIG_WRITE, Role.ADMIN),
    PEOPLE_READ(Scope.PEOPLE_READ, Role.ADMIN),
    PEOPLE_WRITE(Scope.PEOPLE_WRITE, Role.ADMIN),
    AUDIT_READ(Scope.AUDIT_READ, Role.ADMIN);

    private final @Nullable Scope scope;

    @SuppressWarnings("ImmutableEnumChecker") // it cannot be modified
    private final Set<Role> roles;

    Access(@Nullable Scope scope, Role... roles) {
        this.scope = scope;
        this.roles = Set.of(roles);
    }

    /** Whether this principal may call an endpoint of this access. */
    public boolean allows(Principal principal) {
        return this == PUBLIC
                || switch (principal) {
                    case Principal.Anonymous anonymous ->
                        scope != null && anonymous.scopes().contains(scope);
                    case Principal.Integration integration ->
                        this == KNOWN || (scope != null && integration.scopes().contains(scope));
                    case Principal.Person person -> person.roles().stream().anyMatch(roles::contains);
                };
    }

    /** What a program needs; empty if any will do. */
    public Optional<Scope> scope() {
        return Optional.ofNullable(scope);
    }

    /** Of which a person needs one; all if he needs none. */
    public Set<Role> roles() {
        return roles.isEmpty() ? EnumSet.allOf(Role.class) : EnumSet.copyOf(roles);
    }

    /** What is needed, in words. */
    public String needs() {
        String people =
                "a person with the role " + roles().stream().map(Role::name).collect(Collectors.joining(" or "));
        return scope == null ? people + ", or a token" : people + ", or a token with the scope " + scope;
    }
}
