package org.usher.server.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
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
import org.usher.server.sim.Books.Stand;

/** Who stands in line, since when, for whom, and how each stay there ends. */
final class ContactAudit extends Audit {
    private final Map<EntryOutcome, Long> outcomes = new HashMap<>();
    private final Set<Long> openEntries = new HashSet<>();
    /** Who has such a credit lost his agent, and stands before everybody. */
    private static final long HEAD_MS = 1L << 50;

    private long adoptedAtMs;
    private long queued;

    ContactAudit(Books books) {
        super(books);
    }

    /** Usher was away: of nobody is it known whether he still waits. */
    void started() {
        books.customers.values().forEach(customer -> customer.seenWaiting = customer.channel == Channel.CALLBACK);
    }

    void told(Command.CallCommand command) {
        Customer customer = command instanceof Command.ContactArrived arrived
                ? books.customers.computeIfAbsent(keyOf(arrived), Customer::new)
                : books.customers.get(command.callKey());
        if (customer == null) {
            return;
        }
        switch (command) {
            case Command.ContactArrived arrived -> {
                if (customer.contactId == 0) {
                    customer.channel = arrived.channel();
                }
                if (customer.entryId == 0) {
                    customer.asks = arrived.requirements();
                    customer.named = arrived.preferredAgentId() != 0;
                }
            }
            case Command.ContactReachable _ -> {
                if (!customer.seenWaiting && customer.bid == 0) {
                    customer.seenWaiting = true;
                    customer.seenBy = now().index();
                }
            }
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

    private long keyOf(Command.ContactArrived arrived) {
        return arrived.channel() == Channel.CALLBACK ? -now().id() : arrived.callKey();
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
        boolean toBeCalled = e.channel() == Channel.CALLBACK;
        Customer customer = books.customers.get(toBeCalled ? -e.contactId() : e.callKey());
        if (customer == null && toBeCalled) {
            customer = customer(e.contactId());
            books.carry(customer, -e.contactId());
            customer.channel = Channel.CALLBACK;
        }
        if (customer == null) {
            throw wrong("somebody who never came stands in line: " + e);
        }
        must(customer.entryId == 0, "in two lines: " + e);
        must(openEntries.add(e.entryId() * 1_000 + e.queueId()), "the same entry twice: " + e);
        must(e.enqueuedAtMs() <= e.atMs(), "waits from a time to come: " + e);
        queued++;
        must(customer.channel == e.channel() && toBeCalled == (e.callKey() == 0), "by another channel: " + e);
        boolean first = customer.contactId == 0;
        customer.contactId = e.contactId();
        customer.entryId = e.entryId();
        customer.queueId = e.queueId();
        customer.priority = e.priority();
        customer.enqueuedAtMs = e.enqueuedAtMs();
        customer.standsMs = e.enqueuedAtMs() - e.creditMs();
        must(
                first
                        || !(now().command() instanceof Command.ContactArrived)
                        || (e.creditMs() == books.configuration.settings().transferCreditMs()
                                && e.enqueuedAtMs() == e.atMs()),
                "a transfer gives another credit: " + e);
        customer.atHead = e.creditMs() >= HEAD_MS;
        customer.queuedAtMs = e.atMs();
        customer.passedOver = false;
        customer.limitFromMs = first ? e.enqueuedAtMs() : e.atMs();
        customer.plain = first && e.creditMs() == 0 && e.enqueuedAtMs() == e.atMs() && !customer.named;
        customer.step = 0;
        customer.seenWaiting =
                toBeCalled || (customer.seenWaiting && !(now().command() instanceof Command.ContactArrived));
        Stand kept = customer.kept;
        if (kept != null) {
            must(
                    kept.enqueuedAtMs() == customer.enqueuedAtMs
                            && kept.standsMs() == customer.standsMs
                            && kept.priority() == customer.priority,
                    "had another place: " + e);
            must(
                    kept.queueId() == e.queueId() || now().command() instanceof Command.MoveContact,
                    "had stood in another queue: " + e);
            customer.plain = kept.plain();
            customer.kept = null;
        }
    }

    /** Whoever leaves a line to stand in one again keeps his place. */
    private void keepPlace(Customer customer) {
        customer.kept = new Stand(
                customer.plain, customer.queueId, customer.priority, customer.enqueuedAtMs, customer.standsMs);
    }

    void prioritised(Event.ContactPrioritised e) {
        Configuration.Queue queue = books.queue(e.queueId());
        customer(e.contactId()).priority = e.priority() + (queue == null ? 0 : queue.priority());
    }

    void relaxed(Event.ContactRelaxed e) {
        Customer customer = customer(e.contactId());
        customer.step = e.step();
        boolean inItsTime = customer.plain
                && customer.queuedAtMs != e.atMs()
                && !(now().command() instanceof Command.AdoptConfiguration);
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
        long untilMs = customer.answeredAtMs == 0 ? e.atMs() : customer.answeredAtMs;
        must(e.waitedMs() == untilMs - customer.enqueuedAtMs, "waited otherwise: " + e);
        customer.answeredAtMs = 0;
        outcomes.merge(e.outcome(), 1L, Long::sum);
        GoneCause cause = now().command() instanceof Command.ContactGone gone ? gone.cause() : null;
        Configuration.Queue queue = books.queue(e.queueId());
        switch (e.outcome()) {
            case ABANDONED, SHORT_ABANDONED -> {
                must(cause == GoneCause.HUNG_UP || isNotWanted(customer), "abandoned by whom? " + e);
                must(
                        queue == null
                                || cause == null
                                || (e.waitedMs() < queue.shortAbandonMs())
                                        == (e.outcome() == EntryOutcome.SHORT_ABANDONED),
                        "short or not? " + e);
            }
            case LOST_BY_PBX ->
                must(cause == GoneCause.LOST_BY_PBX || cause == GoneCause.ENDED_BY_PBX || cause == null, "lost? " + e);
            case ANSWERED ->
                must(
                        books.people.values().stream().anyMatch(p -> p.talk != 0 || !p.chats.isEmpty())
                                || now().command() instanceof Command.TalkJoined
                                || now().command() instanceof Command.ContactMerged,
                        "answered by whom? " + e);
            case OVERFLOWED ->
                must(
                        !customer.mayWait(e.atMs())
                                || cause != null
                                || queue == null
                                || !isLimited(customer, queue)
                                || customer.limitFromMs <= adoptedAtMs
                                || !customer.plain
                                || now().command() instanceof Command.ContactReachable
                                || now().command() instanceof Command.WithdrawContact
                                || e.atMs() - customer.limitFromMs <= queue.maxWaitMs(),
                        "too late: " + e);
            case CONVERTED -> {
                must(now().command() instanceof Command.ConvertToCallback, "who is to be called back? " + e);
                must(customer.channel == Channel.VOICE, "is no call: " + e);
                books.toBeSentOff = customer.seenWaiting ? customer.callKey : 0;
                keepPlace(customer);
            }
            case TRANSFERRED_UNSERVED -> {
                if (now().command() instanceof Command.MoveContact) {
                    keepPlace(customer);
                }
            }
        }
        customer.entryId = 0;
    }

    /** Who is to be called back may stay for as long as it takes. */
    private static boolean isLimited(Customer customer, Configuration.Queue queue) {
        return queue.maxWaitMs() > 0 && customer.channel != Channel.CALLBACK;
    }

    private boolean isNotWanted(Customer customer) {
        boolean inVain = now().command() instanceof Command.CustomerNotReached missed && missed.retryAfterMs() < 0;
        return customer.channel == Channel.CALLBACK && (inVain || now().command() instanceof Command.CancelCallback);
    }

    /** The call to the customer of this offer, if he is being called back by it. */
    void called(Command.CustomerCalled command) {
        Customer customer = toBeReached(command.offerId());
        boolean first = customer == null;
        if (first) {
            customer = reservedFor(command.offerId());
        }
        boolean news = command.callKey() != 0 && !books.customers.containsKey(command.callKey());
        if (customer != null && news && !(first && customer.hasCall())) {
            books.carry(customer, command.callKey());
            Configuration.Settings settings = books.configuration.settings();
            Configuration.Queue queue = books.queue(customer.queueId);
            if (first && queue != null) {
                bid(command.offerId()).untilMs = now().atMs()
                        + settings.connectGraceMs()
                        + queue.channels().callbackRingMs()
                        - settings.offerGraceMs();
            }
        }
    }

    /** Who was called first has picked up, and the reserved agents are rung. */
    void reached(Command.CustomerReached command) {
        Customer customer = reservedFor(command.offerId());
        if (customer != null && customer.hasCall()) {
            customer.channel = Channel.VOICE;
            customer.limitFromMs = now().atMs();
            Configuration.Queue queue = books.queue(customer.queueId);
            if (queue != null) {
                bid(command.offerId()).untilMs = now().atMs() + queue.ringTimeoutMs();
            }
        }
    }

    void notReached(Event.CustomerNotReached e) {
        Customer customer = toBeReached(e.offerId());
        if (customer == null) {
            customer = reservedFor(e.offerId());
            must(customer == null || customer.hasCall(), "not reached without being called: " + e);
        }
        if (customer == null || !(now().command() instanceof Command.CustomerNotReached missed)) {
            throw wrong("not reached, by whom? " + e);
        }
        boolean again = missed.retryAfterMs() >= 0;
        must(e.retryAtMs() == (again ? e.atMs() + missed.retryAfterMs() : 0), "to be tried again when? " + e);
        if (again) {
            customer.bid = 0;
            bid(e.offerId()).beingTakenBack = false;
            stepBack(customer, e.retryAtMs());
        }
    }

    private Bid bid(long offerId) {
        Bid bid = books.bids.get(offerId);
        if (bid == null) {
            throw wrong("there is no offer " + offerId);
        }
        return bid;
    }

    /** Who is to be called back while no agent has picked up, or before. */
    private @Nullable Customer reservedFor(long offerId) {
        Bid bid = books.bids.get(offerId);
        Customer customer = bid == null || bid.accepted ? null : books.customers.get(bid.callKey);
        if (bid == null || customer == null || !(customer.bid == offerId || bid.beingTakenBack)) {
            return null;
        }
        return customer.channel == Channel.CALLBACK && customer.entryId != 0 ? customer : null;
    }

    private @Nullable Customer toBeReached(long offerId) {
        Bid bid = books.bids.get(offerId);
        Customer customer = bid == null ? null : books.customers.get(bid.callKey);
        if (bid == null || customer == null || !bid.accepted || customer.bid != offerId) {
            return null;
        }
        return customer.channel == Channel.CALLBACK && customer.entryId != 0 ? customer : null;
    }

    /** The request was granted: it has come about. */
    void granted(Command.ContactRequest request) {
        Customer customer = books.ofContact(request.contactId());
        boolean inLine = customer != null && customer.entryId != 0;
        boolean done = switch (request) {
            case Command.ConvertToCallback _, Command.ConvertChatToCallback _ ->
                customer != null && inLine && customer.channel == Channel.CALLBACK && !customer.hasCall();
            case Command.ConvertToChat _ -> customer != null && inLine && customer.channel == Channel.CHAT;
            case Command.CancelCallback _ -> customer == null;
            case Command.ConvertToBooking _ -> !inLine;
            case Command.MoveContact move -> customer != null && inLine && customer.queueId == move.queueId();
            case Command.SetContactPriority set -> customer != null && inLine && customer.priority == set.priority();
            case Command.WithdrawContact _ -> !inLine;
        };
        must(done, "granted, and not done: " + request);
    }

    void contactEnded(Event.ContactEnded e) {
        Customer customer = books.ofContact(e.contactId());
        if (customer == null) {
            return; // refused: it never stood in a line
        }
        must(customer.entryId == 0, "over, and still in line: " + e);
        must(
                e.endedBy() != EndedBy.CALLER
                        || now().command() instanceof Command.CancelCallback
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
                taken.channel = bid.channel;
                taken.ringing.addAll(bid.ringing);
                taken.rung.addAll(bid.rung);
                taken.reported.addAll(bid.reported);
                taken.accepted = bid.accepted;
                taken.sent = bid.sent;
                taken.untilMs = bid.untilMs;
                taken.takenBackAtMs = bid.takenBackAtMs;
                books.bids.put(bid.offerId, taken);
            }
        }
    }

    private void nobodyForgotten(long nowMs) {
        for (Customer customer : books.customers.values()) {
            if (!customer.waits(now())) {
                continue;
            }
            // for a while he waits for the agent whom he lost, and for nobody else
            int preferSameAgentMs = books.configuration.settings().preferSameAgentMs();
            if (customer.atHead && nowMs > customer.queuedAtMs + preferSameAgentMs) {
                nobodyIdleFor(customer, customer.step, nowMs);
            }
            if (!customer.plain) {
                continue;
            }
            int step = books.stepAfter(customer, nowMs - customer.enqueuedAtMs);
            must(
                    customer.step == step,
                    "contact " + customer.contactId + " waits in step " + customer.step + ", not " + step);
            nobodyIdleFor(customer, step, nowMs);
            Configuration.Queue queue = books.queue(customer.queueId);
            must(
                    queue == null
                            || now().command() instanceof Command.AdoptConfiguration
                            || !isLimited(customer, queue)
                            || nowMs - customer.limitFromMs < queue.maxWaitMs(),
                    "contact " + customer.contactId + " waits for too long");
        }
    }

    private void nobodyIdleFor(Customer customer, int step, long nowMs) {
        for (Person person : books.people.values()) {
            must(
                    !(person.idle(nowMs) && books.mayServe(person, customer, step)),
                    "contact " + customer.contactId + " waits and agent " + person.agentId + " is idle");
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
