package org.usher.core.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of the engine after one entry, for readers: immutable.
 *
 * @param contacts every contact that has not ended, in the order of their ids
 * @param agents every agent of the configuration
 * @param bookings every promise of a call in a window, before and within it, in the order of the contacts' ids
 */
public record EngineView(
        long index,
        long atMs,
        Configuration configuration,
        List<ContactView> contacts,
        List<AgentView> agents,
        List<QueueView> queues,
        List<BookingView> bookings) {

    /** Nobody is promised a call. */
    public EngineView(
            long index,
            long atMs,
            Configuration configuration,
            List<ContactView> contacts,
            List<AgentView> agents,
            List<QueueView> queues) {
        this(index, atMs, configuration, contacts, agents, queues, List.of());
    }

    /** Where a contact stands. */
    public enum ContactState {
        WAITING,
        OFFERED,
        /** The agent picked up; both are about to hear each other. */
        CONNECTING,
        TALKING,
        /** Given away by its agent, and on its way in the operator's dialplan. */
        IN_TRANSFER,
        /** Given back to the operator's dialplan; the PBX has not confirmed it yet. */
        RELEASING
    }

    /**
     * One contact.
     *
     * @param offerId the offer it is in, or its latest talk, see {@link TalkId}; 0 if none
     * @param agentId who has that talk, or is rung, the longest idle of a group; 0 if nobody of ours
     */
    public record ContactView(
            long contactId,
            long entryId,
            long callKey,
            Channel channel,
            int queueId,
            int priority,
            long enqueuedAtMs,
            boolean reachable,
            ContactState state,
            long offerId,
            int agentId,
            ContactDetails details) {}

    /**
     * One agent; {@code contactId} and {@code offerId}, that of the offer, of whatever channel, or of the call, are 0 if there is none.
     *
     * @param atDesk whether his page was there since he logged in, so that its absence counts; see {@link Command.DeskChanged}
     * @param heldBackUntilMs when who is ready and held back ({@link BurnoutGuard}) is to take contacts again, 0 if he is not held back
     * @param chats those he has accepted, in the order of their offers
     */
    public record AgentView(
            int agentId,
            AgentState state,
            long sinceMs,
            int reasonId,
            PendingChange pending,
            List<Integer> deviceIds,
            boolean atDesk,
            long contactId,
            long offerId,
            long heldBackUntilMs,
            List<ChatView> chats) {
        public AgentView {
            chats = List.copyOf(chats);
        }
    }

    /** A chat of an agent's; {@code wrapUp}: it is over, and its after-call work is not. */
    public record ChatView(long contactId, long offerId, boolean wrapUp) {}

    /**
     * Its notice, null if it has none, and totals since the log began. Each contact that ever entered is in exactly one of them, or waiting.
     *
     * @param hoursClosed whether what the opening hours ordered last was to close it; a person may have opened or closed it since
     */
    public record QueueView(
            int queueId,
            QueueStatus status,
            boolean hoursClosed,
            @Nullable QueueNotice notice,
            int waiting,
            long offered,
            long answered,
            long abandoned,
            long shortAbandoned,
            long overflowed,
            long converted,
            long transferredUnserved,
            long lostByPbx) {}

    /**
     * The promise of a call in a window; its contact is among the others if it stands in line.
     *
     * @param attempts how often the customer's phone was called within the window
     */
    public record BookingView(
            long contactId, int queueId, CallbackWindow window, int attempts, ContactDetails details) {}
}
