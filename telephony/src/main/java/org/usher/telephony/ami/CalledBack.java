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
            case "UsherCalling" -> calling(call, call.callback);
            case "UsherReached" -> reached(call);
            case "UsherNotReached" -> notReached(call, call.callback, m);
            default -> throw new IllegalArgumentException(m.event());
        }
    }

    /** The agent has picked up, and the customer's phone is called. */
    void calling(Call call, CallbackLine line) {
        if (line.calledTold || line.notReachedTold || !call.phase.hasAgent()) {
            return;
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
            calling(call, line);
            call.callback = null;
            talks.review(call);
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
        calling(call, line);
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
