package org.usher.core.api;

import java.util.List;

/**
 * What happened in the world, as the engine is told it: a call arrived, a phone was answered, a person asked for something, time
 * passed. Commands are the only input of the engine; they are written to the command log before they are applied.
 *
 * <p>A command that no longer fits the state (an answer to an offer that was withdrawn, a hang-up of an unknown call) is not an
 * error: the world is allowed to be late. The engine then changes nothing, or takes the repairing step its documentation names.
 */
public sealed interface Command {

    /** Time has passed; deadlines up to the entry's time fire. Every other command makes due deadlines fire first, too. */
    record Tick() implements Command {}

    /**
     * A new revision of queues, skills, people and settings. Contacts keep their place through it. Who waits in a queue that vanished is
     * released with {@link ReleaseStatus#CLOSED}; talks go on. Under a new plan who waits goes on at the step to which the time since he
     * began to wait leads, even if that is narrower than before; who waits for one agent alone goes on doing so for as long as the plan
     * said when he came. An agent who vanished, or whose last device did, finishes the call in hand and is logged out; a ringing offer to
     * him is withdrawn. A requirement of a skill that vanished is dropped, as one of several alternatives if others are left.
     */
    record AdoptConfiguration(Configuration configuration) implements Command {}

    /**
     * What was learnt of the waits in this centre. From now on {@link Event.WaitEstimated} says of every caller who enters a line how long
     * he will wait. One whose version is not above that of the model there is, is passed over.
     */
    record AdoptWaitModel(WaitModel model) implements Command {}

    /** An action of the engine came to its end; see {@link Effect.Action}. */
    record ActionFinished(long actionId, ActionOutcome outcome, String reason) implements Command {}

    /** About one customer's contact, named by the key of the call that carries it. */
    sealed interface CallCommand extends Command {
        /** The key of the customer's call; see {@link CallKey}. */
        long callKey();
    }

    /**
     * A customer asks for a queue. The first such command for a {@code callKey} begins a contact whose id is that of this
     * command. One for a call that waits already changes nothing, so reconciliation may repeat it. One for a call that its agent gave
     * away, or whose talk is over, goes on as the same contact: in a new queue entry that counts from now, with
     * {@link Configuration.Settings#transferCreditMs} of credit.
     *
     * @param callKey key of the call; see {@link CallKey}
     * @param channel how the customer reached us. A {@link Channel#CHAT} lives by the same commands as a call: its key names the room, and
     *     {@link ContactReachable} says that the customer is in it with nobody. {@link TalkJoined} and {@link ContactMerged} are passed
     *     over for it. A {@link Channel#CALLBACK} asked for without a call, for example on a web page, has the key 0, whatever is
     *     given: it stands in line at once, and is the same as one that {@link ConvertToCallback} made
     * @param queueId the queue asked for; an unknown one is refused with {@link ReleaseStatus#UNKNOWN_QUEUE}
     * @param priority steps of precedence, −100 to 100, each worth {@link Configuration.Settings#priorityStepMs} of waiting
     * @param enqueuedAtMs the time from which the wait counts (epoch ms), or 0 for the entry's time; a later one is clamped to it
     * @param contactId the contact this call carried before (it came back to us), or that of an earlier call whose caller hung up unserved
     *     and rings again, or 0 for a new one; if it is no longer remembered, or still alive on another call, a new contact begins
     * @param requirements skills asked for beyond those of the queue's routing plan; with an unknown skill, for example 0, the contact
     *     is refused with {@link ReleaseStatus#INVALID}
     * @param anyOf groups of such skills of which one is enough each
     * @param preferredAgentId whom the customer is to be served by if he can come, for example who served him last, for as long as the
     *     queue's plan says ({@link RoutingPlan#preferMs}); 0 for anybody. One who is not at work, or may not serve the contact as any
     *     other agent may, is not waited for
     * @param details what people and history want to know; never looked at by the engine
     */
    record ContactArrived(
            long callKey,
            Channel channel,
            int queueId,
            int priority,
            long enqueuedAtMs,
            long contactId,
            List<Requirement> requirements,
            List<AnyOf> anyOf,
            int preferredAgentId,
            ContactDetails details)
            implements CallCommand {
        public ContactArrived {
            requirements = List.copyOf(requirements);
            anyOf = List.copyOf(anyOf);
        }

        /** One who leaves no choice of skills and asks for no agent by name. */
        public ContactArrived(
                long callKey,
                Channel channel,
                int queueId,
                int priority,
                long enqueuedAtMs,
                long contactId,
                List<Requirement> requirements,
                ContactDetails details) {
            this(callKey, channel, queueId, priority, enqueuedAtMs, contactId, requirements, List.of(), 0, details);
        }
    }

