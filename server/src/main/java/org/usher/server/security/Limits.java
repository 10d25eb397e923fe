package org.usher.server.security;

/**
 * How much is taken from one.
 *
 * @param requestsPerAddress from one address each second; five times as many at once
 * @param requestsPerPrincipal from one person or token each second; five times as many at once
 * @param logInsPerAddress wrong tries from one address within a minute
 * @param logInsPerName wrong tries for one name within ten minutes: from all addresses together where nobody has logged in by that name before,
 *     and from each of the others by itself. So who guesses from many places is slowed, and does not lock out whom he guesses at
 */
public record Limits(int requestsPerAddress, int requestsPerPrincipal, int logInsPerAddress, int logInsPerName) {
    public static final Limits DEFAULT = new Limits(200, 100, 20, 10);
}
