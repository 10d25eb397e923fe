package org.usher.telephony.ami;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.asteriskjava.manager.action.ManagerAction;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what agents order of the calls in their hands, each with a deadline and one answer.
 *
 * <p>Every order is something that the agent could have done by his phone or by the keys of features-usher.conf, and Asterisk does it in the
 * same way: so the customer stays in the dialplan's care, and {@link CallMapper} hears of it as of any other. What is added is the
 * knowledge of who wanted it, where Asterisk does not tell a person's deed from an accident: a leg that AMI hangs up has no HangupRequest
 * and no source of the hang-up.
 *
 * <ul>
 *   <li>A consultation is Asterisk's attended transfer by keys, which Usher presses on the agent's channel.
 *   <li>Hold is an application that a key of its own, which phones do not have, runs on the agent's channel, while Asterisk plays music
 *       to the customer and says Hold as if the phone had asked for it.
 *   <li>Muting is a function that Asterisk offers as a variable (MUTEAUDIO): its AMI action of that name would need the right {@code system}.
 * </ul>
 */
final class CallControl {
    private static final int ORDER_MS = 3_000;

    /** For a moment after a consultation Asterisk hears no keys: those that nothing has come of in so long are pressed once more. */
    private static final int AGAIN_MS = 1_000;

    private static final int MAX_OPEN = 1_024;
    private static final int RING_SECONDS = 20;
    private static final int CAUSE_NORMAL = 16;
    private static final int CAUSE_REJECTED = 21;

    /** As features-usher.conf has them. */
    private static final String COMPLETE_KEYS = "*2";

    private static final String CONFERENCE_KEYS = "*3";
    private static final String SWAP_KEYS = "*4";
    private static final String HOLD_KEY = "C";

    /** In extensions-usher.conf. */
    private static final String CONSULT = "usher-consult";

    private static final String TRANSFER_CONTEXT = "TRANSFER_CONTEXT";

    private final LinkSettings settings;
    private final Requests requests;
    private final LedgerPart ledger;
    private final CallMapper mapper;
    private final Bridges bridges;
    private final CallHands hands;
    private final CallTargets targets;
    private final RemoteAnswer remoteAnswer;
    private final Map<Order, Open> open = new LinkedHashMap<>();

    /** Of one agent about one call there is one order at a time. */
    private record Order(long callKey, List<Integer> deviceIds) {}

    /** An order under way. */
    private static final class Open {
        final Order key;
        final long dueMs;
        final BooleanSupplier done;
        final String otherwise;
        final Consumer<CallAnswer> asker;
        /** Whether it can come to nothing any more, whoever saw to that, and so is not to be taken for done. */
        BooleanSupplier inVain;

        /** What is sent once more if by then nothing has come of it; null if nothing is to be, or has been. */
        @Nullable
        Runnable again;

        /** What is done when it is over, however it ended; null for nothing. */
        @Nullable
        Runnable afterwards;

        /** What is done if it is not confirmed; null for nothing. */
        @Nullable
        Runnable undo;

        Open(Begun begun, BooleanSupplier inVain, BooleanSupplier done, String otherwise) {
            this.key = begun.key;
            this.dueMs = begun.dueMs;
            this.inVain = inVain;
            this.done = done;
            this.otherwise = otherwise;
            this.asker = begun.asker;
        }
    }

    CallControl(LinkSettings settings, Supplier<Names> names, Requests requests, LedgerPart ledger, CallMapper mapper) {
        this.settings = settings;
        this.requests = requests;
        this.ledger = ledger;
        this.mapper = mapper;
        this.bridges = mapper.talks().bridges;
        this.targets = new CallTargets(settings.pbxId(), names);
        this.remoteAnswer = new RemoteAnswer(settings, names, ledger, requests);
        this.hands = new CallHands(settings.pbxId(), names, ledger, bridges, targets);
    }

