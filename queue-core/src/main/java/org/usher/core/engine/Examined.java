package org.usher.core.engine;

/** What was looked at, ever: for the tests that bound what a decision may cost. */
final class Examined {
    /** Contacts and agents in search of a pair. */
    long heads;

    /** Runs of lines and levels of heaps in search of a place, or of the next first. */
    long hops;
}
