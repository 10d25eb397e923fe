package org.usher.server.api;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.usher.server.chat.ChatFeed;
import org.usher.server.security.Principal;
import org.usher.server.wallboard.FeedClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One page's end of a chat: what it is told, and what it says. It says one thing in each frame: a line, that somebody writes, what has been
 * seen, or that the customer leaves.
 */
final class ChatSocket implements FeedSocket.Feed {
    /** A line of the greatest length, in UTF-8 and escaped, and what is around it. */
    static final int MAX_FRAME_BYTES = 16_384;

    private static final int FRAMES_A_SECOND = 20;
    private static final String NOT_UNDERSTOOD = "this is nothing that is said in a chat";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ChatFeed feed;
    private final long contactId;
    private final int agentId;
    private final Predicate<Principal> owners;
    // of the channel's event loop
    private long second;
    private int frames;

    /** What a page says; all but one are null. */
    record Frame(
            @Nullable Say say,
            @Nullable Boolean typing,
            @Nullable Seen seen,
            @Nullable Boolean leave) {}

    /** @param id the page's own, unique among what it says in this chat: said again, it is said once */
    record Say(@Nullable String id, @Nullable String text) {}

    /** Sequences of lines: the last that came here, and the last that was looked at. */
    record Seen(long delivered, long read) {}

    /**
     * @param agentId whose page it is, 0 for the customer's
     * @param owners for whom it is besides
     */
    ChatSocket(ChatFeed feed, long contactId, int agentId, Predicate<Principal> owners) {
        this.feed = feed;
        this.contactId = contactId;
        this.agentId = agentId;
        this.owners = owners;
    }

    @Override
    public boolean join(FeedClient client, OptionalLong since) {
        return feed.join(client, contactId, agentId, since);
    }

    @Override
    public void leave(FeedClient client) {
        feed.leave(client);
    }

    @Override
    public boolean isFor(Principal principal) {
        return owners.test(principal);
    }

    @Override
    public @Nullable String take(FeedClient client, String said) {
        if (tooFast()) {
            return "too much at once";
        }
        Frame frame;
        try {
            frame = JSON.readValue(said, Frame.class);
        } catch (JacksonException e) {
            return NOT_UNDERSTOOD;
        }
        if (frame == null) {
            return NOT_UNDERSTOOD;
        }
        Say say = frame.say();
        Seen seen = frame.seen();
        if (say != null) {
            feed.say(
                    client, contactId, agentId, say.id() == null ? "" : say.id(), say.text() == null ? "" : say.text());
        } else if (seen != null) {
            feed.seen(contactId, agentId, seen.delivered(), seen.read());
        } else if (Boolean.TRUE.equals(frame.typing())) {
            feed.types(contactId, agentId);
        } else if (Boolean.TRUE.equals(frame.leave()) && agentId == 0) {
            feed.close(contactId);
        } else {
            return NOT_UNDERSTOOD;
        }
        return null;
    }

    private boolean tooFast() {
        long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        if (now != second) {
            second = now;
            frames = 0;
        }
        return ++frames > FRAMES_A_SECOND;
    }
}
