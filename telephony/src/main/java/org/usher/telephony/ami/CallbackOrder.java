package org.usher.telephony.ami;

import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;

/**
 * The offer of a callback, with all that it takes to call the customer when an agent has picked up. The PBX then calls him by itself; what
 * to do if he does not answer is told with the order, too, so that nobody has to remember it.
 *
 * @param offer of {@link org.usher.core.api.Channel#CALLBACK}
 * @param customer of the contact; {@link ContactDetails#caller} is the number to call, digits with perhaps a + before them
 * @param shown the number that the customer is shown as the caller's, empty for that of the trunk
 * @param ringMs how long his phone may ring
 * @param retryAfterMs when he may be called again if he is not reached; −1: never
 */
public record CallbackOrder(Effect.Offer offer, ContactDetails customer, String shown, int ringMs, long retryAfterMs) {}
