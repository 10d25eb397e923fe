package org.usher.lab.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.usher.core.api.AgentState;
import org.usher.core.api.Event;

/** When agents were at work and when they were busy: in a talk or after-call work; ready time is at work, too, pauses are not. */
public final class Staffing {
    private final List<Stretch> stretches = new ArrayList<>();
    private final Map<Integer, Since> since = new HashMap<>();

    /** A time in which an agent was busy, or ready. */
    public record Stretch(int agentId, boolean busy, long fromMs, long untilMs) {}

    private record Since(AgentState state, long atMs) {}

    void event(Event event) {
        if (event instanceof Event.AgentStateChanged changed) {
            close(changed.agentId(), changed.atMs());
            since.put(changed.agentId(), new Since(changed.to(), changed.atMs()));
        }
    }

    private void close(int agentId, long atMs) {
        Since before = since.remove(agentId);
        if (before == null || before.atMs() >= atMs) {
            return;
        }
        switch (before.state()) {
            case ON_CONTACT, CONSULTING, WRAP_UP -> stretches.add(new Stretch(agentId, true, before.atMs(), atMs));
            case READY -> stretches.add(new Stretch(agentId, false, before.atMs(), atMs));
            default -> {}
        }
    }

    Staffing ended(long atMs) {
        List.copyOf(since.keySet()).forEach(agentId -> close(agentId, atMs));
        return this;
    }

    public List<Stretch> stretches() {
        return stretches;
    }
}
