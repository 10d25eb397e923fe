package org.usher.server.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;

/**
 * The moment after a start in which nobody knows which of the waiting callers are still there. Agents have turned idle meanwhile; offered one
 * by one as the PBXs find them, callers would be served in the order of the finding. So what is told is held back until each of them has
 * been heard of, for {@link #AT_MOST_MS} at most: then who was found is told first and as of the log's last moment, like the doubt in him,
 * and the rest as of when it was told. The engine decides what it would have decided had it never stopped.
 */
final class Doubt {
    /** A PBX that is away does not hold up those of the others for longer. */
    static final long AT_MOST_MS = 2_000;

    private static final int MOST_HELD = 20_000;

    /** A command, and when it was told. */
    record Told(Command command, long atMs) {}

    private final Set<Long> callKeys = new HashSet<>();
    private final List<Command> found = new ArrayList<>();
    private final List<Told> held = new ArrayList<>();
    private long untilMs = Long.MIN_VALUE;

    /** To be called for each caller before {@link #begin}. */
    void in(long callKey) {
        callKeys.add(callKey);
    }

    /** Calls are served from now on. */
    void begin(long nowMs) {
        untilMs = callKeys.isEmpty() ? nowMs : nowMs + AT_MOST_MS;
    }

    /** Whether anything is, or was to be, held back at this time. */
    boolean lasts(long nowMs) {
        return !callKeys.isEmpty() && nowMs < untilMs && held.size() < MOST_HELD;
    }

    /** When it ends at the latest. */
    long untilMs() {
        return untilMs;
    }

    /** Whether the command was held back; what a new configuration says holds for whatever is told, so it never is. */
    boolean holds(Command command, long nowMs) {
        if (command instanceof Command.AdoptConfiguration) {
            return false;
        }
        if (command instanceof Command.CallCommand of
                && !(command instanceof Command.CustomerIdentified) // says nothing of where the call is
                && !(command instanceof Command.ChatSaid)
                && !(command instanceof Command.ChatAttached)
                && callKeys.remove(of.callKey())
                && command instanceof Command.ContactReachable) {
            found.add(command);
        } else {
            held.add(new Told(command, nowMs));
        }
        return true;
    }

    /**
     * What was held back, in the order in which it is to be applied; to be taken once. First of all which phones cannot be rung, or whom time
     * has set free meanwhile would be given a caller before it is heard that he talks.
     */
    List<Told> over(long lastAtMs) {
        List<Told> all = new ArrayList<>();
        held.stream().filter(Doubt::isOutOfReach).forEach(told -> all.add(new Told(told.command, lastAtMs)));
        found.forEach(command -> all.add(new Told(command, lastAtMs)));
        held.stream()
                .filter(told -> !isOutOfReach(told))
                .forEach(told -> all.add(new Told(told.command, Math.max(lastAtMs, told.atMs))));
        callKeys.clear();
        found.clear();
        held.clear();
        return all;
    }

    private static boolean isOutOfReach(Told told) {
        return told.command instanceof Command.DeviceStateChanged changed && changed.state() == DeviceState.UNAVAILABLE;
    }
}
