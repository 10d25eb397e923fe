package org.usher.server.wallboard;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.usher.core.api.AgentState;
import org.usher.core.api.EntryOutcome;

/**
 * The last hour, minute by minute: of each queue, and of the whole centre, which is no sum of the queues, since their longest lines need
 * not have been at the same time and an agent may serve several. At most 62 rows are kept of each. Changed on the engine's thread; what
 * is published is read by any.
 */
final class LastHour {
    private static final long HOUR_MS = 60 * MinuteFigures.MINUTE_MS;

    private final ConcurrentSkipListMap<Integer, MinuteFigures> figures = new ConcurrentSkipListMap<>();
    private volatile Cell<List<Silence>> silences = new Cell<>(List.of(), Long.MIN_VALUE);

    LastHour() {
        figures.put(MinuteRow.WHOLE_CENTRE, new MinuteFigures(MinuteRow.WHOLE_CENTRE));
    }

    void joined(int queueId, long atMs, long sequence) {
        change(List.of(queueId), atMs, sequence, MinuteFigures::join);
    }

    /** @param within whether the wait was no longer than the queue's target allows */
    void left(int queueId, EntryOutcome outcome, boolean within, long atMs, long sequence) {
        change(List.of(queueId), atMs, sequence, minutes -> minutes.leave(outcome, within));
    }

    /** An agent who serves these queues changed. */
    void agent(Collection<Integer> queueIds, AgentState from, AgentState to, long atMs, long sequence) {
        int ready = isReady(to) - isReady(from);
        int onContact = isOnContact(to) - isOnContact(from);
        if (ready != 0 || onContact != 0) {
            change(queueIds, atMs, sequence, minutes -> minutes.agents(ready, onContact));
        }
    }

    /** Another configuration: these are the queues, with so many waiting, and these the agents. */
    void reconfigure(Map<Integer, Integer> waiting, Collection<AgentFigures> agents, long atMs, long sequence) {
        figures.keySet().removeIf(id -> id != MinuteRow.WHOLE_CENTRE && !waiting.containsKey(id));
        waiting.keySet().forEach(id -> figures.computeIfAbsent(id, MinuteFigures::new));
        int all = waiting.values().stream().mapToInt(Integer::intValue).sum();
        figures.forEach((id, minutes) -> {
            minutes.advance(atMs);
            minutes.reset(id == MinuteRow.WHOLE_CENTRE ? all : waiting.getOrDefault(id, 0));
        });
        for (AgentFigures agent : agents) {
            int ready = isReady(agent.state());
            int onContact = isOnContact(agent.state());
            of(agent.queueIds()).forEach(minutes -> minutes.agents(ready, onContact));
        }
        figures.values().forEach(minutes -> minutes.publish(sequence));
    }

    /** Nothing is known of this time. Times within the same minute become one, so there are never more than 62. */
    void silent(Silence silence, long sequence) {
        List<Silence> known = new ArrayList<>(silences.row());
        known.removeIf(old -> old.untilMs() < silence.untilMs() - HOUR_MS);
        if (!known.isEmpty() && silence.fromMs() - known.getLast().untilMs() < MinuteFigures.MINUTE_MS) {
            known.add(new Silence(known.removeLast().fromMs(), silence.untilMs()));
        } else {
            known.add(silence);
        }
        silences = new Cell<>(List.copyOf(known), sequence);
    }

    /** The minutes that changed after this sequence, oldest first for each queue. Safe from any thread. */
    List<MinuteRow> minutesSince(long after) {
        List<MinuteRow> rows = new ArrayList<>();
        figures.values().forEach(minutes -> rows.addAll(minutes.readSince(after)));
        return rows;
    }

    /** When nothing is known, in order. Safe from any thread. */
    Cell<List<Silence>> silences() {
        return silences;
    }

    private void change(Collection<Integer> queueIds, long atMs, long sequence, Consumer<MinuteFigures> change) {
        for (MinuteFigures minutes : of(queueIds)) {
            minutes.advance(atMs);
            change.accept(minutes);
            minutes.publish(sequence);
        }
    }

    /** Those queues that there are, and the whole centre. */
    private List<MinuteFigures> of(Collection<Integer> queueIds) {
        List<MinuteFigures> concerned = new ArrayList<>();
        for (int id : queueIds) {
            MinuteFigures minutes = figures.get(id);
            if (minutes != null) {
                concerned.add(minutes);
            }
        }
        MinuteFigures centre = figures.get(MinuteRow.WHOLE_CENTRE);
        if (centre != null) {
            concerned.add(centre);
        }
        return concerned;
    }

    private static int isReady(AgentState state) {
        return state == AgentState.READY ? 1 : 0;
    }

    private static int isOnContact(AgentState state) {
        return state == AgentState.ON_CONTACT || state == AgentState.CONSULTING ? 1 : 0;
    }
}
