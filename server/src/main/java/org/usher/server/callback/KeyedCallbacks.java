package org.usher.server.callback;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    private static final String AGAIN = "again";

    private final CallbackDesk desk;
    private final RequestDesk requests;
    private final CallbackTakeUp takeUp;
    private final KeyedWindows windows;
    private final LongAdder asked = new LongAdder();
    private final LongAdder accepted = new LongAdder();

    /** What a caller is told. */
    public enum Word {
        /** He will be called. */
        CONFIRMED,
        /** He will be called in a window. */
        PROMISED,
        /** He may choose when. */
        WINDOWS,
        /** What he has chosen is there no more. */
        WINDOW_GONE,
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
        this.windows = new KeyedWindows(desk);
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
     * What a caller in line asks.
     *
     * @param caller the number he calls from, as it came; "" if it is not known
     * @param number at which he is to be called
     * @param when "" if he has not been asked yet; what he has chosen of the {@link Answer#choices}; or "again", if that was gone
     */
    public record Question(long contactId, String caller, String number, String when) {
        private CallbackDesk.Asker asker() {
            return new CallbackDesk.Asker(contactId, caller);
        }
    }

    /**
     * What he is told.
     *
     * @param sounds joined by &amp;, with {@link Word#WINDOWS} and {@link Word#PROMISED}; else ""
     * @param choices for the keys from 1 on, with {@link Word#WINDOWS}; else none
     */
    public record Answer(Word word, String sounds, List<String> choices) {
        public Answer {
            choices = List.copyOf(choices);
        }

        private static Answer of(Word word) {
            return new Answer(word, "", List.of());
        }
    }

    /** Done when it is known what he is to be told. */
    public CompletionStage<Answer> ask(Question question) {
        takeUp.asked(question.contactId);
        return answer(question).handle((answer, failure) -> {
            if (failure != null) {
                LOG.error("whether contact {} is to be called back is not known", question.contactId, failure);
                return Answer.of(Word.AWAY);
            }
            if (answer.word == Word.CONFIRMED || answer.word == Word.PROMISED) {
                accepted.increment();
                takeUp.accepted(question.contactId);
            }
            return answer;
        });
    }

    private CompletionStage<Answer> answer(Question question) {
        if (question.when.isEmpty()) {
            asked.increment();
        }
        return switch (question.when) {
            case "" -> choice(question, false);
            case AGAIN -> choice(question, true);
            case KeyedWindows.NOW -> inTurn(question);
            default -> inWindow(question);
        };
    }

    /** Whom nobody may call, or is to call already, has nothing to choose, nor has who stands in a line without windows. */
    private CompletionStage<Answer> choice(Question question, boolean again) {
        Optional<String> to = desk.dialled(question.number)
                .filter(desk::mayCall)
                .filter(number -> desk.book().of(number).isEmpty());
        if (to.isEmpty()) {
            return inTurn(question);
        }
        return desk.lineOf(question.contactId)
                .thenCompose(line -> line.map(queueId -> windows.offered(queueId, to.get()))
                        .filter(choice -> again || choice.hasWindows())
                        .<CompletionStage<Answer>>map(choice -> CompletableFuture.completedFuture(
                                new Answer(Word.WINDOWS, choice.sounds(), choice.choices())))
                        .orElseGet(() -> inTurn(question)));
    }

    private CompletionStage<Answer> inTurn(Question question) {
        return desk.convert(requests, question.asker(), question.number).thenApply(outcome -> Answer.of(word(outcome)));
    }

    private CompletionStage<Answer> inWindow(Question question) {
        if (!question.when.matches("[0-9]{1,15}")) {
            LOG.warn("Contact {} asks for a call at \"{}\", which is no time", question.contactId, question.when);
            return CompletableFuture.completedFuture(Answer.of(Word.AWAY));
        }
        long fromMs = Long.parseLong(question.when);
        return desk.lineOf(question.contactId)
                .thenCompose(line -> line.isEmpty()
                        ? inTurn(question) // which says that he is in line no more
                        : desk.convert(requests, question.asker(), question.number, line.get(), fromMs)
                                .thenApply(outcome -> answer(outcome, line.get())));
    }

    private Answer answer(CallbackDesk.Outcome outcome, int queueId) {
        if (outcome instanceof CallbackDesk.Outcome.Taken(CallbackBook.Pending callback) && callback.window() != null) {
            String number = callback.details().caller();
            return new Answer(Word.PROMISED, windows.promised(queueId, number, callback.window()), List.of());
        }
        return Answer.of(word(outcome));
    }

    private static Word word(CallbackDesk.Outcome outcome) {
        return switch (outcome) {
            case CallbackDesk.Outcome.Taken _ -> Word.CONFIRMED;
            case CallbackDesk.Outcome.Pending _ -> Word.PENDING;
            case CallbackDesk.Outcome.Refused(CallbackDesk.Reason reason) ->
                switch (reason) {
                    case NO_NUMBER, NOT_ALLOWED -> Word.NOT_ALLOWED;
                    case ON_OFFER -> Word.ON_OFFER;
                    case NO_WINDOWS, NO_SUCH_WINDOW, WINDOW_OVER, OUTSIDE_HOURS, WINDOW_FULL -> Word.WINDOW_GONE;
                    case TOO_OFTEN, NOT_IN_LINE, QUEUE_TAKES_NOBODY, OVERLOADED -> Word.AWAY;
                };
        };
    }
}
