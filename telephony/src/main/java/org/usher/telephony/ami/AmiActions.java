package org.usher.telephony.ami;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.asteriskjava.manager.action.ManagerAction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.OfferOutcome;
import org.usher.telephony.ami.PendingAction.Step;

/**
 * Carries out what the engine wants of calls, and ends every action exactly once.
 *
 * <p>Offer, Withdraw and Release are each a Redirect of the caller, and share its two dangers. A Redirect may only reach a channel that
 * stands in a blocking step (the waiting room after its latest UsherWait, or Dial); so an action is held until its caller does. And
 * Asterisk says Success to a Redirect that is then swallowed; so Success is only believed, and the action is done when its witness
 * comes: the dialling has begun or ended (Offer), the caller is back in the waiting room (Withdraw), or has left (Release). Without a
 * witness within {@code witnessMs} it is sent once more, but an offer only if its USHER_ARGS are still there: usher-connect uses them up,
 * so without them the first was carried out, and word of it is late. A second Redirect would then take the caller out of the ringing, or
 * of the talk. When an offer is given up, USHER_ARGS is cleared, so that a Redirect which is late after all rings nobody.
 *
 * <p>If the connection breaks in the middle nobody knows whether the Redirect was carried out: the action is then settled by the
 * reconciliation that follows, or by its deadline. What comes while the link is down is held until it is up, or its deadline: failing at
 * once would make the engine offer the same caller again and again.
 */
final class AmiActions {
    private static final Logger LOG = LoggerFactory.getLogger(AmiActions.class);
    /** Asterisk reads AMI lines of up to 1,024 bytes and silently drops what is longer (main/manager.c, inbuf). */
    private static final int MAX_VALUE_BYTES = 950;

    private static final int MAX_SENDS = 2;
    /** Q.850. */
    private static final int NORMAL_CLEARING = 16;

    private final LinkSettings settings;
    private final LedgerPart ledger;
    private final Supplier<Names> names;
    private final Requests requests;
    private final Outlet outlet;
    private final LongSupplier nowMs;
    private final LinkCounters counters;
    private final OfferArgs offerArgs;
    private final Prompts prompts;
    private final Map<Long, PendingAction> pending = new LinkedHashMap<>();
    private final Map<Long, List<PendingAction>> byCall = new HashMap<>();
    /** What callbacks need that are yet to be begun, by their offers. */
    private final Map<Long, CallbackOrder> orders = new HashMap<>();

    private boolean linkActs;

    /** What the actions give back to the link. */
    interface Outlet {
        void command(Command command);

        void doubt(String why);
    }

    AmiActions(
            LinkSettings settings, LinkSurroundings surroundings, LedgerPart ledger, Requests requests, Outlet outlet) {
        this.settings = settings;
        this.ledger = ledger;
        this.names = surroundings.names();
        this.requests = requests;
        this.outlet = outlet;
        this.nowMs = surroundings.nowMs();
        this.counters = surroundings.counters();
        this.prompts = new Prompts(settings, surroundings, requests, ledger, outlet);
        this.offerArgs = new OfferArgs(settings.pbxId(), surroundings.reign().epoch());
    }

    void perform(Effect.Action action) {
        if (pending.containsKey(action.actionId())) {
            LOG.warn("action {} was given twice; the second time is ignored", action.actionId());
            return;
        }
        PendingAction begun = new PendingAction(action);
        pending.put(action.actionId(), begun);
        Call call = call(action);
        byCall.computeIfAbsent(call == null ? keyOf(action) : call.callKey, key -> new ArrayList<>(2))
                .add(begun);
        if (action.deadlineAtMs() <= nowMs.getAsLong()) {
            finish(begun, ActionOutcome.TIMED_OUT, "it came after its deadline");
        } else {
            advance(begun);
        }
    }

    /** Takes the offer of a callback. */
    void callBack(CallbackOrder order) {
        if (CallbackLine.begin(ledger, order) != null) {
            orders.put(order.offer().actionId(), order);
        }
        perform(order.offer());
    }

    private long keyOf(Effect.Action action) {
        return CallbackLine.keyOf(settings.pbxId(), action);
    }

