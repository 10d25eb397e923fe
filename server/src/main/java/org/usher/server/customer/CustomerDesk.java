package org.usher.server.customer;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.usher.core.api.Command;
import org.usher.core.api.Command.ContactArrived;
import org.usher.core.api.ContactDetails;

/**
 * Stands between the links and the engine: a caller enters the line as his call asks, and who he is follows as soon as it is found; of one
 * who is known, at once, before he can be offered. Nobody waits for it, and where nothing can be found nothing changes. Safe from any thread.
 */
public final class CustomerDesk {
    private final CustomerBook book;
    private final PhoneNumbers numbers;
    private final LiveContacts live;
    private final Supplier<List<CustomerRule>> rules;
    private final Predicate<Command> engine;

    /** How a contact's customer was found. */
    public enum FoundBy {
        /** The dialplan said who it is. */
        DIALPLAN,
        /** By the number that the call shows, which anybody can forge. */
        NUMBER,
        /** There is nothing to look up: the number is withheld, or none of the public network. */
        NOTHING
    }

    /** Who a live contact's customer is, as far as can be said. */
    public record Found(FoundBy by, Lookup lookup) {}

    /**
     * A desk.
     *
     * @param rules in force
     * @param engine takes commands; false if it has too much to do
     */
    public CustomerDesk(
            CustomerBook book,
            PhoneNumbers numbers,
            LiveContacts live,
            Supplier<List<CustomerRule>> rules,
            Predicate<Command> engine) {
        this.book = book;
        this.numbers = numbers;
        this.live = live;
        this.rules = rules;
        this.engine = engine;
    }

    /** Puts a command before the engine; never blocks; false if it has too much to do. */
    public boolean offer(Command command) {
        if (!(command instanceof ContactArrived arrival)) {
            return engine.test(command);
        }
        boolean taken = engine.test(arrival);
        if (taken) {
            // of one who is known it follows at once, before he can be offered
            question(arrival.details()).ifPresent(question -> {
                var _ = book.find(question).thenAccept(found -> follow(arrival, found));
            });
        }
        return taken;
    }

    /** Who the customer of a live contact is; empty if there is no such contact. */
    public Optional<CompletableFuture<Found>> find(long contactId) {
        return live.details(contactId).map(details -> {
            FoundBy by = details.customer().isEmpty() ? FoundBy.NUMBER : FoundBy.DIALPLAN;
            Optional<String> number = numbers.normalise(details.caller());
            return question(details)
                    .map(question -> book.find(question).thenCompose(found -> {
                        boolean ours = number.isPresent() && by == FoundBy.DIALPLAN;
                        return ours ? byNumberToo(number.get(), found) : done(new Found(by, found));
                    }))
                    .orElseGet(() -> done(new Found(FoundBy.NOTHING, new Lookup.Unknown())));
        });
    }

    /** The id may be one that we found by the number ourselves. */
    private CompletableFuture<Found> byNumberToo(String number, Lookup found) {
        return book.find(new Question.ByNumber(number)).handle((byNumber, failure) -> {
            boolean same = failure == null
                    && byNumber instanceof Lookup.Known(Customer one)
                    && (found instanceof Lookup.Unknown
                            || (found instanceof Lookup.Known(Customer other)
                                    && one.id().equals(other.id())));
            return same ? new Found(FoundBy.NUMBER, byNumber) : new Found(FoundBy.DIALPLAN, found);
        });
    }

    private static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }

    private Optional<Question> question(ContactDetails details) {
        return details.customer().isEmpty()
                ? numbers.normalise(details.caller()).map(Question.ByNumber::new)
                : Optional.of(new Question.ById(details.customer()));
    }

    private void follow(ContactArrived arrival, Lookup found) {
        if (found instanceof Lookup.Known(Customer customer) && arrival.callKey() != 0) {
            Wish wish = Wish.of(customer, rules.get(), live.centre(), arrival.queueId());
            // one that is not taken is not known in time, and waits as the call asked
            var _ = engine.test(new Command.CustomerIdentified(
                    arrival.callKey(),
                    customer.id(),
                    arrival.priority(),
                    Wish.clamp(arrival.priority() + wish.priority()),
                    wish.requirements(),
                    arrival.preferredAgentId() == 0 ? wish.preferredAgentId() : 0));
        }
    }
}
