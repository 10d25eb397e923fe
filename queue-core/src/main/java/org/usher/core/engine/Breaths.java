package org.usher.core.engine;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.Event;
import org.usher.core.api.HeldBackCause;
import org.usher.core.engine.AgentRecord.Hold;

/**
 * The guard against burnout. Who is ready and has worked too much is held back: he is not idle, and his state's deadline is the exact
 * moment at which he may work again, as a share of work that only falls is known beforehand. He is seated apart from the idle, and asked
 * when nobody is idle for a contact in danger.
 *
 * <p>When a contact comes to be in danger is a deadline of its entry; while that is set, it is not. These deadlines are due before all
 * others of the same moment, in the order of the contacts' places: so of those who ask for the same, who stands ahead is in danger first,
 * and a look at the first of a line is enough.
 */
final class Breaths {
    private final State state;
    private final Step step;
    private final Matching matching;

    Breaths(State state, Step step, Matching matching) {
        this.state = state;
        this.step = step;
        this.matching = matching;
    }

    /** Counts a contact that the agent, whose limits ask for it, has picked up; one after a rest is the first. */
    void tookContact(AgentRecord agent) {
        if (!agent.limits.asksForBreath()) {
            return;
        }
        // a phone that rings is no rest
        long restedUntilMs = agent.state == AgentState.OFFERED ? agent.sinceMs : step.nowMs();
        if (!isWork(agent.state) && restedUntilMs - agent.workedUntilMs >= agent.limits.breathMs()) {
            agent.contactsInRow = 0;
        }
        agent.contactsInRow++;
    }

    /** The agent has come from one state to another. */
    void moved(AgentRecord agent, AgentState from, AgentState to) {
        if (agent.limits.asksForBreath() && isWork(from) && !isWork(to)) {
            agent.workedUntilMs = step.nowMs();
        }
    }

    private static boolean isWork(AgentState state) {
        return switch (state) {
            case ON_CONTACT, CONSULTING, WRAP_UP, BUSY_ELSEWHERE -> true;
            case LOGGED_OUT, READY, OFFERED, PAUSED, NOT_RESPONDING, UNREACHABLE -> false;
        };
    }

    /**
     * Holds the agent back, who is ready and would be idle, if he has worked too much.
     *
     * @return whether he is held back
     */
    boolean holdBack(AgentRecord agent) {
        return holdBack(agent, null, 0);
    }

    private boolean holdBack(AgentRecord agent, @Nullable HeldBackCause toldCause, long toldUntilMs) {
        long breathUntilMs = breathUntilMs(agent);
        long ceilingUntilMs = ceilingUntilMs(agent);
        long untilMs = Math.max(breathUntilMs, ceilingUntilMs);
        if (untilMs <= step.nowMs()) {
            return false;
        }
        state.hash.touch(agent);
        agent.hold = breathUntilMs >= ceilingUntilMs ? Hold.BREATH : Hold.CEILING;
        state.deadlines.set(agent.deadline, untilMs);
        if (causeOf(agent) != toldCause || untilMs != toldUntilMs) {
            tell(agent.agentId, causeOf(agent), untilMs);
        }
        matching.heldBack(agent);
        return true;
    }

    /** The agent is not held back any more: it was over, or what he does now is no rest. */
    void release(AgentRecord agent) {
        state.hash.touch(agent);
        agent.hold = Hold.NONE;
        matching.busy(agent);
    }

    /** His limits, or what counts as lately, may be others than before: the agent, ready and held back by the old ones, is held anew. */
    void review(AgentRecord agent) {
        HeldBackCause cause = causeOf(agent);
        long untilMs = agent.deadline.dueAtMs();
        state.deadlines.cancel(agent.deadline);
        release(agent);
        if (!holdBack(agent, cause, untilMs)) {
            tell(agent.agentId, cause, step.nowMs());
        }
    }

    /** The contact is about to be offered to the agent, who is held back. */
    void gaveWay(ContactRecord contact, AgentRecord agent) {
        step.event(new Event.GuardGaveWay(
                step.nowMs(),
                contact.contactId,
                contact.entry.queueId,
                contact.entry.waitedMs(step.nowMs()),
                agent.agentId,
                causeOf(agent),
                agent.deadline.dueAtMs()));
    }

    /** Sets when the entry, which is open or about to be, comes to be in danger, unless it is already, or never will be. */
    void watch(QueueEntry entry) {
        long dangerMs = entry.queue == null ? 0 : entry.queue.dangerMs;
        long dueAtMs = entry.since + dangerMs;
        if (dangerMs == 0 || dueAtMs <= step.nowMs()) {
            forget(entry);
            return;
        }
        if (entry.danger == null) {
            entry.danger = new Deadline(Deadline.Kind.DANGER, entry.contact, entry.contact.contactId);
        }
        if (!entry.danger.isSet() || entry.danger.dueAtMs() != dueAtMs) {
            state.deadlines.restore(entry.danger, dueAtMs, rankOf(entry));
        }
    }

    /** The entry is over. */
    void forget(QueueEntry entry) {
        if (entry.danger != null) {
            state.deadlines.cancel(entry.danger);
        }
    }

    /** The contact, in line or on offer, is in danger from now on. */
    void inDanger(ContactRecord contact) {
        if (contact.isOfferable()) {
            matching.inDanger(contact);
        }
    }

    /** Before all other deadlines of the same moment, by the contact's id, which decides between equal waits. */
    static long rankOf(QueueEntry entry) {
        return Long.MIN_VALUE + entry.contact.contactId;
    }

    static HeldBackCause causeOf(AgentRecord agent) {
        return agent.hold == Hold.BREATH ? HeldBackCause.CONTACTS_IN_ROW : HeldBackCause.CEILING;
    }

    private void tell(int agentId, HeldBackCause cause, long untilMs) {
        step.event(new Event.AgentHeldBack(step.nowMs(), agentId, cause, untilMs));
    }

    /** 0 if he needs none. */
    private static long breathUntilMs(AgentRecord agent) {
        BurnoutGuard.Limits limits = agent.limits;
        boolean due = limits.asksForBreath() && agent.contactsInRow >= limits.contactsInRow();
        return due ? agent.workedUntilMs + limits.breathMs() : 0;
    }

    /** When the share of work of the agent, who is ready, has fallen to his ceiling; 0 if it is so low, or will be within this millisecond. */
    private long ceilingUntilMs(AgentRecord agent) {
        if (!agent.limits.hasCeiling()) {
            return 0;
        }
        double aboveMs =
                agent.aboveCeilingMs(step.nowMs(), state.settings().routing().occupancyMemoryMs());
        return aboveMs < 1 ? 0 : step.nowMs() + (long) StrictMath.ceil(aboveMs);
    }
}
