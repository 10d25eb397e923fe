package org.usher.lab;

import java.util.PriorityQueue;

/** What will happen in a {@link ChannelDay}; of the same millisecond, what was caused first happens first. */
final class ChannelAgenda {

    enum Kind {
        CALLER_COMES,
        CALLER_IS_ASKED,
        CALLER_DECIDES,
        CALLER_GIVES_UP,
        AGENT_ANSWERS,
        CUSTOMER_ANSWERS,
        CUSTOMER_DOES_NOT,
        TALK_ENDS,
        CHAT_ENDS,
        SHIFT_CHANGES
    }

    /**
     * @param of whom or what it concerns
     * @param number of his group, or the version of his chats, where it takes one
     */
    record Happening(long atMs, long order, Kind kind, long number, Object of) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return atMs != other.atMs ? Long.compare(atMs, other.atMs) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Happening> happenings = new PriorityQueue<>();
    private long order;

    void add(long atMs, Kind kind, Object of) {
        add(atMs, kind, of, 0);
    }

    void add(long atMs, Kind kind, Object of, long number) {
        happenings.add(new Happening(atMs, order++, kind, number, of));
    }

    /** {@link Long#MAX_VALUE} if nothing will. */
    long soonestAtMs() {
        Happening soonest = happenings.peek();
        return soonest == null ? Long.MAX_VALUE : soonest.atMs();
    }

    Happening remove() {
        return happenings.remove();
    }
}
