package org.usher.server.sim;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Channel;
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
    static final long GUARD_MS = 1_000;

    private final WorkAudit work;
    private final Precedence precedence;
    private final boolean calm;
    private Event.@Nullable PromiseBroken broken;

    OfferAudit(Books books, WorkAudit work, boolean calm) {
        super(books);
        this.work = work;
        this.calm = calm;
        precedence = new Precedence(books, work);
    }

    void told(Command.OfferCommand command) {
        switch (command) {
            case Command.OfferFailed failed -> {
                report(failed.offerId(), failed.outcome());
                takenBack(books.bids.get(failed.offerId()), now().atMs());
                Customer customer = notConnected(failed.offerId(), now().atMs());
                spareAfterLeg(failed.offerId(), customer != null && failed.outcome() == OfferOutcome.FAILED);
            }
            case Command.OfferAccepted accepted -> pickedUp(accepted.offerId(), accepted.deviceId());
            case Command.OfferLegEnded ended -> report(ended.offerId(), ended.outcome());
            default -> {}
        }
    }

    void joined(Event.TalkJoined e) {
        if (e.agentId() != 0) {
            if (books.person(e.agentId()).sinceMs != e.atMs()) {
                work.tookUpUnseen(e.agentId());
            }
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
            boolean due =
                    bid.takenBackAtMs > 0 ? nowMs >= bid.takenBackAtMs + 2L * graceMs : nowMs >= bid.untilMs + graceMs;
            must(!due, "offer " + bid.offerId + " outlives its deadline");
        }
    }

    /** Whoever picked up, the customer is back in line before they heard each other; null if that cannot be. */
    private @Nullable Customer notConnected(long offerId, long atMs) {
        Bid bid = books.bids.get(offerId);
        Customer customer = bid == null ? null : books.customers.get(bid.callKey);
        if (bid != null && bid.accepted && customer != null && customer.bid == offerId && customer.entryId != 0) {
            customer.bid = 0;
            stepBack(customer, atMs);
            spare(bid, atMs);
            return customer;
        }
        return null;
    }

    private boolean isToldOver(long offerId) {
        return now().command() instanceof Command.OfferFailed failed && failed.offerId() == offerId;
    }

    /** Nobody rings for it any more: a callback has no call that would have to be seen in the waiting room. */
    private void takenBack(@Nullable Bid bid, long atMs) {
        Customer customer = bid == null || !bid.beingTakenBack ? null : books.customers.get(bid.callKey);
        if (bid != null && customer != null) {
            bid.beingTakenBack = false;
            if (customer.bid == 0 && customer.entryId != 0 && customer.channel == Channel.CALLBACK) {
                stepBack(customer, atMs);
            }
        }
    }

    private void spareAfterLeg(long offerId, boolean inVain) {
        books.people.values().stream()
                .filter(person -> person.talk == offerId)
                .forEach(person -> person.sparedAfterLeg = inVain);
    }

    /** Who took a chat that came to nothing has a moment's rest. */
    private void spare(Bid bid, long atMs) {
        for (Person person : books.people.values()) {
            if (person.chats.containsKey(bid.offerId) && person.state == AgentState.READY) {
                person.sparedUntilMs = atMs + GUARD_MS;
            }
        }
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
        bid.channel = customer.channel;
        must(customer.entryId != 0 && customer.queueId == e.queueId(), "offered without standing in that line: " + e);
        must(!first || customer.mayWait(e.atMs()), "offered though not seen waiting, or offered already: " + e);
        must(customer.bid == 0 || customer.bid == e.offerId(), "offered twice: " + e);
        must(
                person.state == AgentState.OFFERED && person.sinceMs == e.atMs(),
                "offered to one who is " + person.state + " since " + person.sinceMs + ": " + e);
        must(person.bid == 0, "the agent has offer " + person.bid + " already: " + e);
        must(person.talk == 0, "the agent is in talk " + person.talk + ": " + e);
        must(!person.wantsOut && !person.wantsPause, "the agent wants no contacts: " + e);
        must(!person.devices.isEmpty(), "the agent has no phone: " + e);
        must(
                books.mayServe(person, customer, customer.plain ? customer.step : Integer.MAX_VALUE),
                "the agent lacks the skill, the queue or the room: " + e);
        must(customer.channel != Channel.CHAT || first, "a chat offered to several: " + e);
        must(e.waitedMs() == e.atMs() - customer.enqueuedAtMs, "waited otherwise: " + e);
        if (first) {
            inOrder(e, customer, person);
            promisesKept(e, customer, person);
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
                    && other.channel == customer.channel
                    && other.plain
                    && customer.plain;
            must(
                    !(equal
                            && other.waitedBy(e.atMs(), now())
                            && other.standsMs < customer.standsMs
                            && other.step >= customer.step),
                    "contact " + other.contactId + " came before: " + e);
        }
        if (!customer.plain) {
            return;
        }
        boolean gaveWay = work.gaveWayFor(e);
        for (Customer other : books.customers.values()) {
            must(
                    !(other != customer
                            && other.waitedBy(e.atMs(), now())
                            && other.plain
                            && books.mayServe(person, other, other.step)
                            && (!gaveWay || work.mayGiveWayTo(other, e.atMs()))
                            && precedence.counts(other, e.atMs())
                                    > precedence.counts(customer, e.atMs()) + precedence.roundedMs()),
                    "contact " + other.contactId + " counts for more by "
                            + books.configuration.settings().routing().contacts() + ": " + e);
        }
        for (Person rival : books.people.values()) {
            must(
                    !(rival != person
                            && rival.wasIdle(e.atMs())
                            && books.mayServe(rival, customer, customer.step)
                            && (gaveWay || precedence.isBefore(rival, person, customer, e.atMs()))),
                    "agent " + rival.agentId + " comes before by "
                            + books.configuration.settings().routing().agents() + ": " + e);
        }
    }

    void promiseBroken(Event.PromiseBroken e) {
        must(broken == null, "a promise broken to two at once: " + e);
        broken = e;
    }

    /** Whoever stood before him for longer than is promised was passed over, which is to be said of the first of them, once. */
    private void promisesKept(Event.OfferMade e, Customer customer, Person person) {
        Event.PromiseBroken said = broken;
        broken = null;
        if (said != null) {
            Customer victim = customer(said.contactId());
            must(said.takenContactId() == e.contactId() && said.agentId() == e.agentId(), "others: " + said);
            must(!victim.passedOver, "said before: " + said);
            must(isPassedOver(victim, customer, e.atMs()), "nothing is broken: " + said);
            must(said.waitedMs() == e.atMs() - victim.enqueuedAtMs, "waited otherwise: " + said);
            victim.passedOver = true;
        }
        Customer first = null;
        for (Customer other : books.customers.values()) {
            boolean waits = other != customer && other.waitedBy(e.atMs(), now());
            if (waits && !other.plain) {
                return; // whom he waits for is not known
            }
            boolean forHim = waits
                    && books.mayServe(person, other, other.step)
                    && !(work.gaveWayFor(e) && other.channel == Channel.CHAT);
            if (forHim && isPassedOver(other, customer, e.atMs()) && (first == null || isAhead(other, first))) {
                first = other;
            }
        }
        must(
                first == null || first.passedOver,
                "contact " + (first == null ? 0 : first.contactId) + " is passed over, and nobody says so: " + e);
    }

    private boolean isPassedOver(Customer other, Customer taken, long atMs) {
        Configuration.Queue queue = books.queue(other.queueId);
        long promiseMs = queue == null ? 0 : queue.urgency().promiseMs();
        return promiseMs > 0 && atMs - other.standsMs > promiseMs && isAhead(other, taken);
    }

    private static boolean isAhead(Customer one, Customer other) {
        return one.standsMs != other.standsMs ? one.standsMs < other.standsMs : one.contactId < other.contactId;
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
                if (bid.channel == Channel.CHAT) {
                    Customer customer = books.customers.get(bid.callKey);
                    must(customer != null, "a chat with nobody: " + e);
                    person.chats.put(e.offerId(), new Books.Chat(e.offerId(), e.contactId()));
                    person.missedInRow = 0;
                    break;
                }
                person.talk = e.offerId();
                person.talkQueueId = e.queueId();
                person.missedInRow = 0;
            }
            case REJECTED, BUSY, TIMED_OUT, UNREACHABLE -> {
                must(bid.reported.contains(e.outcome()), "nobody said so: " + e);
                person.missedInRow += e.outcome() == OfferOutcome.TIMED_OUT ? 1 : 0;
            }
            case FAILED -> person.sparedUntilMs = e.atMs() + GUARD_MS;
            case CALLER_LEFT -> {
                boolean cancelled = now().command() instanceof Command.CancelCallback;
                must(
                        cancelled
                                || now().command() instanceof Command.ContactGone
                                || now().command() instanceof Command.CustomerNotReached,
                        "who has left? " + e);
                must(!cancelled || bid.takenBackAtMs > 0, "rings on for nobody: " + e);
            }
            case TAKEN_BY_OTHER -> {
                if (bid.takenBy != 0) {
                    work.tookUpUnseen(bid.takenBy);
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
                bid.beingTakenBack = e.outcome() == OfferOutcome.WITHDRAWN && !bid.givenUp && !isToldOver(e.offerId());
                if (bid.beingTakenBack) {
                    customer.seenWaiting = false;
                } else {
                    stepBack(customer, e.atMs());
                }
                customer.seenWaiting |= now().command() instanceof Command.ContactReachable reachable
                        && reachable.callKey() == bid.callKey;
            }
        }
    }

    void repaired(Event.Repaired e) {
        must(!calm, "repaired though nothing went wrong: " + e);
        Bid bid = books.bids.get(e.subjectId());
        if (e.kind() == RepairKind.LATE_ANSWER && bid != null) {
            books.people.keySet().forEach(work::tookUpUnseen);
            Customer customer = books.customers.get(bid.callKey);
            if (customer != null
                    && customer.channel == Channel.CALLBACK
                    && e.detail().endsWith("they talk")) {
                customer.bid = bid.offerId;
            }
            bid.accepted = true;
            bid.late = true;
        }
        if (e.kind() == RepairKind.ACCEPTED_WITHOUT_CONNECT && !e.detail().startsWith("taken to be")) {
            Customer customer = notConnected(e.subjectId(), e.atMs());
            spareAfterLeg(e.subjectId(), customer != null);
            if (customer != null && now().command() instanceof Command.ContactReachable reachable) {
                customer.seenWaiting |= reachable.callKey() == customer.callKey;
            }
        }
        if (e.kind() == RepairKind.OFFER_WITHOUT_END && bid != null) {
            bid.givenUp = true;
            takenBack(bid, e.atMs());
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
        long saidMs = now().command() instanceof Command.OfferCommand said && said.offerId() == e.offerId()
                ? saidMs(said)
                : 0;
        must(
                e.connectedAtMs() == Books.happenedAtMs(saidMs, bid.madeAtMs, e.atMs())
                        || e.connectedAtMs() == e.atMs(),
                "connected at another time: " + e);
        bid.connectedAtMs = e.connectedAtMs();
        bid.endedAtMs = 0;
        customer.answeredAtMs = e.connectedAtMs();
        if (bid.late) {
            books.person(e.agentId()).talk = e.offerId();
            books.person(e.agentId()).talkQueueId = e.queueId();
        }
        if (bid.channel == Channel.CALLBACK) {
            must(customer.hasCall(), "talks with nobody: " + e);
            customer.channel = Channel.VOICE;
        }
        boolean theirs = bid.channel == Channel.CHAT
                ? books.person(e.agentId()).chats.containsKey(e.offerId())
                : books.person(e.agentId()).talk == e.offerId();
        if (now().command() instanceof Command.OfferConnected && !theirs) {
            throw wrong("connected with another agent, who is in " + books.person(e.agentId()).talk + ": " + e);
        }
        customer.bid = e.offerId();
        books.person(e.agentId()).sparedAfterLeg = false;
    }

    private static long saidMs(Command.OfferCommand command) {
        return switch (command) {
            case Command.OfferConnected c -> c.connectedAtMs();
            case Command.TalkEnded c -> c.endedAtMs();
            case Command.TalkTransferred c -> c.endedAtMs();
            case Command.AgentLegEnded c -> c.endedAtMs();
            default -> 0;
        };
    }

    void talkEnded(Event.TalkEnded e) {
        Bid bid = books.bids.get(e.talkId());
        if (bid != null && bid.connectedAtMs != 0) {
            bid.endedAtMs = bid.connectedAtMs + e.talkMs() + e.holdMs();
            must(bid.endedAtMs <= e.atMs(), "a talk that was longer than there was time for: " + e);
        }
        Customer customer = books.ofContact(e.contactId());
        if (customer != null && customer.bid == e.talkId()) {
            customer.bid = 0;
            customer.seenWaiting |= now().command() instanceof Command.ContactReachable reachable
                    && reachable.callKey() == customer.callKey;
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
