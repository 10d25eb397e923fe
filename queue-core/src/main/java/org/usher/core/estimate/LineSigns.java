package org.usher.core.estimate;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.WaitModel;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.core.codec.Hashing;
import org.usher.core.codec.MalformedDataException;

/**
 * What can be seen of the lines at a moment, told by nothing but events: who stands in them and since when, who is ahead by priority,
 * who is at work, and how fast callers came, were answered and gave up lately. Running sums and ordered sets; what it costs grows with
 * the logarithm of how many wait, its memory with them, the agents and the queues.
 *
 * <p>Which signs tell of waits: queue length against the rate of leaving and the waits of the first in line and of the last served are
 * the classic predictors (R. Ibrahim and W. Whitt, "Real-time delay estimation based on delay history", M&amp;SOM 11, 2009); A.
 * Senderovich, M. Weidlich, A. Gal and A. Mandelbaum, "Queue mining for delay prediction in multi-class service processes",
 * Information Systems 53, 2015, join them with the state of other classes, as is done here.
 */
final class LineSigns {
    private static final int RANKS = 41;
    private static final long RANK_MS = 30_000;
    private static final long PRIORITY_MS = 60_000;
    private static final double DAY_MS = 86_400_000;
    private static final int HARMONICS = 3;

    private final Lane all = new Lane(0x0a11L << 32);
    private final TreeMap<Integer, Lane> lanes = new TreeMap<>();
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();

    /** How many wait by how far they stand in front. */
    private final int[] ranks = new int[RANKS];

    private final AtWork atWork = new AtWork();

    /** The sum of the shares of all that was seen, but for the flows of {@link #stale} lanes, whose share is an older one. */
    private long hash;

    private final ArrayDeque<Lane> stale = new ArrayDeque<>();