    /** {@code asker} is told once what has become of it. */
    void order(CallRequest request, long nowMs, Consumer<CallAnswer> asker) {
        Call call = ledger.call(request.callKey());
        Order key = new Order(request.callKey(), request.deviceIds());
        if (call == null) {
            asker.accept(CallAnswer.unknown("there is no such call on this PBX any more"));
        } else if (open.containsKey(key) || open.size() >= MAX_OPEN) {
            asker.accept(CallAnswer.refused("another order is being carried out"));
        } else if (request.order() == CallOrder.ACCEPT || request.order() == CallOrder.DECLINE) {
            List<Leg> ringing = remoteAnswer.ringing(call, request.offerId(), request.deviceIds());
            Begun begun = new Begun(key, call, nowMs + ORDER_MS, asker);
            if (ringing.isEmpty()) {
                asker.accept(CallAnswer.refused("no phone of his rings for this call now"));
            } else if (request.order() == CallOrder.ACCEPT) {
                accept(call, ringing, begun);
            } else {
                decline(ringing, begun);
            }
        } else {
            Leg leg = hands.leg(call, request.offerId());
            if (leg == null) {
                asker.accept(CallAnswer.unknown("this agent is not in that talk"));
                return;
            }
            String objection = hands.objection(call, leg, request);
            if (objection.isEmpty()) {
                begin(call, leg, request, new Begun(key, call, nowMs + ORDER_MS, asker));
            } else {
                asker.accept(CallAnswer.refused(objection));
            }
        }
    }

    /** Who waits for the answer, about which call, and until when. */
    private record Begun(Order key, Call call, long dueMs, Consumer<CallAnswer> asker) {}

    // ---- what is done

    private void accept(Call call, List<Leg> ringing, Begun begun) {
        Leg leg = Objects.requireNonNull(remoteAnswer.first(ringing));
        String objection = remoteAnswer.objection(leg);
        if (!objection.isEmpty()) {
            begun.asker.accept(CallAnswer.refused(objection));
            return;
        }
        Open order = await(
                begun,
                () -> ringing.stream().anyMatch(his -> call.answeredLeg == his),
                "his phone was told to pick up and has not: does it know the event talk, and is it allowed to heed it?");
        order.inVain = () -> !ledger.holds(call) || ringing.stream().noneMatch(his -> ledger.leg(his.uniqueId) == his);
        send(order, ManagerActions.tellToAnswer(leg.channel));
    }

    private void decline(List<Leg> ringing, Begun begun) {
        Open order = await(
                begun,
                () -> ringing.stream().noneMatch(leg -> ledger.leg(leg.uniqueId) == leg),
                "his phone did not stop ringing");
        for (Leg leg : ringing) {
            mapper.declined(leg, CAUSE_REJECTED);
            requests.send(
                    ManagerActions.hangUp(leg.channel, CAUSE_REJECTED),
                    settings.timings().replyTimeoutMs(),
                    reply -> {
                        if (reply instanceof Reply.Refused) { // the others stop ringing as they were told
                            leg.hangupRequested = false;
                            leg.ownCause = 0;
                        }
                        heed(order, reply, null);
                    });
        }
    }

