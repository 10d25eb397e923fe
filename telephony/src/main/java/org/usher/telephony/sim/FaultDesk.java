package org.usher.telephony.sim;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.ami.AmiMessage;

/** Faults that wait for their occasion. */
final class FaultDesk {
    private final List<Fault> waiting = new ArrayList<>();

    void await(Fault fault) {
        waiting.add(fault);
    }

    /** How many faults have not struck yet. */
    int waiting() {
        return waiting.size();
    }

    void forget() {
        waiting.clear();
    }

    /** Takes the fault that strikes this outgoing message, if any. */
    Fault.@Nullable OfMessage strikeMessage(AmiMessage packet) {
        String event = packet.get("Event");
        String name = event.equals("UserEvent") ? packet.get("UserEvent") : event.isEmpty() ? "Response" : event;
        for (Iterator<Fault> faults = waiting.iterator(); faults.hasNext(); ) {
            if (faults.next() instanceof Fault.OfMessage fault && matches(fault.message(), name)) {
                faults.remove();
                return fault;
            }
        }
        return null;
    }

    /** Takes the fault that strikes this incoming action, if any. */
    Fault.@Nullable OfAction strikeAction(String action) {
        for (Iterator<Fault> faults = waiting.iterator(); faults.hasNext(); ) {
            if (faults.next() instanceof Fault.OfAction fault && matches(fault.action(), action)) {
                faults.remove();
                return fault;
            }
        }
        return null;
    }

    private static boolean matches(String wanted, String name) {
        return wanted.isEmpty() || wanted.equalsIgnoreCase(name);
    }
}
