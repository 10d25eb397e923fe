package org.usher.core.engine;

import static org.usher.core.api.AgentState.BUSY_ELSEWHERE;
import static org.usher.core.api.AgentState.CONSULTING;
import static org.usher.core.api.AgentState.LOGGED_OUT;
import static org.usher.core.api.AgentState.NOT_RESPONDING;
import static org.usher.core.api.AgentState.OFFERED;
import static org.usher.core.api.AgentState.ON_CONTACT;
import static org.usher.core.api.AgentState.PAUSED;
import static org.usher.core.api.AgentState.READY;
import static org.usher.core.api.AgentState.UNREACHABLE;
import static org.usher.core.api.AgentState.WRAP_UP;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.usher.core.api.AgentState;

/**
 * The legal moves between agent states. From every state an agent may come to {@code ON_CONTACT}: whoever answers an offer that had
 * been given up is on a call, whatever he was meant to be doing.
 */
final class AgentMoves {
    private static final Map<AgentState, Set<AgentState>> LEGAL = new EnumMap<>(AgentState.class);

    static {
        allow(LOGGED_OUT, READY, UNREACHABLE, BUSY_ELSEWHERE, ON_CONTACT);
        allow(READY, OFFERED, PAUSED, LOGGED_OUT, UNREACHABLE, BUSY_ELSEWHERE, ON_CONTACT);
        allow(OFFERED, ON_CONTACT, READY, NOT_RESPONDING, UNREACHABLE, BUSY_ELSEWHERE, PAUSED, LOGGED_OUT);
        allow(ON_CONTACT, WRAP_UP, CONSULTING, READY, NOT_RESPONDING, UNREACHABLE, BUSY_ELSEWHERE, PAUSED, LOGGED_OUT);
        allow(CONSULTING, ON_CONTACT, WRAP_UP, READY, UNREACHABLE, BUSY_ELSEWHERE, PAUSED, LOGGED_OUT);
        allow(WRAP_UP, READY, UNREACHABLE, BUSY_ELSEWHERE, PAUSED, LOGGED_OUT, ON_CONTACT);
        allow(PAUSED, PAUSED, READY, UNREACHABLE, BUSY_ELSEWHERE, LOGGED_OUT, ON_CONTACT);
        allow(NOT_RESPONDING, READY, UNREACHABLE, BUSY_ELSEWHERE, PAUSED, LOGGED_OUT, ON_CONTACT);
        allow(UNREACHABLE, READY, BUSY_ELSEWHERE, PAUSED, LOGGED_OUT, ON_CONTACT);
        allow(BUSY_ELSEWHERE, READY, WRAP_UP, UNREACHABLE, PAUSED, LOGGED_OUT, ON_CONTACT);
    }

    private AgentMoves() {}

    private static void allow(AgentState from, AgentState first, AgentState... more) {
        LEGAL.put(from, EnumSet.of(first, more));
    }

    static boolean isLegal(AgentState from, AgentState to) {
        return Objects.requireNonNull(LEGAL.get(from)).contains(to);
    }
}
