package org.usher.server.wallboard;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/**
 * What a wallboard shows, kept up to date by events.
 *
 * <p>It is worked out on the thread of the engine that follows: an event changes a few numbers, which costs less than handing it over would, and nothing can
 * be lost on the way, so today's figures need no repair. Readers never hold that thread up: each row is published as an immutable value
 * with the sequence at which it changed, and readers take the values they find. A reader notes {@link #sequence} first and reads the rows
 * after that, so a row may be newer than the sequence it is sent under; it will then be sent once more, and never be missed.
 *
 * <p>"Today" begins at midnight in the centre's zone. The first event of a new day sets the figures back; until there is one, readers see
 * through {@link #read} that the day of a row is over.
 */
public final class Wallboard implements EventSink {

    /**
     * Rows at a moment.
     *
     * @param sequence what the reader is then up to date with
     * @param minutes of the last hour
     * @param silences of the last hour, all of them; null if they are as before
     * @param repairs the latest few, the latest first; null if they are as before
     */
    public record Rows(
            long sequence,
            long atMs,
            List<QueueRow> queues,
            List<AgentRow> agents,
            List<MinuteRow> minutes,
            @Nullable List<Silence> silences,
            @Nullable List<Repair> repairs) {}

    private static final Set<EngineView.ContactState> IN_LINE = EnumSet.of(
            EngineView.ContactState.WAITING, EngineView.ContactState.OFFERED, EngineView.ContactState.CONNECTING);

    private final ZoneId zone;
    // of the engine's thread
    private final Map<Integer, QueueFigures> queues = new LinkedHashMap<>();
    private final Map<Integer, AgentFigures> agents = new LinkedHashMap<>();
    /** From when on those wait who stand in a line, by their contacts. */
    private final Map<Long, Long> sinceMs = new HashMap<>();

    private final DueDates dueDates = new DueDates();

    private long lastAtMs;
    private Map<Integer, String> reasonNames = Map.of();
    private long next;
    // published
    private final ConcurrentSkipListMap<Integer, Cell<QueueRow>> queueCells = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Integer, Cell<AgentRow>> agentCells = new ConcurrentSkipListMap<>();
    private final LastHour hour = new LastHour();
    private final RecentRepairs repairs = new RecentRepairs();
    private volatile Configuration configuration = Configuration.EMPTY;
    private volatile Map<String, Long> opensAt = Map.of();
    private volatile Map<String, ToldRow> told = Map.of();
    private volatile Map<String, OffersRow> callbackOffers = Map.of();
    private volatile long sequence;
    private volatile long rowsLeftAt;
    private volatile long dayEndsAtMs = Long.MIN_VALUE;

    /**
     * A wallboard on which nothing is shown yet.
     *
     * @param zone where midnight is
     * @param firstSequence more than any sequence that clients of an earlier run may have seen; epoch ms × 1,000 is, and stays within what
     *     JavaScript counts exactly
     */
    public Wallboard(ZoneId zone, long firstSequence) {
        this.zone = zone;
        this.next = firstSequence;
        this.sequence = firstSequence;
        this.rowsLeftAt = firstSequence;
    }

    /** The configuration the engine works by. */
    public Configuration configuration() {
        return configuration;
    }

    /**
     * When the queues that have hours open next (epoch ms), by their names. Safe from any thread. Such a change alone makes no row another
     * one: who watches is to be sent them all.
     */
    public void opensAt(Map<String, Long> openings) {
        opensAt = Map.copyOf(openings);
    }

    /**
     * What callers were told of their waits, by the queues' names. Safe from any thread. It goes along with a queue's row when that changes
     * the next time, as it does with each caller who comes or goes.
     */
    public void told(Map<String, ToldRow> latest) {
        told = Map.copyOf(latest);
    }

    /** The same of what they make of the offer to be called back. */
    public void callbackOffers(Map<String, OffersRow> latest) {
        callbackOffers = Map.copyOf(latest);
    }

    Map<String, Long> opensAt() {
        return opensAt;
    }

    /** What was set right of late, the latest first. */
    public List<Repair> repairs() {
        return repairs.list();
    }

    /** Grows with every change. */
    public long sequence() {
        return sequence;
    }

    /** Rows that are gone can not be told by a delta: who is at an earlier sequence than this needs a snapshot. */
    long rowsLeftAt() {
        return rowsLeftAt;
    }

