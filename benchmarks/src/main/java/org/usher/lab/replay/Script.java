package org.usher.lab.replay;

import java.util.ArrayList;
import java.util.List;
import org.usher.core.api.LogEntry;

/** What followed from one thing in the recording, such as from an offer: the ringing, the talk, the hanging up, each by its delay. */
final class Script {
    private final long fromMs;
    private final List<Step> steps = new ArrayList<>();

    Script(long fromMs) {
        this.fromMs = fromMs;
    }

    void add(LogEntry entry) {
        steps.add(new Step(entry.atMs() - fromMs, entry.index(), entry.command()));
    }

    long fromMs() {
        return fromMs;
    }

    List<Step> steps() {
        return steps;
    }

    /** How long it goes on. */
    long lastsMs() {
        return steps.isEmpty() ? 0 : steps.getLast().delayMs();
    }
}
