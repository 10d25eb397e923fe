package org.usher.core.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fact: what the engine decided or took note of. Its time is the time of the log entry (or of the deadline within it), its identity
 * the entry's index and its number within that entry.
 */
public sealed interface Event {

    /** When it became a fact (epoch ms). */
    long atMs();

    record ConfigurationAdopted(long atMs, Configuration configuration) implements Event {}

    /**
     * What the configuration just adopted means for those who stood in a queue's line, on offer or not. Nobody has lost his place by it.
     * Said of each queue where anybody did.
     *
     * @param waiting how many
     * @param changed who ask for something else from now on: other skills, or of another priority
     * @param stranded whom some agent of the centre might have served, logged in or not, and none may now
     * @param released who are sent away because their queue is gone
     */
    record LineRevised(long atMs, long revision, int queueId, int waiting, int changed, int stranded, int released)
            implements Event {}

    /** Waits are estimated by this model from now on. */
    record WaitModelAdopted(long atMs, WaitModel model) implements Event {}

    /** About one contact. */
    sealed interface ContactEvent extends Event {
        long contactId();
    }

    /**
     * The contact stands in a line.
     *
     * @param entryId id of the queue entry: that of the log entry that made it ({@link LogEntry#id})
     * @param enqueuedAtMs the time from which the wait counts; before {@code atMs} if an earlier place was kept
     * @param creditMs by how much it stands further in front than its wait alone would place it
     */
    record ContactQueued(
            long atMs,
            long contactId,
            long entryId,
            int queueId,
            Channel channel,
            int priority,
            long callKey,
            long enqueuedAtMs,
            long creditMs,
            ContactDetails details)
            implements ContactEvent {}

    /**
     * How long a caller who has just entered a line will wait from now on, as far as can be told, if no agent takes him at once. Follows
     * his {@link ContactQueued}; said only while there is a model ({@link Command.AdoptWaitModel}), and only of {@link Channel#VOICE}.
     *
     * @param modelVersion of the {@link WaitModel} that says so
     */
    record WaitEstimated(long atMs, long contactId, long entryId, int queueId, int modelVersion, WaitEstimate estimate)
            implements ContactEvent {}

    /** The caller was told how long it will be; see {@link Command.WaitTold}. */
    record WaitTold(long atMs, long contactId, long entryId, int queueId, ToldWait told) implements ContactEvent {}

    /**
     * The caller has just come and does not wait in this queue, because longer is expected than it asks of anybody
     * ({@link Configuration.Rules#overflowEstimateMs}). Follows the {@link EntryEnded} of his entry, which is
     * {@link EntryOutcome#OVERFLOWED}.
     *
     * @param estimatedMs the median of the wait expected
     * @param nextQueueId where he waits instead; 0: nowhere, he is released with {@link ReleaseStatus#LONG_WAIT}
     */
    record OverflowedByEstimate(long atMs, long contactId, int queueId, long estimatedMs, int nextQueueId)
            implements ContactEvent {}

    /**
     * From now on the contact waits with this step of its queue's plan, which lets in more agents than the one before. Also said of one
     * that enters the line at a later step than the first, because it keeps the time of an earlier wait.
     *
     * @param step 0 is the first
     */
    record ContactRelaxed(long atMs, long contactId, int queueId, int step) implements ContactEvent {}

    /**
     * An alarm: an agent took a contact although this one stood before it by the time of its wait, with its credit, and had waited longer
     * than its queue promises. Of several, the first; said once for each stay in a line. Of a group offer, the first agent counts.
     *
     * @param takenContactId whom the agent was offered instead
     */
    record PromiseBroken(
            long atMs,
            long contactId,
            int queueId,
            long waitedMs,
            int agentId,
            long takenContactId,
            PromiseBreach cause)
            implements ContactEvent {}

    /**
     * The guard against burnout gave way: the contact is in danger, nobody who may serve it is idle, and it is offered to an agent who is
     * held back. {@link OfferMade} follows; how long the agent was to be held says {@code untilMs}.
     */
    record GuardGaveWay(
            long atMs, long contactId, int queueId, long waitedMs, int agentId, HeldBackCause cause, long untilMs)
            implements ContactEvent {}

    /**
     * It is known by now who the customer is; what follows from that for the line is told by {@link ContactPrioritised} and by whom the
     * contact is offered to.
     *
     * @param customer id of the customer, see {@link ContactDetails#customer}
     */
    record CustomerIdentified(long atMs, long contactId, int queueId, String customer) implements ContactEvent {}

    /**
     * So many of the skills wished for a customer are not asked for in this queue, since nobody of it has them all.
     *
     * @param dropped how many, the least important ones
     */
    record WishesDropped(long atMs, long contactId, int queueId, int dropped) implements ContactEvent {}

