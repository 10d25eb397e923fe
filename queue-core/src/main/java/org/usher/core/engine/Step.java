package org.usher.core.engine;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.ActionId;
import org.usher.core.api.Channel;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.Output;
import org.usher.core.estimate.LearntEstimator;

/** The step being made: the entry's id, the time it is within it, and where its results go. */
final class Step {
    private @Nullable Output output;
    private @Nullable LearntEstimator estimator;
    private Event.@Nullable WaitEstimated estimated;
    private long entryId;
    private long nowMs;
    private int effects;

    void begin(long id, Output to) {
        entryId = id;
        output = to;
        effects = 0;
        estimated = null;
    }

    void end() {
        output = null;
    }

    void at(long ms) {
        nowMs = ms;
    }

    /** Of the entry, {@link org.usher.core.api.LogEntry#id}. */
    long entryId() {
        return entryId;
    }

    long nowMs() {
        return nowMs;
    }

    /**
     * When that happened which this step is told of.
     *
     * @param saidMs 0 if nobody said so, which means now
     * @param earliestMs it cannot have been before
     */
    long happenedAtMs(long saidMs, long earliestMs) {
        return saidMs == 0 ? nowMs : Math.clamp(saidMs, Math.min(earliestMs, nowMs), nowMs);
    }

    /** From now on every event is told to the estimator, and what it says of who enters a line is an event, too. */
    void estimateBy(@Nullable LearntEstimator told) {
        estimator = told;
    }

    void event(Event event) {
        output().event(event);
        if (estimator != null) {
            tell(event, estimator);
        }
    }

    private void tell(Event event, LearntEstimator told) {
        if (event instanceof Event.ContactQueued queued && queued.channel() == Channel.VOICE) {
            estimated = new Event.WaitEstimated(
                    nowMs,
                    queued.contactId(),
                    queued.entryId(),
                    queued.queueId(),
                    told.model().version(),
                    told.estimate(queued));
            output().event(estimated);
        }
        told.observe(event);
    }

    /** What was said of the last caller who entered a line in this step; null if nothing was. */
    Event.@Nullable WaitEstimated estimated() {
        return estimated;
    }

    /** The id for the action that is the next effect. */
    long nextActionId() {
        return ActionId.of(entryId, effects);
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
