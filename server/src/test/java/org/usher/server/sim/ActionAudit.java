package org.usher.server.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.ReleaseStatus;
import org.usher.server.sim.Books.Bid;
import org.usher.server.sim.Books.Customer;

/** What the engine wants done: once, in time, and with an end. */
final class ActionAudit extends Audit {
    /** Longer than a server is ever down here, with what its clock may be wrong by. */
    private static final long ACTION_MS = 90_000;

    private final Map<Long, Long> openActions = new HashMap<>();

    ActionAudit(Books books) {
        super(books);
    }

    void finished(Command.ActionFinished finished) {
        must(openActions.remove(finished.actionId()) != null, "the end of an action that is not open");
        must(!finished.reason().startsWith("no call with key"), "nobody knows any more who carries the call");
    }

    void wanted(Effect.Action action) {
        switch (action) {
            case Effect.Offer offer -> offered(offer);
            case Effect.Withdraw withdraw -> takenBack(withdraw);
            case Effect.Release release -> {
                Customer customer = books.customers.get(release.callKey());
                must(customer == null || customer.entryId == 0, "gives back who stands in line: " + release);
                if (release.status() == ReleaseStatus.CALLBACK) {
                    must(books.toBeSentOff == release.callKey(), "sends off who is not called back: " + release);
                    books.toBeSentOff = 0;
                }
            }
        }
        must(openActions.put(action.actionId(), action.deadlineAtMs()) == null, "an action twice: " + action);
        must(
                action.deadlineAtMs()
                                <= now().atMs() + books.configuration.settings().offerGraceMs()
                        && action.deadlineAtMs() > now().atMs() - 60_000,
                "a strange deadline: " + action);
    }

    private void takenBack(Effect.Withdraw withdraw) {
        Bid bid = books.bids.get(withdraw.offerId());
        if (bid == null || bid.accepted) {
            throw wrong("takes back what is not offered: " + withdraw);
        }
        int graceMs = books.configuration.settings().offerGraceMs();
        long atMs = withdraw.deadlineAtMs() - graceMs;
        must(atMs <= bid.untilMs + graceMs, "taken back too late: " + withdraw);
        bid.takenBackAtMs = atMs;
    }

    void end(long nowMs) {
        must(books.toBeSentOff == 0, "whoever is to be called back waits on the line still");
        openActions.forEach((id, deadline) -> must(nowMs < deadline + ACTION_MS, "action " + id + " ends in silence"));
    }

    void close() {
        must(openActions.isEmpty(), "actions without an end: " + openActions);
    }

    private void offered(Effect.Offer offer) {
        Bid bid = books.bids.get(offer.actionId());
        if (bid == null || bid.sent) {
            throw wrong("an offer that nobody was told of, or twice: " + offer);
        }
        bid.sent = true;
        bid.untilMs = bid.madeAtMs + offer.ringTimeoutMs();
        Customer customer = customer(offer.contactId());
        must(customer.callKey == bid.callKey && customer.channel == offer.channel(), "rings for another: " + offer);
        must(offer.callKey() == (customer.hasCall() ? bid.callKey : 0), "rings for another call: " + offer);
        boolean writes = offer.channel() == Channel.CHAT;
        Set<Integer> rung = new HashSet<>();
        offer.rung().forEach(one -> {
            must(rung.add(one.agentId()), "an agent twice: " + offer);
            List<Integer> devices = writes ? List.of() : books.person(one.agentId()).devices;
            must(one.deviceIds().equals(devices), "other phones: " + offer);
        });
        must(rung.equals(bid.rung), "rings others than it says: " + offer);
        Configuration.Queue queue = books.queue(offer.queueId());
        must(queue != null && queue.ringTimeoutMs() == offer.ringTimeoutMs(), "rings too long or too short: " + offer);
        must(queue == null || rung.size() <= queue.rules().ringGroupSize(), "rings too many: " + offer);
    }
}
