package org.usher.server.acceptance.books;

import static org.usher.server.acceptance.books.Forgery.again;
import static org.usher.server.acceptance.books.Forgery.contacts;
import static org.usher.server.acceptance.books.Forgery.copy;
import static org.usher.server.acceptance.books.Forgery.dialling;
import static org.usher.server.acceptance.books.Forgery.disturbs;
import static org.usher.server.acceptance.books.Forgery.ended;
import static org.usher.server.acceptance.books.Forgery.entries;
import static org.usher.server.acceptance.books.Forgery.heard;
import static org.usher.server.acceptance.books.Forgery.lasting;
import static org.usher.server.acceptance.books.Forgery.list;
import static org.usher.server.acceptance.books.Forgery.offers;
import static org.usher.server.acceptance.books.Forgery.outcome;
import static org.usher.server.acceptance.books.Forgery.phones;
import static org.usher.server.acceptance.books.Forgery.replaced;
import static org.usher.server.acceptance.books.Forgery.second;
import static org.usher.server.acceptance.books.Forgery.talkOf;
import static org.usher.server.acceptance.books.Forgery.talks;
import static org.usher.server.acceptance.books.Forgery.total;
import static org.usher.server.acceptance.books.Forgery.unpressed;
import static org.usher.server.acceptance.books.Forgery.with;
import static org.usher.server.acceptance.books.Forgery.without;
import static org.usher.server.acceptance.books.Places.audible;
import static org.usher.server.acceptance.books.Places.callerOf;
import static org.usher.server.acceptance.books.Places.contactsOfThoseWhoGotIn;
import static org.usher.server.acceptance.books.Places.endedSo;
import static org.usher.server.acceptance.books.Places.isCaller;
import static org.usher.server.acceptance.books.Places.mustBeMissed;
import static org.usher.server.acceptance.books.Places.strangerTo;
import static org.usher.server.acceptance.books.Places.talksByKeys;
import static org.usher.server.acceptance.books.Places.voicemails;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.usher.server.acceptance.books.Finding.Fault;

/**
 * Ways to falsify balanced books, each with what the reader must find then, wherever in the books it is done: a way is a list of the places
 * in which it can be done and what is done there.
 */
