package org.usher.core.engine;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.ActionId;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.Output;

/** The step being made: the entry's index, the time it is within it, and where its results go. */
final class Step {
    private @Nullable Output output;
    private long index;
    private long nowMs;
    private int effects;

    void begin(long entryIndex, Output to) {
        index = entryIndex;
        output = to;
        effects = 0;
    }

    void end() {
        output = null;
    }

    void at(long ms) {
        nowMs = ms;
    }

    long index() {
        return index;
    }

    long nowMs() {
        return nowMs;
    }

    void event(Event event) {
        output().event(event);
    }

    /** The id for the action that is the next effect. */
    long nextActionId() {
        return ActionId.of(index, effects);
    }

    void effect(Effect effect) {
        output().effect(effect);
        effects++;
    }

    private Output output() {
        if (output == null) {
            throw new IllegalStateException("a result outside of any step");
        }
        return output;
    }
}
