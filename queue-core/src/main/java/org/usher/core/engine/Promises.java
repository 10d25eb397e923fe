package org.usher.core.engine;

import java.util.Objects;
import org.usher.core.api.Event;
import org.usher.core.api.PromiseBreach;
import org.usher.core.api.Routing.ContactRule;

/** What queues promise against starvation: who has waited so long is not passed over. It is watched, not enforced: aging enforces it. */
final class Promises {
    private final State state;
    private final Step step;

    Promises(State state, Step step) {
        this.state = state;
        this.step = step;
    }

    /** The agent is about to be offered one contact while another has stood before it for longer than is promised. */
    void passedOver(ContactRecord contact, ContactRecord taken, AgentRecord agent) {
        QueueEntry entry = contact.entry;
        if (entry.passedOver) {
            return;
        }
        state.hash.touch(contact);
        entry.passedOver = true;
        step.event(new Event.PromiseBroken(
                step.nowMs(),
                contact.contactId,
                entry.queueId,
                entry.waitedMs(step.nowMs()),
                agent.agentId,
                taken.contactId,
                cause(taken.entry, entry)));
    }

    private PromiseBreach cause(QueueEntry taken, QueueEntry passedOver) {
        ContactRule rule = state.settings().routing().contacts();
        boolean ages = rule == ContactRule.WEIGHTED_WAIT || rule == ContactRule.INDEX;
        if (ages && countMs(taken) > countMs(passedOver)) {
            return PromiseBreach.AGING;
        }
        return taken.priority() > passedOver.priority() ? PromiseBreach.PRIORITY : PromiseBreach.POLICY;
    }

    private long countMs(QueueEntry entry) {
        return Objects.requireNonNull(entry.queue).order.countMs(step.nowMs() - entry.since);
    }
}