enum Doctored {
    A_CALL_IS_LOST(
            Fault.CALL_LOST,
            Places::contactsOfThoseWhoGotIn,
            (books, contact) -> contacts(books, contacts -> without(contacts, contact))),
    A_CALL_IS_COUNTED_TWICE(
            Fault.CALL_LOST,
            Places::contactsOfThoseWhoGotIn,
            (books, contact) -> contacts(books, contacts -> with(contacts, copy(contact, 999_999)))),
    A_CALL_WAS_REFUSED_THOUGH_THERE_WAS_ROOM(
            Fault.CALL_LOST,
            books -> list(
                    books.callers(),
                    caller -> caller.end() == LegEnd.REFUSED && books.queues().containsKey(caller.dialled())),
            (books, caller) ->
                    books.withCallers(replaced(books.callers(), caller, dialling(caller, Centre.SERVED.getFirst())))),
    A_CALL_IS_INVENTED(
            Fault.CONTACT_INVENTED,
            books -> books.ledger().contacts(),
            (books, contact) -> contacts(
                    books,
                    contacts -> with(
                            contacts, new Ledger.Contact(999_999, "99999", contact.endedAtMs(), contact.endedBy())))),
    AN_ABANDONED_CALL_IS_CALLED_ANSWERED(
            Fault.WRONG_ENTRIES,
            books -> endedSo(books, "ABANDONED"),
            (books, entry) -> outcome(books, entry, "ANSWERED")),
    A_SHORT_ABANDONED_CALL_IS_CALLED_ANSWERED(
            Fault.WRONG_ENTRIES,
            books -> endedSo(books, "SHORT_ABANDONED"),
            (books, entry) -> outcome(books, entry, "ANSWERED")),
    AN_ANSWERED_CALL_IS_CALLED_ABANDONED(
            Fault.WRONG_ENTRIES,
            books -> endedSo(books, "ANSWERED"),
            (books, entry) -> outcome(books, entry, "ABANDONED")),
    AN_ABANDONED_CALL_IS_CALLED_LOST_BY_THE_PBX(
            Fault.WRONG_ENTRIES,
            books -> endedSo(books, "ABANDONED"),
            (books, entry) -> outcome(books, entry, "LOST_BY_PBX")),
    AN_OVERFLOWED_CALL_IS_CALLED_ABANDONED(
            Fault.WRONG_ENTRIES,
            books -> endedSo(books, "OVERFLOWED"),
            (books, entry) -> outcome(books, entry, "ABANDONED")),
    AN_ENDED_STAY_IS_LEFT_OPEN(
            Fault.WRONG_ENTRIES,
            books -> list(books.ledger().entries(), entry -> !entry.outcome().isEmpty()),
            (books, entry) -> outcome(books, entry, "")),
    A_STAY_IS_FORGOTTEN(
            Fault.WRONG_ENTRIES,
            books -> books.ledger().entries(),
            (books, entry) -> entries(books, entries -> without(entries, entry))),
    A_STAY_WAS_ELSEWHERE(
            Fault.WRONG_ENTRIES,
            books -> books.ledger().entries(),
            (books, entry) -> entries(
                    books,
                    entries -> replaced(
                            entries,
                            entry,
                            new Ledger.Entry(
                                    entry.entryId(),
                                    entry.contactId(),
                                    "elsewhere",
                                    entry.queuedAtMs(),
                                    entry.endedAtMs(),
                                    entry.outcome(),
                                    entry.waitedMs())))),
    AN_OUTCOME_IS_UNKNOWN(
            Fault.UNBALANCED, books -> books.ledger().entries(), (books, entry) -> outcome(books, entry, "FORGOTTEN")),
    A_TALK_IS_MISSING(
            Fault.WRONG_TALKS,
            books -> books.ledger().talks(),
            (books, talk) -> talks(books, talks -> without(talks, talk))),
    A_TALK_IS_ANOTHER_AGENTS(
            Fault.WRONG_TALKS,
            books -> books.ledger().talks(),
            (books, talk) -> talks(
                    books,
                    talks -> replaced(
                            talks,
                            talk,
                            new Ledger.Talk(
                                    talk.talkId(),
                                    talk.contactId(),
                                    strangerTo(books, callerOf(books, talk.contactId())),
                                    talk.connectedAtMs(),
                                    talk.endedAtMs(),
                                    talk.endedBy(),
                                    talk.talkMs(),
                                    talk.holdMs())))),
    A_TRANSFER_IS_FORGOTTEN(
            Fault.WRONG_TALKS,
            books -> list(books.ledger().talks(), talk -> talk.endedBy().equals("TRANSFER")),
            (books, talk) -> talks(
                    books, talks -> replaced(talks, talk, ended(talk, talk.endedAtMs(), "AGENT", talk.talkMs())))),
    A_TRANSFER_IS_INVENTED(
            Fault.WRONG_TALKS,
            books -> list(books.ledger().talks(), talk -> !talk.endedBy().equals("TRANSFER")),
            (books, talk) -> talks(
                    books, talks -> replaced(talks, talk, ended(talk, talk.endedAtMs(), "TRANSFER", talk.talkMs())))),
    A_TRANSFER_BY_KEY_IS_FORGOTTEN(
            Fault.WRONG_TALKS,
            books -> talksByKeys(books, leg -> leg.end() == LegEnd.GIVEN_AWAY),
            (books, talk) -> talks(
                    books, talks -> replaced(talks, talk, ended(talk, talk.endedAtMs(), "AGENT", talk.talkMs())))),
    A_RETURN_BY_KEY_IS_CALLED_A_TRANSFER(
            Fault.WRONG_TALKS,
            books -> talksByKeys(books, leg -> leg.pressedAtMs(Keyed.BACK) > 0),
            (books, talk) -> talks(
                    books, talks -> replaced(talks, talk, ended(talk, talk.endedAtMs(), "TRANSFER", talk.talkMs())))),
    WHO_WAS_CALLED_BY_KEYS_IS_FORGOTTEN(
            Fault.WRONG_TALKS,
            Places::talksOfThoseCalledByKeys,
            (books, talk) -> talks(books, talks -> without(talks, talk))),
    A_TALK_IS_LONGER_THAN_IT_WAS(
            Fault.WRONG_TALKS,
            books -> books.ledger().talks(),
            (books, talk) ->
                    talks(books, talks -> replaced(talks, talk, lasting(talk, talk.talkMs() + 60_000, talk.holdMs())))),
    A_TALK_WAS_HELD(
            Fault.WRONG_TALKS,
            books -> books.ledger().talks(),
            (books, talk) -> talks(
                    books,
                    talks -> replaced(
                            talks, talk, lasting(talk, Math.max(0, talk.talkMs() - 60_000), talk.holdMs() + 60_000)))),
    A_TALK_HAS_NO_END(
            Fault.WRONG_TALKS,
            books -> books.ledger().talks(),
            (books, talk) -> talks(books, talks -> replaced(talks, talk, ended(talk, 0, "", 0)))),
    THE_WRONG_SIDE_HUNG_UP(
            Fault.WRONG_END,
            Places::contactsThatOneSideEnded,
            (books, contact) -> contacts(
                    books,
                    contacts -> replaced(
                            contacts,
                            contact,
                            new Ledger.Contact(
                                    contact.contactId(),
                                    contact.caller(),
                                    contact.endedAtMs(),
                                    contact.endedBy().equals("CALLER") ? "AGENT" : "CALLER")))),
    AN_ENDED_CALL_IS_LEFT_OPEN(
            Fault.WRONG_END,
            books -> list(contactsOfThoseWhoGotIn(books), contact -> contact.endedAtMs() > 0),
            (books, contact) -> contacts(
                    books,
                    contacts -> replaced(
                            contacts, contact, new Ledger.Contact(contact.contactId(), contact.caller(), 0, "")))),
    AN_OFFER_RANG_NOBODY(
            Fault.WRONG_OFFERS,
            books -> list(books.agentLegs(), leg -> leg.isOffer() && mustBeMissed(books, leg)),
            (books, leg) -> phones(books, legs -> without(legs, leg))),
    AN_OFFER_IS_NOT_IN_THE_HISTORY(
            Fault.WRONG_OFFERS,
            books -> list(
                    books.ledger().offers(),
                    offer -> books.agentLegs().stream()
                            .anyMatch(leg -> leg.offerId() == offer.offerId()
                                    && leg.agent().equals(offer.agent()))),
            (books, offer) -> offers(books, offers -> without(offers, offer))),
    AN_OFFER_HAS_NO_END(
            Fault.WRONG_OFFERS, books -> books.ledger().offers(), (books, offer) -> ended(books, offer, 0, "")),
    AN_OFFER_WAS_REJECTED(
            Fault.WRONG_OFFERS,
            books -> list(books.ledger().offers(), offer -> !offer.outcome().equals("REJECTED")),
            (books, offer) -> ended(books, offer, offer.endedAtMs(), "REJECTED")),
    AN_OFFER_WAS_ACCEPTED(
            Fault.WRONG_OFFERS,
            books -> list(books.ledger().offers(), offer -> !offer.outcome().equals("ACCEPTED")),
            (books, offer) -> ended(books, offer, offer.endedAtMs(), "ACCEPTED")),
    A_VOICEMAIL_HAS_ANSWERED(
            Fault.WRONG_OFFERS,
            books -> list(
                    books.ledger().offers(),
                    offer -> voicemails(books).stream()
                            .anyMatch(leg -> leg.offerId() == offer.offerId()
                                    && leg.agent().equals(offer.agent()))),
            (books, offer) -> ended(books, offer, offer.endedAtMs(), "ACCEPTED")),
    A_VOICEMAIL_HAS_TALKED(
            Fault.WRONG_TALKS,
            Places::voicemails,
            (books, leg) -> talks(books, talks -> with(talks, talkOf(books, leg)))),
    A_CALLER_HEARS_A_VOICEMAIL(
            Fault.HEARD_BY_CHANCE,
            books -> list(voicemails(books), leg -> leg.endedAtMs() - leg.rungAtMs() > Measure.EAR_MS),
            (books, leg) -> heard(
                    books,
                    heard -> with(heard, new Heard(leg.number(), leg.agent(), leg.rungAtMs(), leg.endedAtMs())))),
    NOBODY_PRESSED_ONE(
            Fault.WRONG_OFFERS,
            books -> list(
                    books.agentLegs(),
                    leg -> leg.isOffer()
                            && leg.answered()
                            && books.agreed().mobile().contains(leg.agent())),
            (books, leg) -> phones(books, legs -> replaced(legs, leg, unpressed(leg)))),
    A_CALLER_HEARS_NOBODY(
            Fault.NOT_HEARD,
            Places::audible,
            (books, leg) -> heard(
                    books,
                    heard -> list(
                            heard,
                            each -> !(each.ear().equals(leg.number())
                                    && each.voice().equals(leg.agent()))))),
    AN_AGENT_HEARS_NOBODY(
            Fault.NOT_HEARD,
            Places::audible,
            (books, leg) -> heard(
                    books,
                    heard -> list(
                            heard,
                            each -> !(each.voice().equals(leg.number())
                                    && each.ear().equals(leg.agent()))))),
    A_CALLER_HEARS_ANOTHER_AGENT_TOO(
            Fault.HEARD_BY_CHANCE,
            Places::audible,
            (books, leg) -> heard(
                    books,
                    heard -> with(
                            heard,
                            new Heard(
                                    leg.number(),
                                    strangerTo(books, leg.number()),
                                    leg.answeredAtMs(),
                                    leg.endedAtMs())))),
    AN_OWN_CALL_IS_ENDED(
            Fault.OWN_CALL_TOUCHED,
            Places::ownCalls,
            (books, call) -> books.withConsults(replaced(
                    books.consults(),
                    call,
                    new ConsultLeg(
                            call.callId(),
                            call.agent(),
                            call.dialled(),
                            call.invitedAtMs(),
                            call.answeredAtMs(),
                            call.endedAtMs(),
                            LegEnd.CLEARED)))),
    AN_OFFER_DISTURBS_AN_OWN_CALL(
            Fault.OWN_CALL_TOUCHED,
            Places::ownCalls,
            (books, call) -> phones(books, legs -> with(legs, disturbs(call)))),
    AN_AGENT_LACKS_THE_SKILL(
            Fault.LACKS_SKILL,
            books -> list(
                    books.agentLegs(),
                    leg -> leg.isOffer()
                            && books.callers().stream()
                                    .anyMatch(caller -> caller.number().equals(leg.number())
                                            && !caller.skills().isEmpty())),
            (books, leg) -> {
                Map<String, Map<String, Integer>> skills = new HashMap<>(books.skills());
                skills.put(leg.agent(), Map.of());
                return books.withSkills(skills);
            }),
    TWO_CALLERS_ON_ONE_PHONE(
            Fault.TWO_CALLERS_ON_THE_PHONE,
            books -> list(audible(books), leg -> books.skills().containsKey(leg.agent())),
            (books, leg) -> phones(books, legs -> with(legs, second(leg)))),
    TWO_CALLERS_IN_ONE_EAR(
            Fault.TWO_CALLERS_IN_THE_EAR,
            books -> list(
                    books.heard(),
                    each -> each.lastedMs() > Measure.EAR_MS
                            && books.skills().containsKey(each.ear())
                            && isCaller(books, each.voice())),
            (books, each) ->
                    heard(books, heard -> with(heard, new Heard(each.ear(), "another", each.fromMs(), each.toMs())))),
    ONE_AGENT_IN_TWO_CALLERS_EARS(
            Fault.TWO_CALLERS_IN_THE_EAR,
            books -> list(
                    books.heard(),
                    each -> each.lastedMs() > Measure.EAR_MS
                            && books.skills().containsKey(each.voice())
                            && isCaller(books, each.ear())),
            (books, each) ->
                    heard(books, heard -> with(heard, new Heard("another", each.voice(), each.fromMs(), each.toMs())))),
    TWO_TALKS_AT_ONCE_IN_THE_HISTORY(
            Fault.TWO_CALLERS_IN_THE_HISTORY,
            books -> list(
                    books.ledger().talks(),
                    talk -> !talk.agent().isEmpty() && talk.endedAtMs() > talk.connectedAtMs() + 1),
            (books, talk) -> talks(books, talks -> with(talks, again(talk)))),
    TWO_OFFERS_AT_ONCE_IN_THE_HISTORY(
            Fault.TWO_CALLERS_IN_THE_HISTORY,
            books -> list(books.ledger().offers(), offer -> offer.endedAtMs() > offer.madeAtMs() + 1),
            (books, offer) -> offers(
                    books,
                    offers -> with(
                            offers,
                            new Ledger.Offer(
                                    999_999,
                                    offer.contactId(),
                                    offer.agent(),
                                    offer.madeAtMs() + 1,
                                    offer.endedAtMs(),
                                    offer.outcome())))),
    A_TOTAL_IS_OFF_BY_ONE(
            Fault.WRONG_TOTAL,
            books -> List.copyOf(books.totals().keySet()),
            (books, queue) -> total(
                    books,
                    queue,
                    shown -> new Evidence.Totals(
                            shown.offered() + 1,
                            shown.answered() + 1,
                            shown.abandoned(),
                            shown.shortAbandoned(),
                            shown.otherwiseEnded(),
                            shown.waiting()))),
    A_TOTAL_DOES_NOT_ADD_UP(
            Fault.UNBALANCED,
            books -> List.copyOf(books.totals().keySet()),
            (books, queue) -> total(
                    books,
                    queue,
                    shown -> new Evidence.Totals(
                            shown.offered() + 1,
                            shown.answered(),
                            shown.abandoned(),
                            shown.shortAbandoned(),
                            shown.otherwiseEnded(),
                            shown.waiting())));

