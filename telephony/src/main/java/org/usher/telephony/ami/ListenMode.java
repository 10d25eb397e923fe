package org.usher.telephony.ami;

import java.util.Locale;

/** What a supervisor who listens to a talk may be heard by. */
public enum ListenMode {
    /** By nobody. */
    SPY,
    /** By the agent alone. */
    WHISPER,
    /** By both. */
    BARGE;

    /** The extension of the dialplan's context usher-listen. */
    String extension() {
        return name().toLowerCase(Locale.ROOT);
    }
}
