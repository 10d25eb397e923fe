package org.usher.server.estimate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Command;
import org.usher.core.api.Event;
import org.usher.core.api.WaitModel;
import org.usher.core.estimate.WaitLearner;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.engine.SnapshotPart;

/**
 * Learns from the centre's own calls, those that the command log still holds, how long waits will be, on a thread of its own, and on a period puts what was learnt before the
 * engine as {@link Command.AdoptWaitModel}, if there were enough new waits.
 *
 * <p>Nothing waits for it. Events that do not fit into its backlog make what it has seen of the lines wrong; it then begins anew at the
 * next period, from the command log. Whatever goes wrong is told once, counted, and tried again at the next period; until that works,
 * waits are estimated by the model there is.
 */
public final class WaitLearning implements EventSink, SnapshotPart, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WaitLearning.class);
    private static final int BACKLOG = 100_000;
    private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** New waits without which there is no new model. */
    private static final long NEW_WAITS = WaitLearner.FEWEST;

    /** Gives every event that the log still holds once more, in order. */
    @FunctionalInterface
    public interface Past {
        void replay(EventSink sink) throws IOException;
    }

    private record Live(Predicate<Command> inbox, Past past) {}

    private final long everyMs;
    private final LongSupplier clockMs;
    private final BlockingQueue<RecordedEvent> backlog;
    private final Thread thread;
    private final Counter dropped;
    private final Counter failures;
    private volatile @Nullable Live live;
    private volatile boolean stopping;
    private volatile boolean incomplete;
    private volatile long samples;
    /** Of the latest model, known before its event has come through the backlog. */
    private volatile int adoptedVersion;

    // of the learning thread
    private WaitLearner learner = new WaitLearner();
    private long heardIndex;
    private int heardNumber;
    private int version;
    private long samplesAtAdoption;
    private long nextAtMs = Long.MIN_VALUE;
    private boolean inTrouble;

    /** @param everyMs the period; {@code clockMs} the engine's clock */
    public WaitLearning(long everyMs, LongSupplier clockMs, MeterRegistry registry) {
        this(everyMs, clockMs, registry, BACKLOG);
    }

    WaitLearning(long everyMs, LongSupplier clockMs, MeterRegistry registry, int capacity) {
        this.everyMs = everyMs;
        this.clockMs = clockMs;
        this.backlog = new ArrayBlockingQueue<>(capacity);
        this.thread = Thread.ofPlatform().name("usher-wait-learning").daemon().unstarted(this::run);
        this.dropped = Counter.builder("usher.wait.learning.dropped")
                .description("Events that did not fit into the backlog, to be read again from the log")
                .register(registry);
        this.failures = Counter.builder("usher.wait.learning.failures")
                .description("Times that nothing could be learnt or adopted, to be tried again at the next period")
                .register(registry);
        Gauge.builder("usher.wait.learning.samples", this, learning -> learning.samples)
                .description("Waits learnt from, of those that the command log held at the start and since")
                .strongReference(true)
                .register(registry);
    }

    /** Begins to learn, from the replay on. */
    public void start() {
        thread.start();
    }

    /** From now on models are made. To be called after the replay. */
    public void goLive(Predicate<Command> inbox, Past past) {
        live = new Live(inbox, past);
    }

    @Override
    public String partName() {
        return "learning";
    }

    @Override
    public byte[] remembered() {
        return ByteBuffer.allocate(4).putInt(adoptedVersion).array();
    }

    @Override
    public void remember(byte[] remembered) {
        adoptedVersion = ByteBuffer.wrap(remembered).getInt();
    }

    @Override
    public void accept(RecordedEvent event) {
        if (event.event() instanceof Event.WaitModelAdopted adopted) {
            adoptedVersion = adopted.model().version();
        }
        if (!backlog.offer(event)) {
            incomplete = true;
            dropped.increment();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                turn(MAX_WAIT_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hears what there is, waiting at most so long for the first of it, and makes a model if it is time to. */
    void turn(long maxWaitNanos) throws InterruptedException {
        try {
            RecordedEvent next = backlog.poll(maxWaitNanos, TimeUnit.NANOSECONDS);
            for (int left = backlog.size(); next != null; left--) {
                hear(next);
                next = left > 0 ? backlog.poll() : null;
            }
        } catch (RuntimeException e) {
            incomplete = true;
            trouble(e);
        }
        Live known = live;
        long nowMs = clockMs.getAsLong();
        if (known != null && nowMs >= nextAtMs) {
            nextAtMs = nowMs + everyMs;
            tryToTeach(known);
        }
    }

    private void hear(RecordedEvent recorded) {
        boolean known =
                recorded.index() < heardIndex || (recorded.index() == heardIndex && recorded.number() <= heardNumber);
        if (known || incomplete) {
            return;
        }
        heardIndex = recorded.index();
        heardNumber = recorded.number();
        learner.observe(recorded.event());
        samples = learner.samples();
        if (recorded.event() instanceof Event.WaitModelAdopted adopted) {
            version = adopted.model().version();
            samplesAtAdoption = samples;
        }
    }

    private void tryToTeach(Live known) {
        try {
            if (incomplete) {
                beginAnew(known.past);
            }
            if (learner.samples() - samplesAtAdoption >= NEW_WAITS) {
                teach(known.inbox);
            }
            inTrouble = false;
        } catch (IOException | RuntimeException e) {
            if (!stopping) {
                trouble(e);
            }
        }
    }

    private void teach(Predicate<Command> inbox) {
        int next = Math.max(version, adoptedVersion) + 1;
        Optional<WaitModel> model = learner.model(next);
        if (model.isPresent()) {
            if (!inbox.test(new Command.AdoptWaitModel(model.get()))) {
                throw new IllegalStateException("the engine's inbox is full");
            }
            LOG.info("Learnt from {} waits; the engine is given model {} of them", samples, next);
        }
    }

    private void beginAnew(Past past) throws IOException {
        learner = new WaitLearner();
        heardIndex = 0;
        heardNumber = 0;
        samplesAtAdoption = 0;
        incomplete = false; // what is dropped from here on makes it so again
        try {
            past.replay(recorded -> {
                if (stopping || incomplete) {
                    throw new CancellationException("more happened meanwhile than the backlog holds");
                }
                hear(recorded);
            });
        } catch (IOException | RuntimeException e) {
            incomplete = true;
            throw e;
        }
    }

    private void trouble(Exception cause) {
        failures.increment();
        if (!inTrouble) {
            inTrouble = true;
            LOG.error(
                    "What was learnt of waits could not be put to use; it is tried again every {} min, and not told again",
                    TimeUnit.MILLISECONDS.toMinutes(everyMs),
                    cause);
        }
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
