package org.usher.telephony.ami;

import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.usher.core.api.Configuration;

/** What the dialplan's contexts usher-transfer and usher-consult are told of whom a desk names. */
final class CallTargets {
    private static final int MAX_VALUE_BYTES = 950;

    private final int pbxId;
    private final Supplier<Names> names;

    CallTargets(int pbxId, Supplier<Names> names) {
        this.pbxId = pbxId;
        this.names = names;
    }

    /** Why nobody can be given to him or consult him; empty if all can. */
    String objection(CallTarget target) {
        if (!(target instanceof CallTarget.Phones phones)) {
            return "";
        }
        for (int deviceId : phones.deviceIds()) {
            Configuration.Device device = names.get().device(deviceId);
            if (device == null) {
                return "device " + deviceId + " is unknown";
            }
            if (device.pbxId() != pbxId) {
                return "his phone stands at another PBX than the customer's call: give the customer to a queue he serves";
            }
        }
        return dialled(target).length() > MAX_VALUE_BYTES ? "he has too many devices for one order" : "";
    }

    /** USHER_TO. */
    String dialled(CallTarget target) {
        return switch (target) {
            case CallTarget.Queue queue -> queue.name();
            case CallTarget.Outside outside -> outside.number();
            case CallTarget.Phones phones ->
                phones.deviceIds().stream()
                        .map(names.get()::device)
                        .filter(Objects::nonNull)
                        .map(device -> OfferArgs.dialled(pbxId, device))
                        .collect(Collectors.joining("&"));
        };
    }

    /** Of usher-transfer. */
    static String transferExtension(CallTarget target) {
        return switch (target) {
            case CallTarget.Phones p -> "agent";
            case CallTarget.Queue q -> "queue";
            case CallTarget.Outside o -> "number";
        };
    }

    /** Of usher-consult. */
    static String consultExtension(CallTarget target) {
        return switch (target) {
            case CallTarget.Phones p -> "11";
            case CallTarget.Queue q -> "12";
            case CallTarget.Outside o -> "13";
        };
    }
}
