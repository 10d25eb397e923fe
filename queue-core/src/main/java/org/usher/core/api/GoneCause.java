package org.usher.core.api;

/** Why a customer's call is no longer ours. */
public enum GoneCause {
    /** The customer hung up. */
    HUNG_UP,
    /** The PBX lost the call: it restarted, or dropped the channel without anyone hanging up. */
    LOST_BY_PBX,
    /** The call went back to the operator's dialplan. */
    LEFT_TO_DIALPLAN,
    /** The dialplan took the call to its fallback because we were not there. */
    FELL_BACK,
    /**
     * The PBX ended the call though the customer had not hung up: the operator's dialplan came to its end or hung up, somebody took the
     * channel down, or nothing was heard of the customer's phone any more.
     */
    ENDED_BY_PBX
}
