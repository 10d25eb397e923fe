package org.usher.server.callback;

import java.util.Optional;
import java.util.function.Predicate;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Command.ContactArrived;

/**
 * Whoever rings, for the same queue, while he is to be called back is served in his old place, and is not called any more. Not if an agent has
 * picked up for him already: then he stands in line a second time. Safe from any thread.
 */
public final class RingsAgain {
    private final CallbackDesk desk;
    private final Predicate<Command> next;

    /** @param next takes commands; false if it has too much to do */
    public RingsAgain(CallbackDesk desk, Predicate<Command> next) {
        this.desk = desk;
        this.next = next;
    }

    /** Puts a command before the engine; never blocks; false if it has too much to do. */
    public boolean offer(Command command) {
        if (!(command instanceof ContactArrived arrival)
                || arrival.channel() != Channel.VOICE
                || desk.book().isEmpty()) {
            return next.test(command);
        }
        Optional<CallbackBook.Pending> callback = desk.dialled(arrival.details().caller())
                .flatMap(desk.book()::of)
                .filter(one -> one.queueId() == arrival.queueId());
        if (callback.isEmpty()) {
            return next.test(arrival);
        }
        boolean taken = next.test(inPlaceOf(callback.get(), arrival));
        if (taken) {
            // one that is not taken leaves him to be called once more, which he can decline
            var _ = next.test(new Command.CancelCallback(0, callback.get().contactId()));
        }
        return taken;
    }

    private static ContactArrived inPlaceOf(CallbackBook.Pending callback, ContactArrived arrival) {
        long sinceMs = arrival.enqueuedAtMs() == 0
                ? callback.enqueuedAtMs()
                : Math.min(arrival.enqueuedAtMs(), callback.enqueuedAtMs());
        return new ContactArrived(
                arrival.callKey(),
                arrival.channel(),
                arrival.queueId(),
                arrival.priority(),
                sinceMs,
                arrival.contactId(),
                arrival.requirements(),
                arrival.anyOf(),
                arrival.preferredAgentId(),
                arrival.details());
    }
}
