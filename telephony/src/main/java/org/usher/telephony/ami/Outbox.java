package org.usher.telephony.ami;

import java.util.ArrayDeque;
import org.usher.core.api.Command;

/**
 * Commands in order on their way to the engine. What the engine's inbox refuses is kept and offered again; while anything is kept the
 * link maps no further message, so this holds no more than one message or one snapshot gives.
 */
final class Outbox {
    private final CommandSink sink;
    private final LinkCounters counters;
    private final ArrayDeque<Command> kept = new ArrayDeque<>();

    Outbox(CommandSink sink, LinkCounters counters) {
        this.sink = sink;
        this.counters = counters;
    }

    void put(Command command) {
        if (!kept.isEmpty() || !offer(command)) {
            kept.add(command);
        }
    }

    /** {@return whether nothing is left} */
    boolean flush() {
        while (!kept.isEmpty()) {
            if (!offer(kept.element())) {
                return false;
            }
            kept.remove();
        }
        return true;
    }

    int size() {
        return kept.size();
    }

    private boolean offer(Command command) {
        if (sink.offer(command)) {
            counters.commands.increment();
            return true;
        }
        counters.commandsRefused.increment();
        return false;
    }
}
