package org.usher.telephony.ami;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;
import org.usher.core.api.GoneCause;

/**
 * What is told of an Asterisk that stays out of reach. A link that is back at once tells nothing: it looks and says what differs. After a
 * while nobody can be rung there by anyone, so its phones are unavailable; and much later its calls are taken to be lost, whether it died
 * or only the way to it: who waited there has long been helped by the dialplan itself. If it comes back after all, its phones say how they
 * are, and who waits there is found again and keeps his place.
 */
final class Absence {
    private static final Logger LOG = LoggerFactory.getLogger(Absence.class);

    static final long PHONES_AFTER_MS = 15_000;
    static final long CALLS_AFTER_MS = 120_000;

    private final LedgerPart ledger;
    private final CallMapper mapper;
    private final MapperOutput out;
    private long reachedMs;
    private boolean phonesTold;
    private boolean callsTold;

    Absence(LedgerPart ledger, CallMapper mapper, MapperOutput out, long nowMs) {
        this.ledger = ledger;
        this.mapper = mapper;
        this.out = out;
        this.reachedMs = nowMs;
    }

    void tick(boolean reached, Names names, long nowMs) {
        if (reached) {
            reachedMs = nowMs;
            phonesTold = false;
            callsTold = false;
            return;
        }
        if (!phonesTold && nowMs - reachedMs >= PHONES_AFTER_MS) {
            phonesTold = true;
            for (int deviceId : names.phonesOf(ledger.pbxId)) {
                if (ledger.note(deviceId, DeviceState.UNAVAILABLE)) {
                    out.command(new Command.DeviceStateChanged(deviceId, DeviceState.UNAVAILABLE));
                }
            }
        }
        if (!callsTold && nowMs - reachedMs >= CALLS_AFTER_MS) {
            callsTold = true;
            lose();
        }
    }

    private void lose() {
        List<Call> lost = List.copyOf(ledger.calls());
        for (Call call : lost) {
            mapper.leaveAtLast(call, Witness.GONE, GoneCause.LOST_BY_PBX);
        }
        List.copyOf(ledger.legs()).forEach(mapper.talks()::legGone);
        if (!lost.isEmpty()) {
            LOG.warn(
                    "PBX {}: out of reach for {} s: its {} calls are taken to be lost",
                    ledger.pbxId,
                    CALLS_AFTER_MS / 1_000,
                    lost.size());
        }
    }
}
