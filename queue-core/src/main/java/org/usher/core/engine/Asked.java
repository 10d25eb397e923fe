package org.usher.core.engine;

import java.util.List;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Requirement;

/**
 * What is asked for whoever is promised a call: as his own call asked for it, and as people and his customer's record did since.
 *
 * @param priority his own; that of the queue is added to it
 * @param ofTheCall what his call asked for
 * @param wishes what is wished for besides
 */
record Asked(int priority, List<Requirement> ofTheCall, List<AnyOf> anyOf, List<Requirement> wishes) {
    /** Who never called asks for nothing but somebody. */
    static final Asked NOTHING = new Asked(0, List.of(), List.of(), List.of());

    Asked {
        ofTheCall = List.copyOf(ofTheCall);
        anyOf = List.copyOf(anyOf);
        wishes = List.copyOf(wishes);
    }

    static Asked in(QueueEntry entry) {
        return new Asked(entry.ownPriority, entry.callRequirements, entry.ownAnyOf, entry.wishes);
    }

    /** A contact that comes into this queue's line and asks for it; what is wished for is added to its entry. */
    Command.ContactArrived arrival(BookingRecord booking, int queueId) {
        return new Command.ContactArrived(
                0,
                Channel.CALLBACK,
                queueId,
                priority,
                booking.window.fromMs(),
                booking.contactId,
                ofTheCall,
                anyOf,
                0,
                booking.details);
    }

    long mix(long before) {
        long hash = StateHash.mix(before, priority);
        hash = QueueEntry.mix(StateHash.mix(hash, ofTheCall.size()), ofTheCall);
        hash = QueueEntry.mix(StateHash.mix(hash, wishes.size()), wishes);
        for (int i = 0; i < anyOf.size(); i++) {
            hash = QueueEntry.mix(StateHash.mix(hash, i), anyOf.get(i).alternatives());
        }
        return hash;
    }
}
