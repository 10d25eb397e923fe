package org.usher.core.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One revision of the centre: everything the engine must know that people decide. Ids are positive, unique within their list and stable
 * over revisions; names are unique within their list.
 */
public record Configuration(
        long revision,
        List<Skill> skills,
        List<Queue> queues,
        List<Device> devices,
        List<Agent> agents,
        List<PauseReason> pauseReasons,
        Settings settings) {

    public Configuration {
        skills = List.copyOf(skills);
        queues = List.copyOf(queues);
        devices = List.copyOf(devices);
        agents = List.copyOf(agents);
        pauseReasons = List.copyOf(pauseReasons);
    }

    public static final Configuration EMPTY =
            new Configuration(0, List.of(), List.of(), List.of(), List.of(), List.of(), Settings.DEFAULT);

    /** The same as another revision. */
    public Configuration atRevision(long other) {
        return new Configuration(other, skills, queues, devices, agents, pauseReasons, settings);
    }

    /** An ability a customer may need, for example a language or a product. */
    public record Skill(int skillId, String name) {}

    /**
     * A line.
     *
     * @param name as the dialplan names it: {@code [a-z][a-z0-9_]*}, at most 40 characters
     * @param title as people read it
     * @param priority added to the priority a call asks for; what a step of it is worth, says {@link Settings#priorityStepMs}
     * @param ringTimeoutMs how long an offer rings
     * @param wrapUpMs after-call work after a call; 0 for none. That after a chat: {@link Channels#chatWrapUpMs}
     * @param shortAbandonMs who leaves before this has hardly waited
     * @param maxWaitMs limit on the whole wait, 0 for none; what then, says {@link Rules#overflowQueueId}
     * @param maxWaiting limit on the line's length, 0 for none
     */
    public record Queue(
            int queueId,
            String name,
            String title,
            AnswerMode answerMode,
            int priority,
            RoutingPlan plan,
            int ringTimeoutMs,
            int wrapUpMs,
            int shortAbandonMs,
            long maxWaitMs,
            int maxWaiting,
            ServiceLevelTarget serviceLevelTarget,
            Rules rules,
            Urgency urgency,
            Treatment treatment,
            Channels channels) {
        /** A queue with the default rules, urgency, treatment and channels. */
        public Queue(
                int queueId,
                String name,
                String title,
                AnswerMode answerMode,
                int priority,
                RoutingPlan plan,
                int ringTimeoutMs,
                int wrapUpMs,
                int shortAbandonMs,
                long maxWaitMs,
                int maxWaiting,
                ServiceLevelTarget serviceLevelTarget) {
            this(
                    queueId,
                    name,
                    title,
                    answerMode,
                    priority,
                    plan,
                    ringTimeoutMs,
                    wrapUpMs,
                    shortAbandonMs,
                    maxWaitMs,
                    maxWaiting,
                    serviceLevelTarget,
                    Rules.DEFAULT,
                    Urgency.DEFAULT,
                    Treatment.DEFAULT,
                    Channels.DEFAULT);
        }
    }

    /**
     * What differs by channel within a queue. A queue is one line for all channels, so that first come is first served among them: whether
     * a call, a callback or a chat comes next is decided by its wait alone, and by what the agent is free for.
     *
     * @param chatWrapUpMs after-call work after a chat, which takes its place among the agent's chats until then; 0 for none
     * @param callbackRingMs how long the phone of a customer who is called back may ring, and the engine wait for word of it
     */
    public record Channels(int chatWrapUpMs, int callbackRingMs) {
        public static final Channels DEFAULT = new Channels(0, 45_000);
    }

    /**
     * What a queue does when it is short of people.
     *
     * @param ringGroupSize how many free agents of equal rank ring at once, 1 to {@value #MAX_RING_GROUP}. Of equal rank are all who are
     *     idle and may serve the contact as it waits now (its queue, the skills asked for, and that agent alone for whom it waits); the
     *     longest idle of them are rung. Who is rung is reserved, so that the next contact finds fewer
     * @param admitsWhenEmpty whether callers are let in while no agent who serves the queue is logged in; if not, the queue's status then
     *     is {@link QueueStatus#EMPTY}. An agent who pauses is logged in
     * @param leaveWhenEmptyMs how long who waits stays when the last agent has gone home, or from when the first of them came if that was
     *     later; then all are released with {@link ReleaseStatus#EMPTY}, unless an agent has come before. −1: for ever
     * @param servesOutWhenClosed whether who waits when a person closes the queue is still served, or released with
     *     {@link ReleaseStatus#CLOSED}
     * @param overflowQueueId to which queue goes who has waited as long as this one allows, with the whole wait counted there and its own
     *     limit from then on. 0, or a queue that is not {@link QueueStatus#OPEN} then: released with {@link ReleaseStatus#TIMEOUT}
     * @param overflowEstimateMs whoever comes, finds no agent free and is expected to wait longer than this (the median of
     *     {@link Event.WaitEstimated}) goes on at once: in the overflow queue if that is {@link QueueStatus#OPEN} and less is expected
     *     there, else released with {@link ReleaseStatus#LONG_WAIT}. Asked of callers when they come and never later, and not of who was
     * here before ({@link Command.ContactArrived#contactId}) or is transferred. 0 for never, which it also is while there is no model of waits
     */
    public record Rules(
            int ringGroupSize,
            boolean admitsWhenEmpty,
            long leaveWhenEmptyMs,
            boolean servesOutWhenClosed,
            int overflowQueueId,
            long overflowEstimateMs) {
        public static final int MAX_RING_GROUP = 16;
        public static final Rules DEFAULT = new Rules(1, true, -1, true);

        /** Those of a queue that nobody overflows from. */
        public Rules(int ringGroupSize, boolean admitsWhenEmpty, long leaveWhenEmptyMs, boolean servesOutWhenClosed) {
            this(ringGroupSize, admitsWhenEmpty, leaveWhenEmptyMs, servesOutWhenClosed, 0, 0);
        }

        /** Those of a queue from which nobody overflows before his wait is over. */
        public Rules(
                int ringGroupSize,
                boolean admitsWhenEmpty,
                long leaveWhenEmptyMs,
                boolean servesOutWhenClosed,
                int overflowQueueId) {
            this(ringGroupSize, admitsWhenEmpty, leaveWhenEmptyMs, servesOutWhenClosed, overflowQueueId, 0);
        }
    }

    /**
     * How a call is treated by the PBX; of no concern to the engine.
     *
     * @param consentSound played to the customer before the line, "" for none; as Asterisk's Playback names it
     * @param whisperSound played to the agent before the talk, "" for none
     */
    public record Treatment(Recording recording, String consentSound, String whisperSound) {
        public static final Treatment DEFAULT = new Treatment(Recording.NEVER, "", "");
    }

    /** {@code percent} of the contacts are to be answered within {@code withinMs}. */
    public record ServiceLevelTarget(int percent, int withinMs) {}

    /**
     * A phone.
     *
     * @param endpoint its PJSIP endpoint on that PBX; of an external one the number to dial
     * @param autoAnswer whether it is asked to pick up by itself
     * @param remoteAnswer whether it understands, while it rings, that it is told to pick up
     */
    public record Device(
            int deviceId, int pbxId, String endpoint, DeviceKind kind, boolean autoAnswer, boolean remoteAnswer) {
        /** A phone that rings. */
        public Device(int deviceId, int pbxId, String endpoint) {
            this(deviceId, pbxId, endpoint, DeviceKind.PHONE, false, false);
        }

        /** One that cannot be told to pick up. */
        public Device(int deviceId, int pbxId, String endpoint, DeviceKind kind, boolean autoAnswer) {
            this(deviceId, pbxId, endpoint, kind, autoAnswer, false);
        }
    }

    /**
     * A person who serves contacts.
     *
     * @param queueIds the lines this agent serves
     * @param chatCapacity how many chats he may have at once, each until its after-call work is over; 0 to
     *     {@value #MAX_CHAT_CAPACITY}, 0 for none at all
     */
    public record Agent(
            int agentId,
            String name,
            String title,
            List<SkillLevel> skills,
            List<Integer> queueIds,
            Employment employment,
            int chatCapacity) {
        public static final int MAX_CHAT_CAPACITY = 10;

        public Agent {
            skills = List.copyOf(skills);
            queueIds = List.copyOf(queueIds);
        }

        /** One on the usual terms who takes calls alone. */
        public Agent(int agentId, String name, String title, List<SkillLevel> skills, List<Integer> queueIds) {
            this(agentId, name, title, skills, queueIds, Employment.DEFAULT, 0);
        }

        /** One who takes calls alone. */
        public Agent(
                int agentId,
                String name,
                String title,
                List<SkillLevel> skills,
                List<Integer> queueIds,
                Employment employment) {
            this(agentId, name, title, skills, queueIds, employment, 0);
        }

        /** One on the usual terms. */
        public Agent(
                int agentId,
                String name,
                String title,
                List<SkillLevel> skills,
                List<Integer> queueIds,
                int chatCapacity) {
            this(agentId, name, title, skills, queueIds, Employment.DEFAULT, chatCapacity);
        }
    }

    /**
     * On which terms an agent works.
     *
     * @param cost of his time, in a unit of the centre's own, 0 to {@value #MAX_COST}; for {@link Routing.AgentWeights#cost}
     * @param limits how much work is too much for him, null for the centre's {@link Settings#guard}
     * @param poolId the place, from 1, of his pool in {@link Routing#pools}; 0 for none
     */
    public record Employment(int cost, BurnoutGuard.@Nullable Limits limits, int poolId) {
        public static final int MAX_COST = 1_000;
        public static final Employment DEFAULT = new Employment(0);

        /** With the centre's limits, in no pool. */
        public Employment(int cost) {
            this(cost, null, 0);
        }

        /** In no pool. */
        public Employment(int cost, BurnoutGuard.@Nullable Limits limits) {
            this(cost, limits, 0);
        }

        /** Spelled out, as the compiler loses what is nullable in a compact one. */
        public Employment(int cost, BurnoutGuard.@Nullable Limits limits, int poolId) {
            if (cost < 0 || cost > MAX_COST) {
                throw new IllegalArgumentException("cost is 0 to " + MAX_COST + ", not " + cost);
            }
            this.cost = cost;
            this.limits = limits;
            this.poolId = poolId;
        }
    }

    /** How well an agent has a skill: proficiency 1 to 10, 10 best. */
    public record SkillLevel(int skillId, int proficiency) {}

    public record PauseReason(int reasonId, String name) {
        /** Of whom {@link Command.DeskChanged} made pause; in no configuration. */
        public static final PauseReason AWAY_FROM_DESK = new PauseReason(-1, "away from desk");
    }

    /**
     * What holds for the whole centre.
     *
     * @param offerGraceMs how long after the ring time-out an offer may take to be reported as ended, and how long an action may take
     * @param connectGraceMs how long after the pick-up customer and agent may take to hear each other
     * @param legEndGraceMs how long after the talk the agent's phone may take to be free
     * @param rejectBackOffMs how long an agent who declined, or whose phone was busy, is left alone
     * @param noAnswerBackOffMs how long an agent who did not answer is left alone; doubles with each in a row
     * @param maxNoAnswersInRow after so many, the agent is left alone until he asks for work again
     * @param unreachableBackOffMs how long until an agent without a reachable phone is tried again if no phone reports back before
     * @param preferSameAgentMs how long who lost his agent in mid-talk waits for that one before anybody else is asked
     * @param transferCreditMs how much further in front a transferred contact stands than its wait in the new queue alone would place it
     * @param elsewhereWrapUpMs after-call work after a call that was not Usher's and did not only ring; 0 for none
     * @param priorityStepMs how long a wait one step of priority is worth, or {@link #STRICT_PRIORITY}
     * @param callsDuringChats whether an agent who has chats open is offered calls and callbacks beside them. The other way round is
     *     never: who is on a call, or in the after-call work of one, is offered no chat. By default an agent who began with one channel
     *     stays with it until he is done, as in Amazon Connect (a routing profile's {@code ROUTE_CURRENT_CHANNEL_ONLY}): whoever speaks
     *     leaves those waiting who write to him
     */
    public record Settings(
            int offerGraceMs,
            int connectGraceMs,
            int legEndGraceMs,
            int rejectBackOffMs,
            int noAnswerBackOffMs,
            int maxNoAnswersInRow,
            int unreachableBackOffMs,
            int preferSameAgentMs,
            int transferCreditMs,
            int elsewhereWrapUpMs,
            int priorityStepMs,
            Routing routing,
            BurnoutGuard guard,
            boolean callsDuringChats) {
        /** No wait outweighs a step of priority. */
        public static final int STRICT_PRIORITY = -1;

        public static final Settings DEFAULT =
                new Settings(3_000, 10_000, 5_000, 5_000, 10_000, 3, 30_000, 20_000, 60_000, 0, 60_000);

        /** Those of a centre with the default routing, in which nobody is held back, one channel at a time. */
        public Settings(
                int offerGraceMs,
                int connectGraceMs,
                int legEndGraceMs,
                int rejectBackOffMs,
                int noAnswerBackOffMs,
                int maxNoAnswersInRow,
                int unreachableBackOffMs,
                int preferSameAgentMs,
                int transferCreditMs,
                int elsewhereWrapUpMs,
                int priorityStepMs) {
            this(
                    offerGraceMs,
                    connectGraceMs,
                    legEndGraceMs,
                    rejectBackOffMs,
                    noAnswerBackOffMs,
                    maxNoAnswersInRow,
                    unreachableBackOffMs,
                    preferSameAgentMs,
                    transferCreditMs,
                    elsewhereWrapUpMs,
                    priorityStepMs,
                    Routing.DEFAULT,
                    BurnoutGuard.OFF,
                    false);
        }

        /** The same with this routing. */
        public Settings with(Routing other) {
            return with(other, guard, callsDuringChats);
        }

        /** The same with this guard. */
        public Settings with(BurnoutGuard other) {
            return with(routing, other, callsDuringChats);
        }

        /** The same with or without calls during chats. */
        public Settings withCallsDuringChats(boolean calls) {
            return with(routing, guard, calls);
        }

        private Settings with(Routing otherRouting, BurnoutGuard otherGuard, boolean otherCallsDuringChats) {
            return new Settings(
                    offerGraceMs,
                    connectGraceMs,
                    legEndGraceMs,
                    rejectBackOffMs,
                    noAnswerBackOffMs,
                    maxNoAnswersInRow,
                    unreachableBackOffMs,
                    preferSameAgentMs,
                    transferCreditMs,
                    elsewhereWrapUpMs,
                    priorityStepMs,
                    otherRouting,
                    otherGuard,
                    otherCallsDuringChats);
        }
    }
}
