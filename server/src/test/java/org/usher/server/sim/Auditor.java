package org.usher.server.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.RepairKind;
import org.usher.core.api.ReplyCode;
import org.usher.server.sim.Books.Bid;
import org.usher.server.sim.Books.Customer;
import org.usher.server.sim.Books.Person;

/**
 * Keeps books of its own from what the engine is told and what it says and wants done, and complains of the first thing that must not be.
 * Shares no code with the engine: it knows the rules as the API states them.
 */
final class Auditor {
    private static final long GUARD_MS = 1_000;
    /** Longer than a server is ever down here, with what its clock may be wrong by. */
    private static final long ACTION_MS = 90_000;

    private final Books books = new Books();
    private final Map<Long, Long> openActions = new HashMap<>();
    private final Map<Long, Command> openRequests = new HashMap<>();
    private final Map<EntryOutcome, Long> outcomes = new HashMap<>();
    private final List<Long> digests = new ArrayList<>();
    private final Set<Long> openEntries = new HashSet<>();
    private final boolean calm;
    private long adoptedAtMs;
    private long queued;
    private long idleTurns;
    private long hash;
    private long digest;
    private long lastIndex;
    private boolean replaying;
    private @Nullable LogEntry entry;

    /** @param calm whether nothing is done to Usher that it would have to repair */
    Auditor(boolean calm) {
        this.calm = calm;
    }

    long lastHash() {
        return hash;
    }

    private LogEntry now() {
        return Objects.requireNonNull(entry);
    }

    private AssertionError wrong(String what) {
        String command = now().command().toString();
        return new AssertionError("entry " + now().index() + " at " + now().atMs() + " ("
                + command.substring(0, Math.min(200, command.length())) + "): " + what);
    }

    private void must(boolean holds, String what) {
        if (!holds) {
            throw wrong(what);
        }
    }

    // ---- what the engine is told

    void begin(LogEntry next) {
        entry = next;
        digest = 0;
        replaying = next.index() <= lastIndex;
        if (!replaying) {
            lastIndex = next.index();
            told(next.command());
        }
    }

    private void told(Command command) {
        switch (command) {
            case Command.ContactArrived arrived -> {
                Customer customer = books.customers.computeIfAbsent(arrived.callKey(), Customer::new);
                if (customer.entryId == 0) {
                    customer.asks = arrived.requirements();
                    customer.named = arrived.preferredAgentId() != 0;
                }
            }
            case Command.ContactReachable reachable -> {
                Customer customer = books.customers.get(reachable.callKey());
                if (customer != null && customer.bid == 0) {
                    customer.seenWaiting = true;
                }
            }
            case Command.ContactUnreachable unreachable -> {
                Customer customer = books.customers.get(unreachable.callKey());
                if (customer != null) {
                    customer.seenWaiting = false;
                }
            }
            case Command.ContactMerged merged -> {
                Customer customer = books.customers.get(merged.callKey());
                Customer consult = books.customers.get(merged.intoCallKey());
                if (customer != null && consult != null) {
                    customer.seenWaiting = consult.seenWaiting;
                    customer.asks = consult.asks;
                    customer.named = true; // whatever the consulting call waited for
                }
            }
            case Command.OfferFailed failed -> report(failed.offerId(), failed.outcome());
            case Command.OfferLegEnded ended -> report(ended.offerId(), ended.outcome());
            case Command.ActionFinished finished ->
                must(openActions.remove(finished.actionId()) != null, "the end of an action that is not open");
            case Command.AgentRequest request -> openRequests.put(request.requestId(), request);
            case Command.SetQueueDoor door -> openRequests.put(door.requestId(), door);
            default -> {}
        }
    }

    private void report(long offerId, OfferOutcome outcome) {
        Bid bid = books.bids.get(offerId);
        if (bid != null) {
            bid.reported.add(outcome);
        }
    }

    // ---- what it says

