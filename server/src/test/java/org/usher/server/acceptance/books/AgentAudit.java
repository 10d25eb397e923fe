package org.usher.server.acceptance.books;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.usher.server.acceptance.books.Finding.Fault;

/** No agent has two callers at once: by the phones, by the audio and by the history, each for itself. */
final class AgentAudit {
    private final Evidence evidence;
    private final Books books;
    private final List<Finding> findings;

    AgentAudit(Evidence evidence, Books books, List<Finding> findings) {
        this.evidence = evidence;
        this.books = books;
        this.findings = findings;
    }

    /** That somebody was taken up, and with whom. */
    private record Busy(String agent, String with, long fromMs, long toMs, Object what) {}

    void check() {
        List<Busy> talking = new ArrayList<>();
        List<Busy> ringing = new ArrayList<>();
        for (AgentLeg leg : evidence.agentLegs()) {
            long toMs = leg.endedOr(evidence.nowMs());
            if (!evidence.skills().containsKey(leg.agent())) {
                continue; // outside, nobody knows how many share a number
            }
            if (leg.answered()) {
                talking.add(new Busy(leg.agent(), leg.number(), leg.answeredAtMs(), toMs, leg));
            }
            if (leg.isOffer()) {
                ringing.add(new Busy(leg.agent(), leg.number(), leg.rungAtMs(), toMs, leg));
            }
        }
        atMostOne(Fault.TWO_CALLERS_ON_THE_PHONE, talking, 0);
        atMostOne(Fault.TWO_CALLERS_ON_THE_PHONE, ringing, Measure.WIRE_MS);
        checkEars();
        checkHistory();
    }

    private void checkEars() {
        List<Busy> ofAgents = new ArrayList<>();
        List<Busy> ofCallers = new ArrayList<>();
        for (Heard heard : evidence.heard()) {
            boolean agentsEar = evidence.skills().containsKey(heard.ear());
            boolean agentsVoice = evidence.skills().containsKey(heard.voice());
            if (agentsEar && !agentsVoice && !isOutside(heard.voice())) {
                ofAgents.add(new Busy(heard.ear(), heard.voice(), heard.fromMs(), heard.toMs(), heard));
            } else if (agentsVoice && !agentsEar && !isOutside(heard.ear())) {
                ofCallers.add(new Busy(heard.voice(), heard.ear(), heard.fromMs(), heard.toMs(), heard));
            }
        }
        atMostOne(Fault.TWO_CALLERS_IN_THE_EAR, ofAgents, Measure.EAR_MS);
        atMostOne(Fault.TWO_CALLERS_IN_THE_EAR, ofCallers, Measure.EAR_MS);
    }

    /** A phone that is rung, but no agent's: whom an agent consults outside is no caller. */
    private boolean isOutside(String who) {
        return !books.legsTo(who).isEmpty();
    }

    private void checkHistory() {
        List<Busy> talks = new ArrayList<>();
        List<Busy> offers = new ArrayList<>();
        for (Ledger.Talk talk : evidence.ledger().talks()) {
            if (!talk.agent().isEmpty()) {
                talks.add(new Busy(
                        talk.agent(), "" + talk.contactId(), talk.connectedAtMs(), end(talk.endedAtMs()), talk));
            }
        }
        for (Ledger.Offer offer : evidence.ledger().offers()) {
            offers.add(new Busy(offer.agent(), "" + offer.offerId(), offer.madeAtMs(), end(offer.endedAtMs()), offer));
        }
        atMostOne(Fault.TWO_CALLERS_IN_THE_HISTORY, talks, 0);
        atMostOne(Fault.TWO_CALLERS_IN_THE_HISTORY, offers, 0);
    }

    private long end(long endedAtMs) {
        return endedAtMs == 0 ? evidence.nowMs() : endedAtMs;
    }

    /** Each agent at most one at a time; {@code toleratedMs} of two at once are nothing, and more when all is late. */
    private void atMostOne(Fault fault, List<Busy> spells, long toleratedMs) {
        Map<String, List<Busy>> byAgent = new TreeMap<>();
        spells.forEach(busy ->
                byAgent.computeIfAbsent(busy.agent(), any -> new ArrayList<>()).add(busy));
        byAgent.forEach((agent, list) -> {
            list.sort(Comparator.comparingLong(Busy::fromMs));
            Busy last = list.getFirst();
            for (Busy busy : list.subList(1, list.size())) {
                long both = Math.min(last.toMs(), busy.toMs()) - busy.fromMs();
                long tolerated = toleratedMs == 0 ? 0 : toleratedMs + books.lateMs(busy.fromMs());
                if (both > tolerated && !busy.with().equals(last.with())) {
                    findings.add(new Finding(
                            fault, agent, "for " + both + " ms both " + last.what() + " and " + busy.what()));
                }
                last = busy.toMs() > last.toMs() ? busy : last;
            }
        });
    }
}
