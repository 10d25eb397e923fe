package org.usher.lab.peer;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** One alarm for each subject at most; those of the same time ring in the order in which they were set. */
final class Alarms<T> {
    private record Alarm<T>(long atMs, long order, T subject) {}

    private final PriorityQueue<Alarm<T>> queue = new PriorityQueue<>((one, other) -> one.atMs() != other.atMs()
            ? Long.compare(one.atMs(), other.atMs())
            : Long.compare(one.order(), other.order()));
    private final Map<T, Alarm<T>> current = new HashMap<>();
    private long order;

    void set(T subject, long atMs) {
        Alarm<T> alarm = new Alarm<>(atMs, order++, subject);
        current.put(subject, alarm);
        queue.add(alarm);
    }

    void cancel(T subject) {
        current.remove(subject);
    }

    /** When the next one rings, or {@link Long#MAX_VALUE}. */
    long nextAtMs() {
        Alarm<T> alarm = queue.peek();
        while (alarm != null && !alarm.equals(current.get(alarm.subject()))) {
            queue.remove();
            alarm = queue.peek();
        }
        return alarm == null ? Long.MAX_VALUE : alarm.atMs();
    }

    /** The subject of the next alarm that is due, whose alarm is then spent; null if none is. */
    @Nullable
    T due(long nowMs) {
        if (nextAtMs() > nowMs) {
            return null;
        }
        T subject = queue.remove().subject();
        current.remove(subject);
        return subject;
    }
}