    /** One who stands in line; ordered as they came. */
    private record Waiting(long enqueuedAtMs, long contactId, int queueId, int rank) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            int byTime = Long.compare(enqueuedAtMs, other.enqueuedAtMs);
            return byTime != 0 ? byTime : Long.compare(contactId, other.contactId);
        }

        long share() {
            return Hashing.mix(Hashing.mix(Hashing.mix(Hashing.mix(0x1a17L, enqueuedAtMs), contactId), queueId), rank);
        }
    }

    /** One line, or all of them. */
    private static final class Lane {
        final TreeSet<Waiting> inLine = new TreeSet<>();
        final Flow flow = new Flow();
        long enqueuedSumMs;

        /** Tells it from other lanes. */
        private final long key;

        /** Of the flow, as it counts in the hash. */
        private long hashShare;

        private boolean stale;

        Lane(long key) {
            this.key = key;
        }

        long share() {
            return Hashing.mix(key, flow.hash());
        }

        void enter(Waiting one) {
            inLine.add(one);
            enqueuedSumMs += one.enqueuedAtMs;
        }

        void leave(Waiting one) {
            inLine.remove(one);
            enqueuedSumMs -= one.enqueuedAtMs;
        }

        double headWaitedS(long nowMs) {
            return inLine.isEmpty() ? 0 : Math.max(0, nowMs - inLine.first().enqueuedAtMs) / 1_000.0;
        }

        double waitedSumS(long nowMs) {
            return Math.max(0, (double) nowMs * inLine.size() - enqueuedSumMs) / 1_000;
        }
    }

    /** Some of a lane, counted as they came. */
    private static final class Front {
        int count;
        private long firstEnqueuedAtMs;
        private long enqueuedSumMs;

        void add(Waiting one) {
            firstEnqueuedAtMs = count == 0 ? one.enqueuedAtMs : firstEnqueuedAtMs;
            count++;
            enqueuedSumMs += one.enqueuedAtMs;
        }

        double headWaitedS(long nowMs) {
            return count == 0 ? 0 : Math.max(0, nowMs - firstEnqueuedAtMs) / 1_000.0;
        }

        double waitedSumS(long nowMs) {
            return Math.max(0, (double) nowMs * count - enqueuedSumMs) / 1_000;
        }
    }

    LineSigns() {
        touch(all);
    }

    void observe(Event event) {
        switch (event) {
            case Event.ContactQueued e -> {
                enter(e.contactId(), e.queueId(), e.enqueuedAtMs(), standingMs(e.creditMs(), e.priority()));
                flowOf(all).arrived(e.atMs());
                flowOf(lane(e.queueId())).arrived(e.atMs());
            }
            case Event.EntryEnded e -> ended(e);
            case Event.ContactConnected e -> atWork.begins(e.agentId());
            case Event.TalkJoined e -> atWork.begins(e.agentId());
            case Event.TalkEnded e -> atWork.ends(e.atMs(), e.agentId());
            case Event.ConfigurationAdopted e -> forgetAllBut(e.configuration());
            default -> {
                // tells nothing of how fast a line moves
            }
        }
    }

    /** By how much who enters stands in front; a step of priority counts as a minute, whatever it is worth in the line. */
    static long standingMs(long creditMs, int priority) {
        return creditMs + priority * PRIORITY_MS;
    }

    /** Who is found standing in line when this begins to look, or enters it. */
    void enter(long contactId, int queueId, long enqueuedAtMs, long standingMs) {
        leave(contactId);
        Waiting one = new Waiting(enqueuedAtMs, contactId, queueId, rank(standingMs));
        waiting.put(contactId, one);
        hash += one.share();
        ranks[one.rank]++;
        all.enter(one);
        lane(queueId).enter(one);
    }

    private void ended(Event.EntryEnded ended) {
        leave(ended.contactId());
        Lane own = lane(ended.queueId());
        if (ended.outcome() == EntryOutcome.ANSWERED) {
            double waitedS = ended.waitedMs() / 1_000.0;
            flowOf(all).answered(ended.atMs(), waitedS);
            flowOf(own).answered(ended.atMs(), waitedS);
        } else if (ended.outcome() == EntryOutcome.ABANDONED || ended.outcome() == EntryOutcome.SHORT_ABANDONED) {
            flowOf(all).abandoned(ended.atMs());
            flowOf(own).abandoned(ended.atMs());
        }
    }

    private void leave(long contactId) {
        @Nullable Waiting one = waiting.remove(contactId);
        if (one != null) {
            hash -= one.share();
            ranks[one.rank]--;
            all.leave(one);
            lane(one.queueId).leave(one);
        }
    }

    private void forgetAllBut(Configuration configuration) {
        Set<Integer> queueIds = configuration.queues().stream()
                .map(Configuration.Queue::queueId)
                .collect(Collectors.toCollection(TreeSet::new));
        settle();
        lanes.entrySet().removeIf(lane -> {
            boolean over =
                    !queueIds.contains(lane.getKey()) && lane.getValue().inLine.isEmpty();
            hash -= over ? lane.getValue().hashShare : 0;
            return over;
        });
    }

    private Lane lane(int queueId) {
        Lane lane = lanes.get(queueId);
        if (lane == null) {
            lane = new Lane(queueId);
            lanes.put(queueId, lane);
            touch(lane);
        }
        return lane;
    }

    /** The lane's flow, to be changed. */
    private Flow flowOf(Lane lane) {
        touch(lane);
        return lane.flow;
    }

    private void touch(Lane lane) {
        if (!lane.stale) {
            lane.stale = true;
            stale.add(lane);
        }
    }

    /** The same for signs that go on alike; costs no more than the lanes that changed since it was asked for last. */
    long hash() {
        settle();
        return hash + atWork.hash();
    }

    private void settle() {
        while (!stale.isEmpty()) {
            Lane lane = stale.remove();
            long share = lane.share();
            hash += share - lane.hashShare;
            lane.hashShare = share;
            lane.stale = false;
        }
    }

    /**
     * Sums up anew.
     *
     * @throws IllegalStateException if a change was not told to the hash
     */
    void checkHash() {
        long anew = all.share();
        for (Lane lane : lanes.values()) {
            anew += lane.share();
        }
        for (Waiting one : waiting.values()) {
            anew += one.share();
        }
        anew += atWork.hashAnew();
        if (anew != hash()) {
            throw new IllegalStateException("a change of what the estimator saw was not told to the state hash");
        }
    }

    private static int rank(long standingMs) {
        return Math.clamp(Math.floorDiv(standingMs, RANK_MS) + RANKS / 2, 0, RANKS - 1);
    }

    /** How many stand in this queue's line. */
    int waiting(int queueId) {
        @Nullable Lane lane = lanes.get(queueId);
        return lane == null ? 0 : lane.inLine.size();
    }

    /** Of the lines, what tells of a wait; the flows are up to date. */
    private record Sight(
            long nowMs,
            long standingMs,
            int inLine,
            int inOwnLine,
            int ahead,
            double headWaitedS,
            double ownHeadWaitedS,
            double waitedSumS,
            int agents,
            Flow flow,
            Flow ownFlow) {}

    /** What is seen by who enters the line: {@link WaitModel#SIGNS} numbers. Times of the day are UTC's. */
    double[] seenBy(Event.ContactQueued asking) {
        long nowMs = asking.atMs();
        atWork.at(nowMs);
        Lane own = lane(asking.queueId());
        flowOf(all).fade(nowMs);
        flowOf(own).fade(nowMs);
        long standingMs = standingMs(asking.creditMs(), asking.priority());
        return signs(new Sight(
                nowMs,
                standingMs,
                all.inLine.size(),
                own.inLine.size(),
                ahead(rank(standingMs)),
                all.headWaitedS(nowMs),
                own.headWaitedS(nowMs),
                all.waitedSumS(nowMs),
                atWork.agents(),
                all.flow,
                own.flow));
    }

    /**
     * What would be seen by one who entered the line at this time and found this contact's place: himself, and who came after him and stands
     * behind him, are left out. Nothing changes by it; it goes through all who wait.
     *
     * @param isBefore of another contact's id, whether it stands before this one
     * @throws IllegalArgumentException if this contact stands in no line
     */
    double[] seenFrom(long contactId, long standingMs, long nowMs, LongPredicate isBefore) {
        Waiting self = standing(contactId);
        Front others = new Front();
        Front own = new Front();
        int ahead = 0;
        for (Waiting other : all.inLine) {
            boolean before = other.contactId != contactId && isBefore.test(other.contactId);
            if (before || other.compareTo(self) < 0) {
                others.add(other);
                ahead += before ? 1 : 0;
                if (other.queueId == self.queueId) {
                    own.add(other);
                }
            }
        }
        return signs(new Sight(
                nowMs,
                standingMs,
                others.count,
                own.count,
                ahead,
                others.headWaitedS(nowMs),
                own.headWaitedS(nowMs),
                others.waitedSumS(nowMs),
                atWork.agentsAt(nowMs),
                all.flow.at(nowMs),
                flowAt(self.queueId, nowMs)));
    }

    private Flow flowAt(int queueId, long nowMs) {
        @Nullable Lane lane = lanes.get(queueId);
        return lane == null ? new Flow() : lane.flow.at(nowMs);
    }

    private Waiting standing(long contactId) {
        @Nullable Waiting one = waiting.get(contactId);
        if (one == null) {
            throw new IllegalArgumentException("contact " + contactId + " was not seen to stand in a line");
        }
        return one;
    }

    /** In whose line this contact stands. */
    int queueOf(long contactId) {
        return standing(contactId).queueId;
    }

    /** Whether the agent talks, or had a talk not long ago. */
    boolean isAtWork(int agentId, long nowMs) {
        return atWork.isOne(agentId, nowMs);
    }

    private static double[] signs(Sight seen) {
        double inLine = seen.inLine;
        double ahead = seen.ahead;
        double standing = Math.clamp(seen.standingMs / 60_000.0, -10, 10);
        double agents = seen.agents + 1;
        double[] signs = new double[WaitModel.SIGNS];
        signs[0] = 1;
        signs[1] = inLine;
        signs[2] = Math.sqrt(inLine);
        signs[3] = seen.inOwnLine;
        signs[4] = Math.sqrt(seen.inOwnLine);
        signs[5] = ahead;
        signs[6] = Math.sqrt(ahead);
        signs[7] = standing;
        signs[8] = standing * signs[2];
        signs[9] = standing * inLine;
        signs[10] = Math.sqrt(seen.headWaitedS);
        signs[11] = Math.sqrt(seen.ownHeadWaitedS);
        signs[12] = seen.waitedSumS / 60;
        signs[13] = Math.sqrt(seen.waitedSumS);
        signs[14] = agents - 1;
        signs[15] = Math.sqrt(ahead / agents);
        signs[16] = ahead / agents;
        signs[17] = Math.sqrt(inLine / agents);
        seen.flow.writeRates(signs, 18);
        seen.ownFlow.writeRates(signs, 24);
        signs[30] = Math.sqrt(seen.flow.meanWaitS());
        signs[31] = Math.sqrt(seen.ownFlow.meanWaitS());
        signs[32] = Math.sqrt(inLine / seen.flow.shortLeavingRate());
        signs[33] = Math.sqrt(inLine / seen.flow.longLeavingRate());
        signs[34] = Math.sqrt(ahead / seen.flow.shortLeavingRate());
        signs[35] = Math.sqrt(ahead / seen.flow.longLeavingRate());
        double angle = 2 * Math.PI * Math.floorMod(seen.nowMs, (long) DAY_MS) / DAY_MS;
        for (int harmonic = 1; harmonic <= HARMONICS; harmonic++) {
            signs[34 + 2 * harmonic] = StrictMath.cos(harmonic * angle);
            signs[35 + 2 * harmonic] = StrictMath.sin(harmonic * angle);
        }
        return signs;
    }

    /** Of those signs, the root of how many wait in all lines. */
    static double rootWaiting(double[] signs) {
        return signs[2];
    }

    /** Of those signs, the root of how many wait in the contact's own queue. */
    static double rootOwn(double[] signs) {
        return signs[4];
    }

    private int ahead(int rank) {
        return Arrays.stream(ranks, rank, RANKS).sum();
    }

    void write(Encoder out) {
        all.flow.write(out);
        out.unsigned(lanes.size());
        lanes.forEach((queueId, lane) -> {
            out.signed(queueId);
            lane.flow.write(out);
        });
        out.unsigned(waiting.size());
        waiting.values().forEach(one -> {
            out.signed(one.enqueuedAtMs);
            out.unsigned(one.contactId);
            out.signed(one.queueId);
            out.unsigned(one.rank);
        });
        atWork.write(out);
    }

    static LineSigns read(Decoder in) throws MalformedDataException {
        LineSigns signs = new LineSigns();
        signs.flowOf(signs.all).read(in);
        in.list("lanes", _ -> {
            Lane lane = signs.lane(in.signedInt("lane queueId"));
            signs.flowOf(lane).read(in);
            return lane;
        });
        in.list("waiting", _ -> {
            Waiting one = new Waiting(
                    in.signed("enqueuedAtMs"),
                    in.unsigned("contactId"),
                    in.signedInt("queueId"),
                    in.bounded("rank", RANKS - 1));
            signs.enter(one.contactId, one.queueId, one.enqueuedAtMs, (one.rank - RANKS / 2) * RANK_MS);
            return one;
        });
        signs.atWork.read(in);
        return signs;
    }
}
