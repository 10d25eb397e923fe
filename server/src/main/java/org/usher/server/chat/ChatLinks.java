package org.usher.server.chat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends callers in line a link by which they go on in a chat. The link's secret stands behind #, which no browser sends to a server, so that
 * it is in no log, and whatever fetches links to show what is behind them sets nothing going. Safe from any thread.
 */
public final class ChatLinks {
    private static final Logger LOG = LoggerFactory.getLogger(ChatLinks.class);
    /** He hears nothing meanwhile but music; what comes later leads there, too. */
    private static final long PATIENCE_MS = 5_000;

    private final ChatCodes codes;
    private final ChatLinkSettings settings;
    private final Way way;
    private final LongAdder sent = new LongAdder();

    /** How links get to callers. */
    public interface Way {
        /** Whether there is one to this caller. */
        boolean leadsTo(long contactId);

        /** Completed with whether it was taken on its way for good. */
        CompletionStage<Boolean> send(long contactId, String link);
    }

    public ChatLinks(ChatCodes codes, ChatLinkSettings settings, Way way) {
        this.codes = codes;
        this.settings = settings;
        this.way = way;
    }

    /** How many went out, as far as their callers were told. */
    public long sent() {
        return sent.sum();
    }

    /** Completed, soon, with whether this caller was sent a link just now; who was sent one that lives is sent no other. */
    CompletionStage<Boolean> send(long contactId) {
        if (settings.publicUrl().isEmpty() || !way.leadsTo(contactId)) {
            return CompletableFuture.completedFuture(false);
        }
        return codes.issueLink(contactId, settings.keepMs())
                .map(link -> way.send(contactId, settings.publicUrl() + "/chat#link=" + link.reveal())
                        .toCompletableFuture()
                        .copy()
                        .completeOnTimeout(false, PATIENCE_MS, TimeUnit.MILLISECONDS)
                        .exceptionally(failure -> {
                            LOG.warn("contact {} could not be sent a link", contactId, failure);
                            return false;
                        })
                        .thenApply(gone -> {
                            if (gone) {
                                sent.increment();
                            }
                            return gone;
                        }))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }
}
