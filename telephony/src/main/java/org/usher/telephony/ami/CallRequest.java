package org.usher.telephony.ami;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order of an agent about one call.
 *
 * @param callKey of the customer's call; see {@link org.usher.core.api.CallKey}
 * @param offerId the offer that rings for him, or his talk
 * @param deviceIds the phones he is logged in on
 * @param target of {@link CallOrder#TRANSFER} and {@link CallOrder#CONSULT}, else null
 */
public record CallRequest(
        long callKey,
        long offerId,
        List<Integer> deviceIds,
        CallOrder order,
        @Nullable CallTarget target) {
    public CallRequest {
        deviceIds = List.copyOf(deviceIds);
        boolean needsTarget = order == CallOrder.TRANSFER || order == CallOrder.CONSULT;
        if (needsTarget != (target != null)) {
            throw new IllegalArgumentException(order + (needsTarget ? " needs" : " has no") + " target");
        }
    }
}