    /**
     * Who the customer is, learnt after his call had asked for a queue, and what follows from that. What concerns the line holds for the stay
     * in it that goes on, as if the call had asked for it from the beginning; it is passed over for a customer who is being connected, talks
     * or is about to leave. Said again it changes nothing.
     *
     * @param customer id of the customer for {@link ContactDetails#customer}; one that the dialplan gave stays
     * @param fromPriority the priority the call asked for; if it has another by now, somebody has given it that, and it stays
     * @param priority that it asks for instead, −100 to 100, others are clamped
     * @param requirements skills wished for besides, or at a higher proficiency, the most important first; those that do not exist are passed
     *     over, and so, the last first, are those that nobody of the queue has together with what is asked for
     * @param preferredAgentId as of {@link ContactArrived}, for one who waits for nobody alone and is not on offer; 0 for anybody. Who has
     *     served this very contact and let it go is not waited for
     */
    record CustomerIdentified(
            long callKey,
            String customer,
            int fromPriority,
            int priority,
            List<Requirement> requirements,
            int preferredAgentId)
            implements CallCommand {
        public CustomerIdentified {
            requirements = List.copyOf(requirements);
        }
    }

    /**
     * The customer may be connected from now on: the call reached the blocking step of the waiting room. That ends whatever was being
     * tried with the contact: an offer that had begun to ring has failed, a talk is over and the contact waits again. It must therefore
     * not be told from an old look at the PBX: never after the end of an action that was taken later than that look.
     *
     * <p>After a {@link TalkEnded} by {@link EndedBy#SYSTEM} it means that the agent's leg died: the contact stands at the head of the
     * line in a new queue entry, and for {@link Configuration.Settings#preferSameAgentMs} it waits for that agent alone, unless he goes
     * home, pauses, declines or does not answer. After a {@link TalkTransferred} it means that nobody took the call: the contact stands
     * at the head of the line of its last queue in the same way, for anybody. After any other talk it is a repair, and the contact is
     * back at its old place.
     */
    record ContactReachable(long callKey) implements CallCommand {}

    /** The customer may not be connected for the moment: the call left the waiting room for a digit or a prompt. */
    record ContactUnreachable(long callKey) implements CallCommand {}

    /** The customer's call is no longer ours: hung up, lost, or gone back to the operator's dialplan. */
    record ContactGone(long callKey, GoneCause cause) implements CallCommand {}

    /**
     * The customer hears somebody whom no offer brought: the target of a transfer, a third party, or who took the call from a ringing
     * phone. A new talk of the same contact begins, beside those that go on. If an agent is logged in on the device the talk is his, and
     * what he was being offered is taken back; but if he talks to another customer already, that one binds him and this talk is nobody's.
     * Whoever still stood in line is answered by it.
     *
     * @param talkId key of the new party's leg; see {@link TalkId}. One that is known already changes nothing
     * @param deviceId the phone that talks, or 0 for somebody outside
     */
    record TalkJoined(long callKey, long talkId, int deviceId) implements CallCommand {}

    /**
     * An attended transfer to a queue: the customer of {@code callKey} has taken the place of {@code intoCallKey}, the call by which the
     * agent consulted that queue. The customer's contact goes on where the consulting call had got: in a new queue entry that counts from
     * the same time, while that of the consulting call ends {@link EntryOutcome#TRANSFERRED_UNSERVED}; in its offer; or in its talk. Ids of
     * offers and talks stay. The contact of the consulting call ends. If the talks of the customer go on still, they end by it.
     */
    record ContactMerged(long callKey, long intoCallKey) implements CallCommand {}

    /**
     * Somebody has written in a chat's room. The engine only passes it on ({@link Event.ChatSaid}), so that what is said is kept as safely as
     * the line, in one order, and by the side of what happened. Passed over for a call, and in a room whose contact has ended.
     *
     * @param agentId who wrote it, 0 for the customer
     * @param messageId the writer's own, by which he and whoever hands this in know it again: one that is sent twice is said once
     */
    record ChatSaid(long callKey, int agentId, String messageId, String text) implements CallCommand {}

    /** Somebody has sent a file in a chat's room; else as {@link ChatSaid}, among whose messages this is one. */
    record ChatAttached(long callKey, int agentId, String messageId, ChatFile file) implements CallCommand {}

