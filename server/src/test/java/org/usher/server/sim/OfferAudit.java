package org.usher.server.sim;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.RepairKind;
import org.usher.server.sim.Books.Bid;
import org.usher.server.sim.Books.Customer;
import org.usher.server.sim.Books.Person;

/** Who is rung for whom, whether it is his turn, and what comes of it. */
final class OfferAudit extends Audit {
    private static final long GUARD_MS = 1_000;

    private final Precedence precedence;
    private final boolean calm;

    OfferAudit(Books books, boolean calm) {
        super(books);
        this.calm = calm;
        precedence = new Precedence(books);
    }

    void told(Command.OfferCommand command) {
        switch (command) {
            case Command.OfferFailed failed -> {
                report(failed.offerId(), failed.outcome());
                var _ = notConnected(failed.offerId());
            }
            case Command.OfferAccepted accepted -> pickedUp(accepted.offerId(), accepted.deviceId());
            case Command.OfferLegEnded ended -> report(ended.offerId(), ended.outcome());
            default -> {}
        }
    }

    void joined(Event.TalkJoined e) {
        if (e.agentId() != 0) {
            books.person(e.agentId()).talk = e.talkId();
            books.person(e.agentId()).talkQueueId = e.queueId();
        }
    }

    void nothingOverdue(long nowMs) {
        int graceMs = books.configuration.settings().offerGraceMs();
        for (Bid bid : books.bids.values()) {
            if (bid.ringing.isEmpty()) {
                continue;
            }
            must(bid.sent, "offer " + bid.offerId + " rings nowhere");
            boolean due = bid.takenBackAtMs > 0
                    ? nowMs >= bid.takenBackAtMs + 2L * graceMs
                    : nowMs >= bid.madeAtMs + bid.ringTimeoutMs + graceMs;
            must(!due, "offer " + bid.offerId + " outlives its deadline");
        }
    }

    /** Whoever picked up, the customer is back in line before they heard each other; null if that cannot be. */
    private @Nullable Customer notConnected(long offerId) {
        Bid bid = books.bids.get(offerId);
        Customer customer = bid == null ? null : books.customers.get(bid.callKey);
        if (bid != null && bid.accepted && customer != null && customer.bid == offerId && customer.entryId != 0) {
            customer.bid = 0;
            customer.seenWaiting = false;
            return customer;
        }
        return null;
    }

    /** On a phone that was not rung the call is taken from one that was. */
    private void pickedUp(long offerId, int deviceId) {
        Bid bid = books.bids.get(offerId);
        if (bid != null) {
            books.people.values().stream()
                    .filter(person -> person.devices.contains(deviceId) && !bid.rung.contains(person.agentId))
                    .forEach(person -> bid.takenBy = person.agentId);
        }
    }

    private void report(long offerId, OfferOutcome outcome) {
        Bid bid = books.bids.get(offerId);
        if (bid != null) {
            bid.reported.add(outcome);
        }
    }

    void offerMade(Event.OfferMade e) {
        Customer customer = customer(e.contactId());
        Person person = books.person(e.agentId());
        Bid bid = books.bids.computeIfAbsent(e.offerId(), id -> new Bid(id, customer.callKey, e.queueId(), e.atMs()));
        boolean first = bid.rung.isEmpty();
        must(customer.entryId != 0 && customer.queueId == e.queueId(), "offered without standing in that line: " + e);
        must(!first || customer.waits(), "offered though not seen waiting, or offered already: " + e);
        must(customer.bid == 0 || customer.bid == e.offerId(), "offered twice: " + e);
        must(
                person.state == AgentState.OFFERED && person.sinceMs == e.atMs(),
                "offered to one who is " + person.state + " since " + person.sinceMs + ": " + e);
        must(person.bid == 0, "the agent has offer " + person.bid + " already: " + e);
        must(person.talk == 0, "the agent is in talk " + person.talk + ": " + e);
        must(!person.wantsOut && !person.wantsPause, "the agent wants no contacts: " + e);
        must(!person.devices.isEmpty(), "the agent has no phone: " + e);
        must(
                books.mayServe(person, customer, customer.firstEntry ? customer.step : Integer.MAX_VALUE),
                "the agent lacks the skill or the queue: " + e);
        must(e.waitedMs() == e.atMs() - customer.enqueuedAtMs, "waited otherwise: " + e);
        if (first) {
            inOrder(e, customer, person);
        }
        bid.rung.add(e.agentId());
        bid.ringing.add(e.agentId());
        person.bid = e.offerId();
        customer.bid = e.offerId();
    }

