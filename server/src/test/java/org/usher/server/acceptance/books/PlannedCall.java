package org.usher.server.acceptance.books;

/**
 * A call as it is meant to go.
 *
 * @param number the caller's own
 * @param queue what he dials
 * @param skills what he asks for, as {@code german:5}, or empty
 * @param ringMs how long an agent who answers lets it ring, or the caller who leaves then
 * @param talkMs how long they talk
 * @param patienceMs how long the caller waits for somebody to talk to
 */
record PlannedCall(
        String number, String queue, String skills, Ending ending, long ringMs, long talkMs, long patienceMs) {}