    /** About one offer or the talk it led to. */
    sealed interface OfferCommand extends Command {
        /** The id of the offer, which is the id of its {@link Effect.Offer} action, or of the talk; see {@link TalkId}. */
        long offerId();
    }

    /** The agent's phone rings. */
    record OfferRinging(long offerId) implements OfferCommand {}

    /**
     * The agent picked up on the device with this id, 0 if it is not known; the customer is about to be connected. Of a group offer it
     * names the one who has won. A device that was not rung took the call from one that was.
     */
    record OfferAccepted(long offerId, int deviceId) implements OfferCommand {}

    /**
     * Customer and agent hear each other.
     *
     * @param connectedAtMs since when, if that is learnt late (epoch ms); 0 for the entry's time. Never before the offer was made
     */
    record OfferConnected(long offerId, long connectedAtMs) implements OfferCommand {
        /** Seen as it happened. */
        public OfferConnected(long offerId) {
            this(offerId, 0);
        }
    }

    /**
     * One phone of an offer that still rings elsewhere ended by itself: declined, busy, out of reach. When it was the last one of its
     * agent, he bears the consequence and is out of a group offer at once, while the others ring on; told of the last phone of all, it
     * goes before the outcome of {@link OfferFailed}.
     */
    record OfferLegEnded(long offerId, int deviceId, OfferOutcome outcome) implements OfferCommand {}

    /**
     * The offer came to nothing, for all who still rang, and the customer is back in the waiting room, or gone. Of an agent who had picked
     * up and hung up before he heard the customer it is told before his {@link AgentLegEnded}, or nobody can be held off from him in time.
     */
    record OfferFailed(long offerId, OfferOutcome outcome) implements OfferCommand {}

    /**
     * The talk is over while the customer's call goes on, or the agent's side ended first. {@link EndedBy#SYSTEM}: his leg died without a
     * deliberate hang-up. In a conference the customer stays with the others.
     *
     * @param endedAtMs when, if that is learnt late (epoch ms); 0 for the entry's time. Never before the talk began
     */
    record TalkEnded(long offerId, EndedBy endedBy, long endedAtMs) implements OfferCommand {
        /** Seen as it happened. */
        public TalkEnded(long offerId, EndedBy endedBy) {
            this(offerId, endedBy, 0);
        }
    }

    /**
     * The agent's own leg of an answered offer is gone: the phone is free again, and after-call work begins. Passed over for a chat, which
     * has no leg.
     *
     * @param endedAtMs when, if that is learnt late (epoch ms); 0 for the entry's time. Never before the talk ended
     */
    record AgentLegEnded(long offerId, long endedAtMs) implements OfferCommand {
        /** Seen as it happened. */
        public AgentLegEnded(long offerId) {
            this(offerId, 0);
        }
    }

    /** The agent put the customer on hold, or took the customer back. */
    record HoldChanged(long offerId, boolean held) implements OfferCommand {}

    /**
     * The agent speaks with somebody else while the customer is parked, or is back with the customer. The time counts as hold, whether the
     * phone tells a hold or not. Passed over for a chat.
     */
    record ConsultChanged(long offerId, boolean consulting) implements OfferCommand {}

    /**
     * The agent gave the customer's call away, to whomever: his part of the talk is over. The call goes its own way in the operator's
     * dialplan until the customer hears somebody ({@link TalkJoined}), asks for a queue again or is gone.
     *
     * @param endedAtMs when his part ended, as of {@link TalkEnded}
     */
    record TalkTransferred(long offerId, long endedAtMs) implements OfferCommand {
        /** Seen as it happened. */
        public TalkTransferred(long offerId) {
            this(offerId, 0);
        }
    }

    /**
     * The customer of a callback is being called, by this call. From now on what happens to that call happens to the contact, and
     * {@link OfferConnected} makes it one of {@link Channel#VOICE}; without this there is nobody to be connected. As a rule his agent has
     * picked up. If the offer is open still, the customer is called first: its agents are reserved and no phone of theirs rings, so the
     * offer stays open until word of him must have come, and from {@link CustomerReached} for as long as they may ring.
     *
     * @param callKey key of the call to the customer
     * @param details of the contact from now on
     */
    record CustomerCalled(long offerId, long callKey, ContactDetails details) implements OfferCommand {}

    /**
     * The customer of a callback who was called before its agent was rung ({@link CustomerCalled} while the offer was open) has picked up:
     * his contact is one of {@link Channel#VOICE} from now on, who waits on the line, and the agents of the offer are rung for him. A
     * promise that he would be called is settled by this.
     */
    record CustomerReached(long offerId) implements OfferCommand {}

