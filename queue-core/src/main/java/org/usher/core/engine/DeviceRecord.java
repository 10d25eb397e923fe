package org.usher.core.engine;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.DeviceState;
import org.usher.core.codec.Constants;

/** A phone, what it said of itself last, and who is logged in on it. */
final class DeviceRecord extends HashedRecord {
    final int deviceId;

    /** Only while a configuration without it is being adopted. */
    boolean vanished;

    DeviceState state = DeviceState.UNKNOWN;

    @Nullable
    AgentRecord agent;

    /** Whether its use began with one of our own calls, so that it is not held against the agent. */
    boolean usedByUs;

    DeviceRecord(int deviceId) {
        this.deviceId = deviceId;
    }

    boolean isInUse() {
        return switch (state) {
            case RINGING, IN_USE, ON_HOLD, BUSY -> true;
            case UNKNOWN, NOT_IN_USE, UNAVAILABLE -> false;
        };
    }

    @Override
    long fingerprint() {
        long hash = StateHash.mix(0xde71ceL, deviceId);
        hash = StateHash.mix(hash, Constants.number(state));
        hash = StateHash.mix(hash, agent == null ? 0 : agent.agentId);
        return StateHash.mix(hash, usedByUs);
    }
}
