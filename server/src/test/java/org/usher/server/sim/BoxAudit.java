package org.usher.server.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.server.sim.Books.Customer;

/** Several PBXs: whatever goes wrong at one, the calls at another go on as if nothing were; and in the end everybody can be brought to everyone. */
final class BoxAudit extends Audit {
    private final Spared spared;
    private final Map<Long, Integer> boxes = new HashMap<>();
    private final Map<Long, InVain> inVain = new HashMap<>();
    private boolean well;
    private int connected;

    /**
     * Which PBX is left alone.
     *
     * @param box at which nothing goes wrong; 0 for none in particular
     */
    record Spared(int box, Coverage coverage) {}

    /** An order to a PBX that knew of a later reign. */
    private record InVain(int box, IntPredicate overAt) {}

    BoxAudit(Books books, Spared spared) {
        super(books);
        this.spared = spared;
    }

    private boolean isSpared(long callKey) {
        return spared.box != 0 && boxes.getOrDefault(callKey, 0) == spared.box;
    }

    /** It must ring nowhere if the PBX knows better. */
    void inVain(Effect.Offer offer, IntPredicate overAt) {
        int box = boxes.getOrDefault(offer.callKey(), 0);
        if (overAt.test(box)) {
            spared.coverage.note("offers of a reign that was over");
            inVain.put(offer.actionId(), new InVain(box, overAt));
        } else {
            spared.coverage.note("offers of a reign that is followed by another");
        }
    }

    /** One of those orders came to an end. */
    void refused(Command.ActionFinished finished) {
        if (inVain.containsKey(finished.actionId())) {
            spared.coverage.note("offers of a reign that was over: " + finished.outcome() + " " + finished.reason());
        }
    }

    void told(Command.OfferCommand command) {
        boolean rings = command instanceof Command.OfferAccepted || command instanceof Command.OfferRinging;
        InVain order = inVain.get(command.offerId());
        must(!rings || order == null || !order.overAt.test(order.box), "rung by a reign that was over: " + command);
    }

    void told(Command.CallCommand command) {
        switch (command) {
            case Command.ContactArrived arrived ->
                boxes.put(arrived.callKey(), arrived.details().pbxId());
            case Command.ContactUnreachable lost -> must(!isSpared(lost.callKey()), "lost sight of: " + lost);
            case Command.ContactGone gone ->
                must(
                        !isSpared(gone.callKey()) || gone.cause() != GoneCause.LOST_BY_PBX,
                        "lost by a PBX that loses nothing: " + gone);
            default -> {}
        }
    }

    /** Else the one who is thought to have picked up may be another: over a trunk nobody can tell afterwards. */
    void pickedUp(Command.OfferAccepted accepted) {
        Books.Bid bid = books.bids.get(accepted.offerId());
        boolean known = accepted.deviceId() != 0 || bid == null || bid.channel != Channel.VOICE;
        must(!well || known, "picked up, and nobody knows at which phone");
    }

    void repaired(Event.Repaired e) {
        Customer customer = books.ofContact(e.subjectId());
        must(!well && (customer == null || !isSpared(customer.callKey)), "repaired though nothing went wrong: " + e);
    }

    void offerEnded(Event.OfferEnded e) {
        must(!well || e.outcome() == OfferOutcome.ACCEPTED, "in vain though all is well: " + e);
    }

    void connected(Event.ContactConnected e) {
        connected++;
        int here = boxes.getOrDefault(customer(e.contactId()).callKey, 0);
        for (int deviceId : books.person(e.agentId()).devices) {
            books.configuration.devices().stream()
                    .filter(device -> device.deviceId() == deviceId && here > 0 && here < RestOfWorld.PLACE)
                    .forEach(device -> spared.coverage.note(
                            device.pbxId() == here ? "talks within a PBX" : "talks from one PBX to another"));
        }
    }

    void allIsWell() {
        well = true;
        connected = 0;
    }

    void answered(int calls) {
        must(connected == calls, connected + " of " + calls + " callers were answered in the end");
    }
}
