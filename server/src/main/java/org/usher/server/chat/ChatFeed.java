package org.usher.server.chat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.ChatFile;
import org.usher.core.api.Configuration;
import org.usher.core.api.Event;
import org.usher.server.chat.ChatRoom.Stage;
import org.usher.server.wallboard.FeedClient;
import org.usher.server.wallboard.FeedThread;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends the pages of each chat, the customer's and the agent's, what is said in it and how it stands. Of each page it is known what it was sent
 * last, so one that is slow costs no memory and misses nothing. Rounds follow each other by a tenth of a second; who was sent nothing for five
 * seconds is sent a sign of life.
 *
 * <p>The same rounds notice customers who are gone without a word, and agents who have been asked for long enough.
 */
public final class ChatFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChatFeed.class);
    private static final long PAUSE_MS = 100;
    private static final long LOOK_MS = 1_000;
    private static final long TYPES_MS = 5_000;
    private static final long MAX_UNREADY_MS = 30_000;
    private static final int MAX_PAGES = 12_000;
    private static final int MAX_PAGES_OF_ONE_SIDE = 5;

    private final ChatDesk desk;
    private final ChatBook book;
    private final ChatCarrier carrier;
    private final Sources sources;
    private final LongSupplier clockMs;
    private final JsonMapper json = JsonMapper.shared();
    /** By contact and side; as many as there are rooms. */
    private final ConcurrentMap<Side, ChatMarks> marks = new ConcurrentHashMap<>();

    private final AtomicLong readings = new AtomicLong();

    private final FeedThread thread = new FeedThread("chat-feed", MAX_PAGES);
    // of the feed's thread
    private final Map<FeedClient, ChatPage> open = new HashMap<>();
    private final Map<Long, Long> awaySinceMs = new HashMap<>();
    /** Talks whose agent has no page open. */
    private final Map<Long, Long> agentAwaySinceMs = new HashMap<>();

    private final Set<Long> withAgent = new HashSet<>();
    private Map<Long, Integer> positions = Map.of();
    private final ChatNames names;
    private final ChatPage.Beside beside = new ChatPage.Beside() {
        @Override
        public String writer(ChatRoom room, ChatLine line) {
            return names.writer(room, line);
        }

        @Override
        public boolean isHere(ChatFile file) {
            return desk.attachments().isHere(file);
        }
    };
    private long lookedAtMs;

    /**
     * What is told beside the lines.
     *
     * @param inLine the contacts in a queue's line, in its order, as many as are worth counting
     * @param estimate of the wait, as of its beginning
     * @param asked whether the customer of a room that is over is to be asked how satisfied he was
     * @param isToBeCalled whether this contact, whose chat is over, is to be called instead
     */
    public record Sources(
            Supplier<Configuration> centre,
            IntFunction<List<Long>> inLine,
            LongFunction<Optional<Event.WaitEstimated>> estimate,
            Predicate<ChatRoom> asked,
            LongPredicate isToBeCalled) {
        /** Nobody is asked, and nobody is to be called. */
        public Sources(
                Supplier<Configuration> centre,
                IntFunction<List<Long>> inLine,
                LongFunction<Optional<Event.WaitEstimated>> estimate) {
            this(centre, inLine, estimate, room -> false, contactId -> false);
        }
    }

    /** One of the two sides of a room. */
    record Side(long contactId, boolean customer) {}

    /**
     * A feed that does not run yet.
     *
     * @param clockMs epoch ms
     */
    public ChatFeed(ChatDesk desk, ChatCarrier carrier, Sources sources, LongSupplier clockMs) {
        this.desk = desk;
        this.book = desk.book();
        this.carrier = carrier;
        this.sources = sources;
        this.names = new ChatNames(sources.centre());
        this.clockMs = clockMs;
    }

    /**
     * Begins the rounds.
     *
     * @param index of the last entry of the log that is certain
     */
    public void start(long index) {
        desk.resume(index);
        thread.start(PAUSE_MS, this::round);
    }

    public ChatDesk desk() {
        return desk;
    }

    /** How many pages are open. */
    public int pages() {
        return thread.clients();
    }

    /**
     * Sends a page what concerns it until it {@link #leave}s.
     *
     * @param agentId whose page it is, 0 for the customer's
     * @param since the last sequence that it knows, if any
     * @return false if there are too many
     */
    public boolean join(FeedClient client, long contactId, int agentId, OptionalLong since) {
        return thread.join(client, () -> welcome(client, contactId, agentId, since.orElse(0)));
    }

    /** The page is gone; must follow each successful {@link #join}. */
    public void leave(FeedClient client) {
        thread.leave(() -> farewell(client));
    }

    /** Somebody says something; who is refused is told why. {@code agentId} 0: the customer. */
    public void say(FeedClient client, long contactId, int agentId, String messageId, String text) {
        ChatWords.Word word = desk.words().say(contactId, agentId, messageId, text);
        if (word != ChatWords.Word.TAKEN) {
            client.send(json.writeValueAsBytes(ChatMessage.Refused.of(messageId, word)));
        } else {
            marks.computeIfPresent(new Side(contactId, agentId == 0), (side, known) -> known.typing(0));
        }
    }

    /** Somebody writes just now. */
    public void types(long contactId, int agentId) {
        mark(contactId, agentId, known -> known.typing(clockMs.getAsLong() + TYPES_MS));
    }

    /** A page has got the lines up to one, and its reader looked at those up to another. */
    public void seen(long contactId, int agentId, long delivered, long read) {
        long last = desk.durableUpTo();
        mark(contactId, agentId, known -> known.seen(Math.min(delivered, last), Math.min(read, last)));
        readings.incrementAndGet();
    }

    private interface Change {
        ChatMarks of(ChatMarks known);
    }

    /** Rises with each change of a room, and of what its sides have read. */
    public long changes() {
        return book.changes() + readings.get();
    }

    private void mark(long contactId, int agentId, Change change) {
        Optional<ChatRoom> room = book.of(contactId);
        if (room.isPresent() && (agentId == 0 || room.get().agentId() == agentId)) {
            marks.compute(
                    new Side(contactId, agentId == 0),
                    (side, known) -> change.of(known == null ? ChatMarks.NONE : known));
        }
    }

    /** The customer leaves for good. */
    public void close(long contactId) {
        book.of(contactId).filter(room -> !room.isOver()).ifPresent(desk::leave);
    }

    /** What has been said for certain, as a text for the customer: each line with its time in UTC and its writer, in their order. */
    public String transcript(ChatRoom room) {
        return new ChatText(new ChatNames(sources.centre())).of(room, desk.durableUpTo());
    }

    /** What the chat was about, in a line. */
    public String subject(ChatRoom room) {
        return ("Your chat: " + names.queueTitle(room.queueId())).replaceAll("\\p{Cntrl}", " ");
    }

    /** How many of the customer's lines the agent has not looked at. */
    public int unread(ChatRoom room) {
        long read = marks.getOrDefault(new Side(room.contactId(), false), ChatMarks.NONE)
                .read();
        return (int) room.lines().stream()
                .filter(line -> line.agentId() == 0 && line.sequence() > read)
                .count();
    }

    /** On the feed's thread. */
    void farewell(FeedClient client) {
        open.remove(client);
    }

    /** On the feed's thread. */
    void welcome(FeedClient client, long contactId, int agentId, long since) {
        List<ChatPage> others = open.values().stream()
                .filter(page -> page.contactId == contactId && page.agentId == agentId)
                .sorted(Comparator.comparingLong(page -> page.openedAtMs))
                .toList();
        if (others.size() >= MAX_PAGES_OF_ONE_SIDE) {
            open.remove(others.getFirst().client);
            others.getFirst().client.replace();
        }
        ChatPage page = new ChatPage(client, contactId, agentId, since, clockMs.getAsLong());
        open.put(client, page);
        if (agentId == 0) {
            awaySinceMs.remove(contactId);
        } else {
            withAgent.add(contactId);
            agentAwaySinceMs.remove(contactId);
        }
        tell(page, clockMs.getAsLong());
    }

    /** On the feed's thread. */
    void round() {
        long nowMs = clockMs.getAsLong();
        carrier.round();
        desk.round(nowMs);
        if (nowMs - lookedAtMs >= LOOK_MS) {
            lookedAtMs = nowMs;
            look(nowMs);
        }
        for (ChatPage page : List.copyOf(open.values())) {
            thread.forOne(page.client, () -> tell(page, nowMs));
        }
    }

    /** Who stands where, and who is gone. */
    private void look(long nowMs) {
        Set<Long> there = new HashSet<>();
        withAgent.clear();
        open.values().forEach(page -> (page.agentId == 0 ? there : withAgent).add(page.contactId));
        Set<Integer> queueIds = new HashSet<>();
        Set<Long> known = new HashSet<>();
        for (ChatRoom room : book.all()) {
            known.add(room.contactId());
            if (room.isOver() || there.contains(room.contactId())) {
                awaySinceMs.remove(room.contactId());
            } else {
                awaySinceMs.putIfAbsent(room.contactId(), nowMs);
                leaveIfGone(room, nowMs);
            }
            lookForAgent(room, nowMs);
            if (room.stage() == Stage.WAITING || room.stage() == Stage.OFFERED) {
                queueIds.add(room.queueId());
            }
        }
        awaySinceMs.keySet().retainAll(known);
        agentAwaySinceMs.keySet().retainAll(known);
        marks.keySet().removeIf(side -> !known.contains(side.contactId));
        Map<Long, Integer> found = new HashMap<>();
        for (int queueId : queueIds) {
            int place = 0;
            for (long contactId : sources.inLine().apply(queueId)) {
                found.put(contactId, ++place);
            }
        }
        positions = found;
    }

    private void leaveIfGone(ChatRoom room, long nowMs) {
        long awayMs = nowMs - awaySinceMs.getOrDefault(room.contactId(), nowMs);
        long atMost = room.stage() == Stage.TALKING
                ? desk.settings().talkAwayAfterMs()
                : desk.settings().awayAfterMs();
        // what the engine has no room for is tried again when a second has passed
        if (awayMs >= atMost && desk.leave(room)) {
            awaySinceMs.put(room.contactId(), nowMs);
        }
    }

    /** A customer waits no longer for an agent who went without a word than he himself may stay away. */
    private void lookForAgent(ChatRoom room, long nowMs) {
        if (room.stage() != Stage.TALKING || withAgent.contains(room.contactId())) {
            agentAwaySinceMs.remove(room.contactId());
        } else if (nowMs - agentAwaySinceMs.computeIfAbsent(room.contactId(), id -> nowMs)
                        >= desk.settings().awayAfterMs()
                && desk.giveBack(room)) {
            LOG.info("The agent of chat {} has gone without a word: it is in line again", room.contactId());
            agentAwaySinceMs.remove(room.contactId());
        }
    }

    private void tell(ChatPage page, long nowMs) {
        ChatRoom room = book.of(page.contactId).orElse(null);
        if (room == null) {
            page.client.drop("this chat is over");
        } else if (page.agentId != 0 && page.agentId != room.agentId()) {
            page.client.drop("this chat is not at your desk any more");
        } else if (page.client.isReady()) {
            page.readyAtMs = nowMs;
            if (room.isOver() && !page.knowsItIsOver) {
                page.knowsItIsOver = true;
                Stream.concat(
                                desk.words().unsaid(room, page.agentId).stream(),
                                desk.attachments().unsaid(room, page.agentId).stream())
                        .forEach(id -> page.client.send(
                                json.writeValueAsBytes(ChatMessage.Refused.of(id, ChatWords.Word.OVER))));
            }
            page.next(room, state(room, page, nowMs), desk.durableUpTo(), nowMs, beside)
                    .ifPresent(message -> page.client.send(json.writeValueAsBytes(message)));
        } else if (nowMs - page.readyAtMs > MAX_UNREADY_MS) {
            page.client.drop("too slow: nothing was read for " + MAX_UNREADY_MS / 1_000 + " s");
        }
    }

    private ChatMessage.RoomState state(ChatRoom room, ChatPage page, long nowMs) {
        boolean customer = page.agentId == 0;
        ChatMarks other = marks.getOrDefault(new Side(room.contactId(), !customer), ChatMarks.NONE);
        boolean inLine = room.stage() == Stage.WAITING || room.stage() == Stage.OFFERED;
        Optional<Event.WaitEstimated> said = inLine ? sources.estimate().apply(room.contactId()) : Optional.empty();
        Long away = customer ? null : awaySinceMs.get(room.contactId());
        boolean there = customer ? withAgent.contains(room.contactId()) : away == null;
        return new ChatMessage.RoomState(
                room.stage(),
                room.sinceMs(),
                names.queueTitle(room.queueId()),
                room.name(),
                room.stage() == Stage.TALKING || (room.isOver() && room.agentId() != 0)
                        ? names.agentTitle(room.agentId())
                        : null,
                inLine ? positions.get(room.contactId()) : null,
                said.map(one -> one.atMs() + one.estimate().p50Ms()).orElse(null),
                said.map(one -> one.atMs() + one.estimate().p90Ms()).orElse(null),
                room.stage() == Stage.TALKING && there,
                away,
                other.typesUntilMs() > nowMs && !room.isOver(),
                other.delivered(),
                other.read(),
                customer && room.isOver() && sources.asked().test(room),
                desk.attachments().settings().taken()
                        ? desk.attachments().settings().maxBytes()
                        : null,
                room.isOver() && sources.isToBeCalled().test(room.contactId()));
    }

    /** Ends the rounds and drops the pages. */
    @Override
    public void close() {
        thread.close(() -> new ArrayList<>(open.values()).forEach(page -> page.client.drop("the server stops")));
    }
}
