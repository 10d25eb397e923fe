package org.usher.core.routing;

/** What a {@link ContactPolicy} may know of a contact's queue. */
public interface QueueLoad {
    /** What a wait of this length counts for by the queue's aging. */
    long agedMs(long ageMs);

    /** How many are in its line, in wait or on offer. */
    int waiting();

    /** How many agents who serve it are logged in. */
    int staff();

    /** What its line counts for, at most so much: n in line for N agents make n ÷ (n + N) of it. */
    long lineMs(int mostMs);

    /** Of its service level's target, 1 or more. */
    int targetMs();

    /** What one more minute of a wait this long costs, per minute of handling, in thousandths; up to 6 · 10^10. */
    long costMilli(long ageMs);

    /** Its share of all that wait, to be divided by those of all queues. */
    int share();
}
