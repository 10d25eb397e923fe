package org.usher.telephony.ami;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.asteriskjava.manager.action.ManagerAction;

/**
 * Prompts to those who wait. One is played by a Redirect out of the waiting room, where its caller stands in a blocking step, into
 * usher-say, and ends by itself; he stays offerable meanwhile. He is not redirected out of it: a Redirect that meets the end of a prompt,
 * between two steps, could hang him up. Instead a key that no phone has is pressed for him, which ends the prompt; when the dialplan has
 * told of that key, and then that he waits, what was held for him is done as ever. A key is never lost: if the prompt has ended meanwhile it
 * lies in the channel's queue until the waiting room reads it, and the dialplan tells of it there.
 *
 * <p>Either order is under way until the dialplan tells of it. If Asterisk refuses it, or nothing is heard of it in time, it is not any
 * more, and reconciliation finds out where he stands: in the prompt, so that the key is pressed again if it is still wanted, or in the
 * waiting room.
 */
final class Prompts {
    /** What the dialplan reads as the end of a prompt by our will. */
    static final String CUT = "D";

    /** The dialplan's variable by which a caller may ask to be called back. */
    static final String ASK = "USHER_ASK";

    private final LinkSettings.Timings timings;
    private final int epoch;
    private final Requests requests;
    private final LedgerPart ledger;
    private final AmiActions.Outlet outlet;
    private final LongSupplier nowMs;
    /** Of whom the dialplan has yet to tell what has become of the order. */
    private final Map<Call, Order> orders = new LinkedHashMap<>();

    /** The Redirect into a prompt or the key that ends one. */
    private static final class Order {
        long dueMs;
        /** Refused, or not heard of in time: it may have been carried out or not, but is not under way. */
        boolean doubted;

        private Order(long dueMs) {
            this.dueMs = dueMs;
        }
    }

    Prompts(
            LinkSettings settings,
            LinkSurroundings surroundings,
            Requests requests,
            LedgerPart ledger,
            AmiActions.Outlet outlet) {
        this.timings = settings.timings();
        this.epoch = surroundings.reign().epoch();
        this.requests = requests;
        this.ledger = ledger;
        this.outlet = outlet;
        this.nowMs = surroundings.nowMs();
    }

    void say(Call call, CallerPrompt prompt) {
        call.move(CallPhase.SENT_TO_PROMPT, outlet::doubt); // to the engine he is as reachable as before
        CallerPrompt.Callback callback = prompt.callback();
        if (callback != null) {
            set(call, ASK, callback.inDialplan(call.contactId));
        }
        set(call, "USHER_SAY", epoch + "," + prompt.sounds());
        order(call, ManagerActions.redirect(call.controlChannel(), "usher-say", "s"));
    }

    private void set(Call call, String variable, String value) {
        requests.send(
                ManagerActions.setVariable(call.controlChannel(), variable, value),
                timings.replyTimeoutMs(),
                reply -> {});
    }

    /** Ends the prompt that plays, if one does, and once. */
    void cut(Call call) {
        if (call.phase == CallPhase.HEARING_PROMPT) {
            call.move(CallPhase.PROMPT_CUT, outlet::doubt);
            order(call, ManagerActions.receiveKey(call.controlChannel(), CUT.charAt(0)));
        }
    }

    private void order(Call call, ManagerAction action) {
        Order order = new Order(nowMs.getAsLong() + timings.witnessMs());
        orders.put(call, order);
        requests.send(action, timings.replyTimeoutMs(), reply -> {
            if (reply instanceof Reply.Refused && orders.get(call) == order) {
                doubt(call, order, "Asterisk refused an order about a prompt");
            }
        });
    }

    /** Whether an order about a prompt may be under way inside Asterisk; a snapshot then proves nothing about this caller. */
    boolean underWay(Call call) {
        Order order = orders.get(call);
        return order != null && !order.doubted && call.phase.awaitsPromptOrder();
    }

    void onTime(long now) {
        orders.keySet().removeIf(call -> !call.phase.awaitsPromptOrder() || !ledger.holds(call));
        orders.forEach((call, order) -> {
            if (order.dueMs <= now) {
                doubt(call, order, "a prompt was not heard of in time");
            }
        });
    }

    /** Kept until he is heard of: one reconciliation may meet him between two steps, and say nothing. */
    private void doubt(Call call, Order order, String why) {
        order.doubted = true;
        order.dueMs = nowMs.getAsLong() + timings.witnessMs();
        if (ledger.holds(call)) {
            outlet.doubt(why);
        }
    }
}
