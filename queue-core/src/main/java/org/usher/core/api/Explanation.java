package org.usher.core.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.EngineView.ContactState;

/** Why the engine does with a contact, or an agent, what it does, by the state and the rules of this moment. */
public sealed interface Explanation {
    /** Which revision of the configuration says so. */
    long configurationRevision();

    /** The rules it says. */
    Routing routing();

    /**
     * Of a contact that waits or is offered.
     *
     * @param offerable whether it could be offered this moment; if not, it hears a prompt or an agent is being rung
     * @param awaitedAgentId whom alone it waits for, 0 for anybody
     * @param step of its queue's plan, from 0
     * @param inDangerAtMs from when on somebody held back is asked for it, too, see {@link BurnoutGuard}; 0 for never
     * @param aheadInLine how many can be offered before it of those who ask for the same
     * @param rivals who would be taken before it by some agent who may serve both, the first of each line, at most {@link #MAX_LISTED}
     * @param candidates the agents of its queue: who would be taken first, then who may serve it, then who may not and why not, at most
     *     {@link #MAX_LISTED}
     * @param candidatesLeftOut how many more there are
     */
    record OfContact(
            long configurationRevision,
            Routing routing,
            long contactId,
            int queueId,
            ContactState state,
            boolean offerable,
            int awaitedAgentId,
            int step,
            Terms terms,
            long inDangerAtMs,
            int aheadInLine,
            List<Rival> rivals,
            List<Candidate> candidates,
            int candidatesLeftOut)
            implements Explanation {
        public OfContact {
            rivals = List.copyOf(rivals);
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * Of an agent.
     *
     * @param idle whether he takes the next call or callback
     * @param takesChats whether he takes the next chat
     * @param skillCount how many skills he has, see {@link Routing.AgentRule#FEWEST_SKILLS}
     * @param scarcity in millionths, see {@link Routing.AgentWeights#scarcity}
     * @param workPercent how much he worked lately, 0 while no rule and no limit asks for it
     * @param contactsInRow how many he took without a rest, 0 while no limit asks for it
     * @param heldBackUntilMs when he takes contacts again that are not in danger, 0 if he is not held back
     * @param heldBackCause why he is, null if he is not
     * @param next whom he would take, the first of each line he may serve, in this order; at most {@link #MAX_LISTED}
     */
    record OfAgent(
            long configurationRevision,
            Routing routing,
            int agentId,
            AgentState state,
            boolean idle,
            boolean takesChats,
            int skillCount,
            long scarcity,
            int workPercent,
            int contactsInRow,
            long heldBackUntilMs,
            @Nullable HeldBackCause heldBackCause,
            List<Rival> next)
            implements Explanation {
        public OfAgent {
            next = List.copyOf(next);
        }
    }

    int MAX_LISTED = 100;

    /** The rank of who is free but not among the few longest idle whom {@link Routing.AgentRule#BEST_COVERED} looks at. */
    long NOT_LOOKED_AT = 1L << 40;

    /**
     * What a wait counts for.
     *
     * @param ageMs how long it is, with its credit
     * @param ruleMs what it counts for by the rule
     * @param priorityMs what its priority adds
     */
    record Terms(long ageMs, long ruleMs, long priorityMs) {
        public long totalMs() {
            return ruleMs + priorityMs;
        }
    }

    /** Another contact. */
    record Rival(long contactId, int queueId, Terms terms) {}

    /**
     * An agent of the contact's queue.
     *
     * @param rank by the rule: of the free ones with the fewest chats, the lowest is taken; 0 of who may not serve it
     * @param chats how many he has open
     * @param lack of which skill he has too little, null if of none; of skills of which one is enough, the first
     */
    record Candidate(
            int agentId,
            Verdict verdict,
            AgentState state,
            long rank,
            int chats,
            @Nullable Requirement lack) {}

    /** What keeps an agent from being rung. */
    enum Verdict {
        /** Nothing. */
        FREE,
        /** He may serve it, and is held back until it is in danger, see {@link BurnoutGuard}. */
        HELD_BACK,
        /** He may serve it, and does something else, or is kept back: see his state. */
        NOT_IDLE,
        /** It waits for another agent alone. */
        NOT_AWAITED,
        LACKS_SKILL,
        /** It is a chat and he takes none. */
        TAKES_NO_CHATS
    }
}
