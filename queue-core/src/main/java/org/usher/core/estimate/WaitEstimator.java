package org.usher.core.estimate;

import org.usher.core.api.Event;
import org.usher.core.api.WaitEstimate;

/** Says how long who enters a line will wait, by what it saw happen until then. It belongs to one thread. */
public interface WaitEstimator {

    /** The estimate for who is entering a line, asked before {@link #observe} is told so. */
    WaitEstimate estimate(Event.ContactQueued asking);

    /** Something has happened; everything that does is told, in order. */
    void observe(Event event);
}
