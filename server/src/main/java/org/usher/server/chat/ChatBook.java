package org.usher.server.chat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.usher.core.api.Channel;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReleaseStatus;
import org.usher.server.chat.ChatRoom.Stage;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.engine.SnapshotPart;

/**
 * The rooms of all chats with what was said in them; one that is over stays for half an hour, so that its customer can read it. Written by the
 * engine's thread, read by any. It goes with the log and its snapshots: a restart forgets no room and no word, and history has them for good.
 */
public final class ChatBook implements EventSink, SnapshotPart {
    static final long KEPT_AFTER_END_MS = 30 * 60_000;
    private static final int MAX_ENDED = 5_000;
    private static final int MAX_REFUSED = 1_000;
    /** Links of chats that were forgotten, of which it is still known that they were none that somebody made up. */
    private static final int MAX_FORGOTTEN = 20_000;

    private final ConcurrentMap<Long, ChatRoom> rooms = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Long> byToken = new ConcurrentHashMap<>();
    private final ConcurrentMap<Long, ReleaseStatus> refused = new ConcurrentHashMap<>();
    private final AtomicLong characters = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    /** Links that led into chats which are long over, since this server began or its log was compacted, the latest of them. */
    private final Cache<String, Boolean> forgotten =
            Caffeine.newBuilder().maximumSize(MAX_FORGOTTEN).build();
    /** Of the engine's thread: when those that are over ended, oldest first. */
    private final Map<Long, Long> endedAtMs = new LinkedHashMap<>();

    /** Chats whose talk was over, but not they, when the last server stopped. */
    private volatile List<ChatRoom> unfinished = List.of();

    private volatile Listener listener = Listener.NOBODY;
    private volatile Figures figures = new Figures(0, 0, 0);

    /** Counted since the log began. */
    public record Figures(long opened, long said, long answered) {}

    /** Hears, on the engine's thread, of what somebody has to do something about. */
    interface Listener {
        Listener NOBODY = new Listener() {
            @Override
            public void said(long sequence) {}

            @Override
            public void notTaken(ChatRoom room) {}
        };

        /** A line was said. */
        void said(long sequence);

        /** The agent who was asked did not take this chat. */
        void notTaken(ChatRoom room);
    }

    void listen(Listener to) {
        listener = to;
    }

    public Optional<ChatRoom> of(long contactId) {
        return Optional.ofNullable(rooms.get(contactId));
    }

    Optional<ChatRoom> ofToken(String tokenHash) {
        Long contactId = byToken.get(tokenHash);
        return contactId == null ? Optional.empty() : of(contactId);
    }

    /** Whether this link led into a chat that is forgotten by now. */
    boolean knew(String tokenHash) {
        return forgotten.getIfPresent(tokenHash) != null;
    }

    /** Chats that were to be closed when the last server stopped. */
    List<ChatRoom> unfinished() {
        return unfinished;
    }

    /** Rises with each change of any room. */
    public long changes() {
        return changes.get();
    }

    /** Why no room was made of what asked for one with this key, if that is so; told for a while. */
    Optional<ReleaseStatus> refusal(long callKey) {
        return Optional.ofNullable(refused.get(callKey));
    }

    /** All, those that are over included. */
    public Collection<ChatRoom> all() {
        return List.copyOf(rooms.values());
    }

    /** How many are not over. */
    public int open() {
        return (int) rooms.values().stream().filter(room -> !room.isOver()).count();
    }

    /** How much text is kept. */
    long characters() {
        return characters.get();
    }

    public Figures figures() {
        return figures;
    }

    @Override
    public void accept(RecordedEvent recorded) {
        Event event = recorded.event();
        switch (event) {
            case Event.ContactQueued e when e.channel() == Channel.CHAT -> queued(e);
            // he is to be called instead, and this is the last word of his room
            case Event.ContactQueued e -> leaves(e.contactId(), e.atMs());
            case Event.ContactRefused e
            when e.channel() == Channel.CHAT -> {
                if (refused.size() >= MAX_REFUSED) {
                    refused.clear(); // whoever asked has been answered long ago
                }
                refused.put(e.callKey(), e.status());
            }
            case Event.OfferMade e
            when isOpen(e.contactId()) ->
                change(e.contactId(), room -> room.at(Stage.OFFERED, e.atMs(), e.offerId(), e.agentId()));
            case Event.OfferEnded e when e.outcome() != OfferOutcome.ACCEPTED -> notTaken(e);
            case Event.ContactConnected e -> {
                if (isOpen(e.contactId())) {
                    figures = new Figures(figures.opened, figures.said, figures.answered + 1);
                    change(e.contactId(), room -> room.at(Stage.TALKING, e.connectedAtMs(), e.offerId(), e.agentId()));
                }
            }
            case Event.ChatSaid e ->
                said(e.contactId(), new ChatLine(recorded.index(), e.atMs(), e.agentId(), e.messageId(), e.text()));
            case Event.ChatAttached e ->
                said(e.contactId(), new ChatLine(recorded.index(), e.atMs(), e.agentId(), e.messageId(), "", e.file()));
            case Event.ContactEnded e -> {
                leaves(e.contactId(), e.atMs());
            }
            case Event.ChatClosed e ->
                change(
                        e.contactId(),
                        room -> room.offerId() != e.offerId()
                                ? room
                                : room.at(
                                        room.stage() == Stage.OFFERED ? Stage.WAITING : room.stage(),
                                        room.sinceMs(),
                                        0,
                                        0));
            default -> {} // changes nothing of a room
        }
        forgetOld(event.atMs());
    }

