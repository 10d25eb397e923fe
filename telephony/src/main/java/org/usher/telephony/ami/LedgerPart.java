package org.usher.telephony.ami;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.CallKey;
import org.usher.core.api.DeviceState;
import org.usher.core.api.EngineView;

/** The calls of one PBX. One thread at a time: whoever restores it, then the link that has taken it. */
final class LedgerPart {
    final int pbxId;

    private final Map<Long, Integer> pbxByKey;
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Map<Long, Call> byKey = new HashMap<>();
    private final Map<String, Leg> legs = new LinkedHashMap<>();
    private final Map<Integer, DeviceState> devices = new HashMap<>();
    private @Nullable Thread owner;
    private int limit = Integer.MAX_VALUE;

    LedgerPart(int pbxId, Map<Long, Integer> pbxByKey) {
        this.pbxId = pbxId;
        this.pbxByKey = pbxByKey;
    }

    /** From now on only the calling thread may touch this part. */
    void take(int maxCalls) {
        if (owner != null && !owner.equals(Thread.currentThread())) {
            throw new IllegalStateException(
                    "two links to PBX " + pbxId + ", or the ledger was restored after its link started");
        }
        owner = Thread.currentThread();
        limit = maxCalls;
    }

    private void check() {
        if (owner != null && !owner.equals(Thread.currentThread())) {
            throw new IllegalStateException("the calls of PBX " + pbxId + " belong to " + owner.getName() + ", not to "
                    + Thread.currentThread().getName());
        }
    }

    void restore(EngineView.ContactView contact) {
        check();
        Call call = add(contact.details().uniqueId(), contact.details().channelName());
        if (call == null) {
            return;
        }
        call.contactId = contact.contactId();
        call.offerId = contact.offerId();
        call.phase = switch (contact.state()) {
            case WAITING, RELEASING -> contact.reachable() ? CallPhase.WAITING : CallPhase.BETWEEN_STEPS;
            case OFFERED -> CallPhase.DIALLING;
            case CONNECTING -> CallPhase.ANSWERED;
            case TALKING -> CallPhase.TALKING;
            case IN_TRANSFER -> CallPhase.TALKED;
        };
        call.connectedTold = call.phase == CallPhase.TALKING;
    }

    /** Null if the ledger is full. */
    @Nullable
    Call add(String uniqueId, String channel) {
        check();
        if (calls.size() >= limit) {
            return null;
        }
        Call call = new Call(uniqueId, channel, CallKey.of(pbxId, uniqueId));
        Call before = calls.put(uniqueId, call);
        if (before != null) {
            call.contactId = before.contactId;
        }
        byKey.put(call.callKey, call);
        pbxByKey.put(call.callKey, pbxId);
        return call;
    }

    void remove(Call call) {
        check();
        calls.remove(call.uniqueId);
        byKey.remove(call.callKey);
        pbxByKey.remove(call.callKey);
    }

    boolean holds(Call call) {
        return calls.get(call.uniqueId) == call;
    }

    @Nullable
    Call call(String uniqueId) {
        return calls.get(uniqueId);
    }

    /** For the rare message that comes before its phone is known. */
    @Nullable
    Call callOfOffer(long offerId) {
        for (Call call : calls.values()) {
            if (offerId != 0 && call.offerId == offerId) {
                return call;
            }
        }
        return null;
    }

    @Nullable
    Call call(long callKey) {
        return byKey.get(callKey);
    }

    Collection<Call> calls() {
        return calls.values();
    }

    @Nullable
    Leg leg(String uniqueId) {
        return legs.get(uniqueId);
    }

    Collection<Leg> legs() {
        return legs.values();
    }

    /** A phone is called for the call's offer. */
    Leg addLeg(Call call, String uniqueId, String channel) {
        check();
        Leg leg = new Leg(uniqueId, channel, call.offerId, call.uniqueId);
        legs.put(uniqueId, leg);
        call.legs.put(uniqueId, leg);
        return leg;
    }

    void removeLeg(Leg leg) {
        check();
        legs.remove(leg.uniqueId);
    }

    /** {@return whether that is news} */
    boolean note(int deviceId, DeviceState state) {
        return devices.put(deviceId, state) != state;
    }
}
