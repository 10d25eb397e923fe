package org.usher.server.callback;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.usher.core.api.CallbackWindow;

/** Which windows there is room in, and who takes a place in one. Safe from any thread. */
public final class CallbackWindows {
    private static final int MAX_TOLD = 500;

    private final CallbackBook book;
    private final IntFunction<Optional<WindowPlan>> plans;
    private final LongSupplier clockMs;
    /** Places taken of which the book does not know yet; guarded by this. */
    private final Map<Place, Integer> beingTaken = new HashMap<>();

    private record Place(int queueId, long fromMs) {}

    /** A window and how many more calls can be promised in it. */
    public record Offered(CallbackWindow window, int free) {}

    /** Whether a call can be promised. */
    sealed interface Verdict {
        /** A place is taken; {@link #settled} is to follow. */
        record Taken(CallbackWindow window) implements Verdict {}

        record Refused(CallbackDesk.Reason reason) implements Verdict {}
    }

    /**
     * @param plans of the queues that promise calls
     * @param clockMs the engine's time (epoch ms)
     */
    public CallbackWindows(CallbackBook book, IntFunction<Optional<WindowPlan>> plans, LongSupplier clockMs) {
        this.book = book;
        this.plans = plans;
        this.clockMs = clockMs;
    }

    long nowMs() {
        return clockMs.getAsLong();
    }

    /** Empty if the queue promises no calls. */
    public Optional<WindowPlan> plan(int queueId) {
        return plans.apply(queueId).filter(plan -> plan.capacity() > 0);
    }

    /** Those of the queue that have room, the earliest first, and no more than {@value #MAX_TOLD}. */
    public List<Offered> offered(int queueId) {
        Optional<WindowPlan> plan = plan(queueId);
        if (plan.isEmpty()) {
            return List.of();
        }
        synchronized (this) {
            return plan.get()
                    .ahead(clockMs.getAsLong())
                    .map(window -> new Offered(window, free(queueId, plan.get(), window)))
                    .filter(one -> one.free > 0)
                    .limit(MAX_TOLD)
                    .toList();
        }
    }

    /** Takes a place in the window that begins then (epoch ms), if one does and there is room. */
    Verdict take(int queueId, long fromMs) {
        return take(
                queueId,
                fromMs,
                plan(queueId)
                        .flatMap(plan -> plan.window(fromMs))
                        .map(CallbackWindow::untilMs)
                        .orElse(0L));
    }

    /** Takes a place in this window (epoch ms), if it is one and there is room. */
    synchronized Verdict take(int queueId, long fromMs, long untilMs) {
        Optional<WindowPlan> plan = plan(queueId);
        if (plan.isEmpty()) {
            return new Verdict.Refused(CallbackDesk.Reason.NO_WINDOWS);
        }
        long nowMs = clockMs.getAsLong();
        if (fromMs < nowMs) {
            return new Verdict.Refused(CallbackDesk.Reason.WINDOW_OVER);
        }
        Optional<CallbackWindow> window = plan.get().window(fromMs).filter(one -> one.untilMs() == untilMs);
        if (window.isEmpty() || plan.get().isTooFar(fromMs, nowMs)) {
            return new Verdict.Refused(CallbackDesk.Reason.NO_SUCH_WINDOW);
        }
        if (!plan.get().isOpen(window.get())) {
            return new Verdict.Refused(CallbackDesk.Reason.OUTSIDE_HOURS);
        }
        if (free(queueId, plan.get(), window.get()) <= 0) {
            return new Verdict.Refused(CallbackDesk.Reason.WINDOW_FULL);
        }
        beingTaken.merge(new Place(queueId, fromMs), 1, Integer::sum);
        return new Verdict.Taken(window.get());
    }

    /** The book knows of the place that was taken, or it is not needed. */
    synchronized void settled(int queueId, CallbackWindow window) {
        beingTaken.computeIfPresent(
                new Place(queueId, window.fromMs()), (place, count) -> count == 1 ? null : count - 1);
    }

    /** Why a promise of this window may not be kept; empty if nothing speaks against it. */
    synchronized Optional<PromiseRisks.Cause> doubt(int queueId, CallbackWindow window, long nowMs) {
        Optional<WindowPlan> plan = plan(queueId);
        if (nowMs >= plan.map(one -> one.scarceFromMs(window)).orElse(window.dueAtMs())) {
            return Optional.of(PromiseRisks.Cause.DUE);
        }
        if (plan.isEmpty()) {
            return Optional.of(PromiseRisks.Cause.NO_WINDOWS);
        }
        // what is open by now may be closed by a person; that is told when it is due
        if (nowMs < window.fromMs() && !plan.get().isOpen(window)) {
            return Optional.of(PromiseRisks.Cause.OUTSIDE_HOURS);
        }
        boolean tooMany = book.promisedIn(queueId, window) > plan.get().capacity(window);
        return tooMany ? Optional.of(PromiseRisks.Cause.TOO_MANY) : Optional.empty();
    }

    private int free(int queueId, WindowPlan plan, CallbackWindow window) {
        int taken = book.promisedIn(queueId, window) + beingTaken.getOrDefault(new Place(queueId, window.fromMs()), 0);
        return plan.capacity(window) - taken;
    }
}
