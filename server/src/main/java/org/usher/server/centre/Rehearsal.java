package org.usher.server.centre;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.PendingChange;
import org.usher.core.api.QueueEngine;
import org.usher.server.engine.EngineMaker;

/** Has a copy of the engine adopt a configuration, and tells what comes of it: not what we believe that it would do, but what it does. */
final class Rehearsal implements Output {
    private final Map<Integer, String> queues = new HashMap<>();
    private final Map<Integer, String> agents = new HashMap<>();
    private final List<Consequences.AffectedLine> lines = new ArrayList<>();
    private final List<String> loggedOut = new ArrayList<>();
    private final List<String> loggedOutLater = new ArrayList<>();

    private Rehearsal(Configuration current) {
        current.queues().forEach(queue -> queues.put(queue.queueId(), queue.name()));
        current.agents().forEach(agent -> agents.put(agent.agentId(), agent.name()));
    }

    /**
     * What comes of it; takes as long as the engine will take.
     *
     * @param current what is in force in the copy
     */
    static Consequences of(ByteBuffer copy, EngineMaker maker, Configuration current, Configuration next)
            throws IOException {
        QueueEngine engine = maker.restore(copy);
        Rehearsal rehearsal = new Rehearsal(current);
        engine.apply(
                new LogEntry(
                        engine.lastIndex() + 1,
                        Integer.MAX_VALUE, // a reign that never begins
                        QueueEngine.VERSION,
                        engine.lastAtMs(),
                        new Command.AdoptConfiguration(next)),
                rehearsal);
        int talks = (int) engine.view().contacts().stream()
                .filter(contact -> contact.state() == EngineView.ContactState.TALKING
                        || contact.state() == EngineView.ContactState.CONNECTING)
                .count();
        return new Consequences(rehearsal.lines, rehearsal.loggedOut, rehearsal.loggedOutLater, talks, "");
    }

    @Override
    public void event(Event event) {
        switch (event) {
            case Event.LineRevised line ->
                lines.add(new Consequences.AffectedLine(
                        queues.getOrDefault(line.queueId(), ""),
                        line.waiting(),
                        line.changed(),
                        line.stranded(),
                        line.released()));
            case Event.AgentStateChanged change
            when change.to() == AgentState.LOGGED_OUT -> loggedOut.add(agents.getOrDefault(change.agentId(), ""));
            case Event.AgentPending pending
            when pending.pending() == PendingChange.LOG_OUT ->
                loggedOutLater.add(agents.getOrDefault(pending.agentId(), ""));
            default -> {
                // says nothing that the description of changes does not
            }
        }
    }

    @Override
    public void effect(Effect effect) {
        // nothing of this happens
    }
}
