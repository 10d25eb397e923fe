package org.usher.server.wallboard;

/** A time within the last hour of which nothing is known, because the server did not run (epoch ms). */
public record Silence(long fromMs, long untilMs) {}