    void event(Event event) {
        digest = digest * 31 + event.hashCode();
        if (replaying) {
            return;
        }
        must(event.atMs() <= now().atMs(), "an event of the future: " + event);
        switch (event) {
            case Event.ConfigurationAdopted adopted -> {
                books.configuration = adopted.configuration();
                adoptedAtMs = adopted.atMs();
                // nobody is told of a step that is narrower than before
                books.customers.values().forEach(c -> c.step = books.stepAfter(c, adopted.atMs() - c.enqueuedAtMs));
            }
            case Event.Repaired e -> repaired(e);
            case Event.ContactQueued e -> queued(e);
            case Event.ContactRelaxed e -> relaxed(e);
            case Event.OfferMade e -> offerMade(e);
            case Event.OfferEnded e -> offerEnded(e);
            case Event.ContactConnected e -> connected(e);
            case Event.TalkJoined e -> {
                if (e.agentId() != 0) {
                    books.person(e.agentId()).talk = e.talkId();
                    books.person(e.agentId()).talkQueueId = e.queueId();
                }
            }
            case Event.EntryEnded e -> entryEnded(e);
            case Event.ContactEnded e -> contactEnded(e);
            case Event.ContactMerged e -> merged(e);
            case Event.TalkEnded e -> talkEnded(e);
            case Event.AgentLoggedIn e -> books.person(e.agentId()).devices = e.deviceIds();
            case Event.AgentStateChanged e -> stateChanged(e);
            default -> {}
        }
    }

    private Customer customer(long contactId) {
        Customer customer = books.ofContact(contactId);
        if (customer == null) {
            throw wrong("contact " + contactId + " is nobody's");
        }
        return customer;
    }

    private void queued(Event.ContactQueued e) {
        Customer customer = books.customers.get(e.callKey());
        if (customer == null) {
            throw wrong("somebody who never came stands in line: " + e);
        }
        must(customer.entryId == 0, "in two lines: " + e);
        must(openEntries.add(e.entryId() * 1_000 + e.queueId()), "the same entry twice: " + e);
        must(e.enqueuedAtMs() <= e.atMs(), "waits from a time to come: " + e);
        queued++;
        boolean first = customer.contactId == 0;
        customer.contactId = e.contactId();
        customer.entryId = e.entryId();
        customer.queueId = e.queueId();
        customer.priority = e.priority();
        customer.enqueuedAtMs = e.enqueuedAtMs();
        customer.standsMs = e.enqueuedAtMs() - e.creditMs();
        customer.firstEntry = first && e.creditMs() == 0 && e.enqueuedAtMs() == e.atMs() && !customer.named;
        customer.step = 0;
    }

    private void relaxed(Event.ContactRelaxed e) {
        Customer customer = customer(e.contactId());
        customer.step = e.step();
        boolean inItsTime = customer.firstEntry && !(now().command() instanceof Command.AdoptConfiguration);
        must(
                !inItsTime || books.stepAfter(customer, e.atMs() - customer.enqueuedAtMs - 1) < e.step(),
                "widened too late: " + e);
        must(
                !inItsTime || books.stepAfter(customer, e.atMs() - customer.enqueuedAtMs) >= e.step(),
                "widened too early: " + e);
    }

    private void offerMade(Event.OfferMade e) {
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

    /** First come, first served among equals; and of those who may serve, who has been idle longest. */
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
        for (Person other : books.people.values()) {
            must(
                    !(other != person
                            && other.idle(e.atMs())
                            && other.idleTurn < person.idleTurn
                            && books.mayServe(other, customer, customer.step)),
                    "agent " + other.agentId + " has been idle for longer: " + e);
        }
    }

