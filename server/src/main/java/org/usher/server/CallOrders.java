package org.usher.server;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.usher.server.call.CallDesk;
import org.usher.server.call.CallOrder;
import org.usher.server.call.CallTarget;
import org.usher.telephony.ami.AmiLink;
import org.usher.telephony.ami.CallPicture;
import org.usher.telephony.ami.CallRequest;

/** Hands agents' orders to one link, in the link's words. */
record CallOrders(AmiLink link) implements CallDesk.Pbx {
    @Override
    public CompletableFuture<CallDesk.Outcome> order(CallDesk.Hand hand, CallOrder order, @Nullable CallTarget target) {
        CallRequest request = new CallRequest(
                hand.callKey(),
                hand.offerId(),
                hand.deviceIds(),
                org.usher.telephony.ami.CallOrder.valueOf(order.name()),
                target == null ? null : target(target));
        return link.order(request)
                .thenApply(answer -> new CallDesk.Outcome(
                        CallDesk.Result.valueOf(answer.result().name()), answer.detail()));
    }

    private static org.usher.telephony.ami.CallTarget target(CallTarget target) {
        return switch (target) {
            case CallTarget.Agent agent -> new org.usher.telephony.ami.CallTarget.Phones(agent.deviceIds());
            case CallTarget.Queue queue -> new org.usher.telephony.ami.CallTarget.Queue(queue.name());
            case CallTarget.Outside outside -> new org.usher.telephony.ami.CallTarget.Outside(outside.name());
        };
    }

    @Override
    public CompletableFuture<CallDesk.Picture> picture(CallDesk.Hand hand) {
        return link.picture(hand.callKey(), hand.offerId(), hand.deviceIds()).thenApply(CallOrders::picture);
    }

    private static CallDesk.Picture picture(CallPicture told) {
        return new CallDesk.Picture(
                told.deviceId(),
                told.held(),
                told.muted(),
                CallDesk.Consult.valueOf(told.consult().name()),
                told.withCustomer(),
                told.conference(),
                told.whyNotAccept());
    }
}
