package org.usher.server.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A caller in line presses the key for a chat and is sent a link, or else read out a code, by which he comes into it on the chat's page; who
 * was sent a link and presses it again, as if none had come, hears a code. He goes on waiting as a caller until he has used one. Safe from any thread.
 */
public final class ChatKey {
    /** The key that is offered to callers. */
    public static final char KEY = '2';

    private static final Logger LOG = LoggerFactory.getLogger(ChatKey.class);
    private static final String SENT = "usher/chat-link-sent";
    private static final String CODE = "usher/chat-code";
    private static final String AGAIN = "usher/chat-again";
    private static final String LATER = "usher/chat-later";
    private static final int GROUP = 3;
    /** He is on his way back to the waiting room, from where alone he can be played something. */
    private static final int LOOKS = 15;

    private static final long LOOK_MS = 200;

    private final ChatCodes codes;
    private final LongPredicate mayChat;
    private final LongFunction<CompletionStage<Boolean>> link;

    /** @param mayChat whether this contact is a caller in the line of a queue that offers him a chat */
    public ChatKey(ChatCodes codes, LongPredicate mayChat) {
        this(codes, mayChat, contactId -> CompletableFuture.completedFuture(false));
    }

    /** The same for callers who are sent links where that can be. */
    public ChatKey(ChatCodes codes, LongPredicate mayChat, ChatLinks links) {
        this(codes, mayChat, links::send);
    }

    private ChatKey(ChatCodes codes, LongPredicate mayChat, LongFunction<CompletionStage<Boolean>> link) {
        this.codes = codes;
        this.mayChat = mayChat;
        this.link = link;
    }

    /**
     * He has pressed a key.
     *
     * @param player plays sounds to him; completed with false if he does not wait just then
     * @return completed with whether he heard what came of it; false also if that key asks for nothing
     */
    public CompletionStage<Boolean> pressed(
            long contactId, char key, Function<String, CompletionStage<Boolean>> player) {
        if (key != KEY || contactId == 0 || !mayChat.test(contactId)) {
            return CompletableFuture.completedFuture(false);
        }
        return link.apply(contactId).thenCompose(sent -> sent ? play(SENT, player, LOOKS) : readOut(contactId, player));
    }

    private CompletionStage<Boolean> readOut(long contactId, Function<String, CompletionStage<Boolean>> player) {
        Optional<String> code = codes.issue(contactId);
        if (code.isEmpty()) {
            LOG.warn("contact {} wants to chat, and too many codes for that are alive", contactId);
        }
        return play(code.map(ChatKey::sounds).orElse(LATER), player, LOOKS);
    }

    private static CompletionStage<Boolean> play(
            String sounds, Function<String, CompletionStage<Boolean>> player, int left) {
        return player.apply(sounds)
                .thenCompose(begun -> begun || left == 0
                        ? CompletableFuture.completedFuture(begun)
                        : CompletableFuture.supplyAsync(
                                        () -> play(sounds, player, left - 1),
                                        CompletableFuture.delayedExecutor(LOOK_MS, TimeUnit.MILLISECONDS))
                                .thenCompose(later -> later));
    }

    /** Twice, digit by digit, in groups that one can write down. */
    private static String sounds(String code) {
        List<String> digits = new ArrayList<>();
        for (int i = 0; i < code.length(); i++) {
            if (i % GROUP == 0) {
                digits.add("silence/1");
            }
            digits.add("digits/" + code.charAt(i));
        }
        String spoken = String.join("&", digits);
        return CODE + "&" + spoken + "&" + AGAIN + "&" + spoken;
    }
}
