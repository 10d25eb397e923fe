package org.usher.server.sim;

import java.util.List;
import org.usher.core.api.Requirement;
import org.usher.telephony.sim.CallerScript;
import org.usher.telephony.sim.Fault;

/** Something that the world does to Usher at its time, whatever Usher does. The list of them all is what a failing seed is shrunk to. */
sealed interface Happening {

    /** Virtual milliseconds from the beginning. */
    long atMs();

    /** Somebody calls one of the PBXs. */
    record Call(long atMs, int pbxId, CallerScript script) implements Happening {}

    /** Somebody writes. */
    record Chat(long atMs, int queueId, List<Requirement> requirements, int priority, long patienceMs, long talkMs)
            implements Happening {}

    /** Somebody who is in no call wants to be called. */
    record CallMeBack(long atMs, int queueId, int priority) implements Happening {}

    /** What is asked for about somebody in line. */
    enum Matter {
        CALL_BACK,
        CANCEL_CALLBACK,
        MOVE,
        PRIORITISE,
        WITHDRAW
    }

    /**
     * Somebody, or a program, asks for something about one of those who wait or are being offered.
     *
     * @param which of those whom it may concern, by turns
     */
    record AskAbout(long atMs, Matter matter, int which) implements Happening {}

    /** An agent has finished the after-call work of one of his chats. */
    record FinishChat(long atMs, int agentId) implements Happening {}

    /** What an agent or a supervisor asks for. */
    enum Wish {
        LOG_IN,
        LOG_OUT,
        PAUSE,
        RESUME,
        END_WRAP_UP,
        CLOSE_QUEUE,
        OPEN_QUEUE
    }

    /**
     * Somebody asks for something.
     *
     * @param whom the agent, or the queue
     */
    record Ask(long atMs, Wish wish, int whom) implements Happening {}

    /** How an agent's phone behaves from the next ring on. */
    enum Mood {
        ANSWERS,
        MISSES,
        DECLINES,
        BUSY,
        FORWARDS,
        SILENT,
        DIES_IN_TALK,
        UNREGISTERED,
        MIXED
    }

    record Behave(long atMs, int agentId, Mood mood) implements Happening {}

    /** An agent who talks gives his customer away: to a colleague's phone, a queue or outside. */
    record GiveAway(long atMs, int agentId, String number) implements Happening {}

    /** An agent's own call, which ends after a while or becomes the target of an attended transfer. */
    record OwnCall(long atMs, int agentId, String number, long lastsMs, boolean thenTransfers) implements Happening {}

    record Break(long atMs, int pbxId, Fault fault) implements Happening {}

    /** A new revision of the centre. */
    record Reconfigure(long atMs, long seed) implements Happening {}

    /** The database goes away, for so long. */
    record DatabaseAway(long atMs, long forMs) implements Happening {}

    /** Usher's process is stopped in its tracks, and wakes after so long; one that stands by takes over meanwhile if it may. */
    record Freeze(long atMs, long forMs) implements Happening {}

    /** How Usher's process ends. */
    enum Way {
        /** It is killed. */
        KILLED,
        /** It dies when the last turn was logged, and what that turn wanted done never leaves it. */
        LOSES,
        IN_GOOD_ORDER
    }

    /**
     * Usher's process ends and is started again.
     *
     * @param clockStepMs by how much the new process's wall clock differs from the old one's
     */
    record Crash(long atMs, Way way, long downMs, long clockStepMs) implements Happening {}
}
