package org.usher.core.api;

import java.util.List;

/** What the world must now do because of a decision of the engine. Only the active node carries effects out. */
public sealed interface Effect {

    /**
     * Something that must be done once and whose end must be reported: every action comes back as
     * {@link Command.ActionFinished}, done, failed or timed out; none may end in silence.
     */
    sealed interface Action extends Effect {
        /** Unique for ever; see {@link ActionId}. */
        long actionId();

        /** When whoever carries the action out must have given up at the latest (epoch ms). */
        long deadlineAtMs();

        /** The call concerned; see {@link CallKey}. 0 for a callback that nobody has picked up yet. */
        long callKey();

        long contactId();

        /** The same to be done by another time: what was decided as of the past is carried out from now on. */
        Action by(long deadlineAtMs);
    }

    /**
     * Ring the agent, or several at once, for the contact. The action is done when the phones have begun to ring; what becomes of the ringing is told
     * by {@link Command.OfferCommand}s with {@code offerId = actionId}.
     *
     * @param rung the agents to ring at once, with their devices; the first device to answer wins
     * @param ringTimeoutMs how long the phones may ring
     * @param waitedMs how long the customer has waited, for the agent's display
     * @param channel of a {@link Channel#CALLBACK} there is no call yet, its key is 0: the agent's devices ring by themselves, and the
     *     customer is called when he has picked up; see {@link Command.ConvertToCallback}. Of a {@link Channel#CHAT} the agent is asked on his screen and no device rings; he is alone in it
     */
    record Offer(
            long actionId,
            long deadlineAtMs,
            long callKey,
            long contactId,
            int queueId,
            List<Rung> rung,
            int ringTimeoutMs,
            long waitedMs,
            Channel channel)
            implements Action {
        public Offer {
            rung = List.copyOf(rung);
        }

        /** The offer of a call. */
        public Offer(
                long actionId,
                long deadlineAtMs,
                long callKey,
                long contactId,
                int queueId,
                List<Rung> rung,
                int ringTimeoutMs,
                long waitedMs) {
            this(actionId, deadlineAtMs, callKey, contactId, queueId, rung, ringTimeoutMs, waitedMs, Channel.VOICE);
        }

        @Override
        public Offer by(long otherDeadlineAtMs) {
            return new Offer(
                    actionId, otherDeadlineAtMs, callKey, contactId, queueId, rung, ringTimeoutMs, waitedMs, channel);
        }
    }

    /** One agent of an offer and every device of his that is to ring. */
    record Rung(int agentId, List<Integer> deviceIds) {
        public Rung {
            deviceIds = List.copyOf(deviceIds);
        }
    }

    /** Stop ringing for this offer and take the customer back to the waiting room. */
    record Withdraw(long actionId, long deadlineAtMs, long callKey, long contactId, long offerId) implements Action {
        @Override
        public Withdraw by(long otherDeadlineAtMs) {
            return new Withdraw(actionId, otherDeadlineAtMs, callKey, contactId, offerId);
        }
    }

    /** Give the call back to the operator's dialplan with this status. */
    record Release(long actionId, long deadlineAtMs, long callKey, long contactId, ReleaseStatus status)
            implements Action {
        @Override
        public Release by(long otherDeadlineAtMs) {
            return new Release(actionId, otherDeadlineAtMs, callKey, contactId, status);
        }
    }

    /** Something to be shown, announced or counted: it converges by being sent again and needs no answer. */
    sealed interface Notice extends Effect {}

    /** The contact has this id: mark its call with it, so that the line can be rebuilt from the PBX alone. */
    record MarkCall(long callKey, long contactId, int queueId, long enqueuedAtMs) implements Notice {}

    /**
     * What the dialplan should know of a queue before it lets a caller in.
     *
     * @param noticeSound what he hears before the music, see {@link QueueNotice#sound}; empty for nothing
     */
    record PublishQueue(int queueId, AnswerMode answerMode, QueueStatus status, String noticeSound) implements Notice {
        /** Of a queue without a notice. */
        public PublishQueue(int queueId, AnswerMode answerMode, QueueStatus status) {
            this(queueId, answerMode, status, "");
        }
    }

    /** The answer to a request; nothing happens if the asker is gone. */
    record Reply(long requestId, ReplyCode code) implements Notice {}
}
