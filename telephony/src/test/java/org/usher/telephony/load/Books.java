package org.usher.telephony.load;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.usher.core.api.Command;
import org.usher.telephony.ami.CommandSink;

/** An engine that does nothing but keep books of who came and went, and that may be slow. */
final class Books implements CommandSink {
    private final LongAdder commands = new LongAdder();
    private final LongAdder arrived = new LongAdder();
    private final LongAdder gone = new LongAdder();
    /** Goings of callers who were not there, or comings of those who were. */
    private final LongAdder wrong = new LongAdder();

    private final Set<Long> present = ConcurrentHashMap.newKeySet();
    private volatile long commandsPerSecond = Long.MAX_VALUE;
    private long grantedNanos = System.nanoTime();

    /** No more than so many from now on; 0 for none. */
    void slow(long perSecond) {
        commandsPerSecond = perSecond;
    }

    @Override
    public boolean offer(Command command) {
        if (commandsPerSecond != Long.MAX_VALUE && !granted()) {
            return false;
        }
        commands.increment();
        switch (command) {
            case Command.ContactArrived arrival -> {
                arrived.increment();
                note(present.add(arrival.callKey()));
            }
            case Command.ContactGone end -> {
                gone.increment();
                note(present.remove(end.callKey()));
            }
            default -> {}
        }
        return true;
    }

    private void note(boolean right) {
        if (!right) {
            wrong.increment();
        }
    }

    /** Called by the link's thread alone. */
    private boolean granted() {
        long now = System.nanoTime();
        long each = commandsPerSecond == 0 ? Long.MAX_VALUE : 1_000_000_000 / commandsPerSecond;
        grantedNanos = Math.max(grantedNanos, now - 50_000_000); // what was not taken is not saved up
        if (now - grantedNanos < each) {
            return false;
        }
        grantedNanos += each;
        return true;
    }

    long commands() {
        return commands.sum();
    }

    long arrived() {
        return arrived.sum();
    }

    long gone() {
        return gone.sum();
    }

    long wrong() {
        return wrong.sum();
    }

    Set<Long> present() {
        return Set.copyOf(present);
    }
}
