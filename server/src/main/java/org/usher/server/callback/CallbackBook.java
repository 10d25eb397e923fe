package org.usher.server.callback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.engine.SnapshotPart;

/**
 * The customers who are to be called back, and how often each was not reached. Written by the engine's thread, read by any. It goes with the
 * log and its snapshots, so that a restart forgets no attempt.
 */
public final class CallbackBook implements EventSink, SnapshotPart {
    private final Map<Long, Pending> pending = new ConcurrentSkipListMap<>();
    /** The numbers of those who wait on the line, and from which those rang who are to be called back at whatever number, by their contacts. */
    private final Map<Long, String> rangFrom = new ConcurrentHashMap<>();
    /** How often those were called in vain of whom a snapshot tells. */
    private Map<Long, Integer> remembered = Map.of();

    private volatile Figures figures = new Figures(0, 0, 0, 0);
    private volatile Promises promises = Promises.NONE;

    /**
     * One customer.
     *
     * @param enqueuedAtMs the time from which his wait counts
     * @param notReached how often he was called in vain
     * @param window in which he is promised a call, from whose beginning on his wait counts; null if he is called in turn
     */
    public record Pending(
            long contactId,
            int queueId,
            ContactDetails details,
            long enqueuedAtMs,
            int notReached,
            @Nullable CallbackWindow window) {
        /** Whether his window has not opened yet, so that he stands in no line. */
        public boolean isAhead(long nowMs) {
            return window != null && nowMs < window.fromMs();
        }

        private Pending missed() {
            return new Pending(contactId, queueId, details, enqueuedAtMs, notReached + 1, window);
        }
    }

    /**
     * What became of promises of a call in a window, counted since the log began.
     *
     * @param attempts customers' phones that were called within their windows, whatever came of it
     */
    public record Promises(Map<BookingOutcome, Long> outcomes, long attempts) {
        private static final Promises NONE = new Promises(Map.of(), 0);

        public Promises {
            outcomes = Map.copyOf(outcomes);
        }

        public long of(BookingOutcome outcome) {
            return outcomes.getOrDefault(outcome, 0L);
        }

        private Promises with(Event.BookingSettled settled) {
            Map<BookingOutcome, Long> next = new EnumMap<>(BookingOutcome.class);
            next.putAll(outcomes);
            next.merge(settled.outcome(), 1L, Long::sum);
            return new Promises(next, attempts + settled.attempts());
        }
    }

    /**
     * Counted since the log began.
     *
     * @param taken callbacks that were put into a line
     * @param attempts customers' phones that were called and not answered, or answered
     * @param givenUp customers who were never reached
     */
    public record Figures(long taken, long connected, long attempts, long givenUp) {
        private static final int ENOUGH = 50;
        private static final double MOST = 5;

        /** How often a customer's phone rings in vain for each who is reached; 0 until enough of them were. */
        public double inVainPerCustomer() {
            return connected < ENOUGH ? 0 : Math.min(MOST, (double) (attempts - connected) / connected);
        }
    }

    /** Empty if he is not to be called back any more. */
    public Optional<Pending> of(long contactId) {
        return Optional.ofNullable(pending.get(contactId));
    }

    public Optional<Pending> of(String number) {
        return pending.values().stream()
                .filter(one -> one.details.caller().equals(number))
                .findFirst();
    }

    /**
     * Who is to be called at this number in this queue's turn, or else rang from it when he asked for that; not one whose window has not
     * opened.
     *
     * @param written the same number as it comes from the PBX
     */
    Optional<Pending> calledNow(String number, String written, int queueId, long nowMs) {
        return pending.values().stream()
                .filter(one -> one.queueId() == queueId && !one.isAhead(nowMs))
                .filter(one -> one.details.caller().equals(number) || written.equals(rangFrom.get(one.contactId)))
                .min(Comparator.comparing(one -> !one.details.caller().equals(number)));
    }

