package org.usher.server.acceptance.books;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.usher.server.acceptance.books.Finding.Fault;

/** Ways to falsify balanced books, each with what the reader must find then. */
enum Doctored {
    A_CALL_IS_LOST(
            Fault.CALL_LOST,
            books -> ledger(
                    books,
                    ledger -> new Ledger(
                            without(ledger.contacts(), served(books)),
                            ledger.entries(),
                            ledger.refusals(),
                            ledger.offers(),
                            ledger.talks()))),
    A_CALL_IS_COUNTED_TWICE(
            Fault.CALL_LOST,
            books -> ledger(
                    books,
                    ledger -> new Ledger(
                            with(
                                    ledger.contacts(),
                                    copy(contactOf(books, talk(books).contactId()), 999_999)),
                            ledger.entries(),
                            ledger.refusals(),
                            ledger.offers(),
                            ledger.talks()))),
    A_CALL_IS_INVENTED(
            Fault.CONTACT_INVENTED,
            books -> ledger(
                    books,
                    ledger -> new Ledger(
                            with(ledger.contacts(), new Ledger.Contact(999_999, "99999", 1, "CALLER")),
                            ledger.entries(),
                            ledger.refusals(),
                            ledger.offers(),
                            ledger.talks()))),
    AN_ABANDONED_CALL_IS_CALLED_ANSWERED(
            Fault.WRONG_ENTRIES,
            books -> outcome(books, entry -> entry.outcome().equals("ABANDONED"), "ANSWERED")),
    AN_ANSWERED_CALL_IS_CALLED_ABANDONED(
            Fault.WRONG_ENTRIES,
            books -> outcome(books, entry -> entry.outcome().equals("ANSWERED"), "ABANDONED")),
    AN_ENDED_STAY_IS_LEFT_OPEN(
            Fault.WRONG_ENTRIES,
            books -> outcome(books, entry -> entry.outcome().equals("ANSWERED"), "")),
    AN_OUTCOME_IS_UNKNOWN(
            Fault.UNBALANCED, books -> outcome(books, entry -> entry.outcome().equals("ANSWERED"), "FORGOTTEN")),
    A_TALK_IS_MISSING(Fault.WRONG_TALKS, books -> talks(books, talks -> without(talks, talk(books)))),
    A_TALK_IS_ANOTHER_AGENTS(
            Fault.WRONG_TALKS,
            books -> talks(books, talks -> replaced(talks, talk(books), talk -> of(talk, "nobody")))),
    A_TALK_IS_LONGER_THAN_IT_WAS(
            Fault.WRONG_TALKS,
            books ->
                    talks(books, talks -> replaced(talks, talk(books), talk -> lasting(talk, talk.talkMs() + 60_000)))),
    THE_WRONG_SIDE_HUNG_UP(
            Fault.WRONG_END,
            books -> ledger(
                    books,
                    ledger -> new Ledger(
                            ledger.contacts().stream()
                                    .map(contact -> new Ledger.Contact(
                                            contact.contactId(),
                                            contact.caller(),
                                            contact.endedAtMs(),
                                            contact.endedBy().equals("CALLER") ? "AGENT" : "CALLER"))
                                    .toList(),
                            ledger.entries(),
                            ledger.refusals(),
                            ledger.offers(),
                            ledger.talks()))),
    AN_OFFER_RANG_NOBODY(
            Fault.WRONG_OFFERS, books -> phones(books, legs -> without(legs, leg(books, AgentLeg::isOffer)))),
    AN_OFFER_IS_NOT_IN_THE_HISTORY(
            Fault.WRONG_OFFERS,
            books -> ledger(
                    books,
                    ledger -> new Ledger(
                            ledger.contacts(),
                            ledger.entries(),
                            ledger.refusals(),
                            ledger.offers().subList(1, ledger.offers().size()),
                            ledger.talks()))),
    A_CALLER_HEARS_NOBODY(
            Fault.NOT_HEARD,
            books -> heard(
                    books,
                    heard -> heard.stream()
                            .filter(each -> !each.ear().equals(audible(books).number()))
                            .toList())),
    AN_AGENT_HEARS_NOBODY(
            Fault.NOT_HEARD,
            books -> heard(
                    books,
                    heard -> heard.stream()
                            .filter(each -> !each.voice().equals(audible(books).number()))
                            .toList())),
    A_CALLER_HEARS_ANOTHER_AGENT_TOO(
            Fault.HEARD_BY_CHANCE,
            books -> heard(
                    books,
                    heard -> with(
                            heard,
                            new Heard(
                                    audible(books).number(),
                                    otherAgent(books, audible(books).agent()),
                                    audible(books).answeredAtMs(),
                                    audible(books).endedAtMs())))),
    AN_AGENT_LACKS_THE_SKILL(Fault.LACKS_SKILL, books -> {
        Map<String, Map<String, Integer>> skills = new HashMap<>(books.skills());
        skills.replaceAll((agent, can) -> Map.of());
        return new Evidence(
                books.nowMs(),
                books.callers(),
                books.agentLegs(),
                books.heard(),
                books.ledger(),
                books.totals(),
                skills,
                books.queues());
    }),
    TWO_CALLERS_ON_ONE_PHONE(
            Fault.TWO_CALLERS_ON_THE_PHONE, books -> phones(books, legs -> with(legs, second(audible(books))))),
    TWO_CALLERS_IN_ONE_EAR(
            Fault.TWO_CALLERS_IN_THE_EAR,
            books -> heard(
                    books,
                    heard -> with(
                            heard,
                            new Heard(
                                    audible(books).agent(),
                                    "another",
                                    audible(books).answeredAtMs(),
                                    audible(books).endedAtMs())))),
    ONE_AGENT_IN_TWO_CALLERS_EARS(
            Fault.TWO_CALLERS_IN_THE_EAR,
            books -> heard(
                    books,
                    heard -> with(
                            heard,
                            new Heard(
                                    "another",
                                    audible(books).agent(),
                                    audible(books).answeredAtMs(),
                                    audible(books).endedAtMs())))),
    TWO_TALKS_AT_ONCE_IN_THE_HISTORY(
            Fault.TWO_CALLERS_IN_THE_HISTORY, books -> talks(books, talks -> with(talks, again(talk(books))))),
    A_TOTAL_IS_OFF_BY_ONE(Fault.WRONG_TOTAL, books -> totals(books, 1, 1)),
    A_TOTAL_DOES_NOT_ADD_UP(Fault.UNBALANCED, books -> totals(books, 1, 0));

