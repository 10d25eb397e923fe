package org.usher.server.wallboard;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.QueueStatus;

/** The line and the day's sums of one queue; of the engine's thread. */
final class QueueFigures {
    /** By its contact: one entry of the log may let several into the line, as windows open that were promised to them. */
    private record Waiting(long sinceMs, long contactId) {}

    private final TreeSet<Waiting> line =
            new TreeSet<>(Comparator.comparingLong(Waiting::sinceMs).thenComparingLong(Waiting::contactId));
    /** In line, and not due yet: nobody waits who is promised a call later. */
    private final Set<Long> notDue = new HashSet<>();

    private Configuration.Queue queue;
    private QueueStatus status = QueueStatus.OPEN;
    private @Nullable NoticeRow notice;
    private long offered;
    private long answered;
    private long answeredWithin;
    private long answeredWaitMs;
    private long abandoned;
    private long abandonedWithin;
    private long shortAbandoned;
    private long otherwiseEnded;
    private long refused;
    private long handled;
    private long handlingMs;
    private long maxWaitMs;
    private long scores;
    private long scored;

    QueueFigures(Configuration.Queue queue) {
        this.queue = queue;
    }

    void reconfigure(Configuration.Queue next) {
        this.queue = next;
    }

    void status(QueueStatus next) {
        this.status = next;
    }

    void notice(@Nullable NoticeRow next) {
        this.notice = next;
    }

    /** @param sinceMs from when on the contact waits; later than now if it is promised a call that is not due yet */
    void join(long contactId, long sinceMs, long nowMs) {
        if (sinceMs > nowMs) {
            notDue.add(contactId);
        } else {
            line.add(new Waiting(sinceMs, contactId));
        }
        offered++;
    }

    /** The contact, which is in line, waits from now on, as was said when it joined. */
    void due(long contactId, long sinceMs) {
        if (notDue.remove(contactId)) {
            line.add(new Waiting(sinceMs, contactId));
        }
    }

    void refuse() {
        refused++;
    }

    void leave(long contactId, long sinceMs, EntryOutcome outcome, long waitedMs) {
        notDue.remove(contactId);
        line.remove(new Waiting(sinceMs, contactId));
        maxWaitMs = Math.max(maxWaitMs, waitedMs);
        boolean within = isWithin(waitedMs);
        switch (outcome) {
            case ANSWERED -> {
                answered++;
                answeredWithin += within ? 1 : 0;
                answeredWaitMs += waitedMs;
            }
            case ABANDONED -> {
                abandoned++;
                abandonedWithin += within ? 1 : 0;
            }
            case SHORT_ABANDONED -> shortAbandoned++;
            case OVERFLOWED, CONVERTED, TRANSFERRED_UNSERVED, LOST_BY_PBX -> otherwiseEnded++;
        }
    }

    /** Whether that was no longer than the target allows. */
    boolean isWithin(long waitedMs) {
        return waitedMs <= queue.serviceLevelTarget().withinMs();
    }

    int waiting() {
        return line.size() + notDue.size();
    }

    /** A talk with an agent of ours is over. */
    void handle(long talkAndHoldMs) {
        handled++;
        handlingMs += talkAndHoldMs;
    }

    void wrapUp(long ms) {
        handlingMs += ms;
    }

    /** A customer said how satisfied he was. */
    void score(int score) {
        scores++;
        scored += score;
    }

    void newDay() {
        offered = waiting();
        answered = answeredWithin = answeredWaitMs = 0;
        abandoned = abandonedWithin = shortAbandoned = otherwiseEnded = refused = 0;
        handled = handlingMs = maxWaitMs = scores = scored = 0;
    }

    QueueRow row() {
        long counted = offered - shortAbandoned - waiting();
        return new QueueRow(
                queue.queueId(),
                queue.name(),
                queue.title(),
                status,
                notice,
                waiting(),
                line.isEmpty() ? null : line.first().sinceMs(),
                offered,
                answered,
                abandoned,
                shortAbandoned,
                otherwiseEnded,
                refused,
                share(answeredWithin, counted),
                share(answeredWithin, answered),
                share(answeredWithin + abandonedWithin, counted),
                queue.serviceLevelTarget().percent() / 100.0,
                queue.serviceLevelTarget().withinMs(),
                mean(answeredWaitMs, answered),
                mean(handlingMs, handled),
                maxWaitMs,
                null,
                null,
                null,
                scores == 0 ? null : new SurveyRow(scores, Math.round(scored * 100.0 / scores) / 100.0));
    }

    /** The same queue on a day of which nothing is known yet but who waits. */
    static QueueRow onNewDay(QueueRow row) {
        return new QueueRow(
                row.id(),
                row.name(),
                row.title(),
                row.status(),
                row.notice(),
                row.waiting(),
                row.oldestEnqueuedAtMs(),
                row.waiting(),
                0,
                0,
                0,
                0,
                0,
                null,
                null,
                null,
                row.serviceLevelTarget(),
                row.serviceLevelWithinMs(),
                null,
                null,
                0,
                row.opensAtMs(),
                row.told(),
                row.callbackOffers(),
                null);
    }

    private static @Nullable Double share(long part, long whole) {
        return whole <= 0 ? null : Math.round(part * 10_000.0 / whole) / 10_000.0;
    }

    private static @Nullable Long mean(long sum, long count) {
        return count == 0 ? null : sum / count;
    }
}
