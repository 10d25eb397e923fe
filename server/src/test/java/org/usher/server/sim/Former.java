package org.usher.server.sim;

import org.usher.server.engine.VirtualRoom;
import org.usher.server.lease.Word;

/**
 * A server that was stopped in its tracks, or that another could not see alive. If another has taken over when it wakes it goes on with what
 * it knows, until a PBX or the database tells it.
 */
final class Former {
    private static final int MOST_TURNS = 50;

    private final Node node;
    private final long wakesAtMs;
    private long asksAtMs;

    /** @param asksAtMs for its lease then, and every so often from then on */
    Former(Node node, long wakesAtMs, long asksAtMs) {
        this.node = node;
        this.wakesAtMs = wakesAtMs;
        this.asksAtMs = asksAtMs;
    }

    Node node() {
        return node;
    }

    boolean isAwake(long nowMs) {
        return nowMs >= wakesAtMs;
    }

    long nextAtMs(long nowMs) {
        return isAwake(nowMs) ? Math.max(node.nextAtMs(nowMs), nowMs + 1) : wakesAtMs;
    }

    /**
     * Does what it believes to be due, after another has taken over.
     *
     * @return whether it goes on
     */
    boolean advance(long nowMs, LeaseRow lease) throws InterruptedException {
        if (!isAwake(nowMs)) {
            return true;
        }
        VirtualRoom room = node.room();
        for (int turns = 0; turns < MOST_TURNS && room.nextAtMs() <= room.nowMs(); turns++) {
            room.turn();
        }
        node.stepLinks();
        return !node.mandate().isSuperseded() && !hasLost(nowMs, lease);
    }

    private boolean hasLost(long nowMs, LeaseRow lease) {
        if (nowMs < asksAtMs) {
            return false;
        }
        asksAtMs = nowMs + LeaseRow.RENEWED_EVERY_MS;
        int epoch = node.room().epoch();
        return switch (lease.renew(node.mandate().holder(), epoch)) {
            case Word.HeldBy other -> other.epoch() > epoch;
            case Word.Free free -> free.epoch() > epoch;
            case Word.Ours _, Word.Unknown _ -> false;
        };
    }
}
