package org.usher.server.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.Explanation;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;

/** An engine beside which somebody takes notes. */
record Watched(QueueEngine engine, Auditor auditor) implements QueueEngine {
    @Override
    public void apply(LogEntry entry, Output output) {
        auditor.begin(entry);
        engine.apply(entry, new Output() {
            @Override
            public void event(Event event) {
                auditor.event(event);
                output.event(event);
            }

            @Override
            public void effect(Effect effect) {
                auditor.effect(effect);
                output.effect(effect);
            }
        });
        auditor.end(entry, engine.stateHash());
        if (entry.index() % 16 == 0) {
            engine.checkInvariants();
        }
    }

    @Override
    public long nextDeadlineAtMs() {
        return engine.nextDeadlineAtMs();
    }

    @Override
    public long lastIndex() {
        return engine.lastIndex();
    }

    @Override
    public long lastAtMs() {
        return engine.lastAtMs();
    }

    @Override
    public long stateHash() {
        return engine.stateHash();
    }

    @Override
    public EngineView view() {
        return engine.view();
    }

    @Override
    public Optional<Explanation.OfContact> explainContact(long contactId) {
        return engine.explainContact(contactId);
    }

    @Override
    public Optional<Explanation.OfAgent> explainAgent(int agentId) {
        return engine.explainAgent(agentId);
    }

    @Override
    public ByteBuffer snapshot() throws IOException {
        return engine.snapshot();
    }

    @Override
    public void checkInvariants() {
        engine.checkInvariants();
    }
}
