package org.usher.server.supervisor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EngineView;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/**
 * Every contact that is there now, in the order in which its queue's people look at it: who stands in line by his place's time, then who
 * talks or is on his way. Kept on the thread of the engine that follows, as many rows as there are live contacts; read from any thread,
 * row by row, so that a page may lack or repeat one that moves at that very moment.
 */
public final class LiveContacts implements EventSink {
    /** The most contacts of one page. */
    public static final int MAX_PAGE = 500;

    /** Where a contact stands. */
    public enum Stage {
        WAITING,
        /** An agent's phone rings for it, or is just being connected. */
        RINGING,
        TALKING,
        /** Out of the line or the talk; the PBX has not said yet what becomes of it. */
        LEAVING
    }

    /**
     * One contact.
     *
     * @param priority its own; that of its queue is added to it
     * @param enqueuedAtMs from when its wait counts (epoch ms)
     * @param creditMs by how much it stands further in front than its wait alone would place it
     * @param sinceMs when this stage began (epoch ms)
     * @param agentIds who are rung or talk with it; none in a talk with somebody outside
     */
    public record Row(
            long contactId,
            int queueId,
            Channel channel,
            int priority,
            long enqueuedAtMs,
            long creditMs,
            Stage stage,
            long sinceMs,
            List<Integer> agentIds,
            ContactDetails details) {
        public Row {
            agentIds = List.copyOf(agentIds);
        }

        boolean inLine() {
            return stage == Stage.WAITING || stage == Stage.RINGING;
        }

        /** Its place among all. */
        public Place place() {
            return new Place(queueId, inLine() ? 0 : 1, enqueuedAtMs - creditMs, contactId);
        }

        private Row at(Stage next, long atMs, List<Integer> agents) {
            return new Row(
                    contactId,
                    queueId,
                    channel,
                    priority,
                    enqueuedAtMs,
                    creditMs,
                    next,
                    next == stage ? sinceMs : atMs,
                    agents,
                    details);
        }

        private Row with(int given) {
            return new Row(
                    contactId, queueId, channel, given, enqueuedAtMs, creditMs, stage, sinceMs, agentIds, details);
        }

        private Row of(String customer) {
            return new Row(
                    contactId,
                    queueId,
                    channel,
                    priority,
                    enqueuedAtMs,
                    creditMs,
                    stage,
                    sinceMs,
                    agentIds,
                    details.withCustomer(customer));
        }

        private List<Integer> without(int agentId) {
            return agentIds.stream().filter(id -> id != agentId).toList();
        }
    }

    /** {@code part} is 0 in the line, else 1. */
    public record Place(int queueId, int part, long countedFromMs, long contactId) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparingInt(Place::queueId)
                .thenComparingInt(Place::part)
                .thenComparingLong(Place::countedFromMs)
                .thenComparingLong(Place::contactId);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /** Written by the one thread that tells events. */
    private final Map<Long, Row> rows = new ConcurrentHashMap<>();

    private final ConcurrentSkipListMap<Place, Row> published = new ConcurrentSkipListMap<>();

    /** The contacts of a queue behind this place, or from the first on; {@code limit} of them at most. */
    public List<Row> page(int queueId, @Nullable Place after, int limit) {
        Place from = after == null ? new Place(queueId, 0, Long.MIN_VALUE, 0) : after;
        Place to = new Place(queueId, 2, 0, 0);
        return published.subMap(from, after == null, to, false).values().stream()
                .limit(limit)
                .toList();
    }

    /** How it stands with this contact. */
    public Optional<Row> of(long contactId) {
        return Optional.ofNullable(rows.get(contactId));
    }

    /** The call on which this agent talks. */
    public Optional<Row> talkOf(int agentId) {
        return published.values().stream()
                .filter(row ->
                        row.stage == Stage.TALKING && row.channel != Channel.CHAT && row.agentIds.contains(agentId))
                .findFirst();
    }