    /**
     * How many are promised a call in this window of the queue, rounded up: windows that were promised when the queue's rule was another
     * count by the part of them that lies in it.
     */
    int promisedIn(int queueId, CallbackWindow window) {
        double promised = 0;
        for (Pending one : pending.values()) {
            CallbackWindow other = one.window;
            if (one.queueId == queueId && other != null) {
                long bothMs = Math.min(window.untilMs(), other.untilMs()) - Math.max(window.fromMs(), other.fromMs());
                promised += Math.max(0, bothMs) / (double) Math.max(1, other.untilMs() - other.fromMs());
            }
        }
        return (int) Math.ceil(promised - 1e-6); // thirds of three are one
    }

    /** How many are promised a call in a window that is at this stage now. */
    public long promised(Stage stage, long nowMs) {
        return pending.values().stream()
                .filter(one -> one.window != null && stage == Stage.of(one.window, nowMs))
                .count();
    }

    /** How far the window of a promise is. */
    public enum Stage {
        AHEAD,
        OPEN,
        /** Its slack is used up: now the customer comes before callers. */
        DUE,
        OVER;

        private static Stage of(CallbackWindow window, long nowMs) {
            if (nowMs < window.fromMs()) {
                return AHEAD;
            }
            if (nowMs < window.dueAtMs()) {
                return OPEN;
            }
            return nowMs <= window.untilMs() ? DUE : OVER;
        }
    }

