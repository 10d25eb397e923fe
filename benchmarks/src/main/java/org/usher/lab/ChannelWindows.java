package org.usher.lab;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Event;
import org.usher.server.callback.CallbackBook;
import org.usher.server.callback.CallbackWindows;
import org.usher.server.callback.WindowPlan;
import org.usher.server.callback.WindowRule;
import org.usher.server.engine.RecordedEvent;

/**
 * The server's own book of callbacks and its own rule of how many calls are promised in which window. Of a line's agents those are counted on
 * whose first skill it is, at the handling time of its calls.
 */
final class ChannelWindows {
    /** Of the windows that are free, callers choose among the next three, as they are read out. */
    private static final int READ_OUT = 3;

    private final CallbackBook book = new CallbackBook();
    private final CallbackWindows windows;
    private final Scenario scenario;
    private long index;

    /** @param clockMs the engine's time */
    ChannelWindows(Scenario scenario, ChannelTerms terms, LongSupplier clockMs) {
        this.scenario = scenario;
        this.windows = new CallbackWindows(book, queueId -> plan(terms, queueId - 1), clockMs);
    }

    private Optional<WindowPlan> plan(ChannelTerms terms, int line) {
        int agents = 0;
        double handlingMs = 0;
        for (Scenario.Group group : scenario.groups()) {
            Scenario.Skill first = group.skills().getFirst();
            if (first.line() == line) {
                agents += group.size();
                handlingMs = first.meanServiceMs();
            }
        }
        WindowRule rule = terms.windows();
        WindowRule ofLine =
                new WindowRule(rule.lengthMs(), rule.days(), agents, Math.round(handlingMs), rule.sharePercent());
        WindowPlan.Calls calls = new WindowPlan.Calls(
                ofLine.handlingMs(),
                Centre.RING_MS + terms.calledBack().ringMs(),
                terms.calledBack().slackForMs());
        return agents == 0
                ? Optional.empty()
                : Optional.of(new WindowPlan(ofLine, Optional.empty(), ZoneOffset.UTC, calls));
    }

    void happened(Event event) {
        book.accept(new RecordedEvent(++index, 0, event));
    }

    /** The window that this caller is promised a call in: one of the next that are free and over before that time. */
    Optional<CallbackWindow> choice(int line, ChannelTraits traits, long beforeMs) {
        List<CallbackWindow> free = windows.offered(Centre.queueId(line)).stream()
                .map(CallbackWindows.Offered::window)
                .filter(window -> window.untilMs() <= beforeMs)
                .limit(READ_OUT)
                .toList();
        return free.isEmpty() ? Optional.empty() : Optional.of(free.get(traits.choice(free.size())));
    }

    /** How often this customer was called in vain so far. */
    int notReached(long contactId) {
        return book.of(contactId).map(CallbackBook.Pending::notReached).orElse(0);
    }
}