    /** A person or program gave the contact another priority, or who the customer is did; that of its queue is added to it. */
    record ContactPrioritised(long atMs, long contactId, int queueId, int priority) implements ContactEvent {}

    /** The contact was not let into the line. */
    record ContactRefused(
            long atMs,
            long contactId,
            int queueId,
            Channel channel,
            long callKey,
            ReleaseStatus status,
            ContactDetails details)
            implements ContactEvent {}

    /** The contact was offered to the agent, who is reserved for it until the offer ends. Said for each agent of a group offer. */
    record OfferMade(long atMs, long contactId, long offerId, int queueId, int agentId, long waitedMs)
            implements ContactEvent {}

    /** The offer ended for this agent. {@code ringMs} is the time since it was made. Said for each agent of a group offer. */
    record OfferEnded(
            long atMs, long contactId, long offerId, int queueId, int agentId, OfferOutcome outcome, long ringMs)
            implements ContactEvent {}

    /**
     * Customer and agent talk. The contact's queue entry ends with it; if the customer turns up in the waiting room again, a new
     * {@link ContactQueued} of the same contact follows, at its old place.
     *
     * @param connectedAtMs since when they talk: before {@code atMs} if that was learnt late
     */
    record ContactConnected(
            long atMs,
            long contactId,
            long entryId,
            long offerId,
            int queueId,
            int agentId,
            long waitedMs,
            long connectedAtMs)
            implements ContactEvent {}

    /**
     * The contact no longer stands in this line; said once for every queue entry. A release (too long a wait, a closed queue) counts as
     * {@link EntryOutcome#OVERFLOWED}, said when it is decided; so does a call that left for the dialplan or the fallback by itself.
     *
     * @param waitedMs as everywhere: how long the contact was due. A caller is due from the time from which his wait counts, who is promised
     *     a call from {@link CallbackWindow#dueAtMs} on; 0 if he is served before
     */
    record EntryEnded(long atMs, long contactId, long entryId, int queueId, EntryOutcome outcome, long waitedMs)
            implements ContactEvent {}

    /**
     * Customer and somebody whom no offer brought talk: the target of a transfer.
     *
     * @param talkId see {@link TalkId}
     * @param queueId the queue the contact was last in
     * @param agentId 0 if it is nobody of ours
     * @param deviceId 0 if it is none of the configuration's
     */
    record TalkJoined(long atMs, long contactId, long talkId, int queueId, int agentId, int deviceId)
            implements ContactEvent {}

    /**
     * A talk is over; said once for each, whether an offer or a transfer began it, and as soon as it is known whose doing the end was: if
     * the agent's leg ends first, that is when the customer's call is seen to be gone, or to go on. When it ended follows from when it began
     * and how long it was.
     *
     * @param talkId see {@link TalkId}
     * @param agentId 0 if it was with nobody of ours
     * @param endedBy {@link EndedBy#TRANSFER} if the agent gave the call away
     * @param talkMs time connected, without {@code holdMs}
     */
    record TalkEnded(
            long atMs, long contactId, long talkId, int queueId, int agentId, EndedBy endedBy, long talkMs, long holdMs)
            implements ContactEvent {}

    /** The agent gave the contact's call away; where it went is told by what follows. */
    record ContactTransferred(long atMs, long contactId, int fromAgentId) implements ContactEvent {}

    /**
     * The contact took the place of the consulting call's contact, which ends by what follows. Its offer or talk, if it had any, is this
     * contact's from now on under the same id: every later event about it names this contact. A queue entry is told anew.
     */
    record ContactMerged(long atMs, long contactId, long consultContactId) implements ContactEvent {}

    /**
     * A callback's customer was called and not reached.
     *
     * @param retryAtMs when it is in line again, 0 if never
     */
    record CustomerNotReached(long atMs, long contactId, long offerId, int queueId, int agentId, long retryAtMs)
            implements ContactEvent {}

    /**
     * The customer is promised a call within this window; {@link ContactQueued} of the same contact follows when it opens. Said again of one
     * whom his queue has sent away, if his window is not over.
     */
    record CallbackBooked(long atMs, long contactId, int queueId, CallbackWindow window, ContactDetails details)
            implements ContactEvent {}

    /** The slack of the customer's window is used up: he comes before all callers of his priority from now on. */
    record CallbackDue(long atMs, long contactId, int queueId) implements ContactEvent {}

    /**
     * What became of the promise of a call, said once for each. One that never came to a line is over with the {@link ContactEnded} that
     * follows.
     *
     * @param attempts how often his phone was called within the window
     */
    record BookingSettled(
            long atMs, long contactId, int queueId, CallbackWindow window, int attempts, BookingOutcome outcome)
            implements ContactEvent {}

