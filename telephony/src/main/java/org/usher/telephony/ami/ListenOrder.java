package org.usher.telephony.ami;

import java.util.Set;

/**
 * That a supervisor wishes to listen.
 *
 * @param contactId whose talk
 * @param agentDeviceIds of the agent: nobody else's talk is meant
 * @param deviceId the supervisor's phone
 * @param listener who he is; as a second order of his for the same talk changes the mode
 * @param display what his phone shows while it rings
 */
public record ListenOrder(
        long contactId, Set<Integer> agentDeviceIds, int deviceId, ListenMode mode, String listener, String display) {
    public ListenOrder {
        agentDeviceIds = Set.copyOf(agentDeviceIds);
    }
}
