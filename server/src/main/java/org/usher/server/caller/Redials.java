package org.usher.server.caller;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Command.ContactArrived;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EngineView;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/**
 * Knows who has left a line unserved of late, and gives him who rings again his old place there: the same contact, with the time from which
 * it has waited. Who he is, is told by his number alone, in one form for all ways to write it. So a withheld number, what is no number of the public network, and a
 * number by which several were here at the same time, or by which another one is now, gets nobody a place: that may be a whole company.
 *
 * <p>It learns from the events, the past that the log holds included, so that a restart takes nobody's place away. Safe from any thread.
 */
public final class Redials implements EventSink {
    /** Older ones are forgotten first. */
    private static final int MAX_LEFT = 50_000;

    /** The longest that a queue may say. */
    public static final long MAX_WITHIN_MS = 24 * 3_600_000L;

    private final PhoneNumbers numbers;
    private final LongSupplier nowMs;
    private final LongAdder recalled = new LongAdder();
    // guarded by this
    private final Map<Long, Here> here = new HashMap<>();
    private final Map<String, Integer> hereByNumber = new HashMap<>();
    private final Map<String, List<Left>> leftByNumber = new HashMap<>();
    private final Deque<Left> left = new ArrayDeque<>();
    private Map<Integer, String> queueNames = Map.of();

    private static final class Here {
        private final String number;
        private final int askedQueueId;
        private final long enqueuedAtMs;
        private int queueId;
        private @Nullable EntryOutcome outcome;

        private Here(String number, int queueId, long enqueuedAtMs) {
            this.number = number;
            this.askedQueueId = queueId;
            this.queueId = queueId;
            this.enqueuedAtMs = enqueuedAtMs;
        }
    }

    private record Left(
            String number, long contactId, int askedQueueId, int queueId, long enqueuedAtMs, long leftAtMs) {
        boolean waitedIn(int queue) {
            return askedQueueId == queue || queueId == queue;
        }
    }

    /**
     * Nobody has rung yet.
     *
     * @param nowMs the engine's time (epoch ms)
     */
    public Redials(PhoneNumbers numbers, LongSupplier nowMs) {
        this.numbers = numbers;
        this.nowMs = nowMs;
    }

    /** How many got their old place back since the start. */
    public long recalled() {
        return recalled.sum();
    }

    /**
     * Puts a command before the engine, an arrival perhaps in its old place; false if the engine has too much to do. Never blocks.
     *
     * @param care in force, by the queues' names
     */
    public boolean offer(Command command, Map<String, CallerCare> care, Predicate<Command> engine) {
        if (!(command instanceof ContactArrived arrival)) {
            return engine.test(command);
        }
        Optional<Left> before = take(arrival, care);
        boolean taken =
                engine.test(before.<Command>map(old -> again(arrival, old)).orElse(arrival));
        if (taken && before.isPresent()) {
            recalled.increment();
        } else if (!taken) {
            before.ifPresent(this::keep); // he is told of again
        }
        return taken;
    }

    private static ContactArrived again(ContactArrived arrival, Left before) {
        return new ContactArrived(
                arrival.callKey(),
                arrival.channel(),
                arrival.queueId(),
                arrival.priority(),
                before.enqueuedAtMs,
                before.contactId,
                arrival.requirements(),
                arrival.anyOf(),
                arrival.preferredAgentId(),
                arrival.details());
    }

    /** The only one who it can be. */
    private synchronized Optional<Left> take(ContactArrived arrival, Map<String, CallerCare> care) {
        if (arrival.channel() != Channel.VOICE || arrival.callKey() == 0 || arrival.contactId() != 0) {
            return Optional.empty();
        }
        long now = nowMs.getAsLong();
        long withinMs = withinMs(arrival.queueId(), care);
        String number = withinMs == 0 ? "" : number(arrival.details());
        forget(now - MAX_WITHIN_MS);
        if (number.isEmpty() || hereByNumber.containsKey(number)) {
            return Optional.empty();
        }
        List<Left> fitting = leftByNumber.getOrDefault(number, List.of()).stream()
                .filter(old -> old.waitedIn(arrival.queueId()) && now - old.leftAtMs <= withinMs)
                .toList();
        if (fitting.size() != 1 || fitting.getFirst().enqueuedAtMs > now) {
            return Optional.empty();
        }
        remove(fitting.getFirst());
        return Optional.of(fitting.getFirst());
    }

