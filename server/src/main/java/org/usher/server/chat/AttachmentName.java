package org.usher.server.chat;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** What a file is called to people. No file on a disk of ours bears such a name. */
final class AttachmentName {
    /** In characters, without its ending. */
    static final int MAX = 80;

    /** Not to be printed, or they turn around what is written behind them, or mean something to a shell, a header or a file system. */
    private static final Pattern UNSEEMLY = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}\"*/:<>?\\\\|%;]+");

    private AttachmentName() {}

    /** @param given whatever somebody's browser says, of any length */
    static String cleaned(String given, AttachmentType type) {
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        String bounded = last.length() > 4 * MAX ? last.substring(last.length() - 4 * MAX) : last;
        String seemly = UNSEEMLY.matcher(Normalizer.normalize(bounded, Normalizer.Form.NFC))
                .replaceAll("_")
                .replaceAll("\\s+", " ")
                .replaceAll("^[. ]+|[. ]+$", "");
        String named = type.ending(seemly.isEmpty() ? "file" : seemly);
        int dot = named.lastIndexOf('.');
        return first(named.substring(0, dot)) + named.substring(dot);
    }

    private static String first(String name) {
        if (name.length() <= MAX) {
            return name;
        }
        return name.substring(0, Character.isHighSurrogate(name.charAt(MAX - 1)) ? MAX - 1 : MAX);
    }
}
