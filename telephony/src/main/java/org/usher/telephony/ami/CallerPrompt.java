package org.usher.telephony.ami;

import org.jspecify.annotations.Nullable;

/**
 * What a caller who waits is to hear.
 *
 * @param sounds as Asterisk's Background names them, joined by &amp;, no more than 900 bytes
 * @param callback if by it he is offered to be called back: from now on the key 1 asks for it; null if not
 */
public record CallerPrompt(String sounds, @Nullable Callback callback) {
    /** A prompt that offers nothing. */
    public static CallerPrompt of(String sounds) {
        return new CallerPrompt(sounds, null);
    }

    /**
     * The offer to be called back.
     *
     * @param queue in whose line, by its name; to who stands in another one it is not made
     * @param number that he calls from and is asked to confirm, digits, perhaps after a +; "" if it is not known, or not to be called
     */
    public record Callback(String queue, String number) {
        /** The value of the dialplan's variable for this contact. */
        String inDialplan(long contactId) {
            return contactId + "," + number;
        }
    }
}