    private final Fault fault;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final UnaryOperator<Evidence> falsify;

    Doctored(Fault fault, UnaryOperator<Evidence> falsify) {
        this.fault = fault;
        this.falsify = falsify;
    }

    /** What the reader must find. */
    Fault fault() {
        return fault;
    }

    Evidence falsify(Evidence books) {
        return falsify.apply(books);
    }

    // ---- whom it hits

    /** Somebody who talked long enough to be heard, to an agent who had an offer. */
    private static AgentLeg audible(Evidence books) {
        return leg(
                books,
                each -> each.isOffer()
                        && each.end() != LegEnd.OPEN
                        && each.talkedMs(books.nowMs()) - each.heldMs() > Measure.AUDIBLE_MS + Measure.EAR_MS);
    }

    private static AgentLeg leg(Evidence books, Predicate<AgentLeg> which) {
        return first(books.agentLegs(), which);
    }

    private static Ledger.Talk talk(Evidence books) {
        AgentLeg leg = audible(books);
        return first(books.ledger().talks(), talk -> talk.talkId() == leg.offerId());
    }

    private static Ledger.Contact served(Evidence books) {
        return contactOf(books, talk(books).contactId());
    }

    private static Ledger.Contact contactOf(Evidence books, long contactId) {
        return first(books.ledger().contacts(), contact -> contact.contactId() == contactId);
    }

    private static String otherAgent(Evidence books, String agent) {
        return first(List.copyOf(books.skills().keySet()), each -> !each.equals(agent));
    }

    // ---- how

    private static Evidence ledger(Evidence books, UnaryOperator<Ledger> change) {
        return books.withLedger(change.apply(books.ledger()));
    }