    private @Nullable Call call(Effect.Action action) {
        return ledger.call(keyOf(action));
    }

    /** Sends a held action if its time has come. */
    private void advance(PendingAction pendingAction) {
        if (!linkActs || pendingAction.step != Step.HELD) {
            return;
        }
        Call call = call(pendingAction.action);
        if (call == null) {
            finish(pendingAction, ActionOutcome.FAILED, "no such call on PBX " + settings.pbxId());
            if (pendingAction.action instanceof Effect.Withdraw withdraw && withdraw.callKey() == 0) {
                outlet.command(new Command.OfferFailed(withdraw.offerId(), OfferOutcome.WITHDRAWN));
            }
            return;
        }
        switch (pendingAction.action) {
            case Effect.Offer offer -> {
                if (call.phase == CallPhase.WAITING && (call.callback == null || call.offerId == 0)) {
                    sendOffer(pendingAction, offer, call);
                } else {
                    prompts.cut(call);
                }
            }
            case Effect.Withdraw withdraw -> advanceWithdraw(pendingAction, withdraw, call);
            case Effect.Release release -> {
                if (call.phase == CallPhase.WAITING || call.phase == CallPhase.DIALLING) {
                    setVariable(call, "USHER_STATUS", release.status().name());
                    redirect(pendingAction, call, "usher-out", "s");
                } else {
                    prompts.cut(call);
                }
            }
        }
    }

    /** Plays this to one who waits and whom nothing is under way for; false if he does not. */
    boolean say(Call call, CallerPrompt prompt) {
        boolean idle = linkActs
                && call.phase == CallPhase.WAITING
                && of(call).isEmpty()
                && ledger.holds(call)
                && standsWhereItIsOffered(call, prompt.callback());
        if (idle) {
            prompts.say(call, prompt);
        }
        return idle;
    }

    /** He may have gone on in another queue's line since it was decided. */
    private boolean standsWhereItIsOffered(Call call, CallerPrompt.@Nullable Callback callback) {
        Configuration.Queue queue = names.get().queue(call.queueId);
        return callback == null || (queue != null && queue.name().equals(callback.queue()));
    }

    private void advanceWithdraw(PendingAction pendingAction, Effect.Withdraw withdraw, Call call) {
        PendingAction offer = pending.get(withdraw.offerId());
        if (offer != null && offer.step == Step.HELD) {
            finish(offer, ActionOutcome.FAILED, "withdrawn before it was sent");
            finish(pendingAction, ActionOutcome.DONE, "");
        } else if (offer == null && call.offerId != withdraw.offerId()) {
            finish(pendingAction, ActionOutcome.DONE, "the offer is over");
            sayIfReachable(call);
        } else if (call.phase.hasAgent()) {
            finish(pendingAction, ActionOutcome.FAILED, "the agent has picked up");
        } else if (call.phase == CallPhase.DIALLING) {
            takeBack(pendingAction, call);
        }
        // else the offer's own Redirect is on the way; two at once could meet the caller between two steps
    }

    private void sendOffer(PendingAction pendingAction, Effect.Offer offer, Call call) {
        OfferArgs.Made args = offerArgs.of(offer, names.get());
        if (!args.problem().isEmpty()) {
            LOG.warn("offer {} cannot be made: {}", offer.actionId(), args.problem());
            finish(pendingAction, ActionOutcome.FAILED, args.problem());
            return;
        }
        if (args.value().length() > MAX_VALUE_BYTES) {
            finish(pendingAction, ActionOutcome.FAILED, "too many devices for one AMI line: " + offer.rung());
            return;
        }
        CallbackOrder order = orders.get(offer.actionId());
        if (call.callback != null && order == null) {
            finish(pendingAction, ActionOutcome.FAILED, "nobody has said whom to call");
            return;
        }
        call.sentOfferId = offer.actionId();
        call.talkEndTold = false; // that was of an earlier one
        call.deviceIds =
                offer.rung().stream().flatMap(rung -> rung.deviceIds().stream()).toList();
        if (order != null) {
            originate(pendingAction, order, args.value());
            return;
        }
        setVariable(call, "USHER_ARGS", args.value());
        redirect(pendingAction, call, "usher-connect", "o" + offer.actionId());
    }

