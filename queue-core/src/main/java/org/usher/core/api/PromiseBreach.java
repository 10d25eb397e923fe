package org.usher.core.api;

/** Why somebody was taken before one who had waited longer than his queue promises. */
public enum PromiseBreach {
    /** The other's priority outweighs the longer wait. */
    PRIORITY,
    /** The other's wait counts for more by the aging of its queue. */
    AGING,
    /** The rule by which agents choose counts more than the longer wait: {@link Routing.ContactRule}. */
    POLICY
}
