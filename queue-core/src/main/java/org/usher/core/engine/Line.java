package org.usher.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What waits in the order of {@link Place#isAheadOf}, with the first at hand.
 *
 * <p>Nearly everything comes in a few streams each of which is in order: who enters a class afresh, who is relaxed into it from one step
 * of a plan, deadlines of one length. So the line is a few runs, linked from ahead to behind; a newcomer goes to the end of the run whose
 * end is the nearest ahead of it (patience sorting), which costs a look at each run, whatever their length. What fits behind no run
 * goes into a heap: the worst stream costs the logarithm of the line's length, never the length.
 */
@SuppressWarnings("ReferenceEquality") // a place is one and the same, or another
final class Line<P extends Place<P>> {
    /** As many streams are told apart; each costs a look at every change of the first. */
    static final int MAX_RUNS = 12;

    /** A part of the line in order; the keys of both ends are copied, so that a look at it need not fetch who stands there. */
    static final class Run<P extends Place<P>> {
        private @Nullable P head;
        private @Nullable P tail;
        private long headSince;
        private long headRank;
        private long tailSince;
        private long tailRank;
        private @Nullable Run<P> next;

        private boolean headIsAheadOf(Run<P> other) {
            return headSince < other.headSince || (headSince == other.headSince && headRank < other.headRank);
        }

        private boolean isAheadOf(Place<?> place) {
            return tailSince < place.since || (tailSince == place.since && tailRank < place.rank);
        }

        private void append(P place) {
            place.run = this;
            place.ahead = tail;
            if (tail == null) {
                headedBy(place);
            } else {
                tail.behind = place;
            }
            endedBy(place);
        }

        private void unlink(P place) {
            P ahead = place.ahead;
            P behind = place.behind;
            if (ahead == null) {
                headedBy(behind);
            } else {
                ahead.behind = behind;
            }
            if (behind == null) {
                endedBy(ahead);
            } else {
                behind.ahead = ahead;
            }
            place.forgetLine();
        }

        private void headedBy(@Nullable P place) {
            head = place;
            if (place != null) {
                headSince = place.since;
                headRank = place.rank;
            }
        }

        private void endedBy(@Nullable P place) {
            tail = place;
            if (place != null) {
                tailSince = place.since;
                tailRank = place.rank;
            }
        }
    }

    private final Examined examined;
    private final Run<P> firstRun = new Run<>();
    private int runs = 1;

    /** Who fits behind no run: children stand behind their parents. */
    private final List<P> heap = new ArrayList<>(0);

    private int size;
    private @Nullable P first;
    private long firstSince;
    private long firstRank;

    Line(Examined examined) {
        this.examined = examined;
    }

    @Nullable
    P first() {
        return first;
    }

    /** The {@link Place#since} of the first, whom it has. */
    long firstSince() {
        return firstSince;
    }

    /** Whether its first, whom it has, is ahead of the other line's, if that has one. */
    boolean isAheadOf(Line<P> other) {
        return other.first == null
                || firstSince < other.firstSince
                || (firstSince == other.firstSince && firstRank < other.firstRank);
    }

    int size() {
        return size;
    }

    void insert(P place) {
        Run<P> run = runFor(place);
        if (run == null) {
            heap.add(place);
            up(heap.size() - 1, place);
        } else {
            run.append(place);
        }
        size++;
        if (first == null || place.isAheadOf(firstSince, firstRank)) {
            first(place);
        }
    }

    void remove(P place) {
        if (place.run == null) {
            removeFromHeap(place);
        } else {
            place.run.unlink(place);
        }
        size--;
        if (first == place) {
            first(findFirst());
        }
    }

    /** The first ones in order, {@code atMost} so many. */
    List<P> firstOnes(int atMost) {
        PriorityQueue<P> next = new PriorityQueue<>((a, b) -> a.isAheadOf(b) ? -1 : 1);
        for (Run<P> run = firstRun; run != null; run = run.next) {
            addIfThere(next, run.head);
        }
        addIfThere(next, inHeap(0));
        List<P> found = new ArrayList<>();
        while (found.size() < atMost && !next.isEmpty()) {
            P place = next.remove();
            examined.hops++;
            found.add(place);
            if (place.run == null) {
                addIfThere(next, inHeap(2 * place.heapIndex + 1));
                addIfThere(next, inHeap(2 * place.heapIndex + 2));
            } else {
                addIfThere(next, place.behind);
            }
        }
        return found;
    }

    /**
     * Of the first ones, {@code among} so many, the one with the least cost; of those with different {@link Place#since}, the first all the
     * same, and of those who cost alike. Null if nobody stands here.
     */
    @Nullable
    P leastOfFirst(int among, ToLongFunction<P> cost) {
        Least<P> least = new Least<>(cost);
        if (size > among && !standsInOneRun()) {
            firstOnes(among).forEach(least::look);
            examined.heads += among;
            return least.place;
        }
        int left = Math.min(among, size);
        examined.heads += left;
        for (Run<P> run = firstRun; run != null; run = run.next) {
            for (P place = run.head; place != null && left > 0; place = place.behind) {
                least.look(place);
                left--;
            }
        }
        for (int i = 0; i < heap.size() && left > 0; i++) {
            least.look(at(i));
            left--;
        }
        return least.place;
    }

    /** The least of those looked at. */
    private static final class Least<P extends Place<P>> {
        private final ToLongFunction<P> costOf;
        private @Nullable P place;
        private long cost;

        Least(ToLongFunction<P> costOf) {
            this.costOf = costOf;
        }

        void look(P other) {
            long costs = costOf.applyAsLong(other);
            if (place == null || isBefore(other, costs, place)) {
                place = other;
                cost = costs;
            }
        }

        private boolean isBefore(P other, long costs, P least) {
            boolean alike = other.since == least.since;
            return (alike && costs != cost) ? costs < cost : other.isAheadOf(least);
        }
    }

    /** As nearly all lines of agents do. */
    private boolean standsInOneRun() {
        int inUse = 0;
        for (Run<P> run = firstRun; run != null; run = run.next) {
            inUse += run.head == null ? 0 : 1;
        }
        return inUse == 1 && heap.isEmpty();
    }

    /**
     * Checks the order.
     *
     * @throws IllegalStateException if somebody stands in the wrong place
     */
    void check() {
        int found = heap.size();
        for (Run<P> run = firstRun; run != null; run = run.next) {
            for (P place = run.head; place != null; place = place.behind) {
                P behind = place.behind;
                boolean ordered = behind == null ? run.tail == place : place.isAheadOf(behind);
                require(place.run == run && ordered, place);
                found++;
            }
        }
        for (int i = 0; i < heap.size(); i++) {
            P place = heap.get(i);
            require(
                    place.heapIndex == i
                            && place.run == null
                            && (i == 0 || at(parent(i)).isAheadOf(place)),
                    place);
        }
        if (found != size || first != findFirst()) {
            throw new IllegalStateException("a line of " + size + " holds " + found + ", or another is its first");
        }
    }

    /** Whether it is in this line that the place stands. */
    boolean holds(P place) {
        if (place.run == null) {
            return inHeap(place.heapIndex) == place;
        }
        Run<P> run = firstRun;
        while (run != null && run != place.run) {
            run = run.next;
        }
        return run != null;
    }

    private static void require(boolean holds, Place<?> place) {
        if (!holds) {
            throw new IllegalStateException("out of order at " + place.since + ", " + place.rank);
        }
    }

    /** The run whose end is the nearest ahead of the place, else one that is empty; null if the place fits behind none. */
    private @Nullable Run<P> runFor(P place) {
        Run<P> best = null;
        Run<P> empty = null;
        Run<P> last = firstRun;
        for (Run<P> run = firstRun; run != null; run = run.next) {
            examined.hops++;
            last = run;
            if (run.tail == null) {
                empty = run;
            } else if (run.isAheadOf(place) && (best == null || run.tailSince > best.tailSince)) {
                best = run;
            }
        }
        if (best != null || empty != null) {
            return best == null ? empty : best;
        }
        if (runs == MAX_RUNS) {
            return null;
        }
        runs++;
        last.next = new Run<>();
        return last.next;
    }

    private void first(@Nullable P place) {
        first = place;
        if (place != null) {
            firstSince = place.since;
            firstRank = place.rank;
        }
    }

    private @Nullable P findFirst() {
        Run<P> best = null;
        for (Run<P> run = firstRun; run != null; run = run.next) {
            examined.hops++;
            if (run.head != null && (best == null || run.headIsAheadOf(best))) {
                best = run;
            }
        }
        P inHeap = inHeap(0);
        P inRun = best == null ? null : best.head;
        return inRun == null || (inHeap != null && inHeap.isAheadOf(inRun)) ? inHeap : inRun;
    }

    private void removeFromHeap(P place) {
        int index = place.heapIndex;
        place.heapIndex = Place.NOWHERE;
        P last = heap.removeLast();
        if (last != place) {
            if (index > 0 && last.isAheadOf(at(parent(index)))) {
                up(index, last);
            } else {
                down(index, last);
            }
        }
    }

    private void up(int from, P place) {
        int i = from;
        while (i > 0 && place.isAheadOf(at(parent(i)))) {
            examined.hops++;
            put(i, at(parent(i)));
            i = parent(i);
        }
        put(i, place);
    }

    private void down(int from, P place) {
        int i = from;
        while (2 * i + 1 < heap.size()) {
            examined.hops++;
            int child = 2 * i + 1;
            if (child + 1 < heap.size() && at(child + 1).isAheadOf(at(child))) {
                child++;
            }
            if (!at(child).isAheadOf(place)) {
                break;
            }
            put(i, at(child));
            i = child;
        }
        put(i, place);
    }

    private void put(int index, P place) {
        heap.set(index, place);
        place.heapIndex = index;
    }

    private P at(int index) {
        return heap.get(index);
    }

    private @Nullable P inHeap(int index) {
        return index >= 0 && index < heap.size() ? heap.get(index) : null;
    }

    private static int parent(int index) {
        return (index - 1) >> 1;
    }

    private static <P> void addIfThere(PriorityQueue<P> next, @Nullable P place) {
        if (place != null) {
            next.add(place);
        }
    }
}
