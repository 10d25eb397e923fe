package org.usher.core.engine;

import org.usher.core.api.Event;
import org.usher.core.api.WaitModel;
import org.usher.core.codec.Encoder;
import org.usher.core.codec.WaitModels;
import org.usher.core.estimate.LearntEstimator;

/** Takes on what was learnt of waits. From then on {@link Step} tells every event to the estimator, and its estimates to the world. */
final class Estimates {
    private final State state;
    private final Step step;

    Estimates(State state, Step step) {
        this.state = state;
        this.step = step;
    }

    void adopt(WaitModel model) {
        LearntEstimator estimator = state.estimator;
        if (estimator == null) {
            state.estimator = new LearntEstimator(model);
            Adoption.inOrder(state.contactsById, contact -> contact.contactId).forEach(this::find);
            step.estimateBy(state.estimator);
        } else if (model.version() > estimator.model().version()) {
            estimator.adopt(model);
        } else {
            return;
        }
        state.waitModelHash = hash(model);
        step.event(new Event.WaitModelAdopted(step.nowMs(), model));
    }

    private void find(ContactRecord contact) {
        QueueEntry entry = contact.entry;
        if (entry.open && state.estimator != null) {
            state.estimator.found(
                    contact.contactId, entry.queueId, entry.enqueuedAtMs, entry.creditMs, entry.priority());
        }
    }

    /** Of the model, which changes only when another is adopted. */
    static long hash(WaitModel model) {
        Encoder out = new Encoder(4096);
        WaitModels.write(out, model);
        return Adoption.hash(out);
    }
}
