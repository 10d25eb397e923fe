package org.usher.server.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.usher.core.api.Effect.Action;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.core.codec.MalformedDataException;

/** The actions whose end has not been reported, by id and by deadline. */
final class OutstandingActions {
    private record Due(long deadlineAtMs, long actionId) {}

    private final Map<Long, Due> byId = new HashMap<>();
    private final TreeSet<Due> byDeadline =
            new TreeSet<>(Comparator.comparingLong(Due::deadlineAtMs).thenComparingLong(Due::actionId));

    void add(Action action) {
        put(new Due(action.deadlineAtMs(), action.actionId()));
    }

    /** False if it is not outstanding (any more). */
    boolean remove(long actionId) {
        Due due = byId.remove(actionId);
        return due != null && byDeadline.remove(due);
    }

    /** No deadline is to be before this. */
    void notBefore(long deadlineAtMs) {
        List<Due> early = new ArrayList<>(byDeadline.headSet(new Due(deadlineAtMs, 0)));
        byDeadline.removeAll(early);
        early.forEach(due -> put(new Due(deadlineAtMs, due.actionId)));
    }

    /** Takes out those whose deadline has come, in the order of their deadlines. */
    List<Long> removeDue(long nowMs) {
        List<Long> due = new ArrayList<>();
        while (!byDeadline.isEmpty() && byDeadline.getFirst().deadlineAtMs <= nowMs) {
            Due first = byDeadline.removeFirst();
            byId.remove(first.actionId);
            due.add(first.actionId);
        }
        return due;
    }

    /** {@link Long#MAX_VALUE} if there is none. */
    long nextDeadlineAtMs() {
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.getFirst().deadlineAtMs;
    }

    void write(Encoder out) {
        out.unsigned(byDeadline.size());
        byDeadline.forEach(due -> {
            out.signed(due.actionId);
            out.signed(due.deadlineAtMs);
        });
    }

    void read(Decoder in) throws MalformedDataException {
        for (long left = in.unsigned("outstanding actions"); left > 0; left--) {
            long actionId = in.signed("actionId");
            put(new Due(in.signed("deadlineAtMs"), actionId));
        }
    }

    void clear() {
        byId.clear();
        byDeadline.clear();
    }

    int size() {
        return byId.size();
    }

    private void put(Due due) {
        byId.put(due.actionId, due);
        byDeadline.add(due);
    }
}
