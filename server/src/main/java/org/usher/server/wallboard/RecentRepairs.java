package org.usher.server.wallboard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.usher.core.api.Event;

/** The latest repairs, for supervisors; {@code usher_repairs_total} counts all of them. */
final class RecentRepairs {
    static final int KEPT = 100;
    /** The wallboard's feed carries so many of them. */
    static final int SHOWN = 10;

    private final ArrayDeque<Repair> repairs = new ArrayDeque<>(KEPT);

    private volatile Cell<List<Repair>> shown = new Cell<>(List.of(), 0);

    synchronized void add(Event.Repaired event, long sequence) {
        if (repairs.size() == KEPT) {
            repairs.removeLast();
        }
        repairs.addFirst(new Repair(event.atMs(), event.kind(), event.subjectId(), event.detail()));
        shown = new Cell<>(repairs.stream().limit(SHOWN).toList(), sequence);
    }

    /** The latest few, the latest first. */
    Cell<List<Repair>> shown() {
        return shown;
    }

    /** The latest first. */
    synchronized List<Repair> list() {
        return new ArrayList<>(repairs);
    }
}