    /** Nobody need go after a caller any more who had hung up in the line; see {@link Command.SettleFollowUp}. */
    record FollowUpSettled(long atMs, long contactId, String by, String note) implements ContactEvent {}

    /**
     * The customer was asked after his talk how satisfied he was.
     *
     * @param agentId who talked to him last, 0 for somebody outside
     * @param score {@link Command.ScoreContact#LOWEST} to {@link Command.ScoreContact#HIGHEST}, said once of a contact; 0: he did not answer
     */
    record ContactScored(long atMs, long contactId, int queueId, int agentId, int score) implements ContactEvent {}

    /** The agent put the customer on hold, or took the customer back. */
    record HoldChanged(long atMs, long contactId, int agentId, boolean held) implements ContactEvent {}

    /** What the customer says and hears is being recorded; see {@link Command.RecordingStarted}. */
    record RecordingStarted(long atMs, long contactId, int pbxId, long recordingId) implements ContactEvent {}

    /** A recording is closed; see {@link Command.RecordingStopped}. Also said of one whose start was missed. */
    record RecordingStopped(
            long atMs,
            long contactId,
            int pbxId,
            long recordingId,
            boolean paused,
            long recordedMs,
            long talkMs,
            boolean incomplete)
            implements ContactEvent {}

    /** What an agent who talked to the contact says of it; see {@link Command.NoteContact}. */
    record ContactNoted(long atMs, long contactId, int agentId, String disposition, String note)
            implements ContactEvent {}

    /** Somebody has written in the chat's room, 0: the customer; see {@link Command.ChatSaid}. */
    record ChatSaid(long atMs, long contactId, int agentId, String messageId, String text) implements ContactEvent {}

    /** Somebody has sent a file in the chat's room, 0: the customer; see {@link Command.ChatAttached}. */
    record ChatAttached(long atMs, long contactId, int agentId, String messageId, ChatFile file)
            implements ContactEvent {}

    /**
     * The contact is over: its call is no longer ours. Also said of a refused contact. One that comes back from the operator's dialplan
     * goes on as the same contact and ends again.
     *
     * @param agentId who served it last, 0 if none did
     * @param talkMs time connected, all talks together, without {@code holdMs}
     */
    record ContactEnded(long atMs, long contactId, int agentId, EndedBy endedBy, long talkMs, long holdMs)
            implements ContactEvent {}

    /** About one agent. */
    sealed interface AgentEvent extends Event {
        int agentId();
    }

    record AgentLoggedIn(long atMs, int agentId, List<Integer> deviceIds) implements AgentEvent {}

    /**
     * The agent's state changed.
     *
     * @param reasonId pause reason while {@code to} is {@link AgentState#PAUSED}, else 0
     * @param cause what led to NOT_RESPONDING or UNREACHABLE, else null
     */
    record AgentStateChanged(
            long atMs,
            int agentId,
            AgentState from,
            AgentState to,
            int reasonId,
            @Nullable OfferOutcome cause) implements AgentEvent {}

    /**
     * A chat takes none of the agent's room any more: it is over and so is its after-call work.
     *
     * @param wrapUpMs how long that was
     */
    record ChatClosed(long atMs, int agentId, long contactId, long offerId, int queueId, long wrapUpMs)
            implements AgentEvent {}

    /**
     * A pause or log-out was asked for during a call, or a log-out during chats, and waits for its end; {@link PendingChange#NONE}: nothing waits any more, because
     * it was taken back or takes effect now.
     */
    record AgentPending(long atMs, int agentId, PendingChange pending, int reasonId) implements AgentEvent {}

    /**
     * The agent, ready, is held back from work until this time, unless his state changes before; see {@link BurnoutGuard}. Said again if a
     * new configuration sets another time: {@code atMs} if he is held no longer.
     */
    record AgentHeldBack(long atMs, int agentId, HeldBackCause cause, long untilMs) implements AgentEvent {}

    record DeviceStateNoted(long atMs, int deviceId, DeviceState state) implements Event {}

    /** The status of a queue, as callers meet it, changed. */
    record QueueStatusChanged(long atMs, int queueId, QueueStatus status) implements Event {}

    /** A queue has this notice from now on; null: it has none any more. */
    record QueueNoticeChanged(
            long atMs, int queueId, @Nullable QueueNotice notice) implements Event {}

    /** A witness in the world disagreed with the engine's state and the engine repaired itself. */
    record Repaired(long atMs, RepairKind kind, long subjectId, String detail) implements Event {}
}
