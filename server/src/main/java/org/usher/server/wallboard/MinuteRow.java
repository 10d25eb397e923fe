package org.usher.server.wallboard;

/**
 * What happened in a queue within one minute, as far as the minute has come. A minute in which nothing changed has no row: nobody was
 * offered, answered or abandoned in it, and the line and the agents stayed as the row before left them.
 *
 * @param queueId the queue, or {@link #WHOLE_CENTRE}
 * @param fromMs when the minute began (epoch ms)
 * @param atMs when this row last changed (epoch ms), within the minute
 * @param waiting contacts in the line at {@code atMs}
 * @param waitingMost the most that were in the line at once
 * @param offered contacts that joined the line
 * @param answered contacts that left the line for a talk
 * @param answeredWithin those of them that had waited no longer than the queue's target allows
 * @param abandoned contacts that gave up, short abandons not counted
 * @param decided contacts that left the line for whatever reason, short abandons not counted: service level = answeredWithin ÷ decided
 * @param ready agents of the queue who were free at {@code atMs}
 * @param readyMs their time from {@code fromMs} to {@code atMs}, all together: with {@code ready} for the rest of the minute, ÷ 60,000, it
 *     is their mean number
 * @param onContact agents of the queue who talked or consulted at {@code atMs}, in whatever queue
 * @param onContactMs as {@code readyMs}
 */
public record MinuteRow(
        int queueId,
        long fromMs,
        long atMs,
        int waiting,
        int waitingMost,
        int offered,
        int answered,
        int answeredWithin,
        int abandoned,
        int decided,
        int ready,
        long readyMs,
        int onContact,
        long onContactMs) {

    /** In place of a queue's id: the row is of all queues and agents together. */
    public static final int WHOLE_CENTRE = 0;
}
