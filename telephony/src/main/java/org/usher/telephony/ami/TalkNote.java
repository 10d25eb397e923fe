package org.usher.telephony.ami;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.EndedBy;

/**
 * What Asterisk's dialplan remembers of the talk of an offer (usher-answered and usher-over in conf/asterisk/extensions-usher.conf), for
 * whoever did not hear of it.
 *
 * @param beganAtMs epoch ms
 * @param endedAtMs epoch ms, 0 while it goes on
 * @param endedBy {@link EndedBy#SYSTEM} if nobody hung up: the phone died, or the call was given away
 * @param deviceId the phone that had it, 0 if that is not known
 */
record TalkNote(long offerId, long beganAtMs, long endedAtMs, EndedBy endedBy, int deviceId) {
    /** The variable of the phone's channel that says since when it talks. */
    static final String BEGAN = "USHER_TALK";

    /** Before the phone's name, the variable of the watchdog's channel that tells of the phone's last talk. */
    private static final String OVER = "USHER_TALK_";

    /** The name of the note about the last talk of the phone that Dial calls so. */
    static String nameFor(String dialled) {
        return OVER + dialled;
    }

    static TalkNote goingOn(long offerId, long beganAtMs) {
        return new TalkNote(offerId, beganAtMs, 0, EndedBy.SYSTEM, 0);
    }

    /** Null if the text is no note. */
    static @Nullable TalkNote read(String text, int deviceId) {
        String[] parts = text.split(",", -1);
        if (parts.length != 4) {
            return null;
        }
        long offerId = CallMapper.number(parts[0]);
        long beganAtMs = CallMapper.number(parts[1]);
        long endedAtMs = CallMapper.number(parts[2]);
        EndedBy endedBy = switch (parts[3]) {
            case "1" -> EndedBy.AGENT;
            case "0" -> EndedBy.CALLER;
            default -> EndedBy.SYSTEM;
        };
        return offerId == 0 || beganAtMs == 0 || endedAtMs < beganAtMs
                ? null
                : new TalkNote(offerId, beganAtMs, endedAtMs, endedBy, deviceId);
    }

    /** The same by another clock. */
    TalkNote earlierBy(long ms) {
        return new TalkNote(offerId, beganAtMs - ms, endedAtMs == 0 ? 0 : endedAtMs - ms, endedBy, deviceId);
    }
}
