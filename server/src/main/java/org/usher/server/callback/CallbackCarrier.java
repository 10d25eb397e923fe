package org.usher.server.callback;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.server.engine.EffectCarrier;

/** Hands what is to be done for callbacks to the PBX that is to call the customer. Belongs to the engine's thread. */
public final class CallbackCarrier implements EffectCarrier {
    private static final Logger LOG = LoggerFactory.getLogger(CallbackCarrier.class);
    /** Offers whose PBX is remembered: those that ring, and many more. */
    private static final int MAX_OFFERS = 10_000;

    private final CallbackBook book;
    private final Rules rules;
    private final IntFunction<Optional<Pbx>> pbxs;
    private final Predicate<Command> engine;
    private final Map<Long, Integer> pbxByOffer = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > MAX_OFFERS;
        }
    };

    /** How a queue calls back. */
    public interface Rules {
        CallbackRule rule(int queueId);

        /** How long a customer's phone may ring. */
        int ringMs(int queueId);
    }

    /** One PBX. */
    public interface Pbx {
        /**
         * Rings the agents of this offer, then this customer.
         *
         * @param retryAfterMs when he is to be called again if he is not reached; −1: never
         */
        void callBack(Effect.Offer offer, ContactDetails customer, CallbackRule rule, int ringMs, long retryAfterMs);

        void perform(Effect effect);
    }

    public CallbackCarrier(CallbackBook book, Rules rules, IntFunction<Optional<Pbx>> pbxs, Predicate<Command> engine) {
        this.book = book;
        this.rules = rules;
        this.pbxs = pbxs;
        this.engine = engine;
    }

    @Override
    public void perform(Effect effect) {
        switch (effect) {
            case Effect.Offer offer -> offer(offer);
            case Effect.Action action -> {
                long offerId = action instanceof Effect.Withdraw withdraw ? withdraw.offerId() : action.actionId();
                Integer pbxId = pbxByOffer.get(offerId);
                int known = pbxId != null
                        ? pbxId
                        : book.of(action.contactId())
                                .map(one -> one.details().pbxId())
                                .orElse(0);
                pbxs.apply(known)
                        .ifPresentOrElse(
                                pbx -> pbx.perform(action), () -> refuse(action, "it is not known where it rings"));
            }
            case Effect.Notice notice -> {} // not about a callback
        }
    }

    private void offer(Effect.Offer offer) {
        CallbackBook.Pending callback = book.of(offer.contactId()).orElse(null);
        if (callback == null) {
            refuse(offer, "nobody knows whom to call");
            return;
        }
        int pbxId = callback.details().pbxId();
        CallbackRule rule = rules.rule(offer.queueId());
        pbxs.apply(pbxId)
                .ifPresentOrElse(
                        pbx -> {
                            pbxByOffer.put(offer.actionId(), pbxId);
                            pbx.callBack(
                                    offer,
                                    callback.details(),
                                    rule,
                                    rules.ringMs(offer.queueId()),
                                    rule.retryAfterMs(callback.notReached()));
                        },
                        () -> refuse(offer, "PBX " + pbxId + " is not configured"));
    }

    private void refuse(Effect.Action action, String why) {
        LOG.warn("Contact {} can not be called back: {}", action.contactId(), why);
        if (!engine.test(new Command.ActionFinished(action.actionId(), ActionOutcome.FAILED, why))) {
            LOG.error("The end of action {} could not be handed to the engine", action.actionId());
        }
    }
}
