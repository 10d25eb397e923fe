package org.usher.server.wallboard;

/** A published value, which is immutable, and the sequence at which it changed last. */
record Cell<R>(R row, long sequence) {}
