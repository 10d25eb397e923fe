package org.usher.core.api;

import java.util.Objects;

/**
 * A file that was sent in a chat; what it holds is kept elsewhere, by its id.
 *
 * @param fileId made by the server that took it
 * @param name as whoever sent it called it, cleaned
 * @param type its media type, as found by looking at what it holds
 * @param bytes how large it is
 */
public record ChatFile(String fileId, String name, String type, long bytes) {
    public ChatFile {
        Objects.requireNonNull(fileId);
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
    }
}
