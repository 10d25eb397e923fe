package org.usher.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contacts that talked to an agent last, so that what their customers say of it, when it is over, can be told from what was made up or
 * said before. Only the last {@link #CAPACITY}: who answers later than so many other talks have begun is not heard.
 */
final class ServedContacts {
    static final int CAPACITY = 16_384;

    private final StateHash hash;
    private final LongMap<Served> byContact = new LongMap<>();
    /** Ring by number; holes of null are of contacts that talked again since. Made when there is the first. */
    private @Nullable Served[] ring = {};

    private long added;

    /**
     * One of them.
     *
     * @param number in the order in which they began to talk
     * @param agentId who talked to it last
     * @param score 0 as long as its customer has given none
     */
    record Served(long number, long contactId, int queueId, int agentId, int score) {
        private long share() {
            long share = StateHash.mix(number, contactId);
            return StateHash.mix(StateHash.mix(share, (long) queueId << 32 | agentId), score);
        }
    }

    ServedContacts(StateHash hash) {
        this.hash = hash;
    }

    /** This agent talks to it from now on, in a queue; a score that it has given stays. */
    void talks(long contactId, int queueId, int agentId) {
        Served before = byContact.get(contactId);
        if (before != null) {
            forget(before);
        }
        put(new Served(added, contactId, queueId, agentId, before == null ? 0 : before.score()));
    }

    /** Whom the other contact talks to talks to this one from now on: it was a consultation about it. */
    void takesOver(long contactId, long consultContactId) {
        Served consult = byContact.get(consultContactId);
        if (consult != null) {
            talks(contactId, consult.queueId(), consult.agentId());
        }
    }

    /** Null if it never talked, or too long ago. */
    @Nullable
    Served of(long contactId) {
        return contactId <= 0 ? null : byContact.get(contactId);
    }

    void score(Served served, int score) {
        Served scored = new Served(served.number(), served.contactId(), served.queueId(), served.agentId(), score);
        hash.subtract(served.share());
        hash.add(scored.share());
        byContact.put(scored.contactId(), scored);
        ring[slot(scored.number())] = scored;
    }

    /** In the order in which they began to talk. */
    List<Served> inOrder() {
        List<Served> all = new ArrayList<>();
        for (long number = Math.max(0, added - ring.length); number < added; number++) {
            Served one = ring[slot(number)];
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    /** Takes over what a snapshot tells, in order. */
    void restore(Served served) {
        added = served.number();
        put(served);
    }

    /** Sum of the shares of all in the state hash, worked out anew. */
    long hashShare() {
        return inOrder().stream().mapToLong(Served::share).sum();
    }

    private void put(Served served) {
        if (ring.length == 0) {
            ring = new Served[CAPACITY];
        }
        Served oldest = ring[slot(served.number())];
        if (oldest != null) {
            forget(oldest);
        }
        ring[slot(served.number())] = served;
        byContact.put(served.contactId(), served);
        hash.add(served.share());
        added = served.number() + 1;
    }

    private void forget(Served served) {
        ring[slot(served.number())] = null;
        byContact.remove(served.contactId());
        hash.subtract(served.share());
    }

    private static int slot(long number) {
        return (int) (number % CAPACITY);
    }
}
