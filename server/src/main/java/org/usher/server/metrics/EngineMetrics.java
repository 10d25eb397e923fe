package org.usher.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.usher.core.api.ActionOutcome;

/** The figures of the inbox, the log, the loop and the effect router, and those that other parts of the server count themselves. */
public final class EngineMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2)
    };

    private final MeterRegistry registry;
    private final Timer append;
    private final Timer force;
    private final Timer latency;
    private final Counter refused;
    private final Counter sinkFailures;
    private final Map<Class<?>, Counter> commands = new ConcurrentHashMap<>();
    private final Map<ActionOutcome, Counter> finished = new ConcurrentHashMap<>();
    private final Counter late;
    private final Counter unwritable;
    private final Counter held;
    private final Counter broke;

    public EngineMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.append = timer("usher.log.append", "Writing one batch of commands to the log file");
        this.force = timer("usher.log.force", "Forcing the log file to the disk");
        this.latency = timer("usher.command.latency", "From a command's arrival in the inbox until it was applied");
        this.refused = counter("usher.inbox.refused", "Commands refused because the inbox was full");
        this.sinkFailures = counter("usher.sink.failures", "Events that a listener failed to take");
        this.unwritable = counter("usher.commands.unwritable", "Commands dropped because the log cannot hold them");
        this.held = counter("usher.log.held", "Times that the disk took no entries for a while and memory held them");
        this.broke =
                counter("usher.log.broke", "Times that the log broke off and a snapshot had to stand for a part of it");
        this.late = counter("usher.actions.late", "Ends of actions reported after the action had ended already");
    }

    public void appended(long nanos) {
        append.record(nanos, TimeUnit.NANOSECONDS);
    }

    public void forced(long nanos) {
        force.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The disk takes no entries for now. */
    public void logHeld() {
        held.increment();
    }

    /** The log broke off. */
    public void logBroke() {
        broke.increment();
    }

    /** One command of this type was applied. */
    public void applied(Class<?> commandType) {
        commands.computeIfAbsent(
                        commandType,
                        type -> Counter.builder("usher.commands")
                                .description("Commands applied")
                                .tag("type", type.getSimpleName())
                                .register(registry))
                .increment();
    }

    /** One command took this long from the inbox until it was applied. */
    public void latency(long nanos) {
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    public void commandUnwritable() {
        unwritable.increment();
    }

    public void inboxRefused() {
        refused.increment();
    }

    public void sinkFailed() {
        sinkFailures.increment();
    }

    public void actionFinished(ActionOutcome outcome) {
        finished.computeIfAbsent(
                        outcome,
                        o -> Counter.builder("usher.actions.finished")
                                .description("Actions that came to their end")
                                .tag("outcome", o.name().toLowerCase(Locale.ROOT))
                                .register(registry))
                .increment();
    }

    public void actionLate() {
        late.increment();
    }

    /** A figure read from {@code source} at every scrape, which must be safe from any thread. */
    public <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /** A count that {@code source} keeps itself, which never falls; else as {@link #gauge}. */
    public <T> void count(String name, String description, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value).description(description).register(registry);
    }

    /** One of several counts of the same thing, by {@code reason}; else as {@link #count}. */
    public <T> void refused(String name, String description, String reason, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value)
                .description(description)
                .tag("reason", reason)
                .register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