    /** Else it is no chat, or not any more: he may be served by another channel. */
    private boolean isOpen(long contactId) {
        ChatRoom room = rooms.get(contactId);
        return room != null && !room.isOver();
    }

    private void leaves(long contactId, long atMs) {
        ChatRoom room = rooms.get(contactId);
        if (room != null && !room.isOver()) {
            endedAtMs.put(contactId, atMs);
            change(contactId, same -> same.at(Stage.OVER, atMs, same.offerId(), same.agentId()));
        }
    }

    private void notTaken(Event.OfferEnded e) {
        ChatRoom room = rooms.get(e.contactId());
        if (room != null && room.offerId() == e.offerId()) {
            ChatRoom back = room.at(Stage.WAITING, room.enqueuedAtMs(), 0, 0);
            put(back);
            listener.notTaken(back);
        }
    }

    private void queued(Event.ContactQueued e) {
        ChatRoom before = rooms.get(e.contactId());
        if (before == null) {
            figures = new Figures(figures.opened + 1, figures.said, figures.answered);
            put(fresh(
                            e.contactId(),
                            e.callKey(),
                            e.details().uniqueId(),
                            e.details().callerName())
                    .in(e.queueId(), e.enqueuedAtMs()));
        } else {
            endedAtMs.remove(e.contactId());
            put(before.in(e.queueId(), e.enqueuedAtMs()));
        }
    }

    private static ChatRoom fresh(long contactId, long callKey, String tokenHash, String name) {
        return new ChatRoom(contactId, callKey, tokenHash, name, 0, 0, Stage.WAITING, 0, 0, 0, List.of());
    }

    private void said(long contactId, ChatLine line) {
        ChatRoom room = rooms.get(contactId);
        if (room != null && !room.has(line.agentId(), line.messageId())) {
            characters.addAndGet(line.characters());
            figures = new Figures(figures.opened, figures.said + 1, figures.answered);
            put(room.with(line));
        }
        listener.said(line.sequence());
    }

    private void change(long contactId, UnaryOperator<ChatRoom> to) {
        rooms.computeIfPresent(contactId, (id, room) -> to.apply(room));
        changes.incrementAndGet();
    }

    private void put(ChatRoom room) {
        rooms.put(room.contactId(), room);
        byToken.put(room.tokenHash(), room.contactId());
        changes.incrementAndGet();
    }

    private void forgetOld(long nowMs) {
        while (!endedAtMs.isEmpty()) {
            Map.Entry<Long, Long> oldest = endedAtMs.entrySet().iterator().next();
            if (nowMs - oldest.getValue() < KEPT_AFTER_END_MS && endedAtMs.size() <= MAX_ENDED) {
                return;
            }
            endedAtMs.remove(oldest.getKey());
            remove(oldest.getKey());
        }
    }

    private void remove(long contactId) {
        ChatRoom room = rooms.remove(contactId);
        if (room != null) {
            byToken.remove(room.tokenHash());
            forgotten.put(room.tokenHash(), true);
            changes.incrementAndGet();
            characters.addAndGet(-room.characters());
        }
    }

    /** A room of which no snapshot tells has lost its words, not its place. */
    @Override
    public void resumed(EngineView state) {
        Set<Long> alive = new HashSet<>();
        List<ChatRoom> releasing = new ArrayList<>();
        for (EngineView.ContactView contact : state.contacts()) {
            if (contact.channel() == Channel.CHAT) {
                alive.add(contact.contactId());
                ChatRoom room = rooms.getOrDefault(
                        contact.contactId(),
                        fresh(
                                contact.contactId(),
                                contact.callKey(),
                                contact.details().uniqueId(),
                                contact.details().callerName()));
                put(stage(room.in(contact.queueId(), contact.enqueuedAtMs()), room, contact));
                if (contact.state() == EngineView.ContactState.RELEASING) {
                    releasing.add(room);
                }
            }
        }
        unfinished = List.copyOf(releasing);
        for (ChatRoom room : all()) {
            if (!room.isOver() && !alive.contains(room.contactId())) {
                endedAtMs.put(room.contactId(), state.atMs());
                change(room.contactId(), same -> same.at(Stage.OVER, state.atMs(), same.offerId(), same.agentId()));
            }
        }
    }

    private static ChatRoom stage(ChatRoom waiting, ChatRoom before, EngineView.ContactView contact) {
        return switch (contact.state()) {
            case WAITING -> waiting;
            case OFFERED -> waiting.at(Stage.OFFERED, before.sinceMs(), contact.offerId(), contact.agentId());
            case CONNECTING, TALKING, IN_TRANSFER, RELEASING ->
                waiting.at(Stage.TALKING, before.sinceMs(), contact.offerId(), contact.agentId());
        };
    }

    @Override
    public String partName() {
        return "chats";
    }

    @Override
    public byte[] remembered() {
        return ChatMemory.written(figures, List.copyOf(rooms.values()));
    }

    @Override
    public void remember(byte[] bytes) throws IOException {
        ChatMemory memory = ChatMemory.read(bytes);
        rooms.clear();
        byToken.clear();
        endedAtMs.clear();
        characters.set(0);
        figures = memory.figures();
        for (ChatRoom room : memory.rooms()) {
            characters.addAndGet(room.characters());
            put(room);
        }
        memory.rooms().stream()
                .filter(ChatRoom::isOver)
                .sorted(Comparator.comparingLong(ChatRoom::sinceMs))
                .forEach(room -> endedAtMs.put(room.contactId(), room.sinceMs()));
    }
}
