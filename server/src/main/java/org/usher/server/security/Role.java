package org.usher.server.security;

/** What a principal may do; each role includes those before it. */
public enum Role {
    /** Nobody in particular: what needs no proof at all. */
    ANONYMOUS,
    /** May look at the live state of queues and agents. */
    WALLBOARD,
    /** May read history and act on agents and contacts. */
    SUPERVISOR,
    /** May do everything. */
    ADMIN
}
