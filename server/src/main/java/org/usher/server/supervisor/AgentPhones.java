package org.usher.server.supervisor;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.usher.core.api.AgentState;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/** At which devices each agent is logged in. Safe from any thread. */
public final class AgentPhones implements EventSink {
    /** As many as there are agents logged in. */
    private final ConcurrentMap<Integer, List<Integer>> deviceIds = new ConcurrentHashMap<>();

    @Override
    public void accept(RecordedEvent recorded) {
        if (recorded.event() instanceof Event.AgentLoggedIn e) {
            deviceIds.put(e.agentId(), e.deviceIds());
        } else if (recorded.event() instanceof Event.AgentStateChanged e && e.to() == AgentState.LOGGED_OUT) {
            deviceIds.remove(e.agentId());
        }
    }

    @Override
    public void resumed(EngineView state) {
        deviceIds.clear();
        for (EngineView.AgentView agent : state.agents()) {
            if (agent.state() != AgentState.LOGGED_OUT) {
                deviceIds.put(agent.agentId(), agent.deviceIds());
            }
        }
    }

    /** Empty if he is not logged in. */
    public List<Integer> of(int agentId) {
        return deviceIds.getOrDefault(agentId, List.of());
    }

    /** Who is logged in at this device; empty if nobody is. */
    public OptionalInt agentAt(int deviceId) {
        return deviceIds.entrySet().stream()
                .filter(entry -> entry.getValue().contains(deviceId))
                .mapToInt(Map.Entry::getKey)
                .findFirst();
    }
}
