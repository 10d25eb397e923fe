package org.usher.core.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The queue: a deterministic state machine over the command log. The same entries give the same events, effects and {@link #stateHash}
 * in any JVM. One thread owns an engine; a call from another one fails.
 */
public interface QueueEngine {

    /** Of the rules: rises with every change that lets the same log give another result. */
    int VERSION = 17;

    /**
     * Lets time pass up to the entry's time (due deadlines fire in the order of their due times, then of their setting), then applies its
     * command.
     *
     * @throws IllegalArgumentException if the entry does not follow the last one by index and time; nothing has changed then
     * @throws IllegalStateException if an invariant is broken; the engine must not be used any more
     */
    void apply(LogEntry entry, Output output);

    /** When the next deadline falls due (epoch ms), or {@link Long#MAX_VALUE}. */
    long nextDeadlineAtMs();

    /** Index of the last entry applied, 0 before the first. */
    long lastIndex();

    /** Time of the last entry applied (epoch ms), 0 before the first. */
    long lastAtMs();

    /** A hash over everything that can influence later results, kept up to date with each change. */
    long stateHash();

    /** What readers may see; a copy, made in time proportional to the number of live contacts, agents and queues. */
    EngineView view();

    /** The whole state in one buffer, versioned, from which {@code Engines.restore} makes an equal engine. */
    ByteBuffer snapshot() throws IOException;

    /**
     * Why the contact is where it is, by the state after the last entry; empty if it does not stand in line. It costs nothing unless it
     * is asked for, and then a look at the queue's agents and at what they may serve.
     */
    Optional<Explanation.OfContact> explainContact(long contactId);

    /**
     * How long a caller in line will wait from now on, by the state after the last entry; empty if it stands in no line, is no
     * {@link Channel#VOICE}, or there is no model of waits. It changes nothing; it looks at all who wait and at all agents.
     *
     * @param nowMs not before {@link #lastAtMs}
     */
    Optional<WaitFromNow> waitFromNow(long contactId, long nowMs);

    /** Whom the agent would take by the state after the last entry; empty if there is no such agent. */
    Optional<Explanation.OfAgent> explainAgent(int agentId);

    /**
     * Checks every invariant over the whole state; slow.
     *
     * @throws IllegalStateException naming what is broken
     */
    void checkInvariants();
}
