package org.usher.telephony.ami;

/**
 * What somebody dialled on a phone and wants of Usher; to be answered with {@link AmiLink#answer}. The call waits for the answer some
 * seconds and then says that Usher is not available.
 *
 * @param pbxId the PBX of the phone
 * @param endpoint the phone's PJSIP endpoint, or the empty string if the call came from anything else
 * @param channel the channel of the call, which lasts as long as it
 * @param number the agent number that was entered, digits; empty if none was asked for
 * @param pin the PIN that was entered; empty if none was asked for
 * @param argument what else was dialled, digits, for example the code of a pause reason
 */
public record PhoneRequest(
        int pbxId, String endpoint, String channel, Kind kind, String number, Secret pin, String argument) {
    /** Each is written small in the dialplan's event. */
    public enum Kind {
        LOGIN,
        LOGOUT,
        PAUSE,
        RESUME,
        /** The agent has finished after-call work. */
        FINISH
    }
}
