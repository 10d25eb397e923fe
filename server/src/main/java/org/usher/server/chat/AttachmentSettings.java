package org.usher.server.chat;

/**
 * Which files may be sent in chats.
 *
 * @param taken whether any may be
 * @param maxBytes how large one may be
 * @param maxTotalBytes how much room all of them together have on the disk
 * @param keepMs so long one is kept (ms)
 */
public record AttachmentSettings(boolean taken, int maxBytes, long maxTotalBytes, long keepMs) {
    /** Files of one chat, from both sides. */
    public static final int MAX_FILES = 20;

    public static final AttachmentSettings DEFAULT =
            new AttachmentSettings(true, 5_000_000, 2_000_000_000, 90L * 86_400_000);
}
