package org.usher.telephony.sim;

import org.jspecify.annotations.Nullable;

/** How channels end: by their own people, by the dialplan, by AMI, or between two steps. */
final class Endings {
    private final Pbx pbx;

    Endings(Pbx pbx) {
        this.pbx = pbx;
    }

    /** The caller hangs up. */
    void callerHangsUp(SimChannel channel) {
        if (channel.gone() || channel.leaving()) {
            return;
        }
        channel.leave();
        if (channel.hangupCause() == 0) {
            pbx.emit("HangupRequest", channel);
        } else {
            pbx.emit("HangupRequest", channel, "Cause", Integer.toString(channel.hangupCause()));
        }
        endByCaller(channel);
    }

    /** The channel is torn between two steps; nobody asked for it, and the cause stays what it was. */
    void tear(SimChannel channel) {
        endByCaller(channel);
    }

    /** The dialplan has no more steps, or says Hangup() with this cause. */
    void byDialplan(SimChannel channel, int cause) {
        pbx.emit("SoftHangupRequest", channel, "Cause", "16");
        channel.hangupCause(cause);
        pbx.step(channel, pbx.settings().stepMs(), () -> pbx.hangUp(channel, cause));
    }

    /** Somebody hangs the channel up by AMI. */
    void softHangUp(SimChannel channel) {
        Dialling agentsDialling = diallingAnsweredBy(channel);
        if (agentsDialling != null) {
            agentsDialling.endByPbx();
            return;
        }
        pbx.emit("SoftHangupRequest", channel, "Cause", "16");
        endByCaller(channel);
    }

    private @Nullable Dialling diallingAnsweredBy(SimChannel leg) {
        return pbx.channels().values().stream()
                .map(SimChannel::dialling)
                .filter(dialling -> dialling != null && leg.equals(dialling.answeredLeg()))
                .findFirst()
                .orElse(null);
    }

    private void endByCaller(SimChannel channel) {
        Dialling dialling = channel.dialling();
        if (dialling != null && dialling.cancel() && channel.bridge() == null) {
            // answered, but not yet joined: the PBX notices the hang-up only in the bridge
            pbx.step(channel, pbx.settings().stepMs(), () -> endByCaller(channel));
            return;
        }
        channel.newJourney();
        Bridge bridge = channel.bridge();
        SimChannel leg = dialling == null ? null : dialling.answeredLeg();
        if (bridge == null) {
            pbx.emit("SoftHangupRequest", channel, "Cause", "16");
        } else {
            bridge.leave(channel, true);
        }
        if (dialling != null) {
            dialling.talkOver();
        }
        pbx.hangUp(channel, channel.hangupCause());
        if (dialling != null && leg != null && !leg.gone() && !dialling.talksOnWithoutCaller()) {
            leg.hungUpBy("0");
            pbx.hangUp(leg, 16);
        }
    }
}
