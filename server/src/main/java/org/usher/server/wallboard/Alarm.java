package org.usher.server.wallboard;

/**
 * Something is not as it should be: of the server, or in the eyes of a queue's customers.
 *
 * @param what as {@code /health/ready} names it, for example {@code log} or {@code pbx.office}; or {@code survey.} and a queue's name
 * @param detail what was found, for people
 */
public record Alarm(String what, String detail) {}
