package org.usher.server.caller;

import java.util.List;

/**
 * What callers of a queue hear while they wait, besides music. Sounds are named as Asterisk's Background names them, in the language of
 * the caller's channel.
 *
 * @param greeting heard first; "" for none
 * @param tellsWait whether callers are told how long they will wait, as soon as that can be told
 * @param waitEveryMs after so long it is said again; 0 for once only
 * @param comfort heard in turn
 * @param comfortEveryMs so often
 * @param offerCallbackAfterMs a caller who has waited so long, or is told to have to, is offered to be called back; 0 for never
 * @param offerChatAfterMs the same for going on in a chat
 */
public record Announcements(
        String greeting,
        boolean tellsWait,
        long waitEveryMs,
        List<String> comfort,
        long comfortEveryMs,
        long offerCallbackAfterMs,
        long offerChatAfterMs) {
    public static final Announcements NONE = new Announcements("", false, 120_000, List.of(), 60_000);

    public Announcements {
        comfort = List.copyOf(comfort);
    }

    /** Without offers. */
    public Announcements(
            String greeting, boolean tellsWait, long waitEveryMs, List<String> comfort, long comfortEveryMs) {
        this(greeting, tellsWait, waitEveryMs, comfort, comfortEveryMs, 0, 0);
    }

    Announcements withoutCallback() {
        return new Announcements(greeting, tellsWait, waitEveryMs, comfort, comfortEveryMs, 0, offerChatAfterMs);
    }

    Announcements withoutChat() {
        return new Announcements(greeting, tellsWait, waitEveryMs, comfort, comfortEveryMs, offerCallbackAfterMs, 0);
    }

    /** Whether who waits may go on in a chat, by a key. */
    public boolean offersChat() {
        return offerChatAfterMs > 0;
    }

    boolean offersCallback() {
        return offerCallbackAfterMs > 0;
    }

    /** Whether there is nothing to be heard. */
    boolean isSilent() {
        return greeting.isEmpty() && !tellsWait && comfort.isEmpty() && !offersCallback() && !offersChat();
    }
}
