package org.usher.server.security;

/** What a request brings to prove who it comes from. */
public sealed interface Credentials {
    Credentials NONE = new None();

    /** Nothing. */
    record None() implements Credentials {}

    /** The token of a program, or a session's secret, in {@code Authorization: Bearer}. */
    record Bearer(Secret token) implements Credentials {}

    /** A session's secret, sent by a browser of its own accord: also when a foreign page made it ask. */
    record Cookie(Secret session) implements Credentials {}
}
