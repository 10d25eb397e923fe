package org.usher.server.caller;

import java.util.List;
import org.usher.core.api.ReleaseStatus;

/**
 * Outside, where callers of a queue go who are not served there.
 *
 * @param number as it is dialled: digits, perhaps with a + before them; empty for none
 * @param ringMs how long it rings there before a caller goes on as if it were not
 * @param when the statuses by which they go there
 */
public record OverflowNumber(String number, int ringMs, List<ReleaseStatus> when) {
    /** Who would wait too long, has, or finds the queue full. */
    public static final List<ReleaseStatus> USUALLY =
            List.of(ReleaseStatus.LONG_WAIT, ReleaseStatus.TIMEOUT, ReleaseStatus.FULL);

    /** Nobody goes anywhere. */
    public static final OverflowNumber NONE = new OverflowNumber("", 30_000, USUALLY);

    public OverflowNumber {
        when = List.copyOf(when);
    }

    /** Whether there is one. */
    public boolean isThere() {
        return !number.isEmpty();
    }
}
