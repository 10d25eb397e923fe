package org.usher.server.engine;

import java.util.List;
import org.usher.core.api.Command;

/**
 * Where commands of every thread wait for the engine's. Bounded: who finds it full is told so at once and must make up for the lost
 * command by other means (a link reconciles, a person is asked to try again).
 */
public interface EngineInbox {

    /** Never blocks; false if the inbox is full. Safe from any thread. */
    boolean offer(Command command);

    /** Ends a wait in {@link #drain} early. Safe from any thread. */
    void wake();

    /**
     * Moves up to {@code max} commands, oldest first, waiting for the first of them for at most {@code timeoutNanos}.
     *
     * @return how many were moved; 0 after the time-out or a wake-up
     */
    int drain(List<Mail> into, int max, long timeoutNanos) throws InterruptedException;

    int depth();

    int capacity();

    /** A command with the moment it was handed in ({@link System#nanoTime}). */
    record Mail(Command command, long postedNanos) {}
}