    /**
     * The call to the customer of a callback came to nothing: busy, not answered, a mailbox. The agent has done his part and is free when
     * his leg has ended; who was only reserved, at once.
     *
     * @param retryAfterMs when it may be tried again; it keeps its place and is in line again then. −1: never, its entry ends
     *     {@link EntryOutcome#ABANDONED}
     */
    record CustomerNotReached(long offerId, long retryAfterMs) implements OfferCommand {}

    /** A request of a person or program about an agent; answered by a {@link Effect.Reply} with the same request id. */
    sealed interface AgentRequest extends Command {
        /** Chosen by the asker, unique among open requests; 0 if nobody waits for the answer. */
        long requestId();

        int agentId();
    }

    /** The agent goes to work on these devices, at least one; a device in use by another agent refuses it. */
    record LogIn(long requestId, int agentId, List<Integer> deviceIds) implements AgentRequest {
        public LogIn {
            deviceIds = List.copyOf(deviceIds);
        }
    }

    /** The agent goes home; during a call or chats it takes effect after them and their wrap-up, and meanwhile no other comes. */
    record LogOut(long requestId, int agentId) implements AgentRequest {}

    /** The agent is not to be offered contacts; during a call it takes effect after the call and its wrap-up. His chats go on. */
    record Pause(long requestId, int agentId, int reasonId) implements AgentRequest {}

    /** The agent takes contacts again: ends a pause, a pending pause or log-out, and a back-off after failed offers. */
    record Resume(long requestId, int agentId) implements AgentRequest {}

    /** The agent has finished after-call work after a call. */
    record EndWrapUp(long requestId, int agentId) implements AgentRequest {}

    /** The agent has finished the after-call work of this chat, which makes room for another. */
    record EndChatWrapUp(long requestId, int agentId, long offerId) implements AgentRequest {}

    /**
     * The agent's page is there, or has been gone for too long. Who was at his desk and is so no more is not to be rung: unless he has
     * paused, or a pause or his log-out waits for the end of his call, he pauses as if he had asked for it, with
     * {@link Configuration.PauseReason#AWAY_FROM_DESK}. An agent whose page was never there since he logged in is
     * {@link ReplyCode#UNCHANGED} by its absence: he works by his phone alone.
     */
    record DeskChanged(long requestId, int agentId, boolean there) implements AgentRequest {}

    /**
     * What the agent says of a contact that he talks to or, by phone, talked to last, or of a chat whose after-call work is not over; else it
     * is {@link ReplyCode#NOT_HIS_CONTACT}. The engine only passes the texts on ({@link Event.ContactNoted}), each time anew.
     *
     * @param disposition name of what it came to, "" for none
     * @param note "" for none
     */
    record NoteContact(long requestId, int agentId, long contactId, String disposition, String note)
            implements AgentRequest {}

    /**
     * A person opens or closes a queue; answered by a {@link Effect.Reply}. A closed queue takes nobody in, until it is opened again:
     * neither a new configuration nor a restart does that. Who waits then is served or released as
     * {@link Configuration.Rules#servesOutWhenClosed} says.
     *
     * @param requestId 0 if it is no person's order but that of the queue's opening hours, which need no answer and are remembered
     *     ({@link EngineView.QueueView#hoursClosed})
     */
    record SetQueueDoor(long requestId, int queueId, boolean open) implements Command {}

    /**
     * A person calls an emergency in a queue, or ends it; answered by a {@link Effect.Reply}. Nobody is let in meanwhile, whatever else the
     * queue's door would say; who waits stays and is served, and so is who comes back. It lasts until it is ended, over restarts and new
     * configurations, as long as the configuration has the queue.
     */
    record SetQueueEmergency(long requestId, int queueId, boolean on) implements Command {}

    /**
     * A person sets a queue's notice in place of any it has, or takes it back; answered by a {@link Effect.Reply}. It changes nothing for who
     * waits or is let in, and lasts until its time is over or it is taken back, over restarts and new configurations, as long as the
     * configuration has the queue.
     *
     * @param text empty to take it back
     * @param sound as of {@link QueueNotice}
     * @param untilMs when it goes by itself, at once if that has passed; 0 for never
     */
    record SetQueueNotice(long requestId, int queueId, String text, String sound, long untilMs) implements Command {}

