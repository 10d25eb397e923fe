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
    FELL_BACK
}
