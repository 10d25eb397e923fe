package org.usher.server;

import java.time.ZoneId;
import java.util.Optional;
import java.util.function.IntFunction;
import org.usher.core.api.Configuration;
import org.usher.server.callback.CallbackBook;
import org.usher.server.callback.CallbackRule;
import org.usher.server.callback.HandlingTimes;
import org.usher.server.callback.WindowPlan;
import org.usher.server.callback.WindowRule;
import org.usher.server.centre.CentreOffice;
import org.usher.server.hours.OpeningHours;

/** The windows that the queues of the centre in force promise calls in. */
record CallbackPlans(CentreOffice office, CurrentNames names, HandlingTimes handling, CallbackBook book)
        implements IntFunction<Optional<WindowPlan>> {
    @Override
    public Optional<WindowPlan> apply(int queueId) {
        return names.queue(queueId).map(this::plan);
    }

    /** By which people know the queue. */
    String nameOf(int queueId) {
        return names.queue(queueId).map(Configuration.Queue::name).orElse("?" + queueId);
    }

    private WindowPlan plan(Configuration.Queue queue) {
        CallbackRule callback = office.inForce().callbackRules().getOrDefault(queue.name(), CallbackRule.DEFAULT);
        WindowRule rule = callback.windows();
        Optional<OpeningHours> hours =
                Optional.ofNullable(office.inForce().hours().byQueue().get(queue.name()));
        long handlingMs = handling.talkMs(queue.queueId()).isPresent()
                ? handling.talkMs(queue.queueId()).getAsLong() + queue.wrapUpMs()
                : rule.handlingMs();
        long ringMs = (long) queue.ringTimeoutMs() + queue.channels().callbackRingMs();
        long inVainMs = (long) (book.figures().inVainPerCustomer() * ringMs);
        return new WindowPlan(
                rule,
                hours,
                hours.map(OpeningHours::zone).orElseGet(ZoneId::systemDefault),
                new WindowPlan.Calls(Math.max(1_000, handlingMs) + inVainMs, ringMs, callback.retryMs()));
    }
}
