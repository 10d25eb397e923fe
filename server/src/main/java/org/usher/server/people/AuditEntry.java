package org.usher.server.people;

/**
 * What somebody did, or was refused. Never holds what was sent: neither body nor query, so no secret comes in here.
 *
 * @param atMs epoch ms
 * @param who name of a person, {@code token} and the name of a program, {@code anonymous}, or {@code somebody} if it is not known who
 * @param address from where
 * @param action method and pattern of the path
 * @param target the path
 * @param status the HTTP status of the answer
 * @param detail what more there is to say, such as the name of the problem; mostly empty
 */
public record AuditEntry(
        long atMs, String who, String address, String action, String target, int status, String detail) {
    static final int MAX_WHO = 190;
    static final int MAX_TEXT = 255;

    public AuditEntry {
        who = cut(who, MAX_WHO);
        action = cut(action, MAX_WHO);
        target = cut(target, MAX_TEXT);
        detail = cut(detail, MAX_TEXT);
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }
}