    /**
     * A customer, who is on no call, is promised a call within this window; answered by a {@link Effect.Reply}. The promise bears the id of
     * the contact that it becomes when the window opens: a callback in the queue's line, whose wait counts from then. Up to
     * {@link CallbackWindow#dueAtMs} it stands among the callers as if it had come at that moment, so that who came before it does goes
     * first; from then on before all others of its priority but those whom a lost agent brought back, the earliest due first. If the queue
     * is closed, without agents or in emergency when the window opens, or sends it away later, it waits for a better moment within the window.
     *
     * @param requestId 0 if nobody waits for the answer: {@link ReplyCode#UNKNOWN_QUEUE}, or {@link ReplyCode#CLOSED} if the window is over
     */
    record BookCallback(long requestId, int queueId, CallbackWindow window, ContactDetails details)
            implements Command {}

    /**
     * A request of a person or program about one contact in line; answered by a {@link Effect.Reply} with the same request id. One whose
     * wait is over, or who is being connected or about to be released for an earlier such request, is {@link ReplyCode#NOT_WAITING}.
     */
    sealed interface ContactRequest extends Command {
        /** Chosen by the asker, unique among open requests; 0 if nobody waits for the answer. */
        long requestId();

        long contactId();
    }

    /**
     * The contact goes on waiting in another queue, with the whole wait counted there, and that queue's own limit from now on; its entry
     * ends {@link EntryOutcome#TRANSFERRED_UNSERVED}. Refused while an agent is rung for it ({@link ReplyCode#ON_OFFER}), and if the queue
     * is {@link ReplyCode#CLOSED}; a full or empty one takes it.
     */
    record MoveContact(long requestId, long contactId, int queueId) implements ContactRequest {}

    /**
     * The contact asks for another priority than it came with; its place among those of the same priority is that of its wait.
     *
     * @param priority −100 to 100, others are clamped; that of the queue is added
     */
    record SetContactPriority(long requestId, long contactId, int priority) implements ContactRequest {}

    /**
     * The contact is taken out of the line and released with {@link ReleaseStatus#WITHDRAWN}, as soon as it is in the waiting room; an
     * offer that rings for it is taken back.
     */
    record WithdrawContact(long requestId, long contactId) implements ContactRequest {}

    /**
     * The caller is to be called back, and need not wait on the line: his entry ends {@link EntryOutcome#CONVERTED}, and the same contact
     * stands in the same line, by the same time, in a new entry of {@link Channel#CALLBACK}. It has no call any more, so that the caller's
     * hanging up does not end it. A call that is in the waiting room is released with {@link ReleaseStatus#CALLBACK}, one that is elsewhere
     * is the dialplan's, who asked for this.
     *
     * <p>A callback is offered as a call is, and takes the agent whole. When he has picked up the customer is called
     * ({@link CustomerCalled}), and they talk ({@link OfferConnected}) or do not ({@link CustomerNotReached}); if the agent did not
     * answer, or is gone, the callback is back in its place at once. The queue's limit on the wait does not hold for it; all else that
     * sends callers away ends it. Its end is told by {@link Event.ContactEnded} alone: there is no call to release.
     *
     * @param number where to call, "" for the number he called from; stands as the caller in the contact's details from now on
     */
    record ConvertToCallback(long requestId, long contactId, String number) implements ContactRequest {}

    /**
     * The caller, or who is to be called back and is not on offer, is to be called in this window instead: what {@link ConvertToCallback}
     * does, but that the contact stands in no line before the window opens; see {@link BookCallback}. A window that is over is
     * {@link ReplyCode#CLOSED}. A promise that he had ends {@link BookingOutcome#CANCELLED}.
     *
     * @param number as of {@link ConvertToCallback}
     */
    record ConvertToBooking(long requestId, long contactId, String number, CallbackWindow window)
            implements ContactRequest {}

    /**
     * The caller goes on in a chat: his entry ends {@link EntryOutcome#CONVERTED}, and the same contact stands in the same line, by the same
     * time, in a new entry of {@link Channel#CHAT}. His call does not carry it any more, so that hanging up does not end it; if it is in the
     * waiting room it is released with {@link ReleaseStatus#CHAT}. The chat can be given an agent at once. Its details are those of the call,
     * but for the chat's own address, so that its agent sees who has called.
     *
     * @param callKey of the chat, carried by no other contact; another's, or 0, is {@link ReplyCode#UNCHANGED}
     * @param pbxId of the carrier of chats, as of {@link ContactDetails}
     * @param uniqueId of the chat there
     */
    record ConvertToChat(long requestId, long contactId, long callKey, int pbxId, String uniqueId)
            implements ContactRequest {}

