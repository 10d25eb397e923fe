package org.usher.server.agent;

import org.jspecify.annotations.Nullable;

/**
 * An agent's own figures since midnight; times in ms.
 *
 * @param handled talks that are over
 * @param talkMs of these, without hold
 * @param wrapUpMs after-call work after talks, what goes on included
 * @param ahtMs (talk + hold + wrap-up) ÷ handled, null if none was
 * @param busyMs rung, in talks, and after them
 * @param readyMs ready and not rung
 * @param occupancy busy ÷ (busy + ready), 0 to 1; null if neither was
 * @param offers how often he was rung
 * @param notAnswered how many of these he did not answer (RNA)
 * @param declined how many he declined, or met with a busy phone
 */
public record FiguresRow(
        int handled,
        long talkMs,
        long holdMs,
        long wrapUpMs,
        @Nullable Long ahtMs,
        long busyMs,
        long readyMs,
        @Nullable Double occupancy,
        int offers,
        int notAnswered,
        int declined) {}