    /** First come, first served among equals; else, and among agents, by the centre's rules. */
    private void inOrder(Event.OfferMade e, Customer customer, Person person) {
        for (Customer other : books.customers.values()) {
            boolean equal = other != customer
                    && other.queueId == customer.queueId
                    && other.priority == customer.priority
                    && other.asks.equals(customer.asks)
                    && other.firstEntry
                    && customer.firstEntry;
            must(
                    !(equal && other.waits() && other.standsMs < customer.standsMs && other.step >= customer.step),
                    "contact " + other.contactId + " came before: " + e);
        }
        if (!customer.firstEntry) {
            return;
        }
        for (Customer other : books.customers.values()) {
            must(
                    !(other != customer
                            && other.waits()
                            && other.firstEntry
                            && books.mayServe(person, other, other.step)
                            && precedence.counts(other, e.atMs()) > precedence.counts(customer, e.atMs()) + 1),
                    "contact " + other.contactId + " counts for more: " + e);
        }
        for (Person rival : books.people.values()) {
            must(
                    !(rival != person
                            && rival.idle(e.atMs())
                            && books.mayServe(rival, customer, customer.step)
                            && precedence.isBefore(rival, person, customer)),
                    "agent " + rival.agentId + " comes before: " + e);
        }
    }

    void offerEnded(Event.OfferEnded e) {
        Bid bid = books.bids.get(e.offerId());
        Person person = books.person(e.agentId());
        if (bid == null || !bid.ringing.remove(e.agentId())) {
            throw wrong("the end of an offer that did not ring there: " + e);
        }
        must(e.ringMs() == e.atMs() - bid.madeAtMs, "rang otherwise: " + e);
        if (person.bid == e.offerId()) {
            person.bid = 0;
        }
        switch (e.outcome()) {
            case ACCEPTED -> {
                bid.accepted = true;
                person.talk = e.offerId();
                person.talkQueueId = e.queueId();
                person.missedInRow = 0;
            }
            case REJECTED, BUSY, TIMED_OUT, UNREACHABLE -> {
                must(bid.reported.contains(e.outcome()), "nobody said so: " + e);
                person.missedInRow += e.outcome() == OfferOutcome.TIMED_OUT ? 1 : 0;
            }
            case FAILED -> person.sparedUntilMs = e.atMs() + GUARD_MS;
            case CALLER_LEFT -> must(now().command() instanceof Command.ContactGone, "who has left? " + e);
            case TAKEN_BY_OTHER -> {
                if (bid.takenBy != 0) {
                    bid.accepted = true;
                    books.person(bid.takenBy).talk = e.offerId();
                    books.person(bid.takenBy).talkQueueId = e.queueId();
                }
            }
            case WITHDRAWN -> {}
        }
        person.cause = e.outcome();
        if (bid.ringing.isEmpty() && !bid.accepted) {
            Customer customer = books.customers.get(bid.callKey);
            if (customer != null && customer.bid == e.offerId()) {
                customer.bid = 0;
                customer.seenWaiting = now().command() instanceof Command.ContactReachable reachable
                        && reachable.callKey() == bid.callKey;
            }
        }
    }

    void repaired(Event.Repaired e) {
        must(!calm, "repaired though nothing went wrong: " + e);
        Bid bid = books.bids.get(e.subjectId());
        if (e.kind() == RepairKind.LATE_ANSWER && bid != null) {
            bid.accepted = true;
            bid.late = true;
        }
        if (e.kind() == RepairKind.ACCEPTED_WITHOUT_CONNECT) {
            // if they are taken to talk, that is said next
            Customer customer = notConnected(e.subjectId());
            if (customer != null && now().command() instanceof Command.ContactReachable reachable) {
                customer.seenWaiting = reachable.callKey() == customer.callKey;
            }
        }
        if (e.kind() == RepairKind.OFFER_WITHOUT_END && bid != null) {
            bid.ringing.forEach(agentId -> books.person(agentId).sparedUntilMs = e.atMs() + GUARD_MS);
        }
    }

    void connected(Event.ContactConnected e) {
        Customer customer = customer(e.contactId());
        Bid bid = books.bids.get(e.offerId());
        if (bid == null || !bid.accepted) {
            throw wrong("connected without being accepted: " + e);
        }
        must(customer.entryId == e.entryId() && e.entryId() != 0, "connected from another line: " + e);
        if (bid.late) {
            books.person(e.agentId()).talk = e.offerId();
            books.person(e.agentId()).talkQueueId = e.queueId();
        }
        if (now().command() instanceof Command.OfferConnected && books.person(e.agentId()).talk != e.offerId()) {
            throw wrong("connected with another agent, who is in " + books.person(e.agentId()).talk + ": " + e);
        }
        customer.bid = e.offerId();
    }

    void talkEnded(Event.TalkEnded e) {
        Customer customer = books.ofContact(e.contactId());
        if (customer != null && customer.bid == e.talkId()) {
            customer.bid = 0;
        }
        Person person = books.person(e.agentId());
        Configuration.Queue queue = books.queue(e.queueId());
        boolean engaged = person.state == AgentState.ON_CONTACT || person.state == AgentState.CONSULTING;
        if (engaged && queue != null && person.talk == e.talkId()) {
            person.wrapUpMs = queue.wrapUpMs();
            person.wrapUpKnown = true;
        }
        must(e.talkMs() >= 0 && e.holdMs() >= 0, "a talk of negative length: " + e);
    }
}
