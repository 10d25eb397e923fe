package org.usher.core.api;

/** What kind of phone an agent works on. */
public enum DeviceKind {
    /** A PJSIP endpoint of the PBX, whose device state is known. */
    PHONE,
    /** A number outside, for example a mobile phone: taken to be reachable, and whoever picks up must press 1. */
    EXTERNAL
}
