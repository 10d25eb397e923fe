package org.usher.core.api;

/**
 * Ids that the server before may have given away in entries which are forgotten, since no disk had taken them when it died. Calls in a PBX
 * may bear them; the engine knows of none.
 *
 * @param after the last {@link LogEntry#id} that is known
 * @param before the first one of this reign
 */
public record LostIds(long after, long before) {
    public static final LostIds NONE = new LostIds(0, 1);

    /** Whether this offer is one of them. */
    public boolean hasOffer(long offerId) {
        long entryId = ActionId.entryId(offerId);
        return offerId > 0 && entryId > after && entryId < before;
    }
}
