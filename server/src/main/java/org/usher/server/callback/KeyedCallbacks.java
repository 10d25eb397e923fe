package org.usher.server.callback;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.call.Numbers;
import org.usher.server.engine.RequestDesk;

/**
 * Callers in line who press a key to be called back instead. Each keeps his place, and hears that it is confirmed only when the log's disk
 * holds it. Safe from any thread.
 */
public final class KeyedCallbacks {
    private static final Logger LOG = LoggerFactory.getLogger(KeyedCallbacks.class);

    private final CallbackDesk desk;
    private final RequestDesk requests;
    private final CallbackTakeUp takeUp;
    private final LongAdder asked = new LongAdder();
    private final LongAdder accepted = new LongAdder();

    /** What a caller is told. */
    public enum Word {
        /** He will be called. */
        CONFIRMED,
        /** That number is none, or must not be called. */
        NOT_ALLOWED,
        /** Somebody of that number is to be called already. */
        PENDING,
        /** An agent is being rung for him. */
        ON_OFFER,
        /** Not now. */
        AWAY
    }

    public KeyedCallbacks(CallbackDesk desk, RequestDesk requests, CallbackTakeUp takeUp) {
        this.desk = desk;
        this.requests = requests;
        this.takeUp = takeUp;
    }

    /** How many numbers callers have confirmed by key, whatever came of it. */
    public long asked() {
        return asked.sum();
    }

    /** How many of those were promised a call. */
    public long accepted() {
        return accepted.sum();
    }

    /** What callers made of the offer. */
    public CallbackTakeUp takeUp() {
        return takeUp;
    }

    /** Whether there is any number that may be called at all. */
    public boolean mayBeOffered() {
        return !desk.terms().numbers().equals(Numbers.NONE);
    }

    /** The number that this caller is asked to confirm; "" if he must enter one. */
    public String toConfirm(String caller) {
        return desk.dialled(caller)
                .filter(desk::mayCall)
                .map(_ -> caller.replaceAll("[^0-9+]", ""))
                .orElse("");
    }

    /**
     * The caller with this contact, in line, is to be called at this number; done when it is known what he is to be told.
     *
     * @param caller the number he calls from, as it came; "" if it is not known
     */
    public CompletionStage<Word> ask(long contactId, String caller, String number) {
        asked.increment();
        takeUp.asked(contactId);
        return desk.convert(requests, new CallbackDesk.Asker(contactId, caller), number)
                .handle((outcome, failure) -> {
                    if (failure != null) {
                        LOG.error("whether contact {} is to be called back is not known", contactId, failure);
                        return Word.AWAY;
                    }
                    Word word = word(outcome);
                    if (word == Word.CONFIRMED) {
                        accepted.increment();
                        takeUp.accepted(contactId);
                    }
                    return word;
                });
    }

    private static Word word(CallbackDesk.Outcome outcome) {
        return switch (outcome) {
            case CallbackDesk.Outcome.Taken _ -> Word.CONFIRMED;
            case CallbackDesk.Outcome.Pending _ -> Word.PENDING;
            case CallbackDesk.Outcome.Refused(CallbackDesk.Reason reason) ->
                switch (reason) {
                    case NO_NUMBER, NOT_ALLOWED -> Word.NOT_ALLOWED;
                    case ON_OFFER -> Word.ON_OFFER;
                    case TOO_OFTEN,
                            NO_WINDOWS,
                            NO_SUCH_WINDOW,
                            WINDOW_OVER,
                            OUTSIDE_HOURS,
                            WINDOW_FULL,
                            NOT_IN_LINE,
                            QUEUE_TAKES_NOBODY,
                            OVERLOADED -> Word.AWAY;
                };
        };
    }
}