    private void originate(PendingAction pendingAction, CallbackOrder order, String args) {
        Configuration.Queue queue = names.get().queue(order.offer().queueId());
        ManagerActions.CallPhoneAction action = CallbackLine.originate(
                        order,
                        queue == null ? "" : queue.name(),
                        args,
                        nowMs.getAsLong() - order.offer().waitedMs())
                .in(settings.trunkCodec());
        if (action.getVariable().length() > MAX_VALUE_BYTES) {
            finish(
                    pendingAction,
                    ActionOutcome.FAILED,
                    "too many devices for one AMI line: " + order.offer().rung());
            return;
        }
        send(pendingAction, action);
    }

    /** The caller goes back to the waiting room; a channel that stands for one who is to be called goes. */
    private void takeBack(PendingAction pendingAction, Call call) {
        if (call.callback == null) {
            redirect(pendingAction, call, "usher-wait", "s");
        } else {
            send(pendingAction, ManagerActions.hangUp(call.channel, NORMAL_CLEARING));
        }
    }

    /** Nobody is to be called by this line any more. */
    private void giveUp(Call call, CallbackLine line, boolean wasSent) {
        if (!wasSent) {
            ledger.remove(call);
            outlet.command(new Command.OfferFailed(offerOf(call), OfferOutcome.FAILED));
        } else if (!linkActs) {
            line.givenUp = true; // what has become of it meanwhile is seen when Asterisk can be heard again
        } else {
            hangUp(call.channel);
        }
    }

    private static long offerOf(Call call) {
        return call.offerId != 0 ? call.offerId : call.sentOfferId;
    }

    /** Ends a channel that stands for a customer who has not been reached; nothing happens if it is gone. */
    void hangUp(String channel) {
        requests.send(
                ManagerActions.hangUp(channel, NORMAL_CLEARING),
                settings.timings().replyTimeoutMs(),
                reply -> {
                    if (reply instanceof Reply.Refused refused) {
                        LOG.debug("ending {}: {}", channel, refused.message());
                    }
                });
    }

    private void redirect(PendingAction pendingAction, Call call, String context, String extension) {
        send(pendingAction, ManagerActions.redirect(call.controlChannel(), context, extension));
    }

    private void send(PendingAction pendingAction, ManagerAction action) {
        pendingAction.move(Step.SENT);
        pendingAction.sent++;
        requests.send(action, settings.timings().replyTimeoutMs(), reply -> onReply(pendingAction, reply));
    }

    private void onReply(PendingAction pendingAction, Reply reply) {
        if (pendingAction.step != Step.SENT) {
            return; // its witness, or its deadline, came before the response
        }
        switch (reply) {
            case Reply.Success s -> believe(pendingAction);
            case Reply.TimedOut t -> believe(pendingAction);
            case Reply.Lost l -> pendingAction.move(Step.UNSURE);
            case Reply.Refused refused -> {
                finish(pendingAction, ActionOutcome.FAILED, refused.message());
                if (call(pendingAction.action) != null) {
                    outlet.doubt("Asterisk refused an order: " + refused.message());
                }
            }
        }
    }

    private void believe(PendingAction pendingAction) {
        pendingAction.move(Step.BELIEVED);
        pendingAction.witnessDueMs = nowMs.getAsLong() + settings.timings().witnessMs();
    }

    private void setVariable(Call call, String variable, String value) {
        requests.send(
                ManagerActions.setVariable(call.controlChannel(), variable, value),
                settings.timings().replyTimeoutMs(),
                reply -> {
                    if (reply instanceof Reply.Refused refused) {
                        LOG.debug("setting {} on {}: {}", variable, call.channel, refused.message());
                    }
                });
    }

    /** Marks the call so that the line can be rebuilt from Asterisk alone. */
    void mark(Effect.MarkCall mark) {
        Call call = ledger.call(mark.callKey());
        if (call != null) {
            call.contactId = mark.contactId();
            if (call.queueId != mark.queueId() && call.queueId != 0) {
                setVariable(call, Prompts.ASK, ""); // what he was offered there
            }
            call.queueId = mark.queueId();
            markOf(call);
        }
    }

