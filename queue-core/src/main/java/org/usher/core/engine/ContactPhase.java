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
    /** On its way back to the operator's dialplan. */
    RELEASING;

    private static final Map<ContactPhase, Set<ContactPhase>> LEGAL = new EnumMap<>(Map.of(
            WAITING, EnumSet.of(OFFERED, CONNECTING, RELEASING),
            OFFERED, EnumSet.of(WAITING, WITHDRAWING, CONNECTING),
            WITHDRAWING, EnumSet.of(WAITING, CONNECTING),
            CONNECTING, EnumSet.of(WAITING, TALKING),
            TALKING, EnumSet.of(WAITING, RELEASING),
            RELEASING, EnumSet.of(WAITING)));

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
