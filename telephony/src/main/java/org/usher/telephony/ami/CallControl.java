package org.usher.telephony.ami;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.asteriskjava.manager.action.ManagerAction;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;
import org.usher.telephony.ami.CallPicture.Consult;

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
    private static final int MAX_VALUE_BYTES = 950;
    private static final int RING_SECONDS = 20;
    private static final int CAUSE_NORMAL = 16;
    private static final int CAUSE_REJECTED = 21;

    /** As features-usher.conf has them. */
    private static final String COMPLETE_KEYS = "*2";

    private static final String CONFERENCE_KEYS = "*3";
    private static final String SWAP_KEYS = "*4";
    private static final String HOLD_KEY = "C";

    private final LinkSettings settings;
    private final Supplier<Names> names;
    private final Requests requests;
    private final LedgerPart ledger;
    private final CallMapper mapper;
    private final Bridges bridges;
    private final Map<Order, Open> open = new LinkedHashMap<>();
    private final Map<String, Hand> hands = new HashMap<>();

    /** Of one agent about one call there is one order at a time. */
    private record Order(long callKey, List<Integer> deviceIds) {}

    /** An order under way. */
    private static final class Open {
        final Order key;
        final long dueMs;
        final BooleanSupplier done;
        final String otherwise;
        final Consumer<CallAnswer> asker;
        /** What is sent once more if by then nothing has come of it; null if nothing is to be, or has been. */
        @Nullable
        Runnable again;

        Open(Begun begun, BooleanSupplier done, String otherwise) {
            this.key = begun.key;
            this.dueMs = begun.dueMs;
            this.done = done;
            this.otherwise = otherwise;
            this.asker = begun.asker;
        }
    }

    /** What was ordered of an agent's leg and Asterisk does not say. */
    private static final class Hand {
        boolean held;
        boolean muted;
        /** In which he talks with whom he consults; empty if he does not. */
        String consultBridge = "";
    }

    CallControl(LinkSettings settings, Supplier<Names> names, Requests requests, LedgerPart ledger, CallMapper mapper) {
        this.settings = settings;
        this.names = names;
        this.requests = requests;
        this.ledger = ledger;
        this.mapper = mapper;
        this.bridges = mapper.talks().bridges;
    }

    /** {@code asker} is told once what has become of it. */
    void order(CallRequest request, long nowMs, Consumer<CallAnswer> asker) {
        Call call = ledger.call(request.callKey());
        Order key = new Order(request.callKey(), request.deviceIds());
        if (call == null) {
            asker.accept(CallAnswer.unknown("there is no such call on this PBX any more"));
        } else if (open.containsKey(key) || open.size() >= MAX_OPEN) {
            asker.accept(CallAnswer.refused("another order is being carried out"));
        } else if (request.order() == CallOrder.DECLINE) {
            decline(call, request, key, nowMs, asker);
        } else {
            Leg leg = leg(call, request.offerId());
            if (leg == null) {
                asker.accept(CallAnswer.unknown("this agent is not in that talk"));
                return;
            }
            String objection = objection(call, leg, request);
            if (objection.isEmpty()) {
                begin(call, leg, request, new Begun(key, nowMs + ORDER_MS, asker));
            } else {
                asker.accept(CallAnswer.refused(objection));
            }
        }
    }

    /** Who waits for the answer, and until when. */
    private record Begun(Order key, long dueMs, Consumer<CallAnswer> asker) {}

    private @Nullable Leg leg(Call call, long offerId) {
        for (Leg leg : call.legs.values()) {
            if (leg.answered && leg.offerId == offerId && ledger.leg(leg.uniqueId) == leg) {
                return leg;
            }
        }
        return null;
    }

    // ---- what does not fit

    private String objection(Call call, Leg leg, CallRequest request) {
        boolean consults = consults(call, leg);
        Hand hand = hands.getOrDefault(leg.uniqueId, new Hand());
        return switch (request.order()) {
            case DECLINE, MUTE, UNMUTE -> "";
            case HANG_UP -> consults ? "he consults somebody: complete or cancel that" : "";
            case TRANSFER, CONSULT -> {
                String apart = apart(call, leg, consults);
                if (apart.isEmpty() && request.order() == CallOrder.CONSULT && leg.held) {
                    yield "the customer is on hold: take him back first";
                }
                yield apart.isEmpty() ? objection(Objects.requireNonNull(request.target())) : apart;
            }
            case HOLD -> leg.held && !consults ? "the customer is on hold already" : apart(call, leg, consults);
            case RESUME ->
                leg.held && !hand.held && !consults
                        ? "the phone itself holds the customer, and it alone can take him back"
                        : consults ? "he consults somebody: cancel that" : "";
            case COMPLETE, CANCEL -> consults ? "" : "he consults nobody, or by his phone's own means";
            case SWAP, CONFERENCE ->
                !consults
                        ? "he consults nobody, or by his phone's own means"
                        : consult(call, leg) == Consult.CALLING ? "whom he consults has not answered yet" : "";
        };
    }

    /** Why the two cannot be parted or parked now; empty if they are alone with each other. */
    private String apart(Call call, Leg leg, boolean consults) {
        if (consults) {
            return "he consults somebody: complete or cancel that";
        }
        if (call.standIn != null || !together(call, leg)) {
            return "customer and agent are just being connected: try again in a second";
        }
        return bridges.beside(leg.uniqueId).size() > 1 ? "more than two talk: leave them by hanging up" : "";
    }

    private String objection(CallTarget target) {
        if (!(target instanceof CallTarget.Phones phones)) {
            return "";
        }
        for (int deviceId : phones.deviceIds()) {
            Configuration.Device device = names.get().device(deviceId);
            if (device == null) {
                return "device " + deviceId + " is unknown";
            }
            if (device.pbxId() != settings.pbxId()) {
                return "his phone stands at another PBX than the customer's call: give the customer to a queue he serves";
            }
        }
        return dialled(target).length() > MAX_VALUE_BYTES ? "he has too many devices for one order" : "";
    }

    private boolean together(Call call, Leg leg) {
        String bridge = bridges.bridgeOf(leg.uniqueId);
        return !bridge.isEmpty() && bridge.equals(bridges.bridgeOf(call.uniqueId));
    }

    /** By keys, whoever pressed them: his own channel is with somebody else, or somebody waits where it was. */
    private boolean consults(Call call, Leg leg) {
        Hand hand = hands.get(leg.uniqueId);
        if (hand != null && !hand.consultBridge.isEmpty() && !bridges.isAlone(hand.consultBridge, leg.uniqueId)) {
            return !bridges.bridgeOf(call.uniqueId).equals(hand.consultBridge);
        }
        return call.answeredLeg == leg && !bridges.bridgeOf(leg.uniqueId).isEmpty() && !together(call, leg) && leg.held;
    }

    private Consult consult(Call call, Leg leg) {
        if (!consults(call, leg)) {
            return Consult.NONE;
        }
        // whoever has changed sides has been answered: before that it is refused
        boolean answered =
                together(call, leg) || !bridges.reach(leg.uniqueId).people().isEmpty();
        return answered ? Consult.TALKING : Consult.CALLING;
    }

    // ---- what is done

    private void decline(Call call, CallRequest request, Order key, long nowMs, Consumer<CallAnswer> asker) {
        List<Leg> ringing = new ArrayList<>();
        for (Leg leg : call.legs.values()) {
            boolean his = request.deviceIds().contains(names.get().deviceId(settings.pbxId(), leg.phone));
            if (his && leg.offerId == request.offerId() && !leg.answered && ledger.leg(leg.uniqueId) == leg) {
                ringing.add(leg);
            }
        }
        if (call.phase != CallPhase.DIALLING || ringing.isEmpty()) {
            asker.accept(CallAnswer.refused("no phone of his rings for this call now"));
            return;
        }
        Open order = await(
                new Begun(key, nowMs + ORDER_MS, asker),
                () -> ringing.stream().noneMatch(leg -> ledger.leg(leg.uniqueId) == leg),
                "his phone did not stop ringing");
        for (Leg leg : ringing) {
            mapper.declined(leg, CAUSE_REJECTED);
            send(order, ManagerActions.hangUp(leg.channel, CAUSE_REJECTED));
        }
    }

    private void begin(Call call, Leg leg, CallRequest request, Begun begun) {
        switch (request.order()) {
            case DECLINE -> throw new IllegalArgumentException("there is no talk to decline");
            case HANG_UP -> {
                leg.hangupRequested = true;
                Open order = await(begun, () -> ledger.leg(leg.uniqueId) != leg, "his leg did not end");
                set(leg.channel, "CHANNEL(hangupsource)", leg.channel);
                send(order, ManagerActions.hangUp(leg.channel, CAUSE_NORMAL));
            }
            case TRANSFER -> transfer(call, leg, Objects.requireNonNull(request.target()), begun);
            case CONSULT -> consult(call, leg, Objects.requireNonNull(request.target()), begun);
            case COMPLETE ->
                press(
                        leg,
                        COMPLETE_KEYS,
                        await(
                                begun,
                                () -> !ledger.holds(call) || call.answeredLeg != leg,
                                "he still has the customer"));
            case CANCEL ->
                send(
                        await(begun, () -> !consults(call, leg) && together(call, leg), "he still consults"),
                        ManagerActions.cancelConsult(leg.channel));
            case SWAP -> {
                boolean before = together(call, leg);
                press(leg, SWAP_KEYS, await(begun, () -> together(call, leg) != before, "he has not changed sides"));
            }
            case CONFERENCE ->
                press(
                        leg,
                        CONFERENCE_KEYS,
                        await(
                                begun,
                                () -> together(call, leg)
                                        && bridges.beside(leg.uniqueId).size() > 1,
                                "the three do not share one bridge"));
            case HOLD -> {
                hand(leg).held = true;
                Open order = await(
                        begun,
                        () -> leg.held,
                        "his channel does not know the key: has its endpoint usher-hold in DYNAMIC_FEATURES (pjsip-usher.conf),"
                                + " and Asterisk read features-usher.conf?");
                set(leg.channel, "USHER_HOLD", "1");
                pressUntilHeld(leg, order, () -> press(leg, HOLD_KEY, order));
            }
            case RESUME -> {
                hand(leg).held = false;
                send(
                        await(begun, () -> !leg.held, "the customer is still on hold"),
                        ManagerActions.setVariable(leg.channel, "USHER_HOLD", ""));
            }
            case MUTE, UNMUTE -> {
                boolean muted = request.order() == CallOrder.MUTE;
                Open order = await(begun, () -> false, "his microphone may be on or off");
                send(
                        order,
                        ManagerActions.setVariable(leg.channel, "MUTEAUDIO(in)", muted ? "on" : "off"),
                        () -> hand(leg).muted = muted);
            }
        }
    }

    private void transfer(Call call, Leg leg, CallTarget target, Begun begun) {
        set(call.channel, "USHER_TO", dialled(target));
        set(call.channel, "USHER_TO_RING", Integer.toString(RING_SECONDS));
        String extension = switch (target) {
            case CallTarget.Phones p -> "agent";
            case CallTarget.Queue q -> "queue";
            case CallTarget.Outside o -> "number";
        };
        send(
                await(begun, () -> false, "the customer may be there or here"),
                ManagerActions.blindTransfer(leg.channel, "usher-transfer", extension),
                () -> {});
    }

    private void consult(Call call, Leg leg, CallTarget target, Begun begun) {
        // two underscores: the Local channel that leads there, and both its halves, have it, too
        set(leg.channel, "__USHER_TO", dialled(target));
        set(leg.channel, "__USHER_TO_RING", Integer.toString(RING_SECONDS));
        String extension = switch (target) {
            case CallTarget.Phones p -> "11";
            case CallTarget.Queue q -> "12";
            case CallTarget.Outside o -> "13";
        };
        Open order = await(
                begun,
                () -> {
                    String bridge = bridges.bridgeOf(leg.uniqueId);
                    boolean there = !bridge.isEmpty() && !together(call, leg);
                    if (there) {
                        hand(leg).consultBridge = bridge;
                    }
                    return there;
                },
                "nobody is being called: was this talk brought by a Dial without the option t?");
        pressUntilHeld(leg, order, () -> send(order, ManagerActions.consult(leg.channel, "usher-consult", extension)));
    }

    private static void pressUntilHeld(Leg leg, Open order, Runnable press) {
        press.run();
        order.again = () -> {
            if (!leg.held) {
                press.run();
            }
        };
    }

    private String dialled(CallTarget target) {
        return switch (target) {
            case CallTarget.Queue queue -> queue.name();
            case CallTarget.Outside outside -> outside.number();
            case CallTarget.Phones phones ->
                phones.deviceIds().stream()
                        .map(names.get()::device)
                        .filter(Objects::nonNull)
                        .map(device -> OfferArgs.dialled(settings.pbxId(), device))
                        .collect(Collectors.joining("&"));
        };
    }

    private Hand hand(Leg leg) {
        return hands.computeIfAbsent(leg.uniqueId, id -> new Hand());
    }

    private Open await(Begun begun, BooleanSupplier done, String otherwise) {
        Open order = new Open(begun, done, otherwise);
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
        requests.send(action, settings.timings().replyTimeoutMs(), reply -> {
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
        });
    }

    private void end(Open order, CallAnswer answer) {
        if (open.remove(order.key, order)) {
            order.asker.accept(answer);
        }
    }

    // ---- what becomes of it

    /** After a message. */
    void look() {
        if (!open.isEmpty()) {
            for (Open order : List.copyOf(open.values())) {
                if (order.done.getAsBoolean()) {
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
        hands.keySet().removeIf(uniqueId -> ledger.leg(uniqueId) == null);
    }

    /** Nobody knows what happens from now on. */
    void outOfReach() {
        for (Open order : List.copyOf(open.values())) {
            end(order, CallAnswer.notConfirmed("the connection to Asterisk broke"));
        }
    }

    CallPicture picture(long callKey, long offerId) {
        Call call = ledger.call(callKey);
        Leg leg = call == null ? null : leg(call, offerId);
        if (call == null || leg == null) {
            return CallPicture.NOTHING;
        }
        Consult consult = consult(call, leg);
        boolean together = together(call, leg);
        boolean three = together && bridges.beside(leg.uniqueId).size() > 1;
        return new CallPicture(
                names.get().deviceId(settings.pbxId(), leg.phone),
                leg.held && consult == Consult.NONE,
                hands.getOrDefault(leg.uniqueId, new Hand()).muted,
                consult,
                together,
                three);
    }
}
