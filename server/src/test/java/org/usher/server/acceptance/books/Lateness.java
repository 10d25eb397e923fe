package org.usher.server.acceptance.books;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How late phones and history hear of each other at a time. A machine with other work to do makes everything late that happens around then, a
 * fault only one thing: so what is late with at least two offers is the machine's doing.
 */
final class Lateness {
    private static final long BUCKET_MS = 1_000;
    /** To either side. */
    private static final int AROUND = 5;

    private record Late(long offerId, long ms) {}

    private final TreeMap<Long, List<Late>> seen = new TreeMap<>();
    private final Map<Long, Long> known = new HashMap<>();

    Lateness(Evidence evidence) {
        Map<Long, Ledger.Talk> talks = new HashMap<>();
        evidence.ledger().talks().forEach(talk -> talks.put(talk.talkId(), talk));
        Map<Long, List<Ledger.Offer>> offers = new HashMap<>();
        evidence.ledger()
                .offers()
                .forEach(offer -> offers.computeIfAbsent(offer.offerId(), any -> new ArrayList<>())
                        .add(offer));
        // a phone whose caller changed counts as two, and only the second ends when the talk does
        Map<String, Long> lastAnswers = new HashMap<>();
        evidence.agentLegs().forEach(leg -> lastAnswers.merge(leg.callId(), leg.answeredAtMs(), Math::max));
        for (AgentLeg leg : evidence.agentLegs()) {
            for (Ledger.Offer offer : offers.getOrDefault(leg.offerId(), List.of())) {
                if (offer.agent().equals(leg.agent())) {
                    see(leg, offer.madeAtMs(), leg.rungAtMs());
                }
            }
            Ledger.Talk talk = talks.get(leg.offerId());
            if (talk != null && talk.agent().equals(leg.agent()) && leg.answered()) {
                see(leg, leg.answeredAtMs(), talk.connectedAtMs());
                boolean isLast = lastAnswers.getOrDefault(leg.callId(), 0L) <= leg.answeredAtMs();
                if (isLast && (leg.end() == LegEnd.HUNG_UP || leg.end() == LegEnd.CLEARED)) {
                    see(leg, leg.endedAtMs(), talk.endedAtMs());
                }
            }
        }
    }

    private void see(AgentLeg leg, long happenedAtMs, long knownAtMs) {
        if (knownAtMs > happenedAtMs) {
            Late late = new Late(leg.offerId(), knownAtMs - happenedAtMs);
            for (long bucket = happenedAtMs / BUCKET_MS; bucket <= knownAtMs / BUCKET_MS; bucket++) {
                seen.computeIfAbsent(bucket, any -> new ArrayList<>()).add(late);
            }
        }
    }

    /** What must be allowed for. */
    long at(long ms) {
        return known.computeIfAbsent(ms / BUCKET_MS, this::around);
    }

    private long around(long bucket) {
        Map<Long, Long> byOffer = new HashMap<>();
        seen.subMap(bucket - AROUND, true, bucket + AROUND, true)
                .values()
                .forEach(list -> list.forEach(late -> byOffer.merge(late.offerId(), late.ms(), Math::max)));
        return byOffer.values().stream()
                .sorted()
                .skip(Math.max(0, byOffer.size() - 2))
                .findFirst()
                .orElse(0L);
    }
}