    /** Whether the figures as last published are of a day that is over at this time. */
    boolean dayOver(long nowMs) {
        return nowMs >= dayEndsAtMs;
    }

    /** Every row. */
    public Rows read(long nowMs) {
        return readSince(Long.MIN_VALUE, nowMs);
    }

    /** The rows that changed after this sequence. */
    Rows readSince(long after, long nowMs) {
        long upTo = sequence;
        boolean over = dayOver(nowMs);
        List<QueueRow> changedQueues = new ArrayList<>();
        for (Cell<QueueRow> cell : queueCells.values()) {
            if (cell.sequence() > after) {
                QueueRow row = over ? QueueFigures.onNewDay(cell.row()) : cell.row();
                Long opensAtMs = opensAt.get(row.name());
                ToldRow lastTold = told.get(row.name());
                OffersRow offers = callbackOffers.get(row.name());
                boolean asItIs = opensAtMs == null && lastTold == null && offers == null;
                changedQueues.add(asItIs ? row : row.with(opensAtMs, lastTold, offers));
            }
        }
        List<AgentRow> changedAgents = new ArrayList<>();
        for (Cell<AgentRow> cell : agentCells.values()) {
            if (cell.sequence() > after) {
                changedAgents.add(cell.row());
            }
        }
        Cell<List<Silence>> silences = hour.silences();
        Cell<List<Repair>> latest = repairs.shown();
        return new Rows(
                upTo,
                nowMs,
                changedQueues,
                changedAgents,
                hour.minutesSince(after),
                silences.sequence() > after || after == Long.MIN_VALUE ? silences.row() : null,
                latest.sequence() > after || after == Long.MIN_VALUE ? latest.row() : null);
    }

    @Override
    public void started(long heardUntilMs, long atMs) {
        if (lastAtMs > 0) { // else there is nothing before it
            next++;
            hour.silent(new Silence(heardUntilMs, atMs), next);
            sequence = next;
        }
    }

    /** The day's figures begin with those who wait. */
    @Override
    public void resumed(EngineView state) {
        next++;
        queues.clear();
        agents.clear();
        sinceMs.clear();
        dueDates.resumed(state);
        dayEndsAtMs = Long.MIN_VALUE;
        adopt(state.configuration(), state.atMs());
        for (EngineView.QueueView queue : state.queues()) {
            with(queue.queueId(), figures -> {
                figures.status(queue.status());
                figures.notice(NoticeRow.of(queue.notice()));
            });
        }
        for (EngineView.ContactView contact : state.contacts()) {
            if (IN_LINE.contains(contact.state())) {
                join(contact.queueId(), contact.contactId(), contact.enqueuedAtMs(), state.atMs());
            }
        }
        Map<Long, Integer> queueOf = state.contacts().stream()
                .collect(Collectors.toMap(
                        EngineView.ContactView::contactId, EngineView.ContactView::queueId, (first, second) -> first));
        for (EngineView.AgentView view : state.agents()) {
            AgentFigures agent = agents.get(view.agentId());
            if (agent != null) {
                String reason = view.state() == AgentState.PAUSED ? reasonName(view.reasonId()) : null;
                agent.become(view.state(), view.sinceMs(), reason, null);
                if (view.contactId() != 0 && agent.isBound()) {
                    agent.serve(view.contactId(), queueOf.getOrDefault(view.contactId(), 0));
                }
                agent.pending(view.pending());
                agent.heldBack(view.heldBackUntilMs());
                publish(view.agentId(), agent);
            }
        }
        hour.reconfigure(waiting(), agents.values(), state.atMs(), next);
        rowsLeftAt = next;
        lastAtMs = state.atMs();
        sequence = next;
    }

