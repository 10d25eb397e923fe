package org.usher.lab.peer;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A workflow in the manner of Twilio TaskRouter, after its public documentation: "Workflows Overview", "Lifecycle of a Task: Workflows and
 * Assignment", "Lifecycle of a Task: timeout evaluation", "Ordering Workers", "Skipping based on Worker availability" (twilio.com/docs,
 * under taskrouter). Its source is not public, hence "like".
 *
 * <p>A task goes through targets, each a set of workers with a time-out; time-outs add up from the task's creation, and the last target
 * lasts. Higher priority first, then the oldest task; of the workers who fit, the one who has been unoccupied longest, unless the target's
 * {@code order_by} says another order. Assignment is at once, which is kinder than the real service can be.
 *
 * <p>Left out: reservations that are refused or time out (agents answer at once), multitasking and several reservations of one task,
 * LIFO queues, priorities that change from target to target, and {@code skip_if}: it asks whether workers are in an available activity,
 * not whether they are free, and in the lab all who are at work are.
 */
public final class TaskRouterLike extends Peer {
    private final Workflow workflow;
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
     * @param orderBySkill {@code order_by}: of the workers who are free, first those who have the skill as their first one, then as their
     *     second, …, of equals who is unoccupied longest
     */
    public record Workflow(long firstTargetMs, boolean orderBySkill) {
        /** One target of all who have the skill. */
        public static final Workflow PLAIN = new Workflow(0, false);
    }

    public TaskRouterLike(Workflow workflow) {
        this.workflow = workflow;
    }

    private boolean fits(Desk worker, Caller task) {
        int preference = worker.preference(task.line);
        return preference == 0 || (preference > 0 && nowMs() - task.arrivedAtMs >= workflow.firstTargetMs());
    }

    @Override
    void arrived(Caller task) {
        tasks.add(task);
        if (!assign(task) && workflow.firstTargetMs() > 0) {
            timeouts.set(task, nowMs() + workflow.firstTargetMs());
        }
    }

    private boolean assign(Caller task) {
        Desk best = null;
        for (Desk worker : idle) {
            if (fits(worker, task) && (best == null || worker.preference(task.line) < best.preference(task.line))) {
                best = worker;
                if (!workflow.orderBySkill()) {
                    break;
                }
            }
        }
        if (best == null) {
            return false;
        }
        take(task, best);
        return true;
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
