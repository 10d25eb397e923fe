package org.usher.server.wallboard;

/**
 * Something of the server is not as it should be.
 *
 * @param what as {@code /health/ready} names it, for example {@code log} or {@code pbx.office}
 * @param detail what was found, for people
 */
public record Alarm(String what, String detail) {}
