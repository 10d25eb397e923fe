package org.usher.core.codec;

/** The number of each kind of command in the log; never used for anything else. */
final class CommandTag {
    static final int TICK = 1;
    static final int ADOPT_CONFIGURATION = 2;
    static final int ACTION_FINISHED = 3;
    static final int CONTACT_ARRIVED = 10;
    static final int CONTACT_REACHABLE = 11;
    static final int CONTACT_UNREACHABLE = 12;
    static final int CONTACT_GONE = 13;
    static final int OFFER_RINGING = 20;
    static final int OFFER_ACCEPTED = 21;
    static final int OFFER_CONNECTED = 22;
    static final int OFFER_FAILED = 23;
    static final int TALK_ENDED = 24;
    static final int AGENT_LEG_ENDED = 25;
    static final int HOLD_CHANGED = 26;
    static final int LOG_IN = 30;
    static final int LOG_OUT = 31;
    static final int PAUSE = 32;
    static final int RESUME = 33;
    static final int END_WRAP_UP = 34;
    static final int DEVICE_STATE_CHANGED = 40;

    private CommandTag() {}
}
