package org.usher.core.estimate;

import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.core.codec.Hashing;
import org.usher.core.codec.MalformedDataException;

/** Which agents are at work: who talks, or had a talk not long ago. */
final class AtWork {
    /** Who had a talk within this time is at work. */
    private static final long MEMORY_MS = 300_000;

    private final TreeSet<Integer> talking = new TreeSet<>();
    private final TreeMap<Integer, Long> talkedUntil = new TreeMap<>();

    /** The same, the longest ago first. */
    private final TreeSet<Rest> rests = new TreeSet<>();

    /** The sum of the shares of all. */
    private long hash;

    private record Rest(long sinceMs, int agentId) implements Comparable<Rest> {
        @Override
        public int compareTo(Rest other) {
            int byTime = Long.compare(sinceMs, other.sinceMs);
            return byTime != 0 ? byTime : Integer.compare(agentId, other.agentId);
        }

        long share() {
            return Hashing.mix(Hashing.mix(0x4e57L, sinceMs), agentId);
        }
    }

    private static long talkShare(int agentId) {
        return Hashing.mix(0x7a1cL, agentId);
    }

    /** A talk begins; the agent is 0 where there is none. */
    void begins(int agentId) {
        if (agentId > 0) {
            forgetRest(agentId);
            talks(agentId);
        }
    }

    void ends(long nowMs, int agentId) {
        if (agentId > 0) {
            if (talking.remove(agentId)) {
                hash -= talkShare(agentId);
            }
            forgetRest(agentId);
            rests(new Rest(nowMs, agentId));
        }
        at(nowMs);
    }

    /** Lets time pass. */
    void at(long nowMs) {
        while (!rests.isEmpty() && rests.first().sinceMs < nowMs - MEMORY_MS) {
            Rest over = rests.removeFirst();
            talkedUntil.remove(over.agentId);
            hash -= over.share();
        }
    }

    /** How many. */
    int agents() {
        return talking.size() + talkedUntil.size();
    }

    /** How many at this time, not before any that it was told of; it changes nothing. */
    int agentsAt(long nowMs) {
        int forgotten = 0;
        for (Rest rest : rests) {
            if (rest.sinceMs >= nowMs - MEMORY_MS) {
                break;
            }
            forgotten++;
        }
        return agents() - forgotten;
    }

    /** Whether this one is among them. */
    boolean isOne(int agentId, long nowMs) {
        @Nullable Long until = talkedUntil.get(agentId);
        return talking.contains(agentId) || (until != null && until >= nowMs - MEMORY_MS);
    }

    private void talks(int agentId) {
        if (talking.add(agentId)) {
            hash += talkShare(agentId);
        }
    }

    private void rests(Rest rest) {
        talkedUntil.put(rest.agentId, rest.sinceMs);
        if (rests.add(rest)) {
            hash += rest.share();
        }
    }

    private void forgetRest(int agentId) {
        @Nullable Long until = talkedUntil.remove(agentId);
        if (until != null) {
            Rest rest = new Rest(until, agentId);
            rests.remove(rest);
            hash -= rest.share();
        }
    }

    long hash() {
        return hash;
    }

    long hashAnew() {
        long anew = 0;
        for (int agentId : talking) {
            anew += talkShare(agentId);
        }
        for (Rest rest : rests) {
            anew += rest.share();
        }
        return anew;
    }

    void write(Encoder out) {
        out.unsigned(talking.size());
        talking.forEach(out::signed);
        out.unsigned(rests.size());
        rests.forEach(rest -> {
            out.signed(rest.sinceMs);
            out.signed(rest.agentId);
        });
    }

    void read(Decoder in) throws MalformedDataException {
        in.list("talking", _ -> {
            int agentId = in.signedInt("talking agentId");
            talks(agentId);
            return agentId;
        });
        in.list("rests", _ -> {
            Rest rest = new Rest(in.signed("sinceMs"), in.signedInt("agentId"));
            rests(rest);
            return rest;
        });
    }
}
