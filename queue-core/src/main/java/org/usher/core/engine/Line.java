package org.usher.core.engine;

import org.jspecify.annotations.Nullable;

/**
 * A doubly linked line in the order of {@link Place#isAheadOf}. Newcomers belong at the tail and those who come back near the head, so
 * a place is looked for from both ends at once: the cost is the distance to the nearer end, which is almost always none.
 */
final class Line<P extends Place<P>> {
    private @Nullable P head;
    private @Nullable P tail;
    private int size;

    @Nullable
    P head() {
        return head;
    }

    int size() {
        return size;
    }

    void insert(P place) {
        P fromTail = tail;
        P fromHead = head;
        while (fromTail != null && fromHead != null) {
            if (fromTail.isAheadOf(place)) {
                link(place, fromTail, fromTail.behind);
                return;
            }
            if (place.isAheadOf(fromHead)) {
                link(place, fromHead.ahead, fromHead);
                return;
            }
            fromTail = fromTail.ahead;
            fromHead = fromHead.behind;
        }
        link(place, null, null);
    }

    void remove(P place) {
        P ahead = place.ahead;
        P behind = place.behind;
        if (ahead == null) {
            head = behind;
        } else {
            ahead.behind = behind;
        }
        if (behind == null) {
            tail = ahead;
        } else {
            behind.ahead = ahead;
        }
        place.ahead = null;
        place.behind = null;
        place.placed = false;
        size--;
    }

    private void link(P place, @Nullable P ahead, @Nullable P behind) {
        place.ahead = ahead;
        place.behind = behind;
        place.placed = true;
        if (ahead == null) {
            head = place;
        } else {
            ahead.behind = place;
        }
        if (behind == null) {
            tail = place;
        } else {
            behind.ahead = place;
        }
        size++;
    }
}
