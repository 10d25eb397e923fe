package org.usher.server.chat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.CallKey;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.ReleaseStatus;
import org.usher.server.chat.ChatRoom.Stage;
import org.usher.server.engine.EffectRouter;
import org.usher.server.engine.EngineEye;
import org.usher.server.security.Digests;
import org.usher.server.security.Secret;

/**
 * Where chats are opened, spoken in, taken and closed. A chat is promised, and a line is shown to anybody, when the log's disk holds it, and
 * not before; so after a crash nobody has read what was never said. Safe from any thread.
 */
public final class ChatDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ChatDesk.class);
    public static final int MAX_TEXT = 2_000;
    /** Of one room, so that nobody's words take the place of another's. */
    static final int MAX_ROOM_CHARACTERS = 60_000;
    /** Of all rooms together, beyond which no more are opened; those that are open go on, each up to its own end. */
    private static final long MAX_CHARACTERS = 32_000_000;

    private static final int LINES_A_MINUTE = 30;
    private static final int MAX_COUNTED = 20_000;
    private static final int LOOKS = 200;
    private static final Pattern MESSAGE_ID = Pattern.compile("[A-Za-z0-9_-]{1,40}");

    private final Engine engine;
    private final ChatBook book;
    private final ChatCarrier carrier;
    private final ChatSettings settings;
    private volatile boolean live;
    private final AtomicLong durableUpTo = new AtomicLong();
    private final AtomicLong forged = new AtomicLong();
    private final AtomicLong refusedLines = new AtomicLong();
    /** On their way through the engine; what it passes over is forgotten. */
    private final Cache<String, Boolean> underWay = Caffeine.newBuilder()
            .maximumSize(MAX_COUNTED)
            .expireAfterWrite(Duration.ofSeconds(30))
            .build();

    private final Cache<String, Bucket> pace = Caffeine.newBuilder()
            .maximumSize(MAX_COUNTED)
            .expireAfterAccess(Duration.ofMinutes(2))
            .build();
    private final Visitors visitors;

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

    /** Why somebody's line was not taken; {@link #TAKEN} if it was, also if it had been before. */
    public enum Word {
        TAKEN,
        /** No words, too many of them, or characters that cannot be printed. */
        NO_TEXT,
        NO_ID,
        TOO_FAST,
        ROOM_FULL,
        OVER,
        NOT_YOURS,
        OVERLOADED
    }

    public ChatDesk(Engine engine, ChatBook book, ChatCarrier carrier, ChatSettings settings) {
        this.engine = engine;
        this.book = book;
        this.carrier = carrier;
        this.settings = settings;
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

    /** Links that lead nowhere, because they were made up or are too old. */
    public long forged() {
        return forged.get();
    }

    /** Lines that were not taken. */
    public long refusedLines() {
        return refusedLines.get();
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
        live = true;
    }

    /** Whether it is known which chats there are: not before the log was read, nor on a server that only stands by. */
    public boolean isLive() {
        return live;
    }

    /** The customer can be given an agent: nobody else takes him out of his room. */
    private void stands(ChatRoom room) {
        if (!engine.offer.test(new Command.ContactReachable(room.callKey()))) {
            LOG.error("The engine has too much to do to be told that contact {} waits", room.contactId());
        }
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
        if (book.open() >= settings.maxRooms() || book.characters() >= MAX_CHARACTERS) {
            return CompletableFuture.completedFuture(new Opening.TooMuch());
        }
        Secret token = Digests.random();
        String hash = Digests.of(token);
        long callKey = CallKey.of(EffectRouter.CHATS, hash);
        ContactDetails details = new ContactDetails(EffectRouter.CHATS, hash, "", "", name, "", "", "", data);
        Command arrival = new Command.ContactArrived(callKey, Channel.CHAT, queueId, 0, 0, 0, List.of(), details);
        if (!engine.offer.test(arrival) || !engine.offer.test(new Command.ContactReachable(callKey))) {
            return CompletableFuture.completedFuture(new Opening.TooMuch());
        }
        return await(
                        () -> book.ofToken(hash).isPresent()
                                || book.refusal(callKey).isPresent(),
                        LOOKS)
                .thenCompose(index -> {
                    Optional<ChatRoom> room = book.ofToken(hash);
                    return room.isPresent()
                            ? engine.durable.apply(index).thenApply(held -> new Opening.Opened(room.get(), token))
                            : CompletableFuture.completedFuture(book.refusal(callKey)
                                    .<Opening>map(Opening.Refused::new)
                                    .orElseGet(Opening.TooMuch::new));
                });
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

    /** Done, with the log's index by then, when it is so, or after {@code left} looks; the engine takes commands in batches. */
    private CompletionStage<Long> await(BooleanSupplier condition, int left) {
        return engine.eye.look(QueueEngine::lastIndex).thenCompose(index -> {
            if (condition.getAsBoolean() || left == 0) {
                return CompletableFuture.completedFuture(index);
            }
            return CompletableFuture.supplyAsync(
                            () -> await(condition, left - 1),
                            CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS))
                    .thenCompose(later -> later);
        });
    }

    /** The room that this link leads into; one that leads nowhere is counted. */
    public Optional<ChatRoom> enter(Secret token) {
        Optional<ChatRoom> room = book.ofToken(Digests.of(token));
        if (room.isEmpty()) {
            forged.incrementAndGet();
        }
        return room;
    }

    /**
     * Somebody says this in a room; whoever is there is told when it is certain. The same message once more, from a page that does not know
     * whether it was heard, changes nothing.
     *
     * @param agentId who says it, 0 for the customer
     * @param messageId the writer's own
     */
    Word say(long contactId, int agentId, String messageId, String written) {
        Word word = taken(contactId, agentId, messageId, written.strip());
        if (word != Word.TAKEN) {
            refusedLines.incrementAndGet();
        }
        return word;
    }

    private Word taken(long contactId, int agentId, String messageId, String text) {
        if (!MESSAGE_ID.matcher(messageId).matches()) {
            return Word.NO_ID;
        }
        if (text.isEmpty()
                || text.length() > MAX_TEXT
                || text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            return Word.NO_TEXT;
        }
        ChatRoom room = book.of(contactId).orElse(null);
        if (room != null && room.has(agentId, messageId)) {
            return Word.TAKEN;
        }
        if (room == null || room.isOver()) {
            return Word.OVER;
        }
        if (agentId != 0 && !room.isWith(agentId)) {
            return Word.NOT_YOURS;
        }
        if (room.lines().size() >= ChatRoom.MAX_LINES || room.characters() + text.length() > MAX_ROOM_CHARACTERS) {
            return Word.ROOM_FULL;
        }
        String writer = contactId + "/" + agentId;
        String message = writer + "/" + messageId;
        if (underWay.asMap().putIfAbsent(message, true) != null || hasBySaid(contactId, agentId, messageId)) {
            return Word.TAKEN;
        }
        if (!pace.get(writer, key -> bucket(LINES_A_MINUTE, Duration.ofMinutes(1)))
                .tryConsume(1)) {
            underWay.invalidate(message);
            return Word.TOO_FAST;
        }
        if (!engine.offer.test(new Command.ChatSaid(room.callKey(), agentId, messageId, text))) {
            underWay.invalidate(message);
            return Word.OVERLOADED;
        }
        return Word.TAKEN;
    }

    /** Looked at once more when the message is under way: it may have been said between the first look and then. */
    private boolean hasBySaid(long contactId, int agentId, String messageId) {
        return book.of(contactId).filter(room -> room.has(agentId, messageId)).isPresent();
    }

    /** The customer leaves for good: the line, or the talk. False if the engine has too much to do. */
    boolean leave(ChatRoom room) {
        boolean told = room.stage() != Stage.TALKING
                || engine.offer.test(new Command.TalkEnded(room.offerId(), EndedBy.CALLER));
        return told && engine.offer.test(new Command.ContactGone(room.callKey(), GoneCause.HUNG_UP));
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
        var _ = engine.offer.test(new Command.ContactGone(room.callKey(), GoneCause.LEFT_TO_DIALPLAN));
        return after(room, ChatRoom::isOver);
    }

    private CompletionStage<Boolean> after(ChatRoom room, Predicate<ChatRoom> so) {
        BooleanSupplier there = () -> book.of(room.contactId()).filter(so).isPresent();
        BooleanSupplier elsewhere = () -> book.of(room.contactId())
                .filter(next -> next.stage() == room.stage() && next.offerId() == room.offerId())
                .isEmpty();
        return await(() -> there.getAsBoolean() || elsewhere.getAsBoolean(), LOOKS)
                .thenApply(index -> there.getAsBoolean());
    }
}