    /**
     * The customer of a chat in line is to be called instead: as {@link ConvertToCallback} of a caller, with his place. Nothing is released:
     * a chat has no call, and whoever keeps its room hears that the contact goes on.
     *
     * @param pbxId over which he is called
     * @param number where to call, "" for the number he called from before he chatted
     */
    record ConvertChatToCallback(long requestId, long contactId, int pbxId, String number) implements ContactRequest {}

    /**
     * The customer does not want to be called back any more: the callback's entry ends {@link EntryOutcome#ABANDONED}, and what rings for
     * it is withdrawn; one that is booked for later is in no line and is just forgotten. Refused once an agent has picked up.
     * {@link WithdrawContact} does the same on behalf of the centre.
     */
    record CancelCallback(long requestId, long contactId) implements ContactRequest {}

    /**
     * Somebody has dealt with a caller who had hung up in the line, so that nobody need go after him any more; answered by a
     * {@link Effect.Reply}. The engine, which keeps no list of those, only passes it on, so that it is not forgotten.
     *
     * @param requestId 0 if nobody waits for the answer
     * @param contactId of his call
     * @param by who says so
     * @param note what came of it, "" for nothing said
     */
    record SettleFollowUp(long requestId, long contactId, String by, String note) implements Command {}

    /**
     * A customer was asked after his talk how satisfied he was; answered by a {@link Effect.Reply}: {@link ReplyCode#UNKNOWN_CONTACT} if the
     * contact never talked to an agent, or so long ago that it is forgotten, {@link ReplyCode#UNCHANGED} if he has given a score before,
     * {@link ReplyCode#OUT_OF_RANGE} if it is none.
     *
     * @param requestId 0 if nobody waits for the answer
     * @param score {@link #LOWEST} to {@link #HIGHEST}, or {@link #NO_ANSWER}
     */
    record ScoreContact(long requestId, long contactId, int score) implements Command {
        public static final int LOWEST = 1;
        public static final int HIGHEST = 5;
        /** He was asked and said nothing that could be understood. */
        public static final int NO_ANSWER = 0;
    }

    /**
     * A caller in line has begun to hear how long it will be. The engine only passes it on ({@link Event.WaitTold}), so that the contact's
     * story tells what he was told. Passed over if he has left that line for another, or for good.
     */
    record WaitTold(long contactId, long entryId, ToldWait told) implements Command {}

    /**
     * The PBX keeps two files of what a customer says and hears from now on. The engine only passes this on, so that history tells of it
     * whatever else is out of reach.
     *
     * @param recordingId when the PBX began it (epoch ms), unique within its contact; the files are named by contact and this
     */
    record RecordingStarted(int pbxId, long contactId, long recordingId) implements Command {}

    /**
     * The files are closed.
     *
     * @param paused nothing is recorded from now on though the talk may go on; else the talk is over, or the next recording takes over
     * @param recordedMs how much sound the shorter of the two files holds, −1 if one is missing
     * @param talkMs how much it should hold, −1 if that is not known
     */
    record RecordingStopped(int pbxId, long contactId, long recordingId, boolean paused, long recordedMs, long talkMs)
            implements Command {
        private static final long TOLERATED_MS = 1_000;

        /** Whether sound was lost, for example because the PBX's disk was full: more than a second and more than 2 % of the talk. */
        public boolean incomplete() {
            return recordedMs < 0 || recordedMs + Math.max(TOLERATED_MS, talkMs / 50) < talkMs;
        }
    }

    /**
     * What a phone says of itself; passed over for a {@link DeviceKind#EXTERNAL} one. An agent whose phone is in use or rings, and not for
     * a call of ours, is {@link AgentState#BUSY_ELSEWHERE}. If a phone of an agent who is being rung comes into use and no
     * {@link OfferAccepted} follows within {@link Configuration.Settings#offerGraceMs}, he has begun a call of his own and his part of the
     * offer is taken back.
     */
    record DeviceStateChanged(int deviceId, DeviceState state) implements Command {}

    /**
     * The call that this phone is in, or is about to be reported in, is none after which an agent has anything to do: he dials a feature
     * code of ours, or what the operator has excused, such as an emergency number. While it lasts he is {@link AgentState#BUSY_ELSEWHERE}
     * as in any call of his own, but {@link Configuration.Settings#elsewhereWrapUpMs} does not follow.
     */
    record OwnCallExcused(int deviceId) implements Command {}
}
