package org.usher.server.chat;

import io.github.bucket4j.Bucket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.CallKey;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReleaseStatus;
import org.usher.server.chat.ChatRoom.Stage;
import org.usher.server.engine.EffectRouter;
import org.usher.server.engine.EngineEye;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Digests;
import org.usher.server.security.Secret;

/**
 * Where chats are opened, spoken in, taken and closed. A chat is promised, and a line is shown to anybody, when the log's disk holds it, and
 * not before; so after a crash nobody has read what was never said. Safe from any thread.
 */
public final class ChatDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ChatDesk.class);
    /** Of all rooms together, beyond which no more are opened; those that are open go on, each up to its own end. */
    private static final long MAX_CHARACTERS = 32_000_000;

    private static final int MAX_COUNTED = 20_000;
    static final int LOOKS = 200;

    private final Engine engine;
    private final ChatBook book;
    private final ChatCarrier carrier;
    private final ChatSettings settings;
    private volatile boolean live;
    private final AtomicLong durableUpTo = new AtomicLong();
    private final AtomicLong forged = new AtomicLong();
    private final Visitors visitors;
    private final ChatWords words;
    private final ChatAttachments attachments;
    private final ChatCodes codes;
    private final Crossings crossings;
    /** Chats of which the engine is still to be told that they can be given an agent: it had too much to do. */
    private final Set<Long> toBeTold = ConcurrentHashMap.newKeySet();

    /**
     * The engine as the desk sees it.
     *
     * @param offer puts a command before it; false if it has too much to do
     * @param durable completed when the log's file holds every entry up to this index for good
     */
    public record Engine(EngineEye eye, Predicate<Command> offer, LongFunction<CompletableFuture<Void>> durable) {}

    /** What has become of a wish to chat. */
    public sealed interface Opening {
        /** The chat stands in line, come what may; the token is known to nobody else. */
        record Opened(ChatRoom room, Secret token) implements Opening {}

        /** The queue takes nobody, for this reason. */
        record Refused(ReleaseStatus status) implements Opening {}

        record TooMuch() implements Opening {}

        /** Too many were opened lately, or are open, from the network that asks for one more. */
        record TooManyFromThere() implements Opening {}
    }

    public ChatDesk(
            Engine engine, ChatBook book, ChatCarrier carrier, ChatSettings settings, ChatAttachments.Disk disk) {
        this.engine = engine;
        this.book = book;
        this.carrier = carrier;
        this.settings = settings;
        this.words = new ChatWords(book, engine.offer);
        this.attachments = new ChatAttachments(book, engine.offer, settings.attachments(), disk, durableUpTo::get);
        this.codes = new ChatCodes(System::currentTimeMillis, new SecureRandom());
        this.crossings = new Crossings(codes, book, engine, this::isFull);
        this.visitors = new Visitors(
                settings.perAddressHourly(),
                MAX_COUNTED,
                contactId -> book.of(contactId).filter(room -> !room.isOver()).isPresent());
    }

    public ChatBook book() {
        return book;
    }

    public ChatSettings settings() {
        return settings;
    }

    /** Links that lead nowhere because they were made up, or are of chats that were forgotten very long ago. */
    public long forged() {
        return forged.get();
    }

    /** Whether an agent of the queue takes chats. */
    public static boolean isServed(Configuration.Queue queue, Configuration centre) {
        return centre.agents().stream()
                .anyMatch(agent -> agent.chatCapacity() > 0 && agent.queueIds().contains(queue.queueId()));
    }

    /** How many callers went on in a chat, since the start. */
    public long crossed() {
        return crossings.crossed();
    }

    /** By which callers come into chats. */
    public ChatCodes codes() {
        return codes;
    }

    /** What is said in the rooms. */
    public ChatWords words() {
        return words;
    }

    /** What is sent in the rooms. */
    public ChatAttachments attachments() {
        return attachments;
    }

    /** Of all lines up to this sequence it is certain that they were said. */
    long durableUpTo() {
        return durableUpTo.get();
    }

    /**
     * From now on the engine is live. What was replayed up to this index came from the disk; and whoever waits for an agent still does, as the
     * log says.
     */
    void resume(long index) {
        durableUpTo.accumulateAndGet(index, Math::max);
        attachments.resume();
        book.listen(new ChatBook.Listener() {
            @Override
            public void said(long sequence) {
                var _ = engine.durable.apply(sequence).thenRun(() -> durableUpTo.accumulateAndGet(sequence, Math::max));
            }

            @Override
            public void notTaken(ChatRoom room) {
                stands(room);
            }
        });
        book.all().stream().filter(room -> room.stage() == Stage.WAITING).forEach(this::stands);
        // their talk was ended by one of the two, and the last server stopped before the chat was
        book.unfinished().forEach(room -> gone(room, GoneCause.LEFT_TO_DIALPLAN));
        live = true;
    }

    /** Tells the engine what it had no room for; now and then, on any one thread. {@code nowMs} is epoch ms. */
    void round(long nowMs) {
        attachments.round(nowMs);
        toBeTold.removeIf(callKey -> engine.offer.test(new Command.ContactReachable(callKey)));
    }

    /** Whether it is known which chats there are: not before the log was read, nor on a server that only stands by. */
    public boolean isLive() {
        return live;
    }

    /** The customer can be given an agent: nobody else takes him out of his room. */
    private void stands(ChatRoom room) {
        reachable(room.callKey());
    }

    private void reachable(long callKey) {
        if (!engine.offer.test(new Command.ContactReachable(callKey))) {
            toBeTold.add(callKey);
        }
    }

    /** False if the engine has too much to do. */
    private boolean gone(ChatRoom room, GoneCause cause) {
        return engine.offer.test(new Command.ContactGone(room.callKey(), cause));
    }

    static Bucket bucket(int times, Duration period) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(times).refillGreedy(times, period))
                .build();
    }

    /**
     * Puts a customer into the line of this queue; done when it can be relied on.
     *
     * @param data for whoever serves him
     */
    public CompletionStage<Opening> open(int queueId, String name, String data) {
        if (isFull()) {
            return CompletableFuture.completedFuture(new Opening.TooMuch());
        }
        Secret token = Digests.random();
        String hash = Digests.of(token);
        long callKey = CallKey.of(EffectRouter.CHATS, hash);
        ContactDetails details = new ContactDetails(EffectRouter.CHATS, hash, "", "", name, "", "", "", data);
        Command arrival = new Command.ContactArrived(callKey, Channel.CHAT, queueId, 0, 0, 0, List.of(), details);
        if (!engine.offer.test(arrival)) {
            return CompletableFuture.completedFuture(new Opening.TooMuch());
        }
        reachable(callKey);
        return engine.eye
                .until(
                        () -> book.ofToken(hash).isPresent()
                                || book.refusal(callKey).isPresent(),
                        LOOKS)
                .thenCompose(index -> {
                    Optional<ChatRoom> room = book.ofToken(hash);
                    return room.isPresent()
                            ? engine.durable.apply(index).thenApply(held -> opened(room.get(), token))
                            : CompletableFuture.completedFuture(notOpened(callKey));
                })
                .whenComplete((opening, failure) -> {
                    if (failure != null) {
                        withdrawn(callKey);
                    }
                });
    }

    private static Opening opened(ChatRoom room, Secret token) {
        return new Opening.Opened(room, token);
    }

    private Opening notOpened(long callKey) {
        Optional<ReleaseStatus> refusal = book.refusal(callKey);
        if (refusal.isPresent()) {
            return new Opening.Refused(refusal.get());
        }
        withdrawn(callKey);
        return new Opening.TooMuch();
    }

    /** Who was not promised a chat is to stand in no line, should the engine come to his arrival yet: if this is too much for it, too, he leaves as
     * one whose page is gone. */
    private void withdrawn(long callKey) {
        toBeTold.remove(callKey);
        if (!engine.offer.test(new Command.ContactGone(callKey, GoneCause.HUNG_UP))) {
            LOG.warn("The engine has too much to do to be told that a chat was given up before it was open");
        }
    }

    /** What has become of the wish of a caller to go on in a chat. */
    public sealed interface Crossing {
        /** He stands in the same place of the same line, come what may. */
        record Crossed(ChatRoom room, Secret token) implements Crossing {}

        /** No caller waits by this code, or not any more. */
        record Unknown() implements Crossing {}

        /** His telephone, or an agent's, is about to ring for him; the code still holds if nothing comes of it. */
        record OnOffer() implements Crossing {}

        /** The queue sends everybody away. */
        record Closed() implements Crossing {}

        record TooMuch() implements Crossing {}

        record TooManyTries() implements Crossing {}
    }

    /**
     * The caller who was read out this code goes on in a chat; done when it can be relied on.
     *
     * @param network from which it was typed
     * @param typed its digits
     */
    public CompletionStage<Crossing> cross(String network, String typed, RequestDesk requests) {
        return crossings.cross(network, typed, requests);
    }

    /** The same for the caller who was sent this link. */
    public CompletionStage<Crossing> crossByLink(String network, Secret link, RequestDesk requests) {
        return crossings.crossByLink(network, link, requests);
    }

    /** Links that were sent to no caller in line, or not to one who still waits, since the start. */
    public long wrongLinks() {
        return crossings.wrongLinks();
    }

    /** Whether there is no room for one more. */
    boolean isFull() {
        return book.open() >= settings.maxRooms() || book.characters() >= MAX_CHARACTERS;
    }

    /** The same for who comes by himself; too much if there are so many from his network already. */
    public CompletionStage<Opening> openFrom(String network, int queueId, String name, String data) {
        if (!visitors.mayOpen(network)) {
            return CompletableFuture.completedFuture(new Opening.TooManyFromThere());
        }
        return open(queueId, name, data).thenApply(opening -> {
            if (opening instanceof Opening.Opened(ChatRoom room, Secret token)) {
                visitors.opened(network, room.contactId());
            }
            return opening;
        });
    }

    /** The room that this link leads into; one that leads nowhere is counted. */
    public Optional<ChatRoom> enter(Secret token) {
        String hash = Digests.of(token);
        Optional<ChatRoom> room = book.ofToken(hash);
        if (room.isEmpty() && !book.knew(hash)) {
            forged.incrementAndGet();
        }
        return room;
    }

    /** The customer leaves for good: the line, or the talk. False if the engine has too much to do. */
    boolean leave(ChatRoom room) {
        boolean told = room.stage() != Stage.TALKING
                || engine.offer.test(new Command.TalkEnded(room.offerId(), EndedBy.CALLER));
        return told && gone(room, GoneCause.HUNG_UP);
    }

    /** The agent has left the talk without a word: the customer stands in line again, at his place. False if the engine has too much to do. */
    boolean giveBack(ChatRoom room) {
        return engine.offer.test(new Command.ContactReachable(room.callKey()));
    }

    // What the engine has no room for changes nothing, and whoever asked for it is told so.

    /** The agent takes the chat that he is asked for; done, with whether he talks in it now, when that is decided. */
    public CompletionStage<Boolean> accept(ChatRoom room, int agentId) {
        carrier.answered(room.offerId());
        var _ = engine.offer.test(new Command.OfferConnected(room.offerId()));
        return after(room, next -> next.isWith(agentId));
    }

    /** The agent does not take the chat that he is asked for. */
    public CompletionStage<Boolean> decline(ChatRoom room) {
        carrier.answered(room.offerId());
        var _ = engine.offer.test(new Command.OfferFailed(room.offerId(), OfferOutcome.REJECTED));
        return after(room, next -> next.offerId() != room.offerId());
    }

    /** The agent ends the talk. */
    public CompletionStage<Boolean> close(ChatRoom room) {
        var _ = engine.offer.test(new Command.TalkEnded(room.offerId(), EndedBy.AGENT));
        var _ = gone(room, GoneCause.LEFT_TO_DIALPLAN);
        return after(room, ChatRoom::isOver);
    }

    private CompletionStage<Boolean> after(ChatRoom room, Predicate<ChatRoom> so) {
        BooleanSupplier there = () -> book.of(room.contactId()).filter(so).isPresent();
        BooleanSupplier elsewhere = () -> book.of(room.contactId())
                .filter(next -> next.stage() == room.stage() && next.offerId() == room.offerId())
                .isEmpty();
        return engine.eye
                .until(() -> there.getAsBoolean() || elsewhere.getAsBoolean(), LOOKS)
                .thenApply(index -> there.getAsBoolean());
    }
}
