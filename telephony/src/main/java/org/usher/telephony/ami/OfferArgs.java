package org.usher.telephony.ami;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;

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

    /** Offer id, epoch, ring time in ms, devices joined by &amp;, the queue's title URI-encoded, seconds waited. */
    Made of(Effect.Offer offer, Names names) {
        List<String> devices = new ArrayList<>();
        for (Effect.Rung rung : offer.rung()) {
            for (int deviceId : rung.deviceIds()) {
                String endpoint = names.endpoint(pbxId, deviceId);
                if (endpoint == null) {
                    return new Made("", "device " + deviceId + " is not one of PBX " + pbxId);
                }
                devices.add("PJSIP/" + endpoint);
            }
        }
        if (devices.isEmpty()) {
            return new Made("", "no agent of the offer has a device");
        }
        Configuration.Queue queue = names.queue(offer.queueId());
        String title = queue == null ? "" : queue.title();
        return new Made(
                String.join(
                        ",",
                        Long.toString(offer.actionId()),
                        Integer.toString(epoch),
                        Integer.toString(offer.ringTimeoutMs()),
                        String.join("&", devices),
                        // a space as %20: Asterisk's URIDECODE takes a plus as it is
                        URLEncoder.encode(title, StandardCharsets.UTF_8).replace("+", "%20"),
                        Long.toString(offer.waitedMs() / 1000)),
                "");
    }
}
