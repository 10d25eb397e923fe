package org.usher.server;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.usher.server.callback.CallbackRule;
import org.usher.server.caller.OverflowNumber;
import org.usher.server.config.Centre;
import org.usher.telephony.ami.Diversion;

/** Where the dialplan sends callers outside, by the centre in force when it is asked. Safe from any thread. */
record Diversions(Supplier<Centre> centre) implements Supplier<Map<String, Diversion>> {
    @Override
    public Map<String, Diversion> get() {
        Centre inForce = centre.get();
        Map<String, Diversion> diversions = new HashMap<>();
        inForce.callers().forEach((queue, care) -> {
            OverflowNumber overflow = care.overflow();
            if (overflow.isThere()) {
                String own = inForce.callbackRules()
                        .getOrDefault(queue, CallbackRule.DEFAULT)
                        .shown();
                diversions.put(
                        queue, new Diversion(overflow.number(), overflow.ringMs() / 1_000, own, overflow.when()));
            }
        });
        return diversions;
    }
}
