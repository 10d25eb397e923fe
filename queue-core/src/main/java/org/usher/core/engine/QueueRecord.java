package org.usher.core.engine;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Configuration;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.QueueNotice;
import org.usher.core.api.QueueStatus;
import org.usher.core.codec.Constants;
import org.usher.core.routing.QueueLoad;

/** A queue: its rules and its books. One that vanished from the configuration stays until its last contact has gone. */
final class QueueRecord extends HashedRecord implements QueueLoad {
    final int queueId;

    /** Whether it is no longer in the configuration. */
    boolean vanished;

    AnswerMode answerMode = AnswerMode.ON_ENTRY;
    int priority;
    int ringTimeoutMs;
    int wrapUpMs;
    int chatWrapUpMs;
    int callbackRingMs;
    int shortAbandonMs;
    long maxWaitMs;
    int maxWaiting;

    /** How many agents a contact is offered to at once, at most. */
    int ringGroupSize = 1;

    boolean admitsWhenEmpty = true;

    /** −1 for ever. */
    long leaveWhenEmptyMs = -1;

    boolean servesOutWhenClosed = true;

    /** To which queue goes who has waited as long as this one allows, 0 for none. */
    int overflowQueueId;

    /** Whoever is expected to wait longer goes on when he comes; 0 for never. */
    long overflowEstimateMs;

    Plan plan = Plan.ANYONE;
    Order order = Order.BY_WAIT;
    private int targetMs = 1;

    /** After how long a wait, with its credit, a contact is in danger, see {@link Breaths}; 0 for never. */
    long dangerMs;

    private CostCurve cost = CostCurve.NOTHING;

    /** {@link #lineMs} of its terms; follows from them. */
    private long line;

    private int lineOf;
    private int lineFor;
    private int lineMost;

    QueueStatus status = QueueStatus.OPEN;

    /** Whether a person or its opening hours have closed it, whoever spoke last. */
    boolean closed;

    /** Whether what its opening hours ordered last was to close it. */
    boolean hoursClosed;

    /** Whether a person has called an emergency. Of a queue that is there it follows from the status, which is kept. */
    boolean emergency;

    /** What a supervisor lets everybody know of it. */
    @Nullable
    QueueNotice notice;

    /** When that goes by itself. */
    final Deadline noticeEnd;

    /** How many agents who serve it are logged in; follows from them. */
    int staff;

    /** Since when who waits does so without agents, if {@link #leaving} is set or has come; 0 if it need not be known. */
    long emptySinceMs;

    /** When who waits without agents is to be released. */
    final Deadline leaving;

    long offered;
    int waiting;

    /** Of those, who are promised a call in a window; they take no caller's place. Follows from the contacts. */
    int promised;

    final long[] ended = new long[EntryOutcome.values().length];

    /** Contacts that name it, in line or not; it may be forgotten when there are none. */
    int contacts;

    QueueRecord(int queueId) {
        this.queueId = queueId;
        leaving = new Deadline(Deadline.Kind.LEAVING, this, queueId);
        noticeEnd = new Deadline(Deadline.Kind.NOTICE, this, queueId);
    }

    void adopt(Configuration.Queue queue, LongMap<Configuration.Skill> skills, int givesWayPercent) {
        vanished = false;
        answerMode = queue.answerMode();
        priority = queue.priority();
        ringTimeoutMs = Math.max(0, queue.ringTimeoutMs());
        wrapUpMs = Math.max(0, queue.wrapUpMs());
        chatWrapUpMs = Math.max(0, queue.channels().chatWrapUpMs());
        callbackRingMs = Math.max(0, queue.channels().callbackRingMs());
        shortAbandonMs = queue.shortAbandonMs();
        maxWaitMs = Math.max(0, queue.maxWaitMs());
        maxWaiting = queue.maxWaiting();
        admitsWhenEmpty = queue.rules().admitsWhenEmpty();
        leaveWhenEmptyMs = queue.rules().leaveWhenEmptyMs();
        servesOutWhenClosed = queue.rules().servesOutWhenClosed();
        ringGroupSize = Math.clamp(queue.rules().ringGroupSize(), 1, OfferRecord.MAX_RUNG);
        overflowQueueId = queue.rules().overflowQueueId();
        overflowEstimateMs = Math.max(0, queue.rules().overflowEstimateMs());
        plan = new Plan(queue.plan(), skills);
        order = new Order(queue.urgency());
        cost = new CostCurve(queue.urgency().cost());
        targetMs = Math.max(1, queue.serviceLevelTarget().withinMs());
        dangerMs = givesWayPercent == 0 ? 0 : Math.max(1, (long) targetMs * givesWayPercent / 100);
        if (order.promiseMs > 0) {
            dangerMs = Math.min(dangerMs, order.promiseMs);
        }
    }