    @Override
    public void accept(RecordedEvent recorded) {
        Event event = recorded.event();
        next++;
        if (dayOver(event.atMs())) {
            beginDay(event.atMs());
        }
        switch (event) {
            case Event.ConfigurationAdopted e -> adopt(e.configuration(), e.atMs());
            case Event.ContactQueued e -> {
                join(e.queueId(), e.contactId(), e.enqueuedAtMs(), e.atMs());
                with(e.queueId(), _ -> hour.joined(e.queueId(), e.atMs(), next));
            }
            case Event.ContactRefused e -> with(e.queueId(), QueueFigures::refuse);
            case Event.EntryEnded e -> {
                long since = Objects.requireNonNullElse(sinceMs.remove(e.contactId()), e.atMs() - e.waitedMs());
                with(e.queueId(), queue -> {
                    queue.leave(e.contactId(), since, e.outcome(), e.waitedMs());
                    hour.left(e.queueId(), e.outcome(), queue.isWithin(e.waitedMs()), e.atMs(), next);
                });
            }
            case Event.OfferMade e -> serve(e.agentId(), e.contactId(), e.queueId());
            case Event.ContactConnected e -> {
                AgentFigures agent = agents.get(e.agentId());
                if (agent != null && agent.isBound()) { // an accepted chat leaves the agent free for others
                    serve(e.agentId(), e.contactId(), e.queueId());
                }
            }
            case Event.TalkJoined e -> serve(e.agentId(), e.contactId(), e.queueId());
            case Event.TalkEnded e -> {
                if (e.agentId() != 0) {
                    with(e.queueId(), queue -> queue.handle(e.talkMs() + e.holdMs()));
                }
            }
            case Event.ContactMerged e ->
                agents.forEach((id, agent) -> {
                    if (agent.contactId() == e.consultContactId()) {
                        serve(id, e.contactId(), agent.servingQueueId());
                    }
                });
            case Event.AgentStateChanged e -> become(e);
            case Event.ChatClosed e -> with(e.queueId(), queue -> queue.wrapUp(e.wrapUpMs()));
            case Event.AgentPending e -> {
                AgentFigures agent = agents.get(e.agentId());
                if (agent != null) {
                    agent.pending(e.pending());
                    publish(e.agentId(), agent);
                }
            }
            case Event.AgentHeldBack e -> {
                AgentFigures agent = agents.get(e.agentId());
                if (agent != null) {
                    agent.heldBack(e.untilMs() > e.atMs() ? e.untilMs() : 0);
                    publish(e.agentId(), agent);
                }
            }
            case Event.QueueStatusChanged e -> with(e.queueId(), queue -> queue.status(e.status()));
            case Event.QueueNoticeChanged e -> with(e.queueId(), queue -> queue.notice(NoticeRow.of(e.notice())));
            case Event.OfferEnded e -> {} // told by the agent's state
            case Event.ContactRelaxed e -> {}
            case Event.ContactPrioritised e -> {}
            case Event.WishesDropped e -> {} // told by the metrics
            case Event.CustomerIdentified e -> {} // no caller is named on a wall
            case Event.WaitModelAdopted e -> {}
            case Event.WaitEstimated e -> {} // of one caller, not of the line
            case Event.OverflowedByEstimate e -> {} // the entry's end has told
            case Event.LineRevised e -> {} // told by the rows
            case Event.CustomerNotReached e -> {}
            case Event.CallbackBooked e -> dueDates.promised(e);
            case Event.CallbackDue e ->
                with(e.queueId(), queue -> queue.due(e.contactId(), sinceMs.getOrDefault(e.contactId(), e.atMs())));
            case Event.FollowUpSettled e -> {}
            case Event.ContactScored e -> {
                if (e.score() != Command.ScoreContact.NO_ANSWER) {
                    with(e.queueId(), queue -> queue.score(e.score()));
                }
            }
            case Event.BookingSettled e -> dueDates.settled(e); // what became of it is told by the metrics
            case Event.WaitTold e -> {} // told by the row of what was told last
            case Event.PromiseBroken e -> {} // an alarm, told by the metrics
            case Event.GuardGaveWay e -> {} // the offer tells the rest
            case Event.HoldChanged e -> {}
            case Event.ContactTransferred e -> {}
            case Event.ContactNoted e -> {}
            case Event.ChatSaid e -> {} // no conversation is shown on a wall
            case Event.ChatAttached e -> {}
            case Event.ContactEnded e -> {} // told by its entries and talks
            case Event.RecordingStarted e -> {}
            case Event.RecordingStopped e -> {}
            case Event.AgentLoggedIn e -> {}
            case Event.DeviceStateNoted e -> {}
            case Event.Repaired e -> repairs.add(e, next);
        }
        lastAtMs = event.atMs();
        sequence = next; // last: a reader who sees it sees the rows
    }

