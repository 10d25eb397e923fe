package org.usher.server.people;

/**
 * How long somebody stays logged in.
 *
 * @param idleMs when nothing was heard of him for so long he is logged out; a page that is open counts as hearing of him
 * @param absoluteMs at the latest after so long, whatever he does
 */
public record SessionTerms(long idleMs, long absoluteMs) {
    public static final SessionTerms DEFAULT = new SessionTerms(3_600_000, 43_200_000);
}