    private static Evidence talks(Evidence books, UnaryOperator<List<Ledger.Talk>> change) {
        Ledger ledger = books.ledger();
        return books.withLedger(new Ledger(
                ledger.contacts(), ledger.entries(), ledger.refusals(), ledger.offers(), change.apply(ledger.talks())));
    }

    private static Evidence outcome(Evidence books, Predicate<Ledger.Entry> which, String outcome) {
        return ledger(
                books,
                ledger -> new Ledger(
                        ledger.contacts(),
                        replaced(
                                ledger.entries(),
                                first(ledger.entries(), which),
                                entry -> new Ledger.Entry(
                                        entry.entryId(),
                                        entry.contactId(),
                                        entry.queue(),
                                        entry.queuedAtMs(),
                                        entry.endedAtMs(),
                                        outcome,
                                        entry.waitedMs())),
                        ledger.refusals(),
                        ledger.offers(),
                        ledger.talks()));
    }

    private static Evidence phones(Evidence books, UnaryOperator<List<AgentLeg>> change) {
        return new Evidence(
                books.nowMs(),
                books.callers(),
                change.apply(books.agentLegs()),
                books.heard(),
                books.ledger(),
                books.totals(),
                books.skills(),
                books.queues());
    }

    private static Evidence heard(Evidence books, UnaryOperator<List<Heard>> change) {
        return new Evidence(
                books.nowMs(),
                books.callers(),
                books.agentLegs(),
                change.apply(books.heard()),
                books.ledger(),
                books.totals(),
                books.skills(),
                books.queues());
    }

    private static Evidence totals(Evidence books, long moreOffered, long moreAnswered) {
        Map<String, Evidence.Totals> totals = new HashMap<>(books.totals());
        totals.computeIfPresent(
                first(List.copyOf(totals.keySet()), any -> true),
                (queue, each) -> new Evidence.Totals(
                        each.offered() + moreOffered,
                        each.answered() + moreAnswered,
                        each.abandoned(),
                        each.shortAbandoned(),
                        each.otherwiseEnded(),
                        each.waiting()));
        return new Evidence(
                books.nowMs(),
                books.callers(),
                books.agentLegs(),
                books.heard(),
                books.ledger(),
                totals,
                books.skills(),
                books.queues());
    }

    private static Ledger.Contact copy(Ledger.Contact contact, long contactId) {
        return new Ledger.Contact(contactId, contact.caller(), contact.endedAtMs(), contact.endedBy());
    }

    private static Ledger.Talk of(Ledger.Talk talk, String agent) {
        return new Ledger.Talk(
                talk.talkId(),
                talk.contactId(),
                agent,
                talk.connectedAtMs(),
                talk.endedAtMs(),
                talk.talkMs(),
                talk.holdMs());
    }

    private static Ledger.Talk lasting(Ledger.Talk talk, long talkMs) {
        return new Ledger.Talk(
                talk.talkId(),
                talk.contactId(),
                talk.agent(),
                talk.connectedAtMs(),
                talk.endedAtMs(),
                talkMs,
                talk.holdMs());
    }

    /** The same agent with another contact at the same time. */
    private static Ledger.Talk again(Ledger.Talk talk) {
        return new Ledger.Talk(
                999_999, 999_999, talk.agent(), talk.connectedAtMs() + 1, talk.endedAtMs(), talk.talkMs(), 0);
    }

    private static AgentLeg second(AgentLeg leg) {
        return new AgentLeg(
                "another",
                leg.agent(),
                leg.number(),
                0,
                leg.rungAtMs(),
                leg.answeredAtMs() + 1,
                200,
                leg.endedAtMs(),
                leg.end(),
                0,
                "");
    }

    // ---- lists

    private static <T> T first(List<T> list, Predicate<T> which) {
        return list.stream().filter(which).findFirst().orElseThrow();
    }

    private static <T> List<T> without(List<T> list, T one) {
        return list.stream().filter(each -> !each.equals(one)).toList();
    }

    private static <T> List<T> with(List<T> list, T one) {
        List<T> more = new ArrayList<>(list);
        more.add(one);
        return more;
    }

    private static <T> List<T> replaced(List<T> list, T one, Function<T, T> by) {
        return list.stream()
                .map(each -> each.equals(one) ? by.apply(each) : each)
                .toList();
    }
}
