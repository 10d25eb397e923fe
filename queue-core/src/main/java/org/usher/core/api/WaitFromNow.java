package org.usher.core.api;

/**
 * How long a caller who stands in line will wait from now on.
 *
 * @param entryId in which line
 * @param estimate what one would wait who came now and found before him just those who stand before this caller now, and as many agents
 * @param agents how many are there who may serve him now: free, at work or in after-call work, neither paused nor out of reach. With none
 *     the estimate says nothing
 */
public record WaitFromNow(long contactId, long entryId, WaitEstimate estimate, int agents) {}