    private void begin(Call call, Leg leg, CallRequest request, Begun begun) {
        switch (request.order()) {
            case ACCEPT, DECLINE -> throw new IllegalArgumentException("there is no talk to decline");
            case HANG_UP -> {
                leg.hangupRequested = true;
                Open order = await(begun, () -> ledger.leg(leg.uniqueId) != leg, "his leg did not end");
                order.inVain = () -> false; // whoever else hangs up, his part is over
                order.undo = () -> leg.hangupRequested = false;
                set(leg.channel, "CHANNEL(hangupsource)", leg.channel);
                send(order, ManagerActions.hangUp(leg.channel, CAUSE_NORMAL));
            }
            case TRANSFER -> transfer(call, leg, Objects.requireNonNull(request.target()), begun);
            case CONSULT -> consult(call, leg, Objects.requireNonNull(request.target()), begun);
            case COMPLETE ->
                press(leg, COMPLETE_KEYS, await(begun, () -> call.answeredLeg != leg, "he still has the customer"));
            case CANCEL ->
                send(
                        await(
                                begun,
                                () -> !hands.consults(call, leg) && hands.together(call, leg),
                                "he still consults"),
                        ManagerActions.cancelConsult(leg.channel));
            case SWAP -> {
                boolean before = hands.together(call, leg);
                press(
                        leg,
                        SWAP_KEYS,
                        await(begun, () -> hands.together(call, leg) != before, "he has not changed sides"));
            }
            case CONFERENCE ->
                press(
                        leg,
                        CONFERENCE_KEYS,
                        await(
                                begun,
                                () -> hands.together(call, leg)
                                        && bridges.beside(leg.uniqueId).size() > 1,
                                "the three do not share one bridge"));
            case HOLD -> {
                leg.heldByOrder = true;
                Open order = await(
                        begun,
                        () -> leg.held,
                        "his channel does not know the key: has its endpoint usher-hold in DYNAMIC_FEATURES (pjsip-usher.conf),"
                                + " and Asterisk read features-usher.conf?");
                set(leg.channel, "USHER_HOLD", "1");
                order.undo = () -> {
                    leg.heldByOrder = false;
                    set(leg.channel, "USHER_HOLD", "");
                };
                pressUntilHeld(leg, order, () -> press(leg, HOLD_KEY, order));
            }
            case RESUME ->
                send(
                        await(begun, () -> !leg.held, "the customer is still on hold"),
                        ManagerActions.setVariable(leg.channel, "USHER_HOLD", ""));
            case MUTE, UNMUTE -> {
                boolean muted = request.order() == CallOrder.MUTE;
                Open order = await(begun, () -> false, "his microphone may be on or off");
                send(
                        order,
                        ManagerActions.setVariable(leg.channel, "MUTEAUDIO(in)", muted ? "on" : "off"),
                        () -> hands.of(leg).muted = muted);
            }
        }
    }

    private void transfer(Call call, Leg leg, CallTarget target, Begun begun) {
        set(call.channel, "USHER_TO", targets.dialled(target));
        set(call.channel, "USHER_TO_RING", Integer.toString(RING_SECONDS));
        String extension = CallTargets.transferExtension(target);
        send(
                await(begun, () -> false, "the customer may be there or here"),
                ManagerActions.blindTransfer(leg.channel, "usher-transfer", extension),
                () -> {});
    }

    private void consult(Call call, Leg leg, CallTarget target, Begun begun) {
        // two underscores: the Local channel that leads there, and both its halves, have it, too
        set(leg.channel, "__USHER_TO", targets.dialled(target));
        set(leg.channel, "__USHER_TO_RING", Integer.toString(RING_SECONDS));
        String extension = CallTargets.consultExtension(target);
        Open order = await(
                begun,
                () -> {
                    String bridge = bridges.bridgeOf(leg.uniqueId);
                    boolean there = !bridge.isEmpty() && !hands.together(call, leg);
                    if (there) {
                        leg.consultBridge = bridge;
                    }
                    return there;
                },
                "nobody is being called: was this talk brought by a Dial without the option t?");
        // Atxfer leaves the context of this consultation on the channel, where keys that he presses himself later would
        // look numbers up
        requests.send(
                ManagerActions.getVariable(leg.channel, TRANSFER_CONTEXT),
                settings.timings().replyTimeoutMs(),
                reply -> {
                    if (open.get(order.key) != order) {
                        return; // too late: it has been said that nobody is being called
                    }
                    if (reply instanceof Reply.Success found) {
                        order.afterwards = () -> set(leg.channel, TRANSFER_CONTEXT, contextOfKeys(found.response()));
                        pressUntilHeld(
                                leg, order, () -> send(order, ManagerActions.consult(leg.channel, CONSULT, extension)));
                    } else {
                        end(order, CallAnswer.refused("Asterisk says: " + reply.reason()));
                    }
                });
    }

