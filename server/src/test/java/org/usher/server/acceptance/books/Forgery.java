package org.usher.server.acceptance.books;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What it takes to falsify books: other lists in place of those that they have, and other rows in the lists. */
final class Forgery {
    private Forgery() {}

    static Evidence contacts(Evidence books, UnaryOperator<List<Ledger.Contact>> change) {
        Ledger ledger = books.ledger();
        return books.withLedger(new Ledger(
                change.apply(ledger.contacts()), ledger.entries(), ledger.refusals(), ledger.offers(), ledger.talks()));
    }

    static Evidence entries(Evidence books, UnaryOperator<List<Ledger.Entry>> change) {
        Ledger ledger = books.ledger();
        return books.withLedger(new Ledger(
                ledger.contacts(), change.apply(ledger.entries()), ledger.refusals(), ledger.offers(), ledger.talks()));
    }

    static Evidence offers(Evidence books, UnaryOperator<List<Ledger.Offer>> change) {
        Ledger ledger = books.ledger();
        return books.withLedger(new Ledger(
                ledger.contacts(), ledger.entries(), ledger.refusals(), change.apply(ledger.offers()), ledger.talks()));
    }

    static Evidence talks(Evidence books, UnaryOperator<List<Ledger.Talk>> change) {
        Ledger ledger = books.ledger();
        return books.withLedger(new Ledger(
                ledger.contacts(), ledger.entries(), ledger.refusals(), ledger.offers(), change.apply(ledger.talks())));
    }

    static Evidence phones(Evidence books, UnaryOperator<List<AgentLeg>> change) {
        return books.withAgentLegs(change.apply(books.agentLegs()));
    }

    static Evidence heard(Evidence books, UnaryOperator<List<Heard>> change) {
        return books.withHeard(change.apply(books.heard()));
    }

    static Evidence total(Evidence books, String queue, UnaryOperator<Evidence.Totals> change) {
        Map<String, Evidence.Totals> totals = new HashMap<>(books.totals());
        totals.computeIfPresent(queue, (name, shown) -> change.apply(shown));
        return books.withTotals(totals);
    }

    static Evidence outcome(Evidence books, Ledger.Entry entry, String outcome) {
        return entries(
                books,
                entries -> replaced(
                        entries,
                        entry,
                        new Ledger.Entry(
                                entry.entryId(),
                                entry.contactId(),
                                entry.queue(),
                                entry.queuedAtMs(),
                                entry.endedAtMs(),
                                outcome,
                                entry.waitedMs())));
    }

    static Evidence ended(Evidence books, Ledger.Offer offer, long atMs, String outcome) {
        return offers(
                books,
                offers -> replaced(
                        offers,
                        offer,
                        new Ledger.Offer(
                                offer.offerId(), offer.contactId(), offer.agent(), offer.madeAtMs(), atMs, outcome)));
    }

    static Ledger.Contact copy(Ledger.Contact contact, long contactId) {
        return new Ledger.Contact(contactId, contact.caller(), contact.endedAtMs(), contact.endedBy());
    }

    static Ledger.Talk lasting(Ledger.Talk talk, long talkMs, long holdMs) {
        return new Ledger.Talk(
                talk.talkId(),
                talk.contactId(),
                talk.agent(),
                talk.connectedAtMs(),
                talk.endedAtMs(),
                talk.endedBy(),
                talkMs,
                holdMs);
    }

    static Ledger.Talk ended(Ledger.Talk talk, long atMs, String by, long talkMs) {
        return new Ledger.Talk(
                talk.talkId(), talk.contactId(), talk.agent(), talk.connectedAtMs(), atMs, by, talkMs, talk.holdMs());
    }

    /** The same agent with another contact at the same time. */
    static Ledger.Talk again(Ledger.Talk talk) {
        return new Ledger.Talk(
                999_999, 999_999, talk.agent(), talk.connectedAtMs() + 1, talk.endedAtMs(), "CALLER", talk.talkMs(), 0);
    }

    static AgentLeg second(AgentLeg leg) {
        return new AgentLeg(
                "another",
                leg.agent(),
                "another",
                0,
                leg.rungAtMs(),
                leg.answeredAtMs() + 1,
                200,
                leg.endedAtMs(),
                leg.end(),
                0,
                "",
                0,
                List.of());
    }

    static CallerLeg dialling(CallerLeg caller, String other) {
        return new CallerLeg(
                caller.callId(),
                caller.number(),
                other,
                caller.skills(),
                caller.invitedAtMs(),
                caller.progressAtMs(),
                caller.answeredAtMs(),
                caller.finalStatus(),
                caller.endedAtMs(),
                caller.end());
    }

    /** As if whoever picked up had pressed nothing. */
    static AgentLeg unpressed(AgentLeg leg) {
        return new AgentLeg(
                leg.callId(),
                leg.agent(),
                leg.number(),
                leg.offerId(),
                leg.rungAtMs(),
                0,
                leg.finalStatus(),
                leg.endedAtMs(),
                leg.end(),
                leg.heldMs(),
                leg.referredTo(),
                leg.referredAtMs(),
                List.of());
    }

    /** As if all the time in which this phone rang or listened had been a talk. */
    static Ledger.Talk talkOf(Evidence books, AgentLeg leg) {
        long contactId = list(
                        books.ledger().contacts(), contact -> contact.caller().equals(leg.number()))
                .getFirst()
                .contactId();
        long ms = leg.endedAtMs() - leg.rungAtMs();
        return new Ledger.Talk(leg.offerId(), contactId, leg.agent(), leg.rungAtMs(), leg.endedAtMs(), "CALLER", ms, 0);
    }

    /** Rings shortly before the end of this call. */
    static AgentLeg disturbs(ConsultLeg call) {
        long atMs = call.endedAtMs() - 100;
        return new AgentLeg(
                "another", call.agent(), "another", 1, atMs, 0, 486, atMs, LegEnd.REFUSED, 0, "", 0, List.of());
    }

    static <T> List<T> list(List<T> all, Predicate<T> which) {
        return all.stream().filter(which).toList();
    }

    static <T> List<T> without(List<T> list, T one) {
        return list(list, each -> !each.equals(one));
    }

    static <T> List<T> with(List<T> list, T one) {
        List<T> more = new ArrayList<>(list);
        more.add(one);
        return more;
    }

    static <T> List<T> replaced(List<T> list, T one, T by) {
        return list.stream().map(each -> each.equals(one) ? by : each).toList();
    }
}
