package org.usher.lab.replay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;

/** One recorded contact: how it came, and what its customer and its agents did. */
final class Story {
    /** Log index of its arrival. */
    final long arrivalIndex;

    final long arrivedAtMs;
    final Command.ContactArrived arrival;
    long contactId;
    final Track track = new Track();
    final List<Stay> stays = new ArrayList<>();
    final List<Script> releases = new ArrayList<>();
    /** The last one, null before the first. */
    @Nullable
    Tried tried;

    boolean ended;

    Story(long arrivalIndex, long arrivedAtMs, Command.ContactArrived arrival) {
        this.arrivalIndex = arrivalIndex;
        this.arrivedAtMs = arrivedAtMs;
        this.arrival = arrival;
        stays.add(new Stay(arrivedAtMs));
    }

    /** A time in line: from the arrival, or from when the customer was back after a talk. */
    static final class Stay {
        final Script waiting;
        final List<Tried> offers = new ArrayList<>();
        /** When and why the customer left unserved: a script of one step. Null if he did not. */
        @Nullable
        Script leaving;
        /** What followed from that. */
        @Nullable
        Script afterLeaving;

        Stay(long fromMs) {
            this.waiting = new Script(fromMs);
        }

        long fromMs() {
            return waiting.fromMs();
        }
    }

    Stay stay() {
        return stays.getLast();
    }

    /** The first talk after this many stays, null if there was none. */
    @Nullable
    Tried talkOf(int stay) {
        return stay < stays.size()
                ? stays.get(stay).offers.stream()
                        .filter(offer -> offer.connected)
                        .findFirst()
                        .orElse(null)
                : null;
    }
}
