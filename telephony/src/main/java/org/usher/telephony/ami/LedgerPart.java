package org.usher.telephony.ami;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.CallKey;
import org.usher.core.api.Channel;
import org.usher.core.api.DeviceState;
import org.usher.core.api.EngineView;
import org.usher.core.api.LostIds;

/** The calls of one PBX. One thread at a time: whoever restores it, then the link that has taken it. */
final class LedgerPart {
    final int pbxId;

    private final Map<Long, Integer> pbxByKey;
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Map<Long, Call> byKey = new HashMap<>();
    private final Map<String, Leg> legs = new LinkedHashMap<>();
    private final Map<String, Set<Leg>> legsByEndpoint = new HashMap<>();
    private final Map<String, Call> standIns = new HashMap<>();
    private final Map<String, Call> successors = new HashMap<>();
    private final Map<Integer, DeviceState> devices = new HashMap<>();
    private @Nullable Thread owner;
    private int limit = Integer.MAX_VALUE;
    private LostIds lost;
    private final Set<String> forgotten = new HashSet<>();

    LedgerPart(int pbxId, Map<Long, Integer> pbxByKey, LostIds lost) {
        this.pbxId = pbxId;
        this.lost = lost;
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

    void restore(LostIds lostIds) {
        check();
        lost = lostIds;
    }

    /** Whether the engine will never have heard of this offer. */
    boolean isForgotten(long offerId) {
        return lost.hasOffer(offerId);
    }

    /** Whether this phone of a forgotten offer is one of which that was not known yet. */
    boolean noteForgotten(String uniqueId) {
        return forgotten.add(uniqueId);
    }

    /** Only these channels are there. */
    void forgetForgotten(Set<String> uniqueIds) {
        forgotten.retainAll(uniqueIds);
    }

    /** @param deviceIds of all who are rung for it, or who talk with it */
    void restore(EngineView.ContactView contact, List<Integer> deviceIds) {
        check();
        boolean callback = contact.channel() == Channel.CALLBACK;
        String lineId = CallbackLine.channelId(contact.offerId());
        Call call = callback
                ? add(lineId, lineId)
                : add(contact.details().uniqueId(), contact.details().channelName());
        if (call == null) {
            return;
        }
        if (callback) {
            call.callback = new CallbackLine(contact.details());
            call.callback.calledTold = contact.callKey() != 0;
        }
        call.contactId = contact.contactId();
        call.queueId = contact.queueId();
        call.offerId = contact.offerId();
        call.deviceIds = deviceIds;
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
        dismissStandIn(call);
        successors.values().remove(call);
        calls.remove(call.uniqueId);
        forgetKey(call.callKey);
        call.formerKeys.forEach(this::forgetKey);
    }

    private void forgetKey(long callKey) {
        byKey.remove(callKey);
        pbxByKey.remove(callKey);
    }

    /**
     * The customer of {@code call} takes the place of {@code consult} in the queue: its offer, its phones, and its place in the dialplan,
     * which is his own channel's from now on, or stays with a Local channel that stands in for him.
     */
    void merge(Call call, Call consult) {
        check();
        remove(consult);
        call.formerKeys.add(consult.callKey);
        call.formerKeys.addAll(consult.formerKeys);
        for (long key : call.formerKeys) {
            // what the engine still says of the consulting call is meant for the customer's
            byKey.put(key, call);
            pbxByKey.put(key, pbxId);
        }
        call.takeOver(consult);
        for (Leg leg : call.legs.values()) {
            leg.callUniqueId = call.uniqueId;
        }
        if (consult.channel.startsWith("Local/")) {
            call.standIn = new Call.StandIn(consult.uniqueId, consult.channel);
            standIns.put(consult.uniqueId, call);
        }
    }

    /** The customer's channel is about to take the place of this one, which hangs up when that has happened. */
    void awaitPlace(Call call, String consultUniqueId) {
        check();
        successors.put(consultUniqueId, call);
    }

    /** The call whose customer has now taken the place of this channel, which is gone. */
    @Nullable
    Call successor(String goneUniqueId) {
        Call call = successors.remove(goneUniqueId);
        return call != null && holds(call) ? call : null;
    }

    /** The customer stands where his stand-in stood. */
    void dismissStandIn(Call call) {
        if (call.standIn != null) {
            standIns.remove(call.standIn.uniqueId());
            call.standIn = null;
        }
    }

    boolean holds(Call call) {
        return calls.get(call.uniqueId) == call;
    }

    /** The call of the customer whose channel this is. */
    @Nullable
    Call call(String uniqueId) {
        return calls.get(uniqueId);
    }

    /** The call that this channel carries out the dialplan for: the customer's own, unless another stands in for him. */
    @Nullable
    Call callInDialplan(String uniqueId) {
        Call represented = standIns.get(uniqueId);
        return represented != null ? represented : calls.get(uniqueId);
    }

    /** The call on the channel of this name; rarely asked for, so it is looked for. */
    @Nullable
    Call callOnChannel(String channel) {
        for (Call call : calls.values()) {
            if (call.channel.equals(channel)) {
                return call;
            }
        }
        return null;
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

    /** For a person who asks, not for the call path. */
    @Nullable
    Call callOfContact(long contactId) {
        for (Call call : calls.values()) {
            if (contactId != 0 && call.contactId == contactId) {
                return call;
            }
        }
        return null;
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
        return addLeg(call, uniqueId, channel, Leg.endpoint(channel));
    }

    /** @param phone as {@link Leg#phone(String, String)} gives it */
    Leg addLeg(Call call, String uniqueId, String channel, String phone) {
        check();
        Leg leg = new Leg(uniqueId, channel, phone, call.offerId, call.uniqueId);
        Leg before = legs.put(uniqueId, leg);
        if (before != null) {
            forgetEndpoint(before);
        }
        call.legs.put(uniqueId, leg);
        legsByEndpoint
                .computeIfAbsent(Leg.endpoint(channel), endpoint -> new LinkedHashSet<>())
                .add(leg);
        return leg;
    }

    void removeLeg(Leg leg) {
        check();
        legs.remove(leg.uniqueId, leg);
        forgetEndpoint(leg);
    }

    private void forgetEndpoint(Leg leg) {
        legsByEndpoint.computeIfPresent(Leg.endpoint(leg.channel), (endpoint, known) -> {
            known.remove(leg);
            return known.isEmpty() ? null : known;
        });
    }

    /** The phones of Usher's calls that are channels of this endpoint. */
    Collection<Leg> legsOf(String endpoint) {
        return endpoint.isEmpty() ? Set.of() : legsByEndpoint.getOrDefault(endpoint, Set.of());
    }

    /** As last told. */
    DeviceState deviceState(int deviceId) {
        return devices.getOrDefault(deviceId, DeviceState.UNKNOWN);
    }

    /** {@return whether that is news} */
    boolean note(int deviceId, DeviceState state) {
        return devices.put(deviceId, state) != state;
    }
}
