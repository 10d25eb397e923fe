package org.usher.telephony.ami;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.OfferOutcome;

/** What the dialplan says of callbacks, until the customer has picked up. */
final class CalledBack {
    private final LedgerPart ledger;
    private final MapperOutput out;
    private final Talks talks;

    CalledBack(LedgerPart ledger, MapperOutput out, Talks talks) {
        this.ledger = ledger;
        this.out = out;
        this.talks = talks;
    }

    /** UsherCalling, UsherReached or UsherNotReached. */
    void take(AmiMessage m) {
        Call call = ledger.call(CallbackLine.channelId(CallMapper.number(m.get("Offer"))));
        if (call == null || call.callback == null) {
            return; // it has been given up meanwhile, or was heard already
        }
        switch (m.event()) {
            case "UsherCalling" -> {
                call.channel = CallbackLine.nearHalf(m.get("Channel"));
                calling(call, call.callback, isFirst(m));
            }
            case "UsherReached" -> {
                boolean waits = !call.phase.hasAgent() && isFirst(m);
                reached(call);
                if (waits) {
                    call.move(CallPhase.BETWEEN_STEPS, out); // on the way to usher-connect
                }
            }
            case "UsherNotReached" -> notReached(call, call.callback, m);
            default -> throw new IllegalArgumentException(m.event());
        }
    }

    private static boolean isFirst(AmiMessage m) {
        return m.get("First").equals("customer");
    }

    /** The customer's phone is called: the agent has picked up, or is rung when the customer has ({@code first}). */
    void calling(Call call, CallbackLine line, boolean first) {
        if (line.calledTold || line.notReachedTold || line.endTold || !(first || call.phase.hasAgent())) {
            return;
        }
        if (call.offerId == 0) {
            call.beginOffer(call.sentOfferId);
            call.move(CallPhase.DIALLING, out);
            out.witness(call, Witness.DIALLING);
        }
        line.calledTold = true;
        ContactDetails of = line.customer;
        out.command(new Command.CustomerCalled(
                call.offerId,
                call.callKey,
                new ContactDetails(
                        ledger.pbxId,
                        call.uniqueId,
                        call.channel,
                        of.caller(),
                        of.callerName(),
                        of.dialled(),
                        of.language(),
                        of.customer(),
                        of.data())));
    }

    /** He has picked up: from now on it is his call. */
    void reached(Call call) {
        CallbackLine line = call.callback;
        if (line != null) {
            boolean waits = !call.phase.hasAgent();
            calling(call, line, waits);
            call.callback = null;
            if (waits) {
                out.command(new Command.CustomerReached(call.offerId));
            } else {
                talks.review(call);
            }
        }
    }

    /** Agent and customer have talked, and nobody heard of it. */
    void talked(Call call, TalkNote note) {
        if (!call.phase.hasAgent()) {
            call.move(CallPhase.ANSWERED, out);
            out.command(new Command.OfferAccepted(note.offerId(), note.deviceId()));
        }
        reached(call);
    }

    private void notReached(Call call, CallbackLine line, AmiMessage m) {
        calling(call, line, isFirst(m));
        if (line.calledTold && !line.notReachedTold) {
            line.notReachedTold = true;
            if (m.get("DialStatus").equals("MACHINE")) {
                out.machine();
            }
            String retry = m.get("Retry");
            long retryAfterMs = retry.startsWith("-") ? -1 : CallMapper.number(retry);
            out.command(new Command.CustomerNotReached(call.offerId, retryAfterMs));
        }
    }

    /** The channel that stood for the customer is gone, and he was not reached. */
    void over(Call call, CallbackLine line) {
        Leg leg = call.answeredLeg;
        boolean declined = leg != null && leg.hangupRequested && !call.hangupRequested;
        OfferOutcome outcome =
                declined ? OfferOutcome.REJECTED : call.phase.hasAgent() ? OfferOutcome.FAILED : OfferOutcome.WITHDRAWN;
        out.witness(call, Witness.GONE);
        ledger.remove(call);
        if (!line.endTold && !line.notReachedTold) {
            line.endTold = true;
            out.command(new Command.OfferFailed(call.offerId != 0 ? call.offerId : call.sentOfferId, outcome));
        }
    }

    /** The call that this row is about, with its channel's name, if it is that of a customer who has not been reached. */
    @Nullable
    CallbackLine unreached(Call call, AmiMessage row) {
        if (call.callback != null) {
            call.channel = row.get("Channel");
        }
        return call.callback;
    }
}
