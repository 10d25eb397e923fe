package org.usher.server.sms;

import java.net.URI;
import org.usher.server.security.Secret;

/**
 * The gateway that takes our text messages.
 *
 * @param secret by which requests to it are signed
 * @param timeoutMs for an answer
 * @param from whose messages they are, as the gateway wants it; empty: it knows
 * @param linkText what is sent with a link, which takes the place of {@link #LINK}
 * @param perNumberDaily how many messages one number is sent within a day
 */
public record TextMessageSettings(
        URI url, Secret secret, long timeoutMs, String from, String linkText, int perNumberDaily) {
    public static final String LINK = "{link}";
    public static final String LINK_TEXT = "Go on in the chat, at your place in line: " + LINK;
    public static final int PER_NUMBER_DAILY = 3;

    @Override
    public String toString() {
        return "TextMessageSettings"; // the address may hold a secret
    }
}