    private void offerEnded(Event.OfferEnded e) {
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
            case WITHDRAWN, TAKEN_BY_OTHER -> {}
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

    private void repaired(Event.Repaired e) {
        must(!calm, "repaired though nothing went wrong: " + e);
        Bid bid = books.bids.get(e.subjectId());
        if (e.kind() == RepairKind.LATE_ANSWER && bid != null) {
            bid.accepted = true;
            bid.late = true;
        }
        if (e.kind() == RepairKind.OFFER_WITHOUT_END && bid != null) {
            bid.ringing.forEach(agentId -> books.person(agentId).sparedUntilMs = e.atMs() + GUARD_MS);
        }
    }

    private void connected(Event.ContactConnected e) {
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

    private void talkEnded(Event.TalkEnded e) {
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

    private void entryEnded(Event.EntryEnded e) {
        Customer customer = customer(e.contactId());
        must(customer.entryId == e.entryId() && e.entryId() != 0, "the end of an entry that is not open: " + e);
        must(e.waitedMs() == e.atMs() - customer.enqueuedAtMs, "waited otherwise: " + e);
        outcomes.merge(e.outcome(), 1L, Long::sum);
        GoneCause cause = now().command() instanceof Command.ContactGone gone ? gone.cause() : null;
        Configuration.Queue queue = books.queue(e.queueId());
        switch (e.outcome()) {
            case ABANDONED, SHORT_ABANDONED -> {
                must(cause == GoneCause.HUNG_UP, "abandoned by whom? " + e);
                must(
                        queue == null
                                || (e.waitedMs() < queue.shortAbandonMs())
                                        == (e.outcome() == EntryOutcome.SHORT_ABANDONED),
                        "short or not? " + e);
            }
            case LOST_BY_PBX ->
                must(cause == GoneCause.LOST_BY_PBX || cause == GoneCause.ENDED_BY_PBX || cause == null, "lost? " + e);
            case ANSWERED ->
                must(
                        books.people.values().stream().anyMatch(p -> p.talk != 0)
                                || now().command() instanceof Command.TalkJoined
                                || now().command() instanceof Command.ContactMerged,
                        "answered by whom? " + e);
            case OVERFLOWED ->
                must(
                        !customer.waits()
                                || cause != null
                                || queue == null
                                || queue.maxWaitMs() == 0
                                || customer.enqueuedAtMs <= adoptedAtMs
                                || !customer.firstEntry
                                || now().command() instanceof Command.ContactReachable
                                || e.waitedMs() <= queue.maxWaitMs(),
                        "too late: " + e);
            case CONVERTED, TRANSFERRED_UNSERVED -> {}
        }
        customer.entryId = 0;
    }

    private void contactEnded(Event.ContactEnded e) {
        Customer customer = books.ofContact(e.contactId());
        if (customer == null) {
            return; // refused: it never stood in a line
        }
        must(customer.entryId == 0, "over, and still in line: " + e);
        must(
                e.endedBy() != EndedBy.CALLER
                        || now().command() instanceof Command.CallCommand
                        || now().command() instanceof Command.OfferCommand,
                "who hung up? " + e);
        books.customers.remove(customer.callKey);
    }

    private void merged(Event.ContactMerged e) {
        Customer customer = books.ofContact(e.contactId());
        Customer consult = books.ofContact(e.consultContactId());
        if (customer != null && consult != null) {
            customer.bid = consult.bid;
            Bid bid = books.bids.remove(consult.bid);
            if (bid != null) {
                Bid taken = new Bid(bid.offerId, customer.callKey, bid.queueId, bid.madeAtMs);
                taken.ringing.addAll(bid.ringing);
                taken.rung.addAll(bid.rung);
                taken.reported.addAll(bid.reported);
                taken.accepted = bid.accepted;
                taken.sent = bid.sent;
                taken.ringTimeoutMs = bid.ringTimeoutMs;
                taken.takenBackAtMs = bid.takenBackAtMs;
                books.bids.put(bid.offerId, taken);
            }
        }
    }

    private void stateChanged(Event.AgentStateChanged e) {
        Person person = books.person(e.agentId());
        must(person.state == e.from(), "was " + person.state + ": " + e);
        must(e.to() != AgentState.OFFERED || person.idle(e.atMs()), "is not idle: " + e);
        if (e.from() == AgentState.WRAP_UP && endedByItself(e)) {
            must(e.atMs() == person.sinceMs + person.wrapUpMs, "wrap-up of " + person.wrapUpMs + " ms ended: " + e);
        }
        if (e.from() == AgentState.NOT_RESPONDING && endedByItself(e)) {
            must(e.atMs() == person.sinceMs + backOffMs(person), "back-off ended: " + e);
        }
        if (e.from() == AgentState.ON_CONTACT || e.from() == AgentState.CONSULTING) {
            if (e.to() == AgentState.WRAP_UP) {
                person.wrapUpMs = person.wrapUpKnown ? person.wrapUpMs : wrapUpAfter(person);
                person.wrapUpKnown = false;
            }
            if (e.to() != AgentState.ON_CONTACT && e.to() != AgentState.CONSULTING) {
                person.talk = 0;
            }
        }
        if (e.to() == AgentState.LOGGED_OUT) {
            person.missedInRow = 0;
        }
        if (e.to() == AgentState.READY && e.from() != AgentState.OFFERED) {
            person.idleTurn = ++idleTurns;
        }
        if (e.to() != AgentState.READY) {
            person.sparedUntilMs = 0;
        }
        if (e.to() == AgentState.ON_CONTACT) {
            person.wrapUpKnown = false;
        }
        person.state = e.to();
        person.sinceMs = e.atMs();
    }

    private boolean endedByItself(Event.AgentStateChanged e) {
        return now().command() instanceof Command.Tick && e.to() == AgentState.READY;
    }

    private long wrapUpAfter(Person person) {
        Configuration.Queue queue = books.queue(person.talkQueueId);
        return queue == null ? -1 : queue.wrapUpMs();
    }

    private long backOffMs(Person person) {
        Configuration.Settings settings = books.configuration.settings();
        return person.cause == OfferOutcome.TIMED_OUT
                ? (long) settings.noAnswerBackOffMs() << (person.missedInRow - 1)
                : settings.rejectBackOffMs();
    }

    // ---- what it wants done

    void effect(Effect effect) {
        digest = digest * 31 + effect.hashCode();
        if (replaying) {
            return;
        }
        switch (effect) {
            case Effect.Offer offer -> offered(offer);
            case Effect.Withdraw withdraw -> {
                Bid bid = books.bids.get(withdraw.offerId());
                must(bid != null && !bid.accepted, "takes back what is not offered: " + withdraw);
                takenBack(withdraw, Objects.requireNonNull(bid));
            }
            case Effect.Release release -> {
                Customer customer = books.customers.get(release.callKey());
                must(customer == null || customer.entryId == 0, "gives back who stands in line: " + release);
                open(release);
            }
            case Effect.Reply reply -> answered(reply);
            case Effect.MarkCall mark ->
                must(customer(mark.contactId()).callKey == mark.callKey(), "marks another call");
            case Effect.PublishQueue publish -> {}
        }
    }

    private void takenBack(Effect.Withdraw withdraw, Bid bid) {
        int graceMs = books.configuration.settings().offerGraceMs();
        long atMs = withdraw.deadlineAtMs() - graceMs;
        must(atMs <= bid.madeAtMs + bid.ringTimeoutMs + graceMs, "taken back too late: " + withdraw);
        bid.takenBackAtMs = atMs;
        open(withdraw);
    }

    private void open(Effect.Action action) {
        must(openActions.put(action.actionId(), action.deadlineAtMs()) == null, "an action twice: " + action);
        must(
                action.deadlineAtMs()
                                <= now().atMs() + books.configuration.settings().offerGraceMs()
                        && action.deadlineAtMs() > now().atMs() - 60_000,
                "a strange deadline: " + action);
    }

    private void offered(Effect.Offer offer) {
        Bid bid = books.bids.get(offer.actionId());
        if (bid == null || bid.sent) {
            throw wrong("an offer that nobody was told of, or twice: " + offer);
        }
        bid.sent = true;
        bid.ringTimeoutMs = offer.ringTimeoutMs();
        must(bid.callKey == offer.callKey(), "rings for another call: " + offer);
        Set<Integer> rung = new HashSet<>();
        offer.rung().forEach(one -> {
            must(rung.add(one.agentId()), "an agent twice: " + offer);
            must(one.deviceIds().equals(books.person(one.agentId()).devices), "other phones: " + offer);
        });
        must(rung.equals(bid.rung), "rings others than it says: " + offer);
        Configuration.Queue queue = books.queue(offer.queueId());
        must(queue != null && queue.ringTimeoutMs() == offer.ringTimeoutMs(), "rings too long or too short: " + offer);
        must(queue == null || rung.size() <= queue.rules().ringGroupSize(), "rings too many: " + offer);
        open(offer);
    }

    private void answered(Effect.Reply reply) {
        Command request = openRequests.remove(reply.requestId());
        must(request != null, "an answer to nobody: " + reply);
        boolean taken = reply.code() == ReplyCode.ACCEPTED
                || reply.code() == ReplyCode.ACCEPTED_PENDING
                || reply.code() == ReplyCode.UNCHANGED;
        if (!taken || !(request instanceof Command.AgentRequest asked)) {
            return;
        }
        Person person = books.person(asked.agentId());
        switch (asked) {
            case Command.LogIn _ -> person.wantsOut = false;
            case Command.LogOut _ -> person.wantsOut = true;
            case Command.Pause _ -> {
                person.wantsPause = true;
                person.wantsOut = false; // one wish waits at a time
            }
            case Command.Resume _ -> {
                person.wantsPause = false;
                person.wantsOut = false;
                if (reply.code() == ReplyCode.ACCEPTED) {
                    person.missedInRow = 0;
                    person.sparedUntilMs = 0;
                }
            }
            case Command.EndWrapUp _ -> must(person.state != AgentState.WRAP_UP, "still in wrap-up");
        }
        if (asked instanceof Command.LogIn || asked instanceof Command.LogOut) {
            person.wantsPause = asked instanceof Command.LogIn && person.state == AgentState.PAUSED;
        }
    }

    // ---- what must hold after every step

    void end(LogEntry done, long stateHash) {
        hash = stateHash;
        long sum = digest * 31 + stateHash;
        if (replaying) {
            must(digests.get((int) done.index() - 1) == sum, "the replay goes another way");
            return;
        }
        digests.add(sum);
        openRequests.forEach((id, request) -> {
            throw wrong("no answer to " + request);
        });
        nobodyForgotten(done.atMs());
        nothingOverdue(done.atMs());
    }

    private void nobodyForgotten(long nowMs) {
        for (Customer customer : books.customers.values()) {
            if (!customer.waits() || !customer.firstEntry) {
                continue;
            }
            int step = books.stepAfter(customer, nowMs - customer.enqueuedAtMs);
            must(
                    customer.step == step,
                    "contact " + customer.contactId + " waits in step " + customer.step + ", not " + step);
            for (Person person : books.people.values()) {
                must(
                        !(person.idle(nowMs) && books.mayServe(person, customer, step)),
                        "contact " + customer.contactId + " waits and agent " + person.agentId + " is idle");
            }
            Configuration.Queue queue = books.queue(customer.queueId);
            must(
                    queue == null
                            || now().command() instanceof Command.AdoptConfiguration
                            || queue.maxWaitMs() == 0
                            || nowMs - customer.enqueuedAtMs < queue.maxWaitMs(),
                    "contact " + customer.contactId + " waits for too long");
        }
    }

    private void nothingOverdue(long nowMs) {
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
        for (Person person : books.people.values()) {
            must(
                    person.state != AgentState.WRAP_UP
                            || person.wrapUpMs < 0
                            || nowMs < person.sinceMs + person.wrapUpMs,
                    "wrap-up of agent " + person.agentId + " does not end");
            must(
                    (person.state == AgentState.OFFERED) == (person.bid != 0),
                    "agent " + person.agentId + " is " + person.state + " with offer " + person.bid);
        }
        openActions.forEach((id, deadline) -> must(nowMs < deadline + ACTION_MS, "action " + id + " ends in silence"));
    }

    /** Nothing goes on any more: the books are closed, and compared with the engine's own totals. */
    void close(EngineView view) {
        must(openActions.isEmpty(), "actions without an end: " + openActions);
        must(books.customers.values().stream().allMatch(c -> c.entryId == 0), "somebody is still in line");
        long offered =
                view.queues().stream().mapToLong(EngineView.QueueView::offered).sum();
        long answered =
                view.queues().stream().mapToLong(EngineView.QueueView::answered).sum();
        long ended = outcomes.values().stream().mapToLong(n -> n).sum();
        must(offered == queued && ended == queued, queued + " came, " + ended + " ended, the engine says " + offered);
        must(
                answered == outcomes.getOrDefault(EntryOutcome.ANSWERED, 0L),
                "answered " + outcomes + ", the engine says " + answered);
    }
}
