package org.usher.server.acceptance.books;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.usher.server.acceptance.books.Finding.Fault;

/** Every ringing of an agent's phone is an offer of the history, and every offer rang, or says why not. */
final class OfferAudit {
    private static final Set<String> NEED_NOT_RING = Set.of("UNREACHABLE", "CALLER_LEFT", "WITHDRAWN", "FAILED");

    private final Evidence evidence;
    private final List<Finding> findings;
    private final Map<Long, String> callerOf = new HashMap<>();
    private final Map<String, CallerLeg> callers = new HashMap<>();

    OfferAudit(Evidence evidence, List<Finding> findings) {
        this.evidence = evidence;
        this.findings = findings;
        evidence.ledger().contacts().forEach(contact -> callerOf.put(contact.contactId(), contact.caller()));
        evidence.callers().forEach(caller -> callers.put(caller.number(), caller));
    }

    void check() {
        for (AgentLeg leg : evidence.agentLegs()) {
            if (leg.isOffer()) {
                check(leg);
            }
        }
        for (Ledger.Offer offer : evidence.ledger().offers()) {
            boolean rang = evidence.agentLegs().stream()
                    .anyMatch(leg ->
                            leg.offerId() == offer.offerId() && leg.agent().equals(offer.agent()));
            if (!rang && !NEED_NOT_RING.contains(offer.outcome()) && !isDead(offer)) {
                find(offer.toString(), "rang no phone");
            }
            if (offer.endedAtMs() == 0) {
                find(offer.toString(), "has no end");
            }
        }
    }

    /** Nothing is seen at a phone without power, which Asterisk may not have noticed yet. */
    private boolean isDead(Ledger.Offer offer) {
        return offer.outcome().equals("TIMED_OUT")
                && evidence.agentLegs().stream()
                        .anyMatch(leg -> leg.agent().equals(offer.agent())
                                && leg.end() == LegEnd.VANISHED
                                && leg.endedAtMs() <= offer.madeAtMs());
    }

    private void check(AgentLeg leg) {
        Ledger.Offer offer = evidence.ledger().offers().stream()
                .filter(each -> each.offerId() == leg.offerId() && each.agent().equals(leg.agent()))
                .findFirst()
                .orElse(null);
        if (offer == null) {
            find(leg.toString(), "is no offer of the history");
            return;
        }
        if (!leg.number().equals(callerOf.get(offer.contactId()))) {
            find(leg.toString(), "is of another caller than " + offer);
        }
        Set<String> outcomes = outcomes(leg);
        if (!outcomes.contains(offer.outcome())) {
            find(leg.toString(), "should be " + outcomes + ", the history says " + offer);
        }
    }

    private Set<String> outcomes(AgentLeg leg) {
        return switch (leg.finalStatus()) {
            case 200 ->
                leg.talkedMs(evidence.nowMs()) >= Measure.SURE_TALK_MS
                        ? Set.of("ACCEPTED")
                        : Set.of("ACCEPTED", "CALLER_LEFT");
            case 603 -> Set.of("REJECTED");
            case 486, 302 -> Set.of("BUSY");
            default -> callerLeft(leg) ? Set.of("CALLER_LEFT") : Set.of("TIMED_OUT");
        };
    }

    private boolean callerLeft(AgentLeg leg) {
        CallerLeg caller = callers.get(leg.number());
        return caller != null
                && caller.endedByCaller()
                && caller.end() != LegEnd.VANISHED
                && caller.endedAtMs() <= leg.endedOr(evidence.nowMs());
    }

    private void find(String about, String detail) {
        findings.add(new Finding(Fault.WRONG_OFFERS, about, detail));
    }
}
