package org.usher.server.chat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.CallKey;
import org.usher.core.api.Command;
import org.usher.server.chat.ChatDesk.Crossing;
import org.usher.server.engine.EffectRouter;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Digests;
import org.usher.server.security.Secret;

/** Callers in line who go on in a chat. Safe from any thread. */
final class Crossings {
    private static final Logger LOG = LoggerFactory.getLogger(Crossings.class);

    private final ChatCodes codes;
    private final ChatBook book;
    private final ChatDesk.Engine engine;
    private final BooleanSupplier full;
    private final LongAdder crossed = new LongAdder();
    private final LongAdder wrongLinks = new LongAdder();

    /** @param full whether there is no room for one more chat */
    Crossings(ChatCodes codes, ChatBook book, ChatDesk.Engine engine, BooleanSupplier full) {
        this.codes = codes;
        this.book = book;
        this.engine = engine;
        this.full = full;
    }

    /** How many went on so, since the start. */
    long crossed() {
        return crossed.sum();
    }

    /** As of {@link ChatDesk#cross}. */
    CompletionStage<Crossing> cross(String network, String typed, RequestDesk requests) {
        return switch (codes.take(network, typed)) {
            case ChatCodes.Trial.TooMany _ -> CompletableFuture.completedFuture(new Crossing.TooManyTries());
            case ChatCodes.Trial.Wrong _ -> CompletableFuture.completedFuture(new Crossing.Unknown());
            case ChatCodes.Trial.Again(ChatCodes.Claim claim) -> CompletableFuture.completedFuture(room(claim));
            case ChatCodes.Trial.Right(ChatCodes.Claim claim) ->
                cross(claim, requests).whenComplete((crossing, failure) -> settle(network, claim, crossing, failure));
        };
    }

    /** As of {@link ChatDesk#crossByLink}. */
    CompletionStage<Crossing> crossByLink(String network, Secret link, RequestDesk requests) {
        return cross(network, Digests.of(link), requests).thenApply(crossing -> {
            if (crossing instanceof Crossing.Unknown) {
                wrongLinks.increment();
                LOG.info("a link from a call into a chat, opened from {}, was made up, used, or is too old", network);
            }
            return crossing;
        });
    }

    /** Links that led no caller into a chat, since the start. */
    long wrongLinks() {
        return wrongLinks.sum();
    }

    private void settle(
            String network, ChatCodes.Claim claim, @Nullable Crossing crossing, @Nullable Throwable failure) {
        if (failure == null && crossing instanceof Crossing.Crossed) {
            if (codes.spendOn(claim, network)) {
                crossed.increment();
            }
        } else if (failure == null && crossing instanceof Crossing.Unknown) {
            codes.spend(claim);
        } else {
            codes.giveBack(claim);
        }
    }

    private CompletionStage<Crossing> cross(ChatCodes.Claim claim, RequestDesk requests) {
        if (full.getAsBoolean()) {
            return CompletableFuture.completedFuture(new Crossing.TooMuch());
        }
        String hash = Digests.of(claim.token());
        long callKey = CallKey.of(EffectRouter.CHATS, hash);
        return requests.ask(id -> new Command.ConvertToChat(id, claim.contactId(), callKey, EffectRouter.CHATS, hash))
                .thenCompose(code -> switch (code) {
                    // unchanged: the answer to the same code was lost
                    case ACCEPTED, UNCHANGED -> crossed(claim, hash);
                    case ON_OFFER -> CompletableFuture.completedFuture(new Crossing.OnOffer());
                    case CLOSED -> CompletableFuture.completedFuture(new Crossing.Closed());
                    default -> CompletableFuture.completedFuture(new Crossing.Unknown());
                });
    }

    private CompletionStage<Crossing> crossed(ChatCodes.Claim claim, String hash) {
        return engine.eye()
                .until(() -> book.ofToken(hash).isPresent(), ChatDesk.LOOKS)
                .thenCompose(index -> engine.durable().apply(index))
                .thenApply(held -> room(claim));
    }

    private Crossing room(ChatCodes.Claim claim) {
        return book.ofToken(Digests.of(claim.token()))
                .<Crossing>map(room -> new Crossing.Crossed(room, claim.token()))
                .orElseGet(Crossing.Unknown::new);
    }
}
