package org.usher.server.acceptance.books;

import static org.usher.server.acceptance.books.Forgery.list;

import java.util.List;
import java.util.function.Predicate;

/** Where in balanced books something can be falsified, so that the reader must find it. */
final class Places {
    private Places() {}

    static List<Ledger.Contact> contactsOfThoseWhoGotIn(Evidence books) {
        return list(
                books.ledger().contacts(),
                contact -> books.callers().stream()
                        .anyMatch(caller -> caller.gotIn() && caller.number().equals(contact.caller())));
    }

    static List<Ledger.Entry> endedSo(Evidence books, String outcome) {
        return list(books.ledger().entries(), entry -> entry.outcome().equals(outcome));
    }

    /** The talks that were long enough to be heard. */
    static List<AgentLeg> audible(Evidence books) {
        return list(
                books.agentLegs(), each -> each.end() != LegEnd.OPEN && books.audibleMs(each) >= Measure.AUDIBLE_MS);
    }

    /** An offer that is over at once, or taken back at once, need not have come to a phone; and one phone of two is not missed. */
    static boolean mustBeMissed(Evidence books, AgentLeg leg) {
        long rangMs = leg.endedOr(books.nowMs()) - leg.rungAtMs();
        boolean alone = books.agentLegs().stream()
                .noneMatch(other -> !other.equals(leg)
                        && other.offerId() == leg.offerId()
                        && other.agent().equals(leg.agent()));
        boolean withdrawn = books.ledger().offers().stream()
                .anyMatch(offer -> offer.offerId() == leg.offerId()
                        && offer.agent().equals(leg.agent())
                        && offer.outcome().equals("WITHDRAWN"));
        return alone && (rangMs > 2 * Measure.RING_MS || (leg.end() == LegEnd.REFUSED && !withdrawn));
    }

    static List<ConsultLeg> ownCalls(Evidence books) {
        return list(
                books.consults(),
                call -> call.end() == LegEnd.HUNG_UP && call.endedAtMs() - call.invitedAtMs() > 2 * Measure.CLOCKS_MS);
    }

    static List<Ledger.Talk> talksByKeys(Evidence books, Predicate<AgentLeg> which) {
        return list(
                books.ledger().talks(),
                talk -> books.agentLegs().stream()
                        .filter(leg ->
                                leg.offerId() == talk.talkId() && leg.agent().equals(talk.agent()))
                        .filter(leg -> !leg.presses().isEmpty()
                                && !books.agreed().mobile().contains(leg.agent()))
                        .anyMatch(which));
    }

    /** The talks that no offer brought, of callers who were given away by keys. */
    static List<Ledger.Talk> talksOfThoseCalledByKeys(Evidence books) {
        List<Long> givenAway = talksByKeys(books, leg -> leg.end() == LegEnd.GIVEN_AWAY).stream()
                .map(Ledger.Talk::contactId)
                .toList();
        return list(books.ledger().talks(), talk -> talk.talkId() < 0 && givenAway.contains(talk.contactId()));
    }

    /** Of two who hung up at once either may be called the first. */
    static List<Ledger.Contact> contactsThatOneSideEnded(Evidence books) {
        return list(
                books.ledger().contacts(),
                contact -> !contact.endedBy().isEmpty()
                        && !(books.callers().stream()
                                        .anyMatch(caller -> caller.number().equals(contact.caller())
                                                && caller.end() == LegEnd.HUNG_UP)
                                && books.agentLegs().stream()
                                        .anyMatch(leg -> leg.number().equals(contact.caller())
                                                && leg.answered()
                                                && leg.end() == LegEnd.HUNG_UP)));
    }

    /** Somebody or something has picked up outside and did not press 1, and the caller never talked to him. */
    static List<AgentLeg> voicemails(Evidence books) {
        return list(
                books.agentLegs(),
                leg -> leg.finalStatus() == 200
                        && !leg.answered()
                        && leg.end() != LegEnd.OPEN
                        && isCaller(books, leg.number())
                        && books.agentLegs().stream()
                                .noneMatch(other -> other.answered()
                                        && other.agent().equals(leg.agent())
                                        && other.number().equals(leg.number())));
    }

    static boolean isCaller(Evidence books, String number) {
        return books.callers().stream().anyMatch(caller -> caller.number().equals(number));
    }

    static String callerOf(Evidence books, long contactId) {
        return list(books.ledger().contacts(), contact -> contact.contactId() == contactId)
                .getFirst()
                .caller();
    }

    /** An agent whom this caller, who may be an agent himself, never met. */
    static String strangerTo(Evidence books, String number) {
        return list(
                        List.copyOf(books.skills().keySet()),
                        agent -> books.agentLegs().stream()
                                .noneMatch(leg -> (leg.agent().equals(agent)
                                                && leg.number().equals(number))
                                        || (leg.agent().equals(number)
                                                && leg.number().equals(agent))))
                .getFirst();
    }
}
