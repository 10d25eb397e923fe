package org.usher.server.acceptance.books;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.usher.server.acceptance.books.Finding.Fault;

/** Every ringing of an agent's phone is an offer of the history, and every offer rang, or says why not. */
final class OfferAudit {
    private final Evidence evidence;
    private final Books books;
    private final List<Finding> findings;

    OfferAudit(Evidence evidence, Books books, List<Finding> findings) {
        this.evidence = evidence;
        this.books = books;
        this.findings = findings;
    }

    void check() {
        for (AgentLeg leg : evidence.agentLegs()) {
            if (leg.isOffer()) {
                check(leg);
            }
        }
        for (Ledger.Offer offer : evidence.ledger().offers()) {
            if (books.legsOf(offer).isEmpty() && !neededNotRing(offer)) {
                find(offer.toString(), "rang no phone");
            }
            if (offer.endedAtMs() == 0) {
                find(offer.toString(), "has no end");
            }
        }
    }

    private boolean neededNotRing(Ledger.Offer offer) {
        return switch (offer.outcome()) {
            case "UNREACHABLE" -> wasBrief(offer) && (isAway(offer) || isDead(offer));
            case "TIMED_OUT" -> isDead(offer);
            // over before the phone knew
            case "CALLER_LEFT" -> wasBrief(offer) && callerLeft(offer);
            case "WITHDRAWN", "FAILED" -> wasBrief(offer);
            case "TAKEN_BY_OTHER" -> wasBrief(offer) || isDead(offer);
            default -> false;
        };
    }

    private boolean isAway(Ledger.Offer offer) {
        return evidence.absences().stream()
                .anyMatch(absence -> absence.agent().equals(offer.agent())
                        && absence.fromMs() <= offer.endedAtMs() + Measure.CLOCKS_MS
                        && absence.toMs() >= offer.madeAtMs() - Measure.CLOCKS_MS);
    }

    /** Nothing is seen at a phone without power, which Asterisk may not have noticed yet. */
    private boolean isDead(Ledger.Offer offer) {
        return books.legsTo(offer.agent()).stream()
                .anyMatch(leg -> leg.end() == LegEnd.VANISHED && leg.endedAtMs() <= offer.madeAtMs());
    }

    private static boolean wasBrief(Ledger.Offer offer) {
        return offer.endedAtMs() - offer.madeAtMs() <= Measure.RING_MS;
    }

    private boolean callerLeft(Ledger.Offer offer) {
        CallerLeg caller = books.caller(books.callerOf(offer.contactId()));
        return caller != null && caller.endedByCaller() && Measure.near(caller.endedAtMs(), offer.endedAtMs());
    }

    private void check(AgentLeg leg) {
        Ledger.Offer offer = books.offerOf(leg).orElse(null);
        if (offer == null) {
            find(leg.toString(), "is no offer of the history");
            return;
        }
        if (!leg.number().equals(books.callerOf(offer.contactId()))) {
            find(leg.toString(), "is of another caller than " + offer);
        }
        Set<String> outcomes = outcomes(leg);
        if (!outcomes.contains(offer.outcome())) {
            find(leg.toString(), "should be " + outcomes + ", the history says " + offer);
        }
    }

    private Set<String> outcomes(AgentLeg leg) {
        List<AgentLeg> others = books.legsOf(leg.offerId()).stream()
                .filter(other -> !other.equals(leg))
                .toList();
        boolean takenByOther = others.stream()
                .anyMatch(other -> other.answered() && !other.agent().equals(leg.agent()));
        if (takenByOther && leg.end() == LegEnd.CANCELLED) {
            return Set.of("TAKEN_BY_OTHER");
        }
        Set<String> outcomes = new TreeSet<>(ownOutcomes(leg));
        if (takenByOther && leg.answered() && !isSure(leg)) {
            outcomes.add("TAKEN_BY_OTHER");
        }
        // of two phones of one agent the one that was picked up counts, or either
        for (AgentLeg other : others) {
            if (other.agent().equals(leg.agent()) && !isSure(leg)) {
                outcomes.addAll(ownOutcomes(other));
                if (isSure(other)) {
                    return Set.of("ACCEPTED");
                }
            }
        }
        return outcomes;
    }

    private Set<String> ownOutcomes(AgentLeg leg) {
        return switch (leg.finalStatus()) {
            case 200 -> isSure(leg) ? Set.of("ACCEPTED") : Set.of("ACCEPTED", "CALLER_LEFT");
            case 603 -> Set.of("REJECTED");
            // a call of his own was faster, and the phone's state the faster word of it
            case 486 -> inUseByHand(leg) ? Set.of("BUSY", "WITHDRAWN") : Set.of("BUSY");
            case 302 -> Set.of("BUSY");
            default ->
                callerLeft(leg)
                        ? Set.of("CALLER_LEFT")
                        : inUseByHand(leg) ? Set.of("TIMED_OUT", "WITHDRAWN") : Set.of("TIMED_OUT");
        };
    }

    private boolean isSure(AgentLeg leg) {
        return leg.talkedMs(evidence.nowMs()) >= Measure.SURE_TALK_MS;
    }

    private boolean inUseByHand(AgentLeg leg) {
        return evidence.consults().stream()
                        .anyMatch(call -> call.agent().equals(leg.agent())
                                && call.invitedAtMs() <= leg.endedOr(evidence.nowMs())
                                && call.endedOr(evidence.nowMs()) + Measure.CLOCKS_MS >= leg.rungAtMs())
                || books.legsTo(leg.agent()).stream()
                        .anyMatch(other -> !other.isOffer()
                                && other.rungAtMs() <= leg.endedOr(evidence.nowMs())
                                && other.endedOr(evidence.nowMs()) + Measure.CLOCKS_MS >= leg.rungAtMs());
    }

    private boolean callerLeft(AgentLeg leg) {
        CallerLeg caller = books.caller(leg.number());
        return caller != null
                && caller.endedByCaller()
                && caller.end() != LegEnd.VANISHED
                && caller.endedAtMs() <= leg.endedOr(evidence.nowMs()) + Measure.WIRE_MS;
    }

    private void find(String about, String detail) {
        findings.add(new Finding(Fault.WRONG_OFFERS, about, detail));
    }
}
