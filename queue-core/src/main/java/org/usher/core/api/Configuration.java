package org.usher.core.api;

import java.util.List;

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

    /** An ability a customer may need, for example a language or a product. */
    public record Skill(int skillId, String name) {}

    /**
     * A line.
     *
     * @param name as the dialplan names it: {@code [a-z][a-z0-9_]*}, at most 40 characters
     * @param title as people read it
     * @param priority added to the priority a call asks for
     * @param ringTimeoutMs how long an offer rings
     * @param wrapUpMs after-call work; 0 for none
     * @param shortAbandonMs who leaves before this has hardly waited
     * @param maxWaitMs limit on the whole wait, 0 for none
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
            ServiceLevelTarget serviceLevelTarget) {}

    /** {@code percent} of the contacts are to be answered within {@code withinMs}. */
    public record ServiceLevelTarget(int percent, int withinMs) {}

    /** A phone: {@code endpoint} is its PJSIP endpoint on that PBX. */
    public record Device(int deviceId, int pbxId, String endpoint) {}

    /**
     * A person who serves contacts.
     *
     * @param queueIds the lines this agent serves
     */
    public record Agent(int agentId, String name, String title, List<SkillLevel> skills, List<Integer> queueIds) {
        public Agent {
            skills = List.copyOf(skills);
            queueIds = List.copyOf(queueIds);
        }
    }

    /** How well an agent has a skill: proficiency 1 to 10, 10 best. */
    public record SkillLevel(int skillId, int proficiency) {}

    public record PauseReason(int reasonId, String name) {}

    /**
     * Times that hold for the whole centre.
     *
     * @param offerGraceMs how long after the ring time-out an offer may take to be reported as ended, and how long an action may take
     * @param connectGraceMs how long after the pick-up customer and agent may take to hear each other
     * @param legEndGraceMs how long after the talk the agent's phone may take to be free
     * @param rejectBackOffMs how long an agent who declined, or whose phone was busy, is left alone
     * @param noAnswerBackOffMs how long an agent who did not answer is left alone; doubles with each in a row
     * @param maxNoAnswersInRow after so many, the agent is left alone until he asks for work again
     * @param unreachableBackOffMs how long until an agent without a reachable phone is tried again if no phone reports back before
     */
    public record Settings(
            int offerGraceMs,
            int connectGraceMs,
            int legEndGraceMs,
            int rejectBackOffMs,
            int noAnswerBackOffMs,
            int maxNoAnswersInRow,
            int unreachableBackOffMs) {
        public static final Settings DEFAULT = new Settings(3_000, 10_000, 5_000, 5_000, 10_000, 3, 30_000);
    }
}
