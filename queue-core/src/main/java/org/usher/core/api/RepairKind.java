package org.usher.core.api;

/**
 * Which witness disagreed with what was known, and was believed.
 *
 * <p>Each state that is not rest has a moment by which it must have ended, or a witness in Asterisk that is asked again and again (the link's
 * reconciliation: after each connect, on doubt, and once a minute), or both. What disagrees is set right by the same commands as ever and
 * told by {@link Event.Repaired}, which is logged, counted ({@code usher_repairs_total}) and listed ({@code /api/v1/repairs}); what
 * a reconciliation finds is counted by its link ({@code usher_link_discrepancies_total}).
 *
 * <table>
 *   <caption>Agents</caption>
 *   <tr><th>state</th><th>deadline</th><th>witness</th><th>repair</th></tr>
 *   <tr><td>OFFERED</td><td>ring time-out and grace, then twice the grace for its withdrawal</td><td>DialBegin, UsherDialResult; the caller's row
 *       in usher-connect</td><td>{@link #OFFER_WITHOUT_END}: free</td></tr>
 *   <tr><td>OFFERED, a phone of his in use</td><td>grace</td><td>UsherAnswered</td><td>none: it is a call of his own, the offer is taken
 *       back</td></tr>
 *   <tr><td>ON_CONTACT before the customer hears him</td><td>{@code connectGraceMs}</td><td>both in a bridge</td>
 *       <td>{@link #ACCEPTED_WITHOUT_CONNECT}: a talk if his leg is there, else both are free</td></tr>
 *   <tr><td>ON_CONTACT, CONSULTING</td><td>10 s, or 150 s if his phones last spoke before the talk</td><td>one of his phones is in use</td>
 *       <td>{@link #TALK_WITHOUT_PHONE}: wrap-up; the customer's call goes its own way</td></tr>
 *   <tr><td>ON_CONTACT after the talk</td><td>{@code legEndGraceMs}, a minute after a transfer</td><td>his leg's Hangup</td>
 *       <td>{@link #LEG_WITHOUT_END}: wrap-up</td></tr>
 *   <tr><td>WRAP_UP</td><td>the queue's wrap-up</td><td>none, it is the person's</td><td>none</td></tr>
 *   <tr><td>NOT_RESPONDING</td><td>the back-off; none after too many in a row, which only the person ends</td><td>none</td><td>none</td></tr>
 *   <tr><td>UNREACHABLE</td><td>{@code unreachableBackOffMs} after an offer</td><td>a phone of his is not UNAVAILABLE</td><td>none</td></tr>
 *   <tr><td>BUSY_ELSEWHERE, READY</td><td>none</td><td>DeviceStateList once a minute; a PBX out of reach for 15 s: UNAVAILABLE</td>
 *       <td>the state that the phones ask for</td></tr>
 *   <tr><td>PAUSED, LOGGED_OUT</td><td>none</td><td>none, it is the person's</td><td>none</td></tr>
 * </table>
 *
 * <table>
 *   <caption>Contacts</caption>
 *   <tr><th>phase</th><th>deadline</th><th>witness</th><th>repair</th></tr>
 *   <tr><td>waiting, reachable</td><td>the queue's longest wait, if it has one</td><td>its row in usher-wait; a PBX out of reach for
 *       two minutes: lost</td><td>what its row says, or lost by the PBX</td></tr>
 *   <tr><td>waiting, a digit or a prompt (usher-say)</td><td>10 minutes</td><td>UsherWait</td><td>{@link #CONTACT_WITHOUT_WITNESS}:
 *       released</td></tr>
 *   <tr><td>offered, withdrawing</td><td>as its agent's</td><td>as its agent's</td><td>{@link #OFFER_WITHOUT_END}: waits again</td></tr>
 *   <tr><td>connecting</td><td>as its agent's</td><td>as its agent's</td><td>{@link #ACCEPTED_WITHOUT_CONNECT}</td></tr>
 *   <tr><td>talking</td><td>none</td><td>its channel, and who is in its bridge; its agent's phones; as above if out of reach</td><td>lost
 *       by the PBX, or {@link #TALK_WITHOUT_PHONE}</td></tr>
 *   <tr><td>given away</td><td>4 hours</td><td>its channel, a bridge</td><td>{@link #CONTACT_WITHOUT_WITNESS}: lost</td></tr>
 *   <tr><td>releasing</td><td>grace, three times; 2 minutes after a talk</td><td>UsherLeft, Hangup</td><td>{@link #CONTACT_WITHOUT_WITNESS}:
 *       lost</td></tr>
 * </table>
 */
public enum RepairKind {
    /** An offer outlived its deadline without word from the PBX. */
    OFFER_WITHOUT_END,
    /** An answered offer was never connected. */
    ACCEPTED_WITHOUT_CONNECT,
    /** A talk ended but the agent's leg was never seen to end. */
    LEG_WITHOUT_END,
    /** An agent was taken to talk while all his phones said that they were in no call. */
    TALK_WITHOUT_PHONE,
    /** An offer that had been given up was answered after all. */
    LATE_ANSWER,
    /** A contact left the waiting room and never came back to it. */
    CONTACT_WITHOUT_WITNESS
}
