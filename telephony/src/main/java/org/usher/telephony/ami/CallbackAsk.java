package org.usher.telephony.ami;

/**
 * A caller has pressed the keys by which he asks to be called back; to be answered with {@link AmiLink#answer(CallbackAsk, Word)}. He waits for
 * the answer some seconds, then hears that it is not possible now and waits in the line again.
 *
 * @param pbxId the PBX of his call
 * @param contactId 0 if the engine had not named him yet
 * @param channel the channel of the call, which lasts as long as it
 * @param question which of his questions this is; the answer bears it, and another's is not heard
 * @param caller the number he calls from, as it came; "" if it is not known
 * @param number where to call, as it was confirmed or entered: digits, perhaps after a +
 */
public record CallbackAsk(int pbxId, long contactId, String channel, String question, String caller, String number) {
    /** What he hears; an extension of the dialplan's context usher-callback-told each. */
    public enum Word {
        /** He will be called, and is hung up. */
        CONFIRMED,
        /** Not at this number; he may enter another. */
        NOT_ALLOWED,
        /** Somebody of this number is to be called already. */
        PENDING,
        /** An agent is being rung for him: back to the line without a word. */
        ON_OFFER,
        /** Not now. He waits as before. */
        AWAY
    }
}
