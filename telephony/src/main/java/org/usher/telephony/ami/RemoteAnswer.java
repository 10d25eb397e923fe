package org.usher.telephony.ami;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;

/**
 * Which ringing phones can be told to pick up. Asterisk does so by a NOTIFY within the phone's call, which the AMI user must be allowed to
 * have sent (PJSIPNotify, class {@code system}; no narrower right has it), and of which no phone says beforehand to AMI whether it knows the
 * event: that stands in the configuration.
 */
final class RemoteAnswer {
    private static final String ACTION = "PJSIPNotify";

    private final LinkSettings settings;
    private final Supplier<Names> names;
    private final LedgerPart ledger;
    private final Requests requests;
    private boolean granted;

    RemoteAnswer(LinkSettings settings, Supplier<Names> names, LedgerPart ledger, Requests requests) {
        this.settings = settings;
        this.names = names;
        this.ledger = ledger;
        this.requests = requests;
    }

    /** Learns what the AMI user may do, after each login. */
    void learn() {
        granted = false;
        requests.send(
                ManagerActions.listCommands(),
                settings.timings().replyTimeoutMs(),
                reply -> granted =
                        reply instanceof Reply.Success told && told.response().has(ACTION));
    }

    /** Those of the devices that ring for this offer. */
    List<Leg> ringing(Call call, long offerId, List<Integer> deviceIds) {
        return call.phase != CallPhase.DIALLING
                ? List.of()
                : call.legs.values().stream()
                        .filter(leg -> leg.offerId == offerId && !leg.answered && ledger.leg(leg.uniqueId) == leg)
                        .filter(leg -> deviceIds.contains(deviceOf(leg)))
                        .toList();
    }

    CallPicture picture(List<Leg> ringing) {
        Leg first = first(ringing);
        return first == null ? CallPicture.NOTHING : CallPicture.ringing(deviceOf(first), objection(first));
    }

    /** Of these the one to be told, or the first if none can be; null if there is none. */
    @Nullable
    Leg first(List<Leg> ringing) {
        return ringing.stream()
                .filter(leg -> objection(leg).isEmpty())
                .findFirst()
                .orElse(ringing.isEmpty() ? null : ringing.getFirst());
    }

    private int deviceOf(Leg leg) {
        return names.get().deviceId(settings.pbxId(), leg.phone);
    }

    /** Why this phone cannot be told to pick up; empty if it can. */
    String objection(Leg leg) {
        Configuration.Device device = names.get().device(deviceOf(leg));
        if (device == null || !device.remoteAnswer()) {
            return "nobody has said of this phone that it can be told to pick up (remote_answer in centre.toml): pick it up";
        }
        if (Leg.isAcross(leg.channel)) {
            return "his phone stands at another PBX than the customer's call, and the trunk does not pass it on: pick it up";
        }
        return granted
                ? ""
                : "Asterisk does not let Usher tell phones to pick up: that takes the module res_pjsip_notify, and for the AMI user"
                        + " the right system (see manager-usher.conf): pick it up";
    }
}
