package org.usher.server.acceptance.books;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The evidence, sorted: what belongs to one call, one agent, one offer. */
final class Books {
    private final Map<String, List<CallerLeg>> callers;
    private final Map<String, List<AgentLeg>> legsByNumber;
    private final Map<String, List<AgentLeg>> legsByAgent;
    private final Map<Long, List<AgentLeg>> legsByOffer;
    private final Map<String, List<Heard>> heardByEar;
    private final Map<String, List<Ledger.Contact>> contactsByCaller;
    private final Map<Long, List<Ledger.Contact>> contactsById;
    private final Map<Long, List<Ledger.Entry>> entries;
    private final Map<Long, List<Ledger.Refusal>> refusals;
    private final Map<Long, List<Ledger.Offer>> offers;
    private final Map<Long, List<Ledger.Talk>> talks;
    private final Lateness lateness;

    Books(Evidence evidence) {
        Ledger ledger = evidence.ledger();
        callers = by(evidence.callers(), CallerLeg::number);
        legsByNumber = by(evidence.agentLegs(), AgentLeg::number);
        legsByAgent = by(evidence.agentLegs(), AgentLeg::agent);
        legsByOffer = by(evidence.agentLegs(), AgentLeg::offerId);
        heardByEar = by(evidence.heard(), Heard::ear);
        contactsByCaller = by(ledger.contacts(), Ledger.Contact::caller);
        contactsById = by(ledger.contacts(), Ledger.Contact::contactId);
        entries = by(ledger.entries(), Ledger.Entry::contactId);
        refusals = by(ledger.refusals(), Ledger.Refusal::contactId);
        offers = by(ledger.offers(), Ledger.Offer::offerId);
        talks = by(ledger.talks(), Ledger.Talk::contactId);
        lateness = new Lateness(evidence);
    }

    private static <K, T> Map<K, List<T>> by(List<T> all, Function<T, K> key) {
        return all.stream().collect(Collectors.groupingBy(key));
    }

    private static <K, T> List<T> of(Map<K, List<T>> all, K key) {
        return all.getOrDefault(key, List.of());
    }

    /** Between what a phone saw at this time and what the history noted of it. */
    long clocksMs(long atMs) {
        return Measure.CLOCKS_MS + lateness.at(atMs);
    }

    /** How late what happens at this time may be heard of, beyond what is usual. */
    long lateMs(long atMs) {
        return lateness.at(atMs);
    }

    /** Whether both may be the same moment. */
    boolean near(long oneMs, long otherMs) {
        return Math.abs(oneMs - otherMs) <= clocksMs(oneMs);
    }

    /** Whether both may be how long the same took, which was over then. */
    boolean asLong(long oneMs, long otherMs, long overAtMs) {
        return Math.abs(oneMs - otherMs) <= clocksMs(overAtMs);
    }

    /** Null if nobody has this number. */
    @Nullable
    CallerLeg caller(String number) {
        List<CallerLeg> those = of(callers, number);
        return those.isEmpty() ? null : those.getFirst();
    }

    /** The calls to agents' phones that show this number. */
    List<AgentLeg> legsOf(String number) {
        return of(legsByNumber, number);
    }

    List<AgentLeg> legsTo(String agent) {
        return of(legsByAgent, agent);
    }

    /** On which phone of this agent the offer rang. */
    List<AgentLeg> legsOf(Ledger.Offer offer) {
        return of(legsByOffer, offer.offerId()).stream()
                .filter(leg -> leg.agent().equals(offer.agent()))
                .toList();
    }

    /** All phones on which the offer rang. */
    List<AgentLeg> legsOf(long offerId) {
        return of(legsByOffer, offerId);
    }

    Optional<Ledger.Offer> offerOf(AgentLeg leg) {
        return of(offers, leg.offerId()).stream()
                .filter(offer -> offer.agent().equals(leg.agent()))
                .findFirst();
    }

    List<Heard> heardBy(String ear) {
        return of(heardByEar, ear);
    }

    List<Ledger.Contact> contactsOf(String caller) {
        return of(contactsByCaller, caller);
    }

    /** The number of the caller with this contact, empty if there is none. */
    String callerOf(long contactId) {
        List<Ledger.Contact> those = of(contactsById, contactId);
        return those.isEmpty() ? "" : those.getFirst().caller();
    }

    List<Ledger.Entry> entriesOf(Ledger.Contact contact) {
        return of(entries, contact.contactId());
    }

    List<Ledger.Refusal> refusalsOf(Ledger.Contact contact) {
        return of(refusals, contact.contactId());
    }

    List<Ledger.Talk> talksOf(Ledger.Contact contact) {
        return of(talks, contact.contactId());
    }
}