    void markOf(Call call) {
        setVariable(call, "USHER_CONTACT", Long.toString(call.contactId));
    }

    // ---- witnesses

    void witness(Call call, Witness witness) {
        for (PendingAction candidate : of(call)) {
            if (candidate.step != Step.ENDED) {
                witnessed(candidate, call, witness);
            }
        }
    }

    /** A copy: what is done with one action may end others. */
    private List<PendingAction> of(Call call) {
        List<PendingAction> actions = byCall.get(call.callKey);
        return actions == null ? List.of() : List.copyOf(actions);
    }

    private void witnessed(PendingAction pendingAction, Call call, Witness witness) {
        String gone = "the caller has left";
        switch (pendingAction.action) {
            case Effect.Offer offer -> {
                switch (witness) {
                    case PARKED -> {}
                    case STALE ->
                        finish(pendingAction, ActionOutcome.FAILED, "the dialplan takes orders of another Usher");
                    case DIALLING, DIAL_ENDED, ANSWERED -> {
                        if (call.offerId == offer.actionId()) {
                            finish(pendingAction, ActionOutcome.DONE, "");
                        }
                    }
                    case LEFT, GONE -> finish(pendingAction, ActionOutcome.FAILED, gone);
                }
            }
            case Effect.Withdraw w -> {
                switch (witness) {
                    case PARKED, DIAL_ENDED, LEFT, GONE -> {
                        if (pendingAction.step != Step.HELD || witness != Witness.PARKED) {
                            finish(pendingAction, ActionOutcome.DONE, "");
                        }
                    }
                    case ANSWERED -> finish(pendingAction, ActionOutcome.FAILED, "the agent has picked up");
                    case DIALLING, STALE -> {}
                }
            }
            case Effect.Release r -> {
                switch (witness) {
                    case LEFT, GONE -> finish(pendingAction, ActionOutcome.DONE, "");
                    case PARKED, DIALLING, DIAL_ENDED, STALE, ANSWERED -> {}
                }
            }
        }
    }

    /** What was under way for the consulting call is now for the customer's. */
    void merged(Call call, Call consult) {
        List<PendingAction> inherited = byCall.remove(consult.callKey);
        if (inherited != null) {
            byCall.computeIfAbsent(call.callKey, key -> new ArrayList<>(2)).addAll(inherited);
        }
    }

    /** After the mapper has dealt with a message that moved this call: what was held may go. */
    void moved(Call call) {
        for (PendingAction candidate : of(call)) {
            advance(candidate);
        }
    }

    // ---- time, connection, end

    void onTime(long now) {
        prompts.onTime(now);
        for (PendingAction candidate : List.copyOf(pending.values())) {
            if (candidate.step == Step.ENDED) {
                continue;
            }
            if (candidate.action.deadlineAtMs() <= now) {
                finish(candidate, ActionOutcome.TIMED_OUT, "not done by its deadline; it was " + candidate.step);
            } else if (candidate.step == Step.BELIEVED && candidate.witnessDueMs <= now) {
                noWitness(candidate);
            }
        }
    }

    private void noWitness(PendingAction pendingAction) {
        Call call = call(pendingAction.action);
        if (pendingAction.action instanceof Effect.Offer && call != null && call.callback != null) {
            finish(pendingAction, ActionOutcome.FAILED, "Asterisk said Success, but nothing happened");
            outlet.doubt("an Originate had no effect");
        } else if (pendingAction.action instanceof Effect.Offer && call != null) {
            pendingAction.witnessDueMs = nowMs.getAsLong() + settings.timings().witnessMs();
            requests.send(
                    ManagerActions.getVariable(call.controlChannel(), "USHER_ARGS"),
                    settings.timings().replyTimeoutMs(),
                    reply -> {
                        if (reply instanceof Reply.Success success
                                && !success.response().get("Value").isEmpty()
                                && pendingAction.step == Step.BELIEVED) {
                            sendAgain(pendingAction);
                        } // else it is under way, or over: its witness comes, or its deadline
                    });
        } else {
            sendAgain(pendingAction);
        }
    }

