package org.usher.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.usher.core.api.BookingOutcome;
import org.usher.server.callback.CallbackBook;
import org.usher.server.callback.CallbackDesk;
import org.usher.server.callback.KeyedCallbacks;
import org.usher.server.callback.PromiseRisks;

/** What became of promises of calls, and why none was given, for {@code /metrics}. */
final class CallbackFigures {
    private CallbackFigures() {}

    static void of(KeyedCallbacks keyed, MeterRegistry registry) {
        FunctionCounter.builder("usher.callbacks.keyed.asked", keyed, KeyedCallbacks::asked)
                .description("Numbers that callers in line confirmed by key to be called back at, since the start")
                .register(registry);
        FunctionCounter.builder("usher.callbacks.keyed.accepted", keyed, KeyedCallbacks::accepted)
                .description("Of those, promised a call")
                .register(registry);
    }

    static void of(CallbackDesk desk, PromiseRisks risks, MeterRegistry registry) {
        for (BookingOutcome outcome : BookingOutcome.values()) {
            FunctionCounter.builder(
                            "usher.callbacks.promises",
                            desk.book(),
                            book -> book.promises().of(outcome))
                    .description("Promises of a call in a window, by what became of them: kept is a talk within it")
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        FunctionCounter.builder(
                        "usher.callbacks.window.attempts",
                        desk.book(),
                        book -> book.promises().attempts())
                .description("Customers called within the window that was promised them, in vain or not")
                .register(registry);
        for (CallbackBook.Stage stage : CallbackBook.Stage.values()) {
            Gauge.builder("usher.callbacks.promised", desk, one -> one.promised(stage))
                    .description("Promises of a call in a window that are not kept yet, by how far the window is")
                    .tag("stage", stage.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("usher.callbacks.promises.at.risk", risks, PromiseRisks::count)
                .description(
                        "Of those, promises that may not be kept: due, or more than the configuration in force allows")
                .register(registry);
        for (CallbackDesk.Reason reason : CallbackDesk.Reason.values()) {
            FunctionCounter.builder("usher.callbacks.refused", desk, one -> one.refused(reason))
                    .description("Callbacks that were asked for and not taken, by reason")
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }
}