    @Override
    public void accept(RecordedEvent recorded) {
        if (!(recorded.event() instanceof Event.ContactEvent event)) {
            return;
        }
        if (event instanceof Event.ContactQueued queued) {
            put(new Row(
                    queued.contactId(),
                    queued.queueId(),
                    queued.channel(),
                    queued.priority(),
                    queued.enqueuedAtMs(),
                    queued.creditMs(),
                    Stage.WAITING,
                    queued.enqueuedAtMs(),
                    List.of(),
                    queued.details()));
            return;
        }
        Row row = rows.get(event.contactId());
        if (row == null) {
            return; // one that was refused, or that ended before this began to listen
        }
        Row next = after(row, event);
        if (next == null) {
            rows.remove(row.contactId());
            published.remove(row.place());
        } else {
            put(next);
        }
    }

    /** What the event makes of it; null if it is over. */
    private @Nullable Row after(Row row, Event.ContactEvent event) {
        return switch (event) {
            case Event.OfferMade e -> {
                List<Integer> rung = new ArrayList<>(row.agentIds());
                rung.add(e.agentId());
                yield row.at(Stage.RINGING, e.atMs(), rung);
            }
            case Event.OfferEnded e -> {
                if (e.outcome() == OfferOutcome.ACCEPTED || row.stage() != Stage.RINGING) {
                    yield row; // what follows tells
                }
                List<Integer> rung = row.without(e.agentId());
                yield rung.isEmpty() ? row.at(Stage.WAITING, row.enqueuedAtMs(), rung) : row.at(row.stage(), 0, rung);
            }
            case Event.ContactConnected e -> row.at(Stage.TALKING, e.connectedAtMs(), List.of(e.agentId()));
            case Event.TalkJoined e ->
                row.at(Stage.TALKING, e.atMs(), e.agentId() == 0 ? List.of() : List.of(e.agentId()));
            case Event.TalkEnded e -> row.at(Stage.LEAVING, e.atMs(), row.without(e.agentId()));
            case Event.EntryEnded e ->
                e.outcome() == EntryOutcome.ANSWERED ? row : row.at(Stage.LEAVING, e.atMs(), List.of());
            case Event.ContactPrioritised e -> row.with(e.priority());
            case Event.CustomerIdentified e -> row.of(e.customer());
            case Event.ContactMerged e -> {
                Row consult = rows.get(e.consultContactId());
                yield consult == null ? row : row.at(consult.stage(), e.atMs(), consult.agentIds());
            }
            case Event.ContactEnded _, Event.CallbackBooked _ ->
                null; // booked, he is in no line until his window opens
            default -> row; // changes nothing of what is shown
        };
    }

    private void put(Row row) {
        Row before = rows.put(row.contactId(), row);
        if (before != null && !before.place().equals(row.place())) {
            published.remove(before.place());
        }
        published.put(row.place(), row);
    }

    @Override
    public void resumed(EngineView state) {
        rows.clear();
        published.clear();
        Map<Long, List<Integer>> agents = new HashMap<>();
        for (EngineView.AgentView agent : state.agents()) {
            if (agent.contactId() != 0) {
                agents.computeIfAbsent(agent.contactId(), id -> new ArrayList<>())
                        .add(agent.agentId());
            }
            for (EngineView.ChatView chat : agent.chats()) {
                if (!chat.wrapUp()) {
                    agents.computeIfAbsent(chat.contactId(), id -> new ArrayList<>())
                            .add(agent.agentId());
                }
            }
        }
        for (EngineView.ContactView contact : state.contacts()) {
            Stage stage = stage(contact.state());
            put(new Row(
                    contact.contactId(),
                    contact.queueId(),
                    contact.channel(),
                    contact.priority(),
                    contact.enqueuedAtMs(),
                    0, // not in the view: who kept a credit stands by his wait alone until he moves
                    stage,
                    stage == Stage.WAITING ? contact.enqueuedAtMs() : state.atMs(),
                    agents.getOrDefault(contact.contactId(), List.of()),
                    contact.details()));
        }
    }

    private static Stage stage(ContactState state) {
        return switch (state) {
            case WAITING -> Stage.WAITING;
            case OFFERED, CONNECTING -> Stage.RINGING;
            case TALKING -> Stage.TALKING;
            case IN_TRANSFER, RELEASING -> Stage.LEAVING;
        };
    }
}