    /** As it was before a consultation; if an order was cut off, that one's own is still there. */
    private static String contextOfKeys(AmiMessage found) {
        String value = found.get("Value");
        return value.equals(CONSULT) ? "" : value;
    }

    private static void pressUntilHeld(Leg leg, Open order, Runnable press) {
        press.run();
        order.again = () -> {
            if (!leg.held) {
                press.run();
            }
        };
    }

    private Open await(Begun begun, BooleanSupplier done, String otherwise) {
        Open order = new Open(begun, () -> !ledger.holds(begun.call), done, otherwise);
        open.put(order.key, order);
        return order;
    }

    private void press(Leg leg, String keys, Open order) {
        for (int i = 0; i < keys.length(); i++) {
            send(order, ManagerActions.receiveKey(leg.channel, keys.charAt(i)));
        }
    }

    private void set(String channel, String variable, String value) {
        requests.send(
                ManagerActions.setVariable(channel, variable, value),
                settings.timings().replyTimeoutMs(),
                reply -> {});
    }

    /** What Asterisk refuses is refused; whether it has obeyed is seen later. */
    private void send(Open order, ManagerAction action) {
        send(order, action, null);
    }

    /** @param obeyed if its response alone says that it is done */
    private void send(Open order, ManagerAction action, @Nullable Runnable obeyed) {
        requests.send(action, settings.timings().replyTimeoutMs(), reply -> heed(order, reply, obeyed));
    }

    private void heed(Open order, Reply reply, @Nullable Runnable obeyed) {
        switch (reply) {
            case Reply.Success s
            when obeyed != null -> {
                obeyed.run();
                end(order, CallAnswer.DONE);
            }
            case Reply.Success s -> {}
            case Reply.Refused refused -> end(order, CallAnswer.refused("Asterisk says: " + refused.message()));
            case Reply.TimedOut t -> end(order, CallAnswer.notConfirmed(reply.reason()));
            case Reply.Lost l -> end(order, CallAnswer.notConfirmed(reply.reason()));
        }
    }

    private void end(Open order, CallAnswer answer) {
        if (open.remove(order.key, order)) {
            Runnable afterwards = order.afterwards;
            if (afterwards != null) {
                afterwards.run();
            }
            Runnable undo = order.undo;
            if (undo != null && answer.result() != CallAnswer.Result.DONE) {
                undo.run();
            }
            order.asker.accept(answer);
        }
    }

    // ---- what becomes of it

    /** After a message. */
    void look() {
        if (!open.isEmpty()) {
            for (Open order : List.copyOf(open.values())) {
                if (order.inVain.getAsBoolean()) {
                    end(order, CallAnswer.unknown("the customer's call, or what rang for it, was over before that"));
                } else if (order.done.getAsBoolean()) {
                    end(order, CallAnswer.DONE);
                }
            }
        }
    }

    void onTime(long nowMs) {
        for (Open order : List.copyOf(open.values())) {
            Runnable again = order.again;
            if (order.dueMs <= nowMs) {
                end(order, CallAnswer.notConfirmed(order.otherwise));
            } else if (again != null && order.dueMs - ORDER_MS + AGAIN_MS <= nowMs) {
                order.again = null;
                again.run();
            }
        }
        hands.forget();
    }

    /** Nobody knows what happens from now on. */
    void outOfReach() {
        for (Open order : List.copyOf(open.values())) {
            end(order, CallAnswer.notConfirmed("the connection to Asterisk broke"));
        }
    }

    /** After a login. */
    void connected() {
        remoteAnswer.learn();
    }

    /** @param deviceIds the agent's */
    CallPicture picture(long callKey, long offerId, List<Integer> deviceIds) {
        Call call = ledger.call(callKey);
        if (call == null) {
            return CallPicture.NOTHING;
        }
        Leg leg = hands.leg(call, offerId);
        return leg == null
                ? remoteAnswer.picture(remoteAnswer.ringing(call, offerId, deviceIds))
                : hands.picture(call, leg);
    }
}
