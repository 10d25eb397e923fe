package org.usher.server.api;

import java.net.InetAddress;
import org.usher.server.security.Credentials;
import org.usher.server.security.Principal;

/** Whom a request comes from, by what he is known, and from where. */
record Caller(Principal principal, Credentials credentials, InetAddress address) {
    /** Whether he says who he is and nobody can know yet: just after a start, before people have been read. */
    boolean isUnknownYet() {
        return principal instanceof Principal.Anonymous && !(credentials instanceof Credentials.None);
    }
}