    private void join(int queueId, long contactId, long enqueuedAtMs, long nowMs) {
        long waitsFromMs = dueDates.waitsFromMs(contactId, enqueuedAtMs);
        sinceMs.put(contactId, waitsFromMs);
        with(queueId, queue -> queue.join(contactId, waitsFromMs, nowMs));
    }

    private void with(int queueId, Consumer<QueueFigures> change) {
        QueueFigures queue = queues.get(queueId);
        if (queue != null) { // a refused contact may have asked for one that does not exist
            change.accept(queue);
            publish(queueId, queue);
        }
    }

    private void serve(int agentId, long contactId, int queueId) {
        AgentFigures agent = agents.get(agentId);
        if (agent != null) {
            agent.serve(contactId, queueId);
            publish(agentId, agent);
        }
    }

    private void become(Event.AgentStateChanged event) {
        AgentFigures agent = agents.get(event.agentId());
        if (agent == null) {
            return;
        }
        if (agent.state() == AgentState.WRAP_UP && event.to() != AgentState.WRAP_UP) {
            with(agent.servingQueueId(), queue -> queue.wrapUp(event.atMs() - agent.sinceMs()));
        }
        hour.agent(agent.queueIds(), agent.state(), event.to(), event.atMs(), next);
        agent.become(event.to(), event.atMs(), reasonName(event), event.cause());
        publish(event.agentId(), agent);
    }

    private @Nullable String reasonName(Event.AgentStateChanged event) {
        return event.to() == AgentState.PAUSED ? reasonName(event.reasonId()) : null;
    }

    private String reasonName(int reasonId) {
        if (reasonId == Configuration.PauseReason.AWAY_FROM_DESK.reasonId()) {
            return Configuration.PauseReason.AWAY_FROM_DESK.name();
        }
        return reasonNames.getOrDefault(reasonId, "?" + reasonId);
    }

    private void adopt(Configuration adopted, long atMs) {
        Map<Integer, String> queueNames =
                names(adopted.queues(), Configuration.Queue::queueId, Configuration.Queue::name);
        Map<Integer, String> skillNames =
                names(adopted.skills(), Configuration.Skill::skillId, Configuration.Skill::name);
        reasonNames =
                names(adopted.pauseReasons(), Configuration.PauseReason::reasonId, Configuration.PauseReason::name);
        Map<Integer, String> agentNames =
                names(adopted.agents(), Configuration.Agent::agentId, Configuration.Agent::name);
        boolean left = queues.keySet().retainAll(queueNames.keySet());
        left |= agents.keySet().retainAll(agentNames.keySet());
        queueCells.keySet().retainAll(queueNames.keySet());
        agentCells.keySet().retainAll(agentNames.keySet());
        for (Configuration.Queue queue : adopted.queues()) {
            QueueFigures figures = queues.computeIfAbsent(queue.queueId(), id -> new QueueFigures(queue));
            figures.reconfigure(queue);
            publish(queue.queueId(), figures);
        }
        for (Configuration.Agent agent : adopted.agents()) {
            AgentFigures figures = agents.computeIfAbsent(agent.agentId(), id -> new AgentFigures(agent, atMs));
            figures.reconfigure(agent, queueNames, skillNames);
            publish(agent.agentId(), figures);
        }
        hour.reconfigure(waiting(), agents.values(), atMs, next);
        if (left) {
            rowsLeftAt = next;
        }
        configuration = adopted;
    }

    private Map<Integer, Integer> waiting() {
        Map<Integer, Integer> waiting = new HashMap<>();
        queues.forEach((id, queue) -> waiting.put(id, queue.waiting()));
        return waiting;
    }

    private static <T> Map<Integer, String> names(List<T> all, Function<T, Integer> id, Function<T, String> name) {
        return all.stream().collect(Collectors.toMap(id, name));
    }

    private void beginDay(long atMs) {
        queues.values().forEach(QueueFigures::newDay);
        queues.forEach(this::publish);
        dayEndsAtMs = Instant.ofEpochMilli(atMs)
                .atZone(zone)
                .toLocalDate()
                .plusDays(1)
                .atStartOfDay(zone)
                .toInstant()
                .toEpochMilli();
    }

    private void publish(int queueId, QueueFigures queue) {
        queueCells.put(queueId, new Cell<>(queue.row(), next));
    }

    private void publish(int agentId, AgentFigures agent) {
        agentCells.put(agentId, new Cell<>(agent.row(), next));
    }
}
