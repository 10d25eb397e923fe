package org.usher.server.engine;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Where the engine's loop is in its life. */
public enum LoopState {
    NEW,
    /** Applying the log's entries; nothing is released into the world. */
    REPLAYING,
    /** Replayed, waiting for the word to go live. */
    STANDING_BY,
    LIVE,
    /** Stopped because it was told to. */
    STOPPED,
    /** Stopped because it could not go on; the detail says why. */
    FAILED;

    private static final Map<LoopState, Set<LoopState>> LEGAL = Map.of(
            NEW, EnumSet.of(REPLAYING, STOPPED),
            REPLAYING, EnumSet.of(STANDING_BY, FAILED),
            STANDING_BY, EnumSet.of(LIVE, STOPPED, FAILED),
            LIVE, EnumSet.of(STOPPED, FAILED),
            STOPPED, EnumSet.noneOf(LoopState.class),
            FAILED, EnumSet.noneOf(LoopState.class));

    boolean mayBecome(LoopState next) {
        return LEGAL.getOrDefault(this, Set.of()).contains(next);
    }
}
