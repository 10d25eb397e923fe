package org.usher.core.engine;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Where a contact stands; moved by {@link Lines#move} alone. */
enum ContactPhase {
    /** In line; offerable while reachable. With an offer, that offer was given up and may yet be answered. */
    WAITING,
    /** An agent is being rung. */
    OFFERED,
    /** The offer is being taken back. */
    WITHDRAWING,
    /** The agent picked up; both are about to hear each other. */
    CONNECTING,
    TALKING,
    /** Given away by its agent: the call goes its own way until somebody is heard, a queue asked for, or it is gone. */
    IN_TRANSFER,
    /** On its way back to the operator's dialplan. */
    RELEASING;

    private static final Map<ContactPhase, Set<ContactPhase>> LEGAL = new EnumMap<>(Map.of(
            WAITING, EnumSet.of(OFFERED, CONNECTING, TALKING, RELEASING),
            OFFERED, EnumSet.of(WAITING, WITHDRAWING, CONNECTING, TALKING),
            WITHDRAWING, EnumSet.of(WAITING, CONNECTING, TALKING),
            CONNECTING, EnumSet.of(WAITING, TALKING),
            TALKING, EnumSet.of(WAITING, IN_TRANSFER, RELEASING),
            // who takes the place of a consulting call comes to wherever that had got
            IN_TRANSFER, EnumSet.of(WAITING, OFFERED, WITHDRAWING, CONNECTING, TALKING),
            RELEASING, EnumSet.of(WAITING, TALKING, IN_TRANSFER)));

    boolean mayBecome(ContactPhase to) {
        return Objects.requireNonNull(LEGAL.get(this)).contains(to);
    }

    /** Whether an agent's phone rings, as far as is known. */
    boolean isRung() {
        return this == OFFERED || this == WITHDRAWING;
    }

    /** Whether an agent is on the call with the contact. */
    boolean isWithAgent() {
        return this == CONNECTING || this == TALKING;
    }
}
