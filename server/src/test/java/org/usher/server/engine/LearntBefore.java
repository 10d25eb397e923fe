package org.usher.server.engine;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.usher.core.api.Command;
import org.usher.core.api.LogEntry;
import org.usher.core.api.WaitModel;
import org.usher.server.metrics.EngineMetrics;

/** What a server has learnt of its waits in weeks, for one that is to run for seconds. */
public final class LearntBefore {
    private LearntBefore() {}

    /** Adds this model to the command log in this directory, as the last server that wrote it would have. */
    public static void add(Path directory, WaitModel model) throws IOException {
        EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
        try (CommandLog log = CommandLog.open(directory, LogSettings.DEFAULT, metrics)) {
            AtomicReference<LogEntry> last = new AtomicReference<>();
            log.replay(last::set);
            LogEntry before = Objects.requireNonNull(last.get(), "the log is empty");
            log.append(new LogEntry(
                    before.index() + 1,
                    before.epoch(),
                    before.engineVersion(),
                    before.atMs(),
                    new Command.AdoptWaitModel(model)));
            log.flush();
        }
    }
}