    private long withinMs(int queueId, Map<String, CallerCare> care) {
        String queue = queueNames.get(queueId);
        return queue == null ? 0 : care.getOrDefault(queue, CallerCare.DEFAULT).redialWithinMs();
    }

    /** Empty if nobody can be known by it. */
    private String number(ContactDetails details) {
        return numbers.normalise(details.caller()).orElse("");
    }

    @Override
    public synchronized void accept(RecordedEvent recorded) {
        switch (recorded.event()) {
            case Event.ConfigurationAdopted e -> adopt(e.configuration());
            case Event.ContactQueued e -> {
                if (e.channel() == Channel.VOICE) {
                    comes(e.contactId(), e.queueId(), e.enqueuedAtMs(), e.details());
                }
            }
            case Event.EntryEnded e -> {
                Here one = here.get(e.contactId());
                if (one != null) {
                    one.queueId = e.queueId();
                    one.outcome = e.outcome();
                }
            }
            case Event.ContactEnded e -> goes(e);
            default -> {} // nobody comes or goes
        }
    }

    private void adopt(Configuration configuration) {
        Map<Integer, String> names = new HashMap<>();
        configuration.queues().forEach(queue -> names.put(queue.queueId(), queue.name()));
        queueNames = names;
    }

    private void comes(long contactId, int queueId, long enqueuedAtMs, ContactDetails details) {
        Here one = here.get(contactId);
        if (one != null) {
            one.queueId = queueId;
            one.outcome = null;
            return;
        }
        String number = number(details);
        if (!number.isEmpty()) {
            here.put(contactId, new Here(number, queueId, enqueuedAtMs));
            hereByNumber.merge(number, 1, Integer::sum);
            leftByNumber.getOrDefault(number, List.of()).stream()
                    .filter(old -> old.contactId == contactId)
                    .toList()
                    .forEach(this::remove);
        }
    }

    private void goes(Event.ContactEnded event) {
        Here one = here.remove(event.contactId());
        if (one == null) {
            return;
        }
        hereByNumber.computeIfPresent(one.number, (number, count) -> count == 1 ? null : count - 1);
        boolean unserved = one.outcome == EntryOutcome.ABANDONED
                || one.outcome == EntryOutcome.SHORT_ABANDONED
                || one.outcome == EntryOutcome.LOST_BY_PBX;
        if (unserved && event.agentId() == 0) {
            keep(new Left(
                    one.number, event.contactId(), one.askedQueueId, one.queueId, one.enqueuedAtMs, event.atMs()));
            forget(event.atMs() - MAX_WITHIN_MS);
        }
    }

    private synchronized void keep(Left one) {
        leftByNumber.computeIfAbsent(one.number, number -> new ArrayList<>(1)).add(one);
        left.addLast(one);
    }

    /** Also what has been taken is passed over here, since the queue is in order of time and need not be searched. */
    private void forget(long beforeMs) {
        while (!left.isEmpty() && (left.size() > MAX_LEFT || left.getFirst().leftAtMs < beforeMs)) {
            remove(left.removeFirst());
        }
    }

    private void remove(Left one) {
        leftByNumber.computeIfPresent(one.number, (number, all) -> {
            all.remove(one);
            return all.isEmpty() ? null : all;
        });
    }

    @Override
    public synchronized void resumed(EngineView state) {
        here.clear();
        hereByNumber.clear();
        adopt(state.configuration());
        for (EngineView.ContactView contact : state.contacts()) {
            if (contact.channel() == Channel.VOICE) {
                comes(contact.contactId(), contact.queueId(), contact.enqueuedAtMs(), contact.details());
            }
        }
    }
}
