package org.usher.server.call;

import java.util.ArrayList;
import java.util.List;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;

/**
 * Whether a phone's call can be told something from outside.
 *
 * @param reason why not, in words for its agent; empty if it is possible
 */
public record Capability(CallOrder order, boolean possible, String reason) {
    private static final String BY_HAND =
            "Nobody has said of this phone that it can be told to pick up (remote_answer in centre.toml): pick it up.";
    private static final String BY_ITSELF = "The phone is asked to pick up by itself.";
    private static final String PRESS_ONE =
            "Whoever is called outside must press 1 to accept: else a mailbox would get the caller.";

    /** What can be told to this device, one entry for each order. */
    public static List<Capability> of(Configuration.Device device) {
        List<Capability> all = new ArrayList<>();
        for (CallOrder order : CallOrder.values()) {
            String reason = reason(order, device);
            all.add(new Capability(order, reason.isEmpty(), reason));
        }
        return List.copyOf(all);
    }

    private static String reason(CallOrder order, Configuration.Device device) {
        if (order != CallOrder.ACCEPT) {
            return "";
        }
        if (device.kind() == DeviceKind.EXTERNAL) {
            return PRESS_ONE;
        }
        if (device.remoteAnswer()) {
            return "";
        }
        return device.autoAnswer() ? BY_ITSELF : BY_HAND;
    }
}
