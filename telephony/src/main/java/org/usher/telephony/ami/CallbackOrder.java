package org.usher.telephony.ami;

import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;

/**
 * The offer of a callback, with all that it takes to call the customer when an agent has picked up. The PBX then calls him by itself; what
 * to do if he does not answer is told with the order, too, so that nobody has to remember it.
 *
 * @param offer of {@link org.usher.core.api.Channel#CALLBACK}
 * @param customer of the contact; {@link ContactDetails#caller} is the number to call, digits with perhaps a + before them
 * @param call how he is called
 * @param retryAfterMs when he may be called again if he is not reached; −1: never
 */
public record CallbackOrder(Effect.Offer offer, ContactDetails customer, Call call, long retryAfterMs) {
    /**
     * How a customer is called.
     *
     * @param shown the number that he is shown as the caller's, empty for that of the trunk
     * @param ringMs how long his phone may ring
     * @param detectsMachines whether the PBX is to listen if a machine has picked up, who then counts as not reached
     * @param first whether he is called before the agent is rung, who is reserved meanwhile; else the agent is rung first
     */
    public record Call(String shown, int ringMs, boolean detectsMachines, boolean first) {}
}
