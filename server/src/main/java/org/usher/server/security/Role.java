package org.usher.server.security;

/** What a person is in the centre. Somebody may be several things; none includes another. */
public enum Role {
    /** Talks to customers; bound to an agent of the centre, and may act for that one only. */
    AGENT,
    /** Reads history and acts on agents, queues and contacts: of some queues, or of all. */
    SUPERVISOR,
    /** Everything, of all queues. */
    ADMIN
}
