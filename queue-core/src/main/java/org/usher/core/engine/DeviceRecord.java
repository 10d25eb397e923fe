package org.usher.core.engine;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.DeviceState;
import org.usher.core.codec.Constants;

/** A phone, what it said of itself last, and who is logged in on it. */
final class DeviceRecord extends HashedRecord {
    final int deviceId;

    /** Only while a configuration without it is being adopted. */
    boolean vanished;

    /** Whether it is a number outside, of which nothing is known: always taken to be there and free. */
    boolean external;

    DeviceState state = DeviceState.UNKNOWN;

    @Nullable
    AgentRecord agent;

    /** Whether its use began with one of our own calls, so that it is not held against the agent. */
    boolean usedByUs;

    /** Whether no after-call work follows the call that it is in, which is not ours. */
    boolean excused;

    DeviceRecord(int deviceId) {
        this.deviceId = deviceId;
    }

    boolean isAvailable() {
        return external || state != DeviceState.UNAVAILABLE;
    }

    /** In a call, or ringing for one. */
    boolean isInUse() {
        return isTalking() || (!external && state == DeviceState.RINGING);
    }

    /** In a call, or making one; a phone that reports BUSY as soon as it rings cannot be told from that. */
    boolean isTalking() {
        return !external
                && switch (state) {
                    case IN_USE, ON_HOLD, BUSY -> true;
                    case UNKNOWN, NOT_IN_USE, RINGING, UNAVAILABLE -> false;
                };
    }

    @Override
    long fingerprint() {
        long hash = StateHash.mix(0xde71ceL, deviceId);
        hash = StateHash.mix(hash, Constants.number(state));
        hash = StateHash.mix(hash, agent == null ? 0 : agent.agentId);
        return StateHash.mix(hash, (usedByUs ? 1 : 0) | (excused ? 2 : 0));
    }
}
