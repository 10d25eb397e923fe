package org.usher.server.security;

/** Knows who somebody is by what he brings. Never blocks; safe from any thread. */
@FunctionalInterface
public interface Gate {

    /** Who it is. */
    sealed interface Identity {
        /** Known, or anonymous if nothing was brought. */
        record Known(Principal principal) implements Identity {}

        /** A token that nobody has. */
        record UnknownToken() implements Identity {}

        /** A session that is over or never was; whoever brings it counts as nobody in particular. */
        record SessionOver(Principal.Anonymous anonymous) implements Identity {}

        /** It cannot be told now, since the people are not known yet; what nobody in particular may do, he may. */
        record Unavailable(String why, Principal.Anonymous anonymous) implements Identity {}
    }

    Identity identify(Credentials credentials);
}
