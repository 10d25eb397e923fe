package org.usher.telephony.ami;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.CallKey;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;

/**
 * A Local channel that takes the place of a customer who is to be called back (usher-callback in the dialplan). Its near half is offered as a
 * caller is; when that has got an agent the far half calls the customer. Until he has picked up, nothing that the near half does is his
 * doing; from then on it is his call like any other.
 *
 * <p>It speaks the trunk's codec, so that nothing is translated between it and the customer. Debian's Asterisk has translators drop what
 * comes with a lower sequence number than what came before (the patch that its AMR codec brings, main/translate.c), and music, sounds and
 * the next agent begin anew: the customer who has to wait once more would hear nothing.
 *
 * <p>Its channel id follows from the offer, so that whoever looks into Asterisk knows which offer it serves.
 */
final class CallbackLine {
    static final String CONTEXT = "usher-callback";
    private static final String CHANNEL = "Local/far@usher-callback/n";
    private static final String PREFIX = "usher-callback-";
    /** Asterisk names the second half of a Local channel so if only the first one's id is given (core_unreal.c). */
    private static final String FAR = ";2";

    /** Of the contact, as the customer's number stands there. */
    final ContactDetails customer;

    /** The engine was told that the customer is being called. */
    boolean calledTold;

    /** The engine was told that he was not reached. */
    boolean notReachedTold;

    /** The engine was told that the offer came to nothing. */
    boolean endTold;

    /** The offer came to nothing for the engine while Asterisk was out of reach: nobody is to be called by it any more. */
    boolean givenUp;

    CallbackLine(ContactDetails customer) {
        this.customer = customer;
    }

    /** Id of the channel that stands for the customer in this offer. */
    static String channelId(long offerId) {
        return PREFIX + offerId;
    }

    /** Of the half that calls the customer. */
    static String farHalf(String nearHalf) {
        return nearHalf + FAR;
    }

    /** Name of the half that stands for the customer. */
    static String nearHalf(String farHalf) {
        return farHalf.replaceFirst(";2$", ";1");
    }

    /** The shared variable in which the dialplan notes that the customer of this offer has been reached. */
    static String noteOf(long offerId) {
        String id = Long.toString(offerId);
        return "USHER_REACHED_" + id.substring(Math.max(0, id.length() - 2));
    }

    static boolean isNearHalf(String uniqueId) {
        return uniqueId.startsWith(PREFIX) && !uniqueId.endsWith(FAR);
    }

    static boolean isFarHalf(String uniqueId) {
        return uniqueId.startsWith(PREFIX) && uniqueId.endsWith(FAR);
    }

    /** The key of the call that an action is about, be it that of a callback. */
    static long keyOf(int pbxId, Effect.Action action) {
        if (action.callKey() != 0) {
            return action.callKey();
        }
        long offerId = action instanceof Effect.Withdraw withdraw ? withdraw.offerId() : action.actionId();
        return CallKey.of(pbxId, channelId(offerId));
    }

    /** In the ledger, ready to be offered; null if there is no room. */
    static @Nullable Call begin(LedgerPart ledger, CallbackOrder order) {
        String id = channelId(order.offer().actionId());
        Call call = ledger.add(id, id);
        if (call != null) {
            call.callback = new CallbackLine(order.customer());
            call.contactId = order.offer().contactId();
            call.phase = CallPhase.WAITING;
        }
        return call;
    }

    /** What has Asterisk make this channel. */
    static ManagerActions.CallPhoneAction originate(CallbackOrder order, String queue, String args, long enqueuedAtMs) {
        Effect.Offer offer = order.offer();
        String number = digits(order.customer().caller());
        return new ManagerActions.CallPhoneAction(
                        CHANNEL,
                        channelId(offer.actionId()),
                        CONTEXT + "/near",
                        order.customer().callerName(),
                        5_000)
                .from(number)
                .with("USHER_CALLBACK", Long.toString(offer.actionId()))
                .with("USHER_TO", number)
                .with("USHER_TO_RING", Long.toString(Math.ceilDiv(order.call().ringMs(), 1000)))
                .with("USHER_SHOWN", digits(order.call().shown()))
                .with("USHER_AMD", order.call().detectsMachines() ? "1" : "")
                .with("USHER_FIRST", order.call().first() ? "customer" : "")
                .with("USHER_RETRY", Long.toString(order.retryAfterMs()))
                .with("USHER_CONTACT", Long.toString(offer.contactId()))
                .with("USHER_QUEUE", queue)
                .with("USHER_LANGUAGE", order.customer().language())
                .with("USHER_ENQUEUED", Long.toString(enqueuedAtMs))
                .with("USHER_ARGS", args);
    }

    private static String digits(String number) {
        return number.replaceAll("[^0-9+]", "");
    }
}
