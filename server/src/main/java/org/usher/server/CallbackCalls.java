package org.usher.server;

import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.server.callback.CallbackCarrier;
import org.usher.server.callback.CallbackRule;
import org.usher.telephony.ami.AmiLink;
import org.usher.telephony.ami.CallbackOrder;

/** Callbacks over one PBX. */
record CallbackCalls(AmiLink link) implements CallbackCarrier.Pbx {
    @Override
    public void callBack(
            Effect.Offer offer, ContactDetails customer, CallbackRule rule, int ringMs, long retryAfterMs) {
        link.callBack(new CallbackOrder(
                offer,
                customer,
                new CallbackOrder.Call(
                        rule.shown(),
                        rule.ringMs(ringMs),
                        rule.detectsMachines(),
                        rule.order() == CallbackRule.Order.CUSTOMER),
                retryAfterMs));
    }

    @Override
    public void perform(Effect effect) {
        link.perform(effect);
    }
}
