package org.usher.telephony.ami;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.ami.CallPicture.Consult;

/** How the talks stand that agents have in their hands, and so which orders fit: read from the book of bridges, and from what was ordered. */
final class CallHands {
    private final int pbxId;
    private final Supplier<Names> names;
    private final LedgerPart ledger;
    private final Bridges bridges;
    private final CallTargets targets;
    private final Map<String, Hand> hands = new HashMap<>();

    /** What was ordered of an agent's leg and Asterisk does not say. */
    static final class Hand {
        boolean muted;
    }

    CallHands(int pbxId, Supplier<Names> names, LedgerPart ledger, Bridges bridges, CallTargets targets) {
        this.pbxId = pbxId;
        this.names = names;
        this.ledger = ledger;
        this.bridges = bridges;
        this.targets = targets;
    }

    /** Made if there is none yet; forgotten with the leg. */
    Hand of(Leg leg) {
        return hands.computeIfAbsent(leg.uniqueId, id -> new Hand());
    }

    /** Of legs that are gone. */
    void forget() {
        hands.keySet().removeIf(uniqueId -> ledger.leg(uniqueId) == null);
    }

    /** Of the agent who has this talk; null if it is none of this call. */
    @Nullable
    Leg leg(Call call, long offerId) {
        for (Leg leg : call.legs.values()) {
            if (leg.answered && leg.offerId == offerId && ledger.leg(leg.uniqueId) == leg) {
                return leg;
            }
        }
        return null;
    }

    /** Why this order does not fit how the talk stands; empty if it does. */
    String objection(Call call, Leg leg, CallRequest request) {
        boolean consults = consults(call, leg);
        return switch (request.order()) {
            case ACCEPT, DECLINE, MUTE, UNMUTE -> "";
            case HANG_UP -> consults ? "he consults somebody: complete or cancel that" : "";
            case TRANSFER, CONSULT -> {
                String apart = apart(call, leg, consults);
                if (apart.isEmpty() && request.order() == CallOrder.CONSULT && leg.held) {
                    yield "the customer is on hold: take him back first";
                }
                yield apart.isEmpty() ? targets.objection(Objects.requireNonNull(request.target())) : apart;
            }
            case HOLD -> leg.held && !consults ? "the customer is on hold already" : apart(call, leg, consults);
            case RESUME ->
                leg.held && !leg.heldByOrder && !consults
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

    boolean together(Call call, Leg leg) {
        String bridge = bridges.bridgeOf(leg.uniqueId);
        return !bridge.isEmpty() && bridge.equals(bridges.bridgeOf(call.uniqueId));
    }

    /** By keys, whoever pressed them: his own channel is with somebody else, or somebody waits where it was. */
    boolean consults(Call call, Leg leg) {
        if (!leg.consultBridge.isEmpty() && !bridges.isAlone(leg.consultBridge, leg.uniqueId)) {
            return !bridges.bridgeOf(call.uniqueId).equals(leg.consultBridge);
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

    /** How the talk stands that this leg is in. */
    CallPicture picture(Call call, Leg leg) {
        Consult consult = consult(call, leg);
        boolean together = together(call, leg);
        boolean three = together && bridges.beside(leg.uniqueId).size() > 1;
        return new CallPicture(
                names.get().deviceId(pbxId, leg.phone),
                leg.held && consult == Consult.NONE,
                hands.getOrDefault(leg.uniqueId, new Hand()).muted,
                consult,
                together,
                three,
                "");
    }
}
