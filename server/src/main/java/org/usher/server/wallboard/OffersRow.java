package org.usher.server.wallboard;

/**
 * What callers of a queue make of the offer to be called back, since this server started; each caller counts once.
 *
 * @param offered who were offered it
 * @param asked of those, who confirmed a number
 * @param accepted of those, who were promised a call
 */
public record OffersRow(long offered, long asked, long accepted) {
    public static final OffersRow NONE = new OffersRow(0, 0, 0);
}
