package org.usher.server.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.server.sim.Books.Bid;
import org.usher.server.sim.Books.Customer;
import org.usher.server.sim.Books.Person;

/** Who stands in line, since when, for whom, and how each stay there ends. */
final class ContactAudit extends Audit {
    private final Map<EntryOutcome, Long> outcomes = new HashMap<>();
    private final Set<Long> openEntries = new HashSet<>();
    private long adoptedAtMs;
    private long queued;

    ContactAudit(Books books) {
        super(books);
    }

    /** Usher was away: of nobody is it known whether he still waits. */
    void started() {
        books.customers.values().forEach(customer -> customer.seenWaiting = false);
    }

    void told(Command.CallCommand command) {
        Customer customer = command instanceof Command.ContactArrived
                ? books.customers.computeIfAbsent(command.callKey(), Customer::new)
                : books.customers.get(command.callKey());
        if (customer == null) {
            return;
        }
        switch (command) {
            case Command.ContactArrived arrived -> {
                if (customer.entryId == 0) {
                    customer.asks = arrived.requirements();
                    customer.named = arrived.preferredAgentId() != 0;
                }
            }
            case Command.ContactReachable _ -> customer.seenWaiting |= customer.bid == 0;
            case Command.ContactMerged merged -> {
                Customer consult = books.customers.get(merged.intoCallKey());
                if (consult != null) {
                    customer.seenWaiting = consult.seenWaiting;
                    customer.asks = consult.asks;
                    customer.named = true; // whatever the consulting call waited for
                }
            }
            default -> {}
        }
    }

    void adopted(Event.ConfigurationAdopted adopted) {
        adoptedAtMs = adopted.atMs();
        // nobody is told of a step that is narrower than before
        books.customers.values().forEach(c -> c.step = books.stepAfter(c, adopted.atMs() - c.enqueuedAtMs));
    }

    void end(LogEntry done) {
        if (done.command() instanceof Command.ContactUnreachable unreachable) {
            // now only: deadlines that were due by then came before it
            Customer customer = books.customers.get(unreachable.callKey());
            if (customer != null) {
                customer.seenWaiting = false;
            }
        }
        nobodyForgotten(done.atMs());
    }

    void queued(Event.ContactQueued e) {
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

    void relaxed(Event.ContactRelaxed e) {
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

    void entryEnded(Event.EntryEnded e) {
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

    void contactEnded(Event.ContactEnded e) {
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

    void merged(Event.ContactMerged e) {
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

    /** Nothing goes on any more: the books are closed, and compared with the engine's own totals. */
    void close(EngineView view) {
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
