package org.usher.server.wallboard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.usher.core.api.Event;

/** The latest repairs, for supervisors; {@code usher_repairs_total} counts all of them. */
final class RecentRepairs {
    static final int KEPT = 100;

    private final ArrayDeque<Repair> repairs = new ArrayDeque<>(KEPT);

    synchronized void add(Event.Repaired event) {
        if (repairs.size() == KEPT) {
            repairs.removeLast();
        }
        repairs.addFirst(new Repair(event.atMs(), event.kind(), event.subjectId(), event.detail()));
    }

    /** The latest first. */
    synchronized List<Repair> list() {
        return new ArrayList<>(repairs);
    }
}
