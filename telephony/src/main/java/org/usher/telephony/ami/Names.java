package org.usher.telephony.ami;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;

/** The names of one revision of the configuration and their ids, both ways. Immutable. */
public final class Names {
    /** What the endpoints of the trunks between boxes are called, before the number of the other box; see conf/asterisk/pjsip-usher.conf. */
    static final String BOX = "usher-box-";

    /** Before a number outside that another box is to dial. */
    private static final String OUTSIDE = "outside*";

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

    /** 0 if there is no such device: one of this PBX, given as {@link Leg#endpoint} gives it, or one of another as {@link #across} does. */
    int deviceId(int pbxId, String phone) {
        Configuration.Device device = devicesByEndpoint.get(pbxId + "/" + phone);
        int at = device == null ? phone.lastIndexOf("@" + BOX) : -1;
        if (at > 0) {
            String there = phone.substring(0, at);
            String endpoint = there.startsWith(OUTSIDE) ? Leg.outside(there.substring(OUTSIDE.length())) : there;
            device = devicesByEndpoint.get(phone.substring(at + 1 + BOX.length()) + "/" + endpoint);
        }
        return device == null ? 0 : device.deviceId();
    }

    /** What is dialled, as a PJSIP device, at any other box to ring this one: {@code alice@usher-box-2}. */
    static String across(Configuration.Device device) {
        return (device.kind() == DeviceKind.EXTERNAL ? OUTSIDE : "") + device.endpoint() + "@" + BOX + device.pbxId();
    }

    /**
     * What usher-connect calls this device, as Dial does without its technology and whatever follows a slash ({@code DIALEDPEERNUMBER} in
     * app_dial.c): {@code alice}, {@code alice@usher-box-2}, {@code 0170555@usher-external}; empty if there is no such device.
     */
    String dialled(int pbxId, int deviceId) {
        Configuration.Device device = devicesById.get(deviceId);
        if (device == null) {
            return "";
        }
        if (device.pbxId() != pbxId) {
            return across(device);
        }
        return device.endpoint() + (device.kind() == DeviceKind.EXTERNAL ? "@usher-external" : "");
    }

    /** The phones of this PBX, without numbers outside. */
    List<Integer> phonesOf(int pbxId) {
        return devicesById.values().stream()
                .filter(device -> device.pbxId() == pbxId && device.kind() == DeviceKind.PHONE)
                .map(Configuration.Device::deviceId)
                .sorted()
                .toList();
    }

    /** Null if it is unknown. */
    Configuration.@Nullable Device device(int deviceId) {
        return devicesById.get(deviceId);
    }
}
