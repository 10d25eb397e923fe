package org.usher.telephony.ami;

import org.usher.core.api.DeviceState;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;

/** Asterisk's words in ours. */
final class Meaning {
    private static final int CAUSE_USER_BUSY = 17;
    /** Of a phone outside where nobody pressed 1. */
    private static final int CAUSE_NO_ANSWER = 19;

    private static final int CAUSE_CALL_REJECTED = 21;

    private Meaning() {}

    /**
     * What became of the ringing. Dial's own status tells time-out from busy; the phones' own hangup causes tell a refusal (Q.850 cause
     * 21, SIP 603) when every phone that was called refused in some way. If phones of other boxes alone were called and none has even
     * rung, the way there is broken, for which nobody is to be blamed.
     */
    static OfferOutcome outcome(Call call, String dialStatus) {
        if (call.answeredLeg != null && call.answeredLeg.hangupRequested) {
            return OfferOutcome.REJECTED; // hung up on the whisper, before he heard the customer
        }
        boolean all = !call.legs.isEmpty();
        boolean rejected = false;
        boolean busy = false;
        boolean silent = !call.legs.isEmpty();
        for (Leg leg : call.legs.values()) {
            all &= leg.ownCause != 0;
            silent &= !leg.rang && Leg.isAcross(leg.channel);
            rejected |= leg.ownCause == CAUSE_CALL_REJECTED;
            busy |= leg.ownCause == CAUSE_USER_BUSY;
        }
        if (all && rejected) {
            return OfferOutcome.REJECTED;
        }
        return switch (dialStatus) {
            case "BUSY" -> OfferOutcome.BUSY;
            case "NOANSWER" -> {
                OfferOutcome unheard = silent ? OfferOutcome.UNREACHABLE : OfferOutcome.TIMED_OUT;
                yield all && busy ? OfferOutcome.BUSY : unheard;
            }
            case "CHANUNAVAIL" -> all && busy ? OfferOutcome.BUSY : OfferOutcome.UNREACHABLE;
            case "CANCEL" -> OfferOutcome.CALLER_LEFT;
            default -> OfferOutcome.FAILED;
        };
    }

    /**
     * Whose doing the end of the customer's channel is. A phone that hangs up is announced by HangupRequest; what hangs a channel up from
     * within Asterisk by SoftHangupRequest or, the dialplan, by nothing.
     */
    static GoneCause goneCause(Call call, int cause) {
        if (call.hangupRequested) {
            return GoneCause.HUNG_UP;
        }
        return call.softHangupRequested && cause == 0 ? GoneCause.LOST_BY_PBX : GoneCause.ENDED_BY_PBX;
    }

    /**
     * A HangupRequest in a phone's name though nobody hung up: it did not refresh its session in time (RFC 4028), or its own box says that
     * it died (usher-remote).
     */
    static boolean died(AmiMessage hangupRequest) {
        return hangupRequest.get("TechCause").equals("408")
                || (hangupRequest.get("Cause").equals("27") && Leg.isAcross(hangupRequest.get("Channel")));
    }

    /** What became of one phone that ended by itself. */
    static OfferOutcome outcome(Leg leg) {
        return switch (leg.ownCause) {
            case CAUSE_CALL_REJECTED -> OfferOutcome.REJECTED;
            case CAUSE_USER_BUSY -> OfferOutcome.BUSY;
            case CAUSE_NO_ANSWER -> OfferOutcome.TIMED_OUT;
            default -> OfferOutcome.UNREACHABLE;
        };
    }

    /** Asterisk's device states (include/asterisk/devicestate.h). */
    static DeviceState deviceState(String state) {
        return switch (state) {
            case "NOT_INUSE" -> DeviceState.NOT_IN_USE;
            case "INUSE", "RINGINUSE" -> DeviceState.IN_USE;
            case "RINGING" -> DeviceState.RINGING;
            case "ONHOLD" -> DeviceState.ON_HOLD;
            case "BUSY" -> DeviceState.BUSY;
            case "UNAVAILABLE", "INVALID" -> DeviceState.UNAVAILABLE;
            default -> DeviceState.UNKNOWN;
        };
    }
}