    private void sendAgain(PendingAction pendingAction) {
        Call call = call(pendingAction.action);
        if (call == null || pendingAction.sent >= MAX_SENDS) {
            finish(pendingAction, ActionOutcome.FAILED, "Asterisk said Success, but nothing happened");
            outlet.doubt("a Redirect had no effect " + MAX_SENDS + " times");
            return;
        }
        counters.redirectsResent.increment();
        switch (pendingAction.action) {
            case Effect.Offer offer -> redirect(pendingAction, call, "usher-connect", "o" + offer.actionId());
            case Effect.Withdraw w -> takeBack(pendingAction, call);
            case Effect.Release r -> redirect(pendingAction, call, "usher-out", "s");
        }
    }

    /** The link may act (again), and what it knows is settled; or it may no longer. */
    void linkActs(boolean acts) {
        linkActs = acts;
        if (!acts) {
            for (PendingAction candidate : pending.values()) {
                if (candidate.step == Step.BELIEVED) {
                    candidate.move(Step.UNSURE);
                }
            }
            return;
        }
        for (PendingAction candidate : List.copyOf(pending.values())) {
            if (candidate.step == Step.UNSURE) {
                // reconciliation gave no witness: it was not carried out, and may be tried again like a new one
                candidate.move(Step.HELD);
                candidate.sent = 0;
            }
            advance(candidate);
        }
        for (Call call : ledger.calls()) {
            if (call.unheardOffer) {
                call.unheardOffer = false;
                sayIfReachable(call);
            }
        }
    }

    /** Whether an action of this call may be under way inside Asterisk; a snapshot then proves nothing about it. */
    boolean inFlight(Call call) {
        if (prompts.underWay(call)) {
            return true;
        }
        for (PendingAction candidate : of(call)) {
            if (candidate.step == Step.SENT || candidate.step == Step.BELIEVED) {
                return true;
            }
        }
        return false;
    }

    /** Whether the channel of this callback may be yet to come. */
    boolean isToBegin(Call call) {
        for (PendingAction candidate : of(call)) {
            if (candidate.action instanceof Effect.Offer && candidate.step != Step.BELIEVED) {
                return true;
            }
        }
        return false;
    }

    private void finish(PendingAction pendingAction, ActionOutcome outcome, String reason) {
        orders.remove(pendingAction.action.actionId());
        boolean wasSent = pendingAction.step != Step.HELD;
        pendingAction.move(Step.ENDED);
        pending.remove(pendingAction.action.actionId());
        Call of = call(pendingAction.action);
        long key = of == null ? keyOf(pendingAction.action) : of.callKey;
        byCall.computeIfPresent(key, (same, actions) -> {
            actions.remove(pendingAction);
            return actions.isEmpty() ? null : actions;
        });
        switch (outcome) {
            case DONE -> counters.actionsDone.increment();
            case FAILED -> counters.actionsFailed.increment();
            case TIMED_OUT -> counters.actionsTimedOut.increment();
        }
        outlet.command(new Command.ActionFinished(pendingAction.action.actionId(), outcome, reason));
        if (pendingAction.action instanceof Effect.Offer && outcome != ActionOutcome.DONE) {
            offerGivenUp(pendingAction.action, wasSent);
        }
    }

    private void offerGivenUp(Effect.Action offer, boolean wasSent) {
        Call call = call(offer);
        if (call == null || !ledger.holds(call)) {
            return;
        }
        if (call.callback != null) {
            giveUp(call, call.callback, wasSent);
            return;
        }
        if (wasSent) {
            setVariable(call, "USHER_ARGS", "");
        }
        if (wasSent && !linkActs) {
            call.unheardOffer = true; // his phone may be ringing, and they may talk
        } else {
            sayIfReachable(call);
        }
    }

    /** If it never left the line, no UsherWait need come that would say that it may be offered again. */
    private void sayIfReachable(Call call) {
        if (call.phase.isOfferable() && call.callback == null) {
            outlet.command(new Command.ContactReachable(call.callKey));
        }
    }

    /** Ends everything that is open. */
    void close(String why) {
        for (PendingAction candidate : List.copyOf(pending.values())) {
            if (candidate.step != Step.ENDED) {
                finish(candidate, ActionOutcome.FAILED, why);
            }
        }
    }
}