    /** It is not in the configuration any more: nobody is served in it, or goes on to another. */
    void vanish() {
        vanished = true;
        emergency = false;
        overflowQueueId = 0;
        overflowEstimateMs = 0;
        plan = Plan.ANYONE;
        order = Order.BY_WAIT;
        cost = CostCurve.NOTHING;
        dangerMs = 0;
    }

    /** Which callers hear before the music, empty for none. */
    String noticeSound() {
        return notice == null ? "" : notice.sound();
    }

    /** Whether somebody waits without agents, and may not for ever. */
    boolean losesWhoWaits() {
        return !vanished && staff == 0 && leaveWhenEmptyMs >= 0 && waiting > 0;
    }

    /** What a caller meets now: an emergency before a closed door, that before an empty queue, and that before a full one. */
    QueueStatus statusNow() {
        if (emergency) {
            return QueueStatus.EMERGENCY;
        }
        if (vanished || closed) {
            return QueueStatus.CLOSED;
        }
        if (staff == 0 && !admitsWhenEmpty) {
            return QueueStatus.EMPTY;
        }
        return maxWaiting > 0 && waiting - promised >= maxWaiting ? QueueStatus.FULL : QueueStatus.OPEN;
    }

    @Override
    public long agedMs(long ageMs) {
        return order.countMs(ageMs);
    }

    @Override
    public int waiting() {
        return waiting;
    }

    @Override
    public int staff() {
        return staff;
    }

    /** An agent asks it of one queue again and again while he chooses, so the division is kept as long as its terms are the same. */
    @Override
    public long lineMs(int mostMs) {
        if (lineOf != waiting || lineFor != staff || lineMost != mostMs) {
            lineOf = waiting;
            lineFor = staff;
            lineMost = mostMs;
            line = (long) mostMs * waiting / (waiting + Math.max(1, staff));
        }
        return line;
    }

    @Override
    public int targetMs() {
        return targetMs;
    }

    @Override
    public long costMilli(long ageMs) {
        return cost.milliAt(ageMs);
    }

    @Override
    public int share() {
        return order.share;
    }

    long ended(EntryOutcome outcome) {
        return ended[Constants.number(outcome)];
    }

    /** Its rules count through the hash of the configuration, while they are there. */
    @Override
    long fingerprint() {
        long hash = StateHash.mix(0x9ee0eL, queueId);
        if (vanished) {
            hash = StateHash.mix(hash, 1L + Constants.number(answerMode));
            hash = StateHash.mix(hash, priority);
            hash = StateHash.mix(hash, (long) ringTimeoutMs << 32 | wrapUpMs);
            hash = StateHash.mix(hash, (long) callbackRingMs << 32 | chatWrapUpMs);
            hash = StateHash.mix(hash, shortAbandonMs);
            hash = StateHash.mix(hash, maxWaitMs);
            hash = StateHash.mix(hash, ringGroupSize);
        }
        hash = StateHash.mix(hash, Constants.number(status) << 1 | (closed ? 1 : 0));
        if (hoursClosed) {
            hash = StateHash.mix(hash, 1);
        }
        hash = StateHash.mix(hash, emptySinceMs);
        hash = StateHash.mix(hash, offered);
        hash = StateHash.mix(hash, waiting);
        for (long count : ended) {
            hash = StateHash.mix(hash, count);
        }
        if (notice != null) {
            hash = StateHash.mix(hash, notice.text().hashCode());
            hash = StateHash.mix(hash, notice.sound().hashCode());
            hash = StateHash.mix(hash, notice.sinceMs());
            hash = StateHash.mix(hash, notice.untilMs());
        }
        return hash;
    }
}
