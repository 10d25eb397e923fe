package org.usher.server.chat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.server.engine.EffectCarrier;

/**
 * Does what the engine wants done for chats: there is no PBX in it, so each action is done as it is heard. An agent is asked at his desk for as
 * long as a phone would ring.
 */
public final class ChatCarrier implements EffectCarrier {
    private static final Logger LOG = LoggerFactory.getLogger(ChatCarrier.class);

    private final Predicate<Command> engine;
    private final LongSupplier clockMs;
    /** When an agent has been asked for long enough, by offers; as many as there are agents who are asked. */
    private final Map<Long, Long> asksUntilMs = new ConcurrentHashMap<>();

    /**
     * @param engine takes commands; false if it has too much to do
     * @param clockMs epoch ms
     */
    public ChatCarrier(Predicate<Command> engine, LongSupplier clockMs) {
        this.engine = engine;
        this.clockMs = clockMs;
    }

    @Override
    public void perform(Effect effect) {
        switch (effect) {
            case Effect.Offer offer -> {
                asksUntilMs.put(offer.actionId(), clockMs.getAsLong() + offer.ringTimeoutMs());
                done(offer);
            }
            case Effect.Withdraw withdraw -> {
                asksUntilMs.remove(withdraw.offerId());
                done(withdraw);
                tell(new Command.OfferFailed(withdraw.offerId(), OfferOutcome.WITHDRAWN));
            }
            case Effect.Release release -> {
                done(release);
                tell(new Command.ContactGone(release.callKey(), GoneCause.LEFT_TO_DIALPLAN));
            }
            case Effect.Notice notice -> {} // chats are marked by their rooms, and no dialplan lets them in
        }
    }

    /** Ends what has been asked for too long; now and then, on any one thread. */
    void round() {
        long nowMs = clockMs.getAsLong();
        asksUntilMs.forEach((offerId, untilMs) -> {
            // what the engine has no room for is tried again in the next round
            if (untilMs <= nowMs && engine.test(new Command.OfferFailed(offerId, OfferOutcome.TIMED_OUT))) {
                asksUntilMs.remove(offerId);
            }
        });
    }

    /** The agent has said yes or no. */
    void answered(long offerId) {
        asksUntilMs.remove(offerId);
    }

    private void done(Effect.Action action) {
        tell(new Command.ActionFinished(action.actionId(), ActionOutcome.DONE, ""));
    }

    /** If there is no room for it, the action times out, and the engine's own deadlines lead on. */
    private void tell(Command command) {
        if (!engine.test(command)) {
            LOG.error("The engine has too much to do to be told of a chat: {}", command);
        }
    }
}
