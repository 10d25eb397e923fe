package org.usher.server.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.Explanation;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.WaitFromNow;

/** An engine that does what a test tells it to when it meets a kind of command, for what the real one never does on demand. */
final class ScriptedEngine implements QueueEngine {
    final List<LogEntry> applied = new ArrayList<>();
    final List<EngineView.ContactView> contacts = new ArrayList<>();
    long nextDeadlineAtMs = Long.MAX_VALUE;

    private final Map<Class<?>, BiConsumer<LogEntry, Output>> script = new HashMap<>();

    void on(Class<? extends Command> type, BiConsumer<LogEntry, Output> what) {
        script.put(type, what);
    }

    @Override
    public void apply(LogEntry entry, Output output) {
        applied.add(entry);
        if (nextDeadlineAtMs <= entry.atMs()) {
            nextDeadlineAtMs = Long.MAX_VALUE;
        }
        script.getOrDefault(entry.command().getClass(), (e, o) -> {}).accept(entry, output);
    }

    List<Command> commands() {
        return applied.stream().map(LogEntry::command).toList();
    }

    @Override
    public long nextDeadlineAtMs() {
        return nextDeadlineAtMs;
    }

    @Override
    public long lastIndex() {
        return applied.isEmpty() ? 0 : applied.getLast().index();
    }

    @Override
    public long lastAtMs() {
        return applied.isEmpty() ? 0 : applied.getLast().atMs();
    }

    @Override
    public long stateHash() {
        return applied.hashCode();
    }

    @Override
    public EngineView view() {
        return new EngineView(
                lastIndex(), lastAtMs(), Configuration.EMPTY, List.copyOf(contacts), List.of(), List.of());
    }

    @Override
    public ByteBuffer snapshot() {
        throw new UnsupportedOperationException("the loop makes no snapshots yet");
    }

    @Override
    public Optional<Explanation.OfContact> explainContact(long contactId) {
        return Optional.empty();
    }

    @Override
    public Optional<WaitFromNow> waitFromNow(long contactId, long nowMs) {
        return Optional.empty();
    }

    @Override
    public Optional<Explanation.OfAgent> explainAgent(int agentId) {
        return Optional.empty();
    }

    @Override
    public void checkInvariants() {}
}
