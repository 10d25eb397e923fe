package org.usher.server.people;

/** What became of a change. */
public sealed interface Change<T> {
    record Done<T>(T result) implements Change<T> {}

    /** {@code field} is wrong, and what may stand there. */
    record Unfit<T>(String field, String fix) implements Change<T> {}

    /** There is no such person or token. */
    record Unknown<T>() implements Change<T> {}

    /** It would contradict what there is. */
    record Conflict<T>(String why) implements Change<T> {}
}
