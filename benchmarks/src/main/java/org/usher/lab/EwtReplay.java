package org.usher.lab;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;

/**
 * Recorded days told again in the engine's own events: who came into which line, who was answered or gave up, and who was talking.
 * A type is a queue, priority 2 the credit of 90 s that it was at the bank; a day is a day of UTC. What happened in the same second is
 * told in this order: talks end, waits end, callers come.
 */
final class EwtReplay {
    private static final long CREDIT_MS = 90_000;
    private static final long DAY_MS = 86_400_000;

    private final List<String> types;
    private final List<String> servers;
    private final TreeMap<LocalDate, List<Fact>> days = new TreeMap<>();
    private long contacts;

    /** Facts of one second happen in the order of the constants. */
    private enum Kind {
        TALK_ENDS,
        WAIT_ENDS,
        COMES
    }

    private record Fact(long atMs, Kind kind, long contactId, BankRecords.Row row) {}

    /** Who came and waited: what the engine would tell, and what the records know of the rest. */
    record Asking(Event.ContactQueued queued, BankRecords.Row row) {}

    interface Listener {
        /** Somebody comes who will have to wait; the event itself follows. */
        void asks(Asking asking);

        void happens(Event event);
    }

    EwtReplay(List<BankRecords.Row> rows) {
        types = rows.stream().map(BankRecords.Row::type).distinct().sorted().toList();
        servers = rows.stream().map(BankRecords.Row::server).distinct().sorted().toList();
        rows.forEach(this::add);
        days.values()
                .forEach(day -> day.sort(Comparator.comparingLong(Fact::atMs)
                        .thenComparing(Fact::kind)
                        .thenComparingLong(Fact::contactId)));
    }

    private void add(BankRecords.Row row) {
        List<Fact> day = days.computeIfAbsent(row.date(), _ -> new ArrayList<>());
        long midnightMs = row.date().toEpochDay() * DAY_MS;
        long contactId = ++contacts;
        day.add(new Fact(midnightMs + 1_000L * row.arrivalS(), Kind.COMES, contactId, row));
        if (row.waitedS() > 0) {
            day.add(new Fact(midnightMs + 1_000L * (row.arrivalS() + row.waitedS()), Kind.WAIT_ENDS, contactId, row));
        }
        if (row.serviceS() > 0) {
            long endsS = Math.max(row.arrivalS() + row.waitedS(), row.serviceStartS() + row.serviceS());
            day.add(new Fact(midnightMs + 1_000L * endsS, Kind.TALK_ENDS, contactId, row));
        }
    }

    /** The earliest first. */
    List<LocalDate> dates() {
        return List.copyOf(days.keySet());
    }

    void tell(LocalDate date, Listener listener) {
        for (Fact fact : days.getOrDefault(date, List.of())) {
            switch (fact.kind) {
                case COMES -> comes(fact, listener);
                case WAIT_ENDS -> waitEnds(fact, listener);
                case TALK_ENDS ->
                    listener.happens(new Event.TalkEnded(
                            fact.atMs,
                            fact.contactId,
                            fact.contactId,
                            queue(fact.row),
                            server(fact.row),
                            EndedBy.CALLER,
                            1_000L * fact.row.serviceS(),
                            0));
            }
        }
    }

    private void comes(Fact fact, Listener listener) {
        BankRecords.Row row = fact.row;
        Event.ContactQueued queued = new Event.ContactQueued(
                fact.atMs,
                fact.contactId,
                fact.contactId,
                queue(row),
                Channel.VOICE,
                0,
                fact.contactId,
                fact.atMs,
                row.priority() == 2 ? CREDIT_MS : 0,
                ContactDetails.NONE);
        if (row.waitedS() > 0) {
            listener.asks(new Asking(queued, row));
        }
        listener.happens(queued);
        if (row.waitedS() == 0) {
            waitEnds(fact, listener);
        }
    }

    private void waitEnds(Fact fact, Listener listener) {
        BankRecords.Row row = fact.row;
        long waitedMs = 1_000L * row.waitedS();
        if (row.served() && row.serviceS() > 0) {
            listener.happens(new Event.ContactConnected(
                    fact.atMs,
                    fact.contactId,
                    fact.contactId,
                    fact.contactId,
                    queue(row),
                    server(row),
                    waitedMs,
                    fact.atMs));
        }
        listener.happens(new Event.EntryEnded(
                fact.atMs,
                fact.contactId,
                fact.contactId,
                queue(row),
                row.served() ? EntryOutcome.ANSWERED : EntryOutcome.ABANDONED,
                waitedMs));
    }

    private int queue(BankRecords.Row row) {
        return 1 + types.indexOf(row.type());
    }

    private int server(BankRecords.Row row) {
        return 1 + servers.indexOf(row.server());
    }
}
