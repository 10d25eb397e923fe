package org.usher.server.agent;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;

/** What of the configuration a desk asks for, by name. */
final class DeskCentre {
    private final Configuration configuration;
    private final Map<Integer, String> reasons = new HashMap<>();
    private final Map<String, Integer> agentIds = new HashMap<>();
    private final Map<Integer, List<Integer>> queuesOf = new HashMap<>();
    private final List<Phone> phones;

    /** A phone that agents may work at; {@code name} as a log-in names it. */
    record Phone(String name, boolean external) {}

    private DeskCentre(Configuration configuration) {
        this.configuration = configuration;
        Configuration.PauseReason away = Configuration.PauseReason.AWAY_FROM_DESK;
        reasons.put(away.reasonId(), away.name());
        configuration.pauseReasons().forEach(reason -> reasons.put(reason.reasonId(), reason.name()));
        for (Configuration.Agent agent : configuration.agents()) {
            agentIds.put(agent.name(), agent.agentId());
            queuesOf.put(agent.agentId(), agent.queueIds());
        }
        phones = configuration.devices().stream()
                .map(device -> new Phone(name(device), device.kind() == DeviceKind.EXTERNAL))
                .toList();
    }

    static DeskCentre of(Configuration configuration) {
        return new DeskCentre(configuration);
    }

    /** With its PBX, as two of them may have endpoints of the same name. */
    static String name(Configuration.Device device) {
        return device.pbxId() + "/" + device.endpoint();
    }

    Configuration configuration() {
        return configuration;
    }

    /** Every phone, in the order of the configuration. */
    List<Phone> phones() {
        return phones;
    }

    /** Which queues the agent serves; none if there is no such agent. */
    List<Integer> queuesOf(int agentId) {
        return queuesOf.getOrDefault(agentId, List.of());
    }

    String reasonName(int reasonId) {
        return reasons.getOrDefault(reasonId, "?" + reasonId);
    }

    /** The queues that the agent serves, and the one by which came whom he serves now. */
    Set<Integer> queuesOf(int agentId, String queue) {
        Set<Integer> ids = new HashSet<>(queuesOf(agentId));
        configuration.queues().stream()
                .filter(known -> known.name().equals(queue))
                .forEach(known -> ids.add(known.queueId()));
        return ids;
    }

    Optional<Integer> agentId(String name) {
        return Optional.ofNullable(agentIds.get(name));
    }
}
