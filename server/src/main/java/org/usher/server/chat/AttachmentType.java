package org.usher.server.chat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What may be sent in a chat. A file is what it begins as, whatever it is called or said to be; and as it is handed on as exactly that, to be
 * looked at as nothing else, what hides behind such a beginning is never run by a browser as a page of ours. There is no type here that holds
 * scripts which a browser runs: no SVG, no HTML.
 */
public enum AttachmentType {
    PNG("image/png", "png") {
        @Override
        boolean isBeginningOf(byte[] content) {
            // the signature, and the header that must come first (PNG, third edition, 5.2 and 11.2.1)
            return has(content, 0, "\u0089PNG\r\n\u001a\n") && has(content, 8, "\0\0\0\rIHDR");
        }
    },
    JPEG("image/jpeg", "jpg", "jpeg") {
        @Override
        boolean isBeginningOf(byte[] content) {
            return has(content, 0, "\u00ff\u00d8\u00ff"); // start of image, and the next marker (ITU T.81, B.1)
        }
    },
    GIF("image/gif", "gif") {
        @Override
        boolean isBeginningOf(byte[] content) {
            return has(content, 0, "GIF87a") || has(content, 0, "GIF89a");
        }
    },
    WEBP("image/webp", "webp") {
        @Override
        boolean isBeginningOf(byte[] content) {
            return has(content, 0, "RIFF") && has(content, 8, "WEBPVP8"); // RFC 9649, 2.4
        }
    },
    PDF("application/pdf", "pdf") {
        @Override
        boolean isBeginningOf(byte[] content) {
            return has(content, 0, "%PDF-"); // at the very beginning, although readers are content with less
        }
    },
    /** Last: what begins as one of the others is no text. */
    TEXT("text/plain; charset=utf-8", "txt", "log", "csv", "md") {
        @Override
        boolean isBeginningOf(byte[] content) {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(content))
                        .toString();
                return !MARKUP.matcher(text).find()
                        && text.chars().noneMatch(c -> Character.isISOControl(c) && "\t\n\r\f".indexOf(c) < 0);
            } catch (CharacterCodingException e) {
                return false;
            }
        }
    };

    /** What would be taken for a page, a drawing or a program by whatever looks at its beginning. */
    private static final Pattern MARKUP = Pattern.compile("\\A\\ufeff?\\s*(?:<|#!|%PDF-|%!PS)");

    private final String mediaType;

    @SuppressWarnings("ImmutableEnumChecker") // it cannot be modified
    private final List<String> extensions;

    AttachmentType(String mediaType, String... extensions) {
        this.mediaType = mediaType;
        this.extensions = List.of(extensions);
    }

    abstract boolean isBeginningOf(byte[] content);

    /** Empty if it is nothing that may be sent. */
    static Optional<AttachmentType> of(byte[] content) {
        return Arrays.stream(values())
                .filter(type -> type.isBeginningOf(content))
                .findFirst();
    }

    /** The type of this name; empty if there is none, as when a later version has written it. */
    public static Optional<AttachmentType> named(String mediaType) {
        return Arrays.stream(values())
                .filter(type -> type.mediaType.equals(mediaType))
                .findFirst();
    }

    /** As in the header {@code Content-Type}. */
    public String mediaType() {
        return mediaType;
    }

    /** Whether a browser may show it where it stands; else it is for keeping. */
    public boolean isImage() {
        return mediaType.startsWith("image/");
    }

    /** The name, with an ending by which no desktop takes the file for something else. */
    String ending(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return name.indexOf('.') > 0 && extensions.contains(ending) ? name : name + "." + extensions.getFirst();
    }

    /** {@code wanted} in Latin-1. */
    private static boolean has(byte[] content, int from, String wanted) {
        byte[] bytes = wanted.getBytes(StandardCharsets.ISO_8859_1);
        return content.length >= from + bytes.length
                && Arrays.equals(content, from, from + bytes.length, bytes, 0, bytes.length);
    }
}
