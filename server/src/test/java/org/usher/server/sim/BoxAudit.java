package org.usher.server.sim;

import java.util.HashMap;
import java.util.Map;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.server.sim.Books.Customer;

/** Several PBXs: whatever goes wrong at one, the calls at another go on as if nothing were; and in the end everybody can be brought to everyone. */
final class BoxAudit extends Audit {
    private final Spared spared;
    private final Map<Long, Integer> boxes = new HashMap<>();
    private boolean well;
    private int connected;

    /**
     * Which PBX is left alone.
     *
     * @param box at which nothing goes wrong; 0 for none in particular
     */
    record Spared(int box, Coverage coverage) {}

    BoxAudit(Books books, Spared spared) {
        super(books);
        this.spared = spared;
    }

    private boolean isSpared(long callKey) {
        return spared.box != 0 && boxes.getOrDefault(callKey, 0) == spared.box;
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
