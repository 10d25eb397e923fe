package org.usher.server.caller;

import java.util.ArrayList;
import java.util.List;

/**
 * Names of the sounds that say how long a wait will be: one sound for each phrase, since numbers and words change with each other in most
 * languages. {@code conf/asterisk/make-sounds.sh} makes them.
 */
public final class WaitSounds {
    /** Of Asterisk's sounds of each language. */
    static final String DIRECTORY = "usher/";

    private WaitSounds() {}

    /** The sound of these words. */
    static String of(SpokenWait.Words words) {
        if (words.toMinutes() == 0) {
            return DIRECTORY + "wait-more-" + words.fromMinutes();
        }
        if (words.fromMinutes() == 0) {
            return DIRECTORY + "wait-less-" + words.toMinutes();
        }
        return words.fromMinutes() == words.toMinutes()
                ? DIRECTORY + "wait-about-" + words.toMinutes()
                : DIRECTORY + "wait-" + words.fromMinutes() + "-" + words.toMinutes();
    }

    /** Every sound that may be named so. */
    public static List<String> all() {
        List<String> all = new ArrayList<>();
        SpokenWait.every().forEach(words -> all.add(of(words)));
        return all;
    }
}
