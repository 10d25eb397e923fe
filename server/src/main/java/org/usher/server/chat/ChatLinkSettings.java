package org.usher.server.chat;

/**
 * The links that callers in line are sent.
 *
 * @param publicUrl under which customers reach Usher, without a slash at its end; empty: no links are sent
 * @param keepMs how long a link leads into its chat
 */
public record ChatLinkSettings(String publicUrl, long keepMs) {
    public static final ChatLinkSettings NONE = new ChatLinkSettings("", 10 * 60_000);
}
