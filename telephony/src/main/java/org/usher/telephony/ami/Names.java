package org.usher.telephony.ami;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;

/** The names of one revision of the configuration and their ids, both ways. Immutable. */
public final class Names {
    private final Map<String, Configuration.Queue> queuesByName = new HashMap<>();
    private final Map<Integer, Configuration.Queue> queuesById = new HashMap<>();
    private final Map<String, Integer> skills = new HashMap<>();
    private final Map<String, Integer> agents = new HashMap<>();
    private final Map<String, Configuration.Device> devicesByEndpoint = new HashMap<>();
    private final Map<Integer, Configuration.Device> devicesById = new HashMap<>();

    private Names() {}

    public static Names of(Configuration configuration) {
        Names names = new Names();
        for (Configuration.Queue queue : configuration.queues()) {
            names.queuesByName.put(queue.name(), queue);
            names.queuesById.put(queue.queueId(), queue);
        }
        for (Configuration.Skill skill : configuration.skills()) {
            names.skills.put(skill.name(), skill.skillId());
        }
        for (Configuration.Agent agent : configuration.agents()) {
            names.agents.put(agent.name(), agent.agentId());
        }
        for (Configuration.Device device : configuration.devices()) {
            String endpoint = device.kind() == DeviceKind.EXTERNAL ? Leg.outside(device.endpoint()) : device.endpoint();
            names.devicesByEndpoint.put(device.pbxId() + "/" + endpoint, device);
            names.devicesById.put(device.deviceId(), device);
        }
        return names;
    }

    Configuration.@Nullable Queue queue(String name) {
        return queuesByName.get(name);
    }

    Configuration.@Nullable Queue queue(int queueId) {
        return queuesById.get(queueId);
    }

    Collection<String> queueNames() {
        return queuesByName.keySet();
    }

    /** 0 if there is no such skill. */
    int skillId(String name) {
        return skills.getOrDefault(name, 0);
    }

    Collection<String> skillNames() {
        return skills.keySet();
    }

    /** 0 if there is no such agent. */
    int agentId(String name) {
        return agents.getOrDefault(name, 0);
    }

    /** 0 if this PBX has no device with that endpoint, given as {@link Leg#endpoint} gives it. */
    int deviceId(int pbxId, String endpoint) {
        Configuration.Device device = devicesByEndpoint.get(pbxId + "/" + endpoint);
        return device == null ? 0 : device.deviceId();
    }

    /** Null if it is unknown or belongs to another PBX. */
    Configuration.@Nullable Device device(int pbxId, int deviceId) {
        Configuration.Device device = devicesById.get(deviceId);
        return device == null || device.pbxId() != pbxId ? null : device;
    }
}
