package org.usher.telephony.ami;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.Recording;

/** Writes USHER_ARGS, the order that usher-connect in the dialplan carries out. */
final class OfferArgs {
    private final int pbxId;
    private final int epoch;

    /**
     * @param problem why there is no value, or empty
     */
    record Made(String value, String problem) {}

    OfferArgs(int pbxId, int epoch) {
        this.pbxId = pbxId;
        this.epoch = epoch;
    }

    /**
     * Offer id, epoch, ring time in ms, devices joined by &amp;, the queue's title URI-encoded, seconds waited, how it is recorded, the
     * sound the agent hears first URI-encoded, endpoints that are to pick up by themselves joined by &amp;.
     */
    Made of(Effect.Offer offer, Names names) {
        List<String> devices = new ArrayList<>();
        List<String> selfAnswering = new ArrayList<>();
        for (Effect.Rung rung : offer.rung()) {
            for (int deviceId : rung.deviceIds()) {
                Configuration.Device device = names.device(deviceId);
                if (device == null) {
                    return new Made("", "device " + deviceId + " is unknown");
                }
                devices.add(dialled(pbxId, device));
                if (device.autoAnswer()) {
                    selfAnswering.add(device.pbxId() == pbxId ? device.endpoint() : Names.across(device));
                }
            }
        }
        if (devices.isEmpty()) {
            return new Made("", "no agent of the offer has a device");
        }
        Configuration.Queue queue = names.queue(offer.queueId());
        Configuration.Treatment treatment = queue == null ? Configuration.Treatment.DEFAULT : queue.treatment();
        return new Made(
                String.join(
                        ",",
                        Long.toString(offer.actionId()),
                        Integer.toString(epoch),
                        Integer.toString(offer.ringTimeoutMs()),
                        String.join("&", devices),
                        encoded((offer.channel() == Channel.CALLBACK ? "Callback " : "")
                                + (queue == null ? "" : queue.title())),
                        Long.toString(offer.waitedMs() / 1000),
                        recording(treatment.recording()),
                        encoded(treatment.whisperSound()),
                        String.join("&", selfAnswering)),
                "");
    }

    /** What Dial is to call at this PBX. A phone of another box is rung through the trunk there. */
    static String dialled(int pbxId, Configuration.Device device) {
        if (device.pbxId() != pbxId) {
            return "PJSIP/" + Names.across(device);
        }
        return switch (device.kind()) {
            case PHONE -> "PJSIP/" + device.endpoint();
            case EXTERNAL -> "Local/" + device.endpoint() + "@usher-external/n";
        };
    }

    private static String encoded(String text) {
        // a space as %20: Asterisk's URIDECODE takes a plus as it is
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String recording(Recording rule) {
        return switch (rule) {
            case NEVER -> "";
            case ON_DEMAND -> "demand";
            case ALWAYS -> "always";
        };
    }
}
