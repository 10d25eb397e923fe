package org.usher.lab.peer;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A workflow in the manner of Twilio TaskRouter, after its public documentation ("Workflows", "TaskQueue: task assignment precedence",
 * "Lifecycle of a Task: timeout evaluation", "Worker selection").
 *
 * <p>A task goes through targets, each a set of workers with a time-out that counts from the task's creation; the last one lasts. Higher
 * priority first, then the oldest task; of the workers who fit, the one who has been idle longest. Assignment is at once.
 */
public final class TaskRouterLike extends Peer {
    private final long firstTargetMs;
    private final TreeSet<Caller> tasks = new TreeSet<>(Comparator.<Caller>comparingInt(task -> -task.priority())
            .thenComparingLong(task -> task.arrivedAtMs)
            .thenComparingLong(task -> task.contactId));
    private final TreeSet<Desk> idle = new TreeSet<>(
            Comparator.<Desk>comparingLong(desk -> desk.idleSinceMs).thenComparingInt(desk -> desk.agentId));
    private final Alarms<Caller> timeouts = new Alarms<>();

    /**
     * A workflow of one or two targets.
     *
     * @param firstTargetMs how long a task waits for the workers whose first skill it is before it is put to all who have the skill; 0:
     *     to all at once
     */
    public TaskRouterLike(long firstTargetMs) {
        this.firstTargetMs = firstTargetMs;
    }

    private boolean fits(Desk worker, Caller task) {
        int preference = worker.preference(task.line);
        return preference == 0 || (preference > 0 && nowMs() - task.arrivedAtMs >= firstTargetMs);
    }

    @Override
    void arrived(Caller task) {
        tasks.add(task);
        if (!assign(task) && firstTargetMs > 0) {
            timeouts.set(task, nowMs() + firstTargetMs);
        }
    }

    private boolean assign(Caller task) {
        for (Desk worker : idle) {
            if (fits(worker, task)) {
                take(task, worker);
                return true;
            }
        }
        return false;
    }

    private void take(Caller task, Desk worker) {
        remove(task);
        offer(task, worker);
    }

    private void remove(Caller task) {
        tasks.remove(task);
        timeouts.cancel(task);
    }

    @Override
    void becameIdle(Desk worker, int line) {
        idle.add(worker);
        Caller task = firstFor(worker);
        if (task != null) {
            take(task, worker);
        }
    }

    private @Nullable Caller firstFor(Desk worker) {
        for (Caller task : tasks) {
            if (fits(worker, task)) {
                return task;
            }
        }
        return null;
    }

    @Override
    void stoppedBeingIdle(Desk worker) {
        idle.remove(worker);
    }

    @Override
    void left(Caller task) {
        remove(task);
    }

    @Override
    void served(Caller task) {
        remove(task);
    }

    @Override
    void tick() {
        Caller task = timeouts.due(nowMs());
        while (task != null) {
            assign(task);
            task = timeouts.due(nowMs());
        }
    }

    @Override
    public long nextDeadlineAtMs() {
        return timeouts.nextAtMs();
    }
}
