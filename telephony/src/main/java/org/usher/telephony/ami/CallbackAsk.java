package org.usher.telephony.ami;

import java.util.List;

/**
 * A caller has pressed the keys by which he asks to be called back; to be answered with {@link AmiLink#answer(CallbackAsk, Answer)}. He waits for
 * the answer some seconds, then hears that it is not possible now and waits in the line again.
 *
 * @param pbxId the PBX of his call
 * @param contactId 0 if the engine had not named him yet
 * @param channel the channel of the call, which lasts as long as it
 * @param question which of his questions this is; the answer bears it, and another's is not heard
 * @param caller the number he calls from, as it came; "" if it is not known
 * @param number where to call, as it was confirmed or entered: digits, perhaps after a +
 * @param when "" if he has not been asked; else what he has chosen of an {@link Answer}'s choices; "again" if that has gone
 */
public record CallbackAsk(
        int pbxId, long contactId, String channel, String question, String caller, String number, String when) {
    /**
     * What becomes of it.
     *
     * @param sounds which he hears, joined by &amp;, with {@link Word#WINDOWS} and {@link Word#PROMISED}; else ""
     * @param choices with {@link Word#WINDOWS}, for the keys from 1 on, of small letters and digits; else none
     */
    public record Answer(Word word, String sounds, List<String> choices) {
        public Answer {
            choices = List.copyOf(choices);
        }

        /** A word that says all. */
        public static Answer of(Word word) {
            return new Answer(word, "", List.of());
        }

        /** As the dialplan reads it. */
        String written() {
            return switch (word) {
                case WINDOWS -> word + "," + sounds + "," + String.join("-", choices);
                case PROMISED -> word + "," + sounds;
                case CONFIRMED, NOT_ALLOWED, WINDOW_GONE, PENDING, ON_OFFER, AWAY -> word.toString();
            };
        }
    }

    /** What he hears; an extension of the dialplan's context usher-callback-told each. */
    public enum Word {
        /** He will be called, and is hung up. */
        CONFIRMED,
        /** He will be called in the window that the sounds tell, and is hung up. */
        PROMISED,
        /** He may choose when: the sounds tell what by which key. Nothing is promised yet. */
        WINDOWS,
        /** What he has chosen is there no more; he asks what is. */
        WINDOW_GONE,
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
