package org.usher.server.callback;

import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Command.ContactArrived;

/**
 * Whoever rings, for the same queue, while he is to be called back is served in his old place, and is not called any more, be it from the
 * number at which he was to be called or from that of which he asked for it. Not if an agent has
 * picked up for him already: then he stands in line a second time. Whose window has not opened keeps his promise: it is no place in a line,
 * and he may be about something else. Safe from any thread.
 */
public final class RingsAgain {
    private final CallbackDesk desk;
    private final Predicate<Command> next;
    private final LongSupplier clockMs;

    /**
     * @param next takes commands; false if it has too much to do
     * @param clockMs the engine's time (epoch ms)
     */
    public RingsAgain(CallbackDesk desk, Predicate<Command> next, LongSupplier clockMs) {
        this.desk = desk;
        this.next = next;
        this.clockMs = clockMs;
    }

    /** Puts a command before the engine; never blocks; false if it has too much to do. */
    public boolean offer(Command command) {
        if (!(command instanceof ContactArrived arrival) || arrival.channel() != Channel.VOICE) {
            return next.test(command);
        }
        if (desk.isConverting(arrival.contactId())) {
            boolean taken = next.test(arrival);
            // if he is to be called by what lies before this, he is not any more; else it says nothing
            return next.test(new Command.CancelCallback(0, arrival.contactId())) && taken;
        }
        if (desk.book().isEmpty()) {
            return next.test(arrival);
        }
        Optional<CallbackBook.Pending> callback = promised(arrival);
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

    /**
     * Who brings his contact comes back in one and the same call, as after "not now" where the promise stood already, whatever number he had
     * entered. By his number alone he is not looked for: of a company's number a colleague may be promised a call.
     */
    private Optional<CallbackBook.Pending> promised(ContactArrived arrival) {
        if (arrival.contactId() != 0) {
            return desk.book().of(arrival.contactId());
        }
        String written = arrival.details().caller();
        return desk.dialled(written)
                .flatMap(number -> desk.book().calledNow(number, written, arrival.queueId(), clockMs.getAsLong()));
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
