package org.usher.server.security;

/** Who may call an endpoint; every endpoint states one. */
public enum Access {
    /** Anyone who can reach the port: static pages, health. */
    PUBLIC(Role.ANONYMOUS),
    /** The live state of queues and agents. */
    WALLBOARD(Role.WALLBOARD),
    /** History, and acting on agents and contacts. */
    SUPERVISOR(Role.SUPERVISOR),
    /** Configuration and operation of the server itself. */
    ADMIN(Role.ADMIN);

    private final Role least;

    Access(Role least) {
        this.least = least;
    }

    /** Whether this principal may call an endpoint of this access. */
    public boolean allows(Principal principal) {
        return principal.role().compareTo(least) >= 0;
    }
}