    private final Fault fault;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final BiFunction<Evidence, Integer, Stream<Falsified>> somewhere;

    /**
     * Books that do not balance any more.
     *
     * @param place where they were falsified
     */
    record Falsified(Object place, Evidence books) {}

    <T> Doctored(Fault fault, Function<Evidence, List<T>> places, BiFunction<Evidence, T, Evidence> falsify) {
        this.fault = fault;
        this.somewhere = (books, atMost) -> {
            List<T> all = places.apply(books);
            int every = Math.ceilDiv(Math.max(1, all.size()), atMost);
            return IntStream.range(0, all.size())
                    .filter(place -> place % every == 0)
                    .mapToObj(all::get)
                    .map(place -> new Falsified(place, falsify.apply(books, place)));
        };
    }

    /** What the reader must find. */
    Fault fault() {
        return fault;
    }

    /** The books falsified so, once for each place in which they can be, but so often at most, all over the books. */
    Stream<Falsified> somewhere(Evidence books, int atMost) {
        return somewhere.apply(books, atMost);
    }

    /** Falsifications that the reader does not find; none, or he is no good. Each way is tried in so many places at most. */
    static List<String> missed(Evidence books, int placesEach) {
        return Stream.of(values())
                .flatMap(way -> way.somewhere(books, placesEach)
                        .parallel()
                        .filter(falsified ->
                                Audit.of(falsified.books()).stream().noneMatch(finding -> finding.fault() == way.fault))
                        .map(falsified -> way + " in " + falsified.place()))
                .toList();
    }
}