    public Promises promises() {
        return promises;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** All, oldest contact first. */
    public Collection<Pending> all() {
        return List.copyOf(pending.values());
    }

    public Figures figures() {
        return figures;
    }

    @Override
    public void accept(RecordedEvent recorded) {
        switch (recorded.event()) {
            case Event.ContactQueued e
            when e.channel() == Channel.CALLBACK -> {
                Pending before = pending.get(e.contactId());
                pending.put(
                        e.contactId(),
                        new Pending(
                                e.contactId(),
                                e.queueId(),
                                e.details(),
                                e.enqueuedAtMs(),
                                before == null ? 0 : before.notReached,
                                before == null ? null : before.window));
                taken(before);
            }
            case Event.CallbackBooked e -> {
                Pending before = pending.get(e.contactId());
                pending.put(
                        e.contactId(),
                        new Pending(
                                e.contactId(),
                                e.queueId(),
                                e.details(),
                                e.window().fromMs(),
                                before == null ? 0 : before.notReached,
                                e.window()));
                taken(before);
            }
            case Event.BookingSettled e -> promises = promises.with(e);
            case Event.ContactQueued e -> {
                pending.remove(e.contactId());
                if (e.channel() == Channel.VOICE) {
                    rangFrom.put(e.contactId(), e.details().caller());
                }
            }
            case Event.CustomerNotReached e -> notReached(e);
            case Event.ContactConnected e -> {
                rangFrom.remove(e.contactId());
                if (pending.remove(e.contactId()) != null) {
                    figures = new Figures(figures.taken, figures.connected + 1, figures.attempts + 1, figures.givenUp);
                }
            }
            case Event.ContactEnded e -> {
                rangFrom.remove(e.contactId());
                pending.remove(e.contactId());
            }
            default -> {} // nobody is called back, or not any more, by it
        }
    }

    private void taken(@Nullable Pending before) {
        if (before == null) {
            figures = new Figures(figures.taken + 1, figures.connected, figures.attempts, figures.givenUp);
        }
    }

    private void notReached(Event.CustomerNotReached e) {
        boolean last = e.retryAtMs() == 0;
        figures = new Figures(figures.taken, figures.connected, figures.attempts + 1, figures.givenUp + (last ? 1 : 0));
        pending.computeIfPresent(e.contactId(), (id, one) -> one.missed());
    }

    @Override
    public void resumed(EngineView state) {
        Map<Long, Pending> before = Map.copyOf(pending);
        pending.clear();
        Map<Long, String> callers = Map.copyOf(rangFrom);
        rangFrom.clear();
        Map<Long, CallbackWindow> windows = new HashMap<>();
        for (EngineView.BookingView booking : state.bookings()) {
            windows.put(booking.contactId(), booking.window());
            restore(
                    new Pending(
                            booking.contactId(),
                            booking.queueId(),
                            booking.details(),
                            booking.window().fromMs(),
                            0,
                            booking.window()),
                    before);
        }
        for (EngineView.ContactView contact : state.contacts()) {
            if (contact.channel() == Channel.VOICE) {
                rangFrom.put(contact.contactId(), contact.details().caller());
            }
            if (contact.channel() == Channel.CALLBACK) {
                restore(
                        new Pending(
                                contact.contactId(),
                                contact.queueId(),
                                contact.details(),
                                contact.enqueuedAtMs(),
                                0,
                                windows.get(contact.contactId())),
                        before);
            }
        }
        pending.keySet().forEach(id -> rangFrom.computeIfAbsent(id, callers::get));
    }

    private void restore(Pending found, Map<Long, Pending> before) {
        Pending known = before.get(found.contactId);
        pending.put(
                found.contactId,
                new Pending(
                        found.contactId,
                        found.queueId,
                        found.details,
                        found.enqueuedAtMs,
                        known == null ? attempts(found.contactId) : known.notReached,
                        found.window));
    }

    /** Remembered of one of whom nothing else is known yet. */
    private int attempts(long contactId) {
        return remembered.getOrDefault(contactId, 0);
    }

    @Override
    public String partName() {
        return "callbacks";
    }

    @Override
    public byte[] remembered() {
        Encoder out = new Encoder();
        Figures now = figures;
        out.unsigned(now.taken);
        out.unsigned(now.connected);
        out.unsigned(now.attempts);
        out.unsigned(now.givenUp);
        out.unsigned(pending.size());
        pending.values().forEach(one -> {
            out.signed(one.contactId);
            out.unsigned(one.notReached);
        });
        Promises kept = promises;
        for (BookingOutcome outcome : BookingOutcome.values()) {
            out.unsigned(kept.of(outcome));
        }
        out.unsigned(kept.attempts);
        Map<Long, String> callers = new TreeMap<>(rangFrom);
        callers.keySet().retainAll(pending.keySet());
        out.unsigned(callers.size());
        callers.forEach((contactId, caller) -> {
            out.signed(contactId);
            out.text(caller);
        });
        return out.toByteArray();
    }

    @Override
    public void remember(byte[] bytes) throws IOException {
        Decoder in = new Decoder(ByteBuffer.wrap(bytes));
        figures = new Figures(
                in.unsigned("taken"), in.unsigned("connected"), in.unsigned("attempts"), in.unsigned("given up"));
        Map<Long, Integer> read = new HashMap<>();
        for (long left = in.unsigned("callbacks"); left > 0; left--) {
            long contactId = in.signed("contactId");
            read.put(contactId, (int) in.unsigned("not reached"));
        }
        Map<BookingOutcome, Long> outcomes = new EnumMap<>(BookingOutcome.class);
        for (BookingOutcome outcome : BookingOutcome.values()) {
            long count = in.unsigned("promises");
            if (count > 0) {
                outcomes.put(outcome, count);
            }
        }
        promises = new Promises(outcomes, in.unsigned("attempts within windows"));
        if (!in.isAtEnd()) { // else it was written before this was remembered
            for (long left = in.unsigned("callers"); left > 0; left--) {
                rangFrom.put(in.signed("contactId"), in.text("caller"));
            }
        }
        in.end();
        remembered = Map.copyOf(read);
        pending.replaceAll((id, one) -> new Pending(
                id,
                one.queueId,
                one.details,
                one.enqueuedAtMs,
                remembered.getOrDefault(id, one.notReached),
                one.window));
    }
}
