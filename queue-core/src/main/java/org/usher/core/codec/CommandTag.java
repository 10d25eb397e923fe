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
    static final int TALK_JOINED = 14;
    static final int CONTACT_MERGED = 15;
    static final int MOVE_CONTACT = 16;
    static final int SET_CONTACT_PRIORITY = 17;
    static final int WITHDRAW_CONTACT = 18;
    static final int CONVERT_TO_CALLBACK = 19;
    static final int OFFER_RINGING = 20;
    static final int OFFER_ACCEPTED = 21;
    static final int OFFER_CONNECTED = 22;
    static final int OFFER_FAILED = 23;
    static final int TALK_ENDED = 24;
    static final int AGENT_LEG_ENDED = 25;
    static final int HOLD_CHANGED = 26;
    static final int OFFER_LEG_ENDED = 27;
    static final int CONSULT_CHANGED = 28;
    static final int TALK_TRANSFERRED = 29;
    static final int LOG_IN = 30;
    static final int LOG_OUT = 31;
    static final int PAUSE = 32;
    static final int RESUME = 33;
    static final int END_WRAP_UP = 34;
    static final int END_CHAT_WRAP_UP = 35;
    static final int DESK_CHANGED = 36;
    static final int NOTE_CONTACT = 37;
    static final int DEVICE_STATE_CHANGED = 40;
    static final int SET_QUEUE_DOOR = 41;
    static final int RECORDING_STARTED = 42;
    static final int RECORDING_STOPPED = 43;
    static final int OWN_CALL_EXCUSED = 44;
    static final int CANCEL_CALLBACK = 45;
    static final int CUSTOMER_CALLED = 46;
    static final int CUSTOMER_NOT_REACHED = 47;
    static final int ADOPT_WAIT_MODEL = 48;
    static final int CHAT_SAID = 50;
    static final int CHAT_ATTACHED = 51;
    static final int SET_QUEUE_EMERGENCY = 60;
    static final int SET_QUEUE_NOTICE = 61;
    static final int CUSTOMER_IDENTIFIED = 49;
    static final int BOOK_CALLBACK = 70;
    static final int CONVERT_TO_BOOKING = 71;
    static final int SETTLE_FOLLOW_UP = 72;
    static final int WAIT_TOLD = 80;
    static final int CONVERT_TO_CHAT = 81;
    static final int CONVERT_CHAT_TO_CALLBACK = 82;
    static final int SCORE_CONTACT = 83;
    static final int CUSTOMER_REACHED = 92;

    private CommandTag() {}
}
