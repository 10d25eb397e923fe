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
            case "CALLER_LEFT" -> (wasBrief(offer) || isDead(offer)) && callerLeft(offer);
            case "WITHDRAWN", "FAILED" -> wasBrief(offer) || books.lateMs(offer.madeAtMs()) > Measure.STALL_MS;
            case "TAKEN_BY_OTHER" -> wasBrief(offer) || isDead(offer);
            default -> false;
        };
    }

    private boolean isAway(Ledger.Offer offer) {
        return evidence.absences().stream()
                .anyMatch(absence -> absence.agent().equals(offer.agent())
                        && absence.fromMs() <= offer.endedAtMs() + books.clocksMs(offer.endedAtMs())
                        && absence.toMs() >= offer.madeAtMs() - books.clocksMs(offer.madeAtMs()));
    }

    /** Nothing is seen at a phone without power, which Asterisk may not have noticed yet. */
    private boolean isDead(Ledger.Offer offer) {
        return books.legsTo(offer.agent()).stream()
                .anyMatch(leg -> leg.end() == LegEnd.VANISHED && leg.endedAtMs() <= offer.madeAtMs());
    }

    private boolean wasBrief(Ledger.Offer offer) {
        return offer.endedAtMs() - offer.madeAtMs() <= Measure.RING_MS + books.lateMs(offer.madeAtMs());
    }

    private boolean callerLeft(Ledger.Offer offer) {
        CallerLeg caller = books.caller(books.callerOf(offer.contactId()));
        return caller != null && caller.endedByCaller() && books.near(caller.endedAtMs(), offer.endedAtMs());
    }

    private void check(AgentLeg leg) {
        Ledger.Offer offer = books.offerOf(leg).orElse(null);
        if (offer == null) {
            find(leg.toString(), "is no offer of the history");
            return;
        }
        String caller = books.callerOf(offer.contactId());
        if (!leg.number().equals(caller) && !tookThePlace(caller, leg)) {
            find(leg.toString(), "is of another caller than " + offer);
        }
        Set<String> outcomes = outcomes(leg);
        if (!outcomes.contains(offer.outcome())) {
            find(leg.toString(), "should be " + outcomes + ", the history says " + offer);
        }
    }

    /** Whether this caller has taken the place of the agent who rings there, and who had consulted the queue, before it was picked up. */
    private boolean tookThePlace(String caller, AgentLeg leg) {
        return books.legsOf(caller).stream()
                .anyMatch(giver -> giver.agent().equals(leg.number())
                        && !giver.replacedCallId().isEmpty()
                        && giver.referredAtMs() >= leg.rungAtMs()
                        && giver.referredAtMs() <= leg.endedOr(evidence.nowMs()) + Measure.WIRE_MS);
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
        if (books.lateMs(leg.rungAtMs()) > Measure.STALL_MS) {
            outcomes.add("WITHDRAWN");
        }
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
            case 200 -> evidence.agreed().mobile().contains(leg.agent()) ? mobileOutcomes(leg) : pickedUp(leg);
            case 603 -> Set.of("REJECTED");
            // a call of his own was faster, and the phone's state the faster word of it
            case 486 -> inUseByHand(leg) ? Set.of("BUSY", "WITHDRAWN") : Set.of("BUSY");
            case 302 -> Set.of("BUSY");
            default ->
                callerLeft(leg)
                        ? books.lateMs(leg.rungAtMs()) > Measure.STALL_MS || rangOut(leg)
                                ? Set.of("CALLER_LEFT", "TIMED_OUT")
                                : Set.of("CALLER_LEFT")
                        : inUseByHand(leg) ? Set.of("TIMED_OUT", "WITHDRAWN") : Set.of("TIMED_OUT");
        };
    }

    /** Who leaves in the moment in which the ringing is over has left, or has been let ring. */
    private boolean rangOut(AgentLeg leg) {
        return leg.endedOr(evidence.nowMs()) - leg.rungAtMs() >= Measure.RING_TIMEOUT_MS - Measure.WIRE_MS;
    }

    private Set<String> pickedUp(AgentLeg leg) {
        return isSure(leg) ? Set.of("ACCEPTED") : Set.of("ACCEPTED", "CALLER_LEFT", "TIMED_OUT");
    }

    /** Who picks up outside is asked: 1 accepts, 2 declines, and whoever presses nothing, a voicemail, has not answered. */
    private Set<String> mobileOutcomes(AgentLeg leg) {
        if (leg.answered()) {
            return pickedUp(leg);
        }
        if (leg.pressedAtMs("2") > 0) {
            return Set.of("REJECTED");
        }
        // he is asked for some seconds more after that: whether the caller left before is known if another was rung for
        // him
        boolean rungAgain = books.legsOf(leg.number()).stream()
                .anyMatch(other -> other.isOffer() && other.rungAtMs() > leg.rungAtMs());
        return rungAgain || !callerLeft(leg) ? Set.of("TIMED_OUT") : Set.of("TIMED_OUT", "CALLER_LEFT");
    }

    private boolean isSure(AgentLeg leg) {
        return leg.talkedMs(evidence.nowMs()) >= Measure.SURE_TALK_MS;
    }

    private boolean inUseByHand(AgentLeg leg) {
        return evidence.consults().stream()
                        .anyMatch(call -> call.agent().equals(leg.agent())
                                && call.invitedAtMs() <= leg.endedOr(evidence.nowMs())
                                && call.endedOr(evidence.nowMs()) + books.clocksMs(leg.rungAtMs()) >= leg.rungAtMs())
                || books.legsTo(leg.agent()).stream()
                        .anyMatch(other -> !other.isOffer()
                                && other.rungAtMs() <= leg.endedOr(evidence.nowMs())
                                && other.endedOr(evidence.nowMs()) + books.clocksMs(leg.rungAtMs()) >= leg.rungAtMs());
    }

    private boolean callerLeft(AgentLeg leg) {
        CallerLeg caller = books.caller(leg.number());
        return caller != null
                && caller.endedByCaller()
                && caller.end() != LegEnd.VANISHED
                && caller.endedAtMs()
                        <= leg.endedOr(evidence.nowMs()) + Measure.WIRE_MS + books.lateMs(caller.endedAtMs());
    }

    private void find(String about, String detail) {
        findings.add(new Finding(Fault.WRONG_OFFERS, about, detail));
    }
}
