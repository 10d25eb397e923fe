package org.usher.telephony.ami;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.asteriskjava.manager.action.ManagerAction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;

/**
 * The link to one Asterisk: keeps it connected, tells the engine what happens there and carries out what the engine wants.
 *
 * <p>Two threads. Netty's reads the socket into a bounded queue and writes what it is given; the link's own does everything else
 * ({@link LinkCore}), and so is the only one that touches this PBX's part of the ledger and the only one that sends actions. When it is
 * behind, the socket is not read; when the engine's inbox is full, it maps no further message. Nothing is dropped in between.
 */
public final class AmiLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AmiLink.class);
    private static final int MESSAGES_A_TURN = 256;
    private static final int MAX_PHONE_ANSWERS = 1_024;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LinkSettings settings;
    private final LedgerPart ledger;
    private final LinkSurroundings surroundings;
    private final CommandSink sink;
    private final ArrayBlockingQueue<Effect> effects;
    private final ArrayBlockingQueue<PhoneAnswer> phoneAnswers = new ArrayBlockingQueue<>(MAX_PHONE_ANSWERS);
    private final Thread thread;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Object doorLock = new Object();
    private boolean doorShut;
    private volatile @Nullable LinkCore core;
    private @Nullable AmiConnection connection;
    private boolean openedTold;

    /**
     * What a link takes from the world.
     *
     * @param nowMs epoch milliseconds that never go backwards, the clock of {@link Effect.Action#deadlineAtMs}
     * @param random spreads reconnects
     * @param epoch this reign of Usher; Asterisk's dialplan obeys only the latest that a link has announced
     * @param engineAlive whether the engine works; while it does not, the dialplan is shown no heartbeat and helps its callers itself
     * @param phones takes what agents dial
     */
    public record World(
            LongSupplier nowMs, RandomGenerator random, int epoch, BooleanSupplier engineAlive, PhoneSink phones) {
        /** A world in which agents dial in vain. */
        public World(LongSupplier nowMs, RandomGenerator random, int epoch, BooleanSupplier engineAlive) {
            this(nowMs, random, epoch, engineAlive, PhoneSink.NONE);
        }
    }

    /** @param names the names of the configuration now in force; asked again for every message */
    public AmiLink(LinkSettings settings, CallLedger ledger, Supplier<Names> names, CommandSink sink, World world) {
        this.settings = settings;
        this.ledger = ledger.part(settings.pbxId());
        this.sink = sink;
        this.surroundings = new LinkSurroundings(names, world, new LinkCounters());
        this.effects = new ArrayBlockingQueue<>(settings.limits().effects());
        this.thread = new Thread(this::run, "usher-ami-" + settings.pbxId());
    }

    /** Begins to connect; once. */
    public void start() {
        thread.start();
    }

    public LinkStatus status() {
        LinkCore current = core;
        return current == null
                ? new LinkStatus(
                        LinkStatus.State.DOWN,
                        "not started",
                        surroundings.nowMs().getAsLong())
                : current.status();
    }

    public LinkMetrics metrics() {
        return surroundings.counters().snapshot();
    }

    public int pbxId() {
        return settings.pbxId();
    }

    /**
     * Takes an effect to be carried out; from any thread, never blocks. Every {@link Effect.Action} comes back through the sink as
     * exactly one {@link Command.ActionFinished}, whatever happens to the link.
     */
    public void perform(Effect effect) {
        boolean taken;
        synchronized (doorLock) {
            taken = !doorShut && effects.offer(effect);
        }
        if (taken) {
            LockSupport.unpark(thread);
        } else if (effect instanceof Effect.Action action) {
            refuse(action);
        } else {
            LOG.error("PBX {}: no room for {}", settings.pbxId(), effect);
        }
    }

    /**
     * Gives the answer to what was asked for by phone; from any thread, never blocks. If it cannot be given, because the link is down or
     * the caller has hung up, the phone has said or will say that Usher is not available.
     *
     * @param word an extension of the dialplan's context usher-told, which speaks it
     */
    public void answer(PhoneRequest request, String word) {
        if (phoneAnswers.offer(new PhoneAnswer(request.channel(), word))) {
            LockSupport.unpark(thread);
        } else {
            LOG.error("PBX {}: no room for the answer to {}", settings.pbxId(), request);
        }
    }

    private void refuse(Effect.Action action) {
        surroundings.counters().actionsFailed.increment();
        Command end = new Command.ActionFinished(
                action.actionId(), ActionOutcome.FAILED, "the link has no room for more or is closed");
        if (!sink.offer(end)) {
            LOG.error(
                    "PBX {}: the end of action {} could not be handed to the engine",
                    settings.pbxId(),
                    action.actionId());
        }
    }

    /** Ends every open action as failed, hangs up and waits for the link's thread to end. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        refuseAll();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the link's thread

    private void run() {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("usher-ami-io-" + settings.pbxId(), true), NioIoHandler.newFactory());
        try {
            ledger.take(settings.limits().calls());
            LinkCore link = new LinkCore(settings, surroundings, ledger, sink, new Socket(group));
            core = link;
            while (!closing.get()) {
                if (!turn(link)) {
                    LockSupport.parkNanos(TICK_NANOS);
                }
            }
            shutDoor();
            performAll(link);
            link.close();
        } catch (RuntimeException | Error e) {
            LOG.error("PBX {}: the link stopped because an invariant is broken", settings.pbxId(), e);
            LinkCore link = core;
            if (link != null) {
                link.broken("stopped by an error: " + e);
            }
            throw e;
        } finally {
            refuseAll();
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3_000);
        }
    }

    /** {@return whether there may be more to do at once} */
    private boolean turn(LinkCore link) {
        link.tick();
        boolean busy = performAll(link);
        for (PhoneAnswer answer = phoneAnswers.poll(); answer != null; answer = phoneAnswers.poll()) {
            link.answer(answer);
        }
        AmiConnection current = connection;
        if (current == null) {
            return busy;
        }
        if (!openedTold && current.isOpen()) {
            openedTold = true;
            link.opened();
        }
        int taken = 0;
        while (taken < MESSAGES_A_TURN && link.takesMessages()) {
            AmiMessage message = current.poll();
            if (message == null) {
                break;
            }
            taken++;
            link.message(message);
        }
        String end = current.closedBecause();
        if (taken == 0 && end != null && connection == current) {
            connection = null;
            link.closed(end);
        }
        return busy || taken > 0;
    }

    private boolean performAll(LinkCore link) {
        boolean any = false;
        for (Effect effect = effects.poll(); effect != null; effect = effects.poll()) {
            link.perform(effect);
            any = true;
        }
        return any;
    }

    private void shutDoor() {
        synchronized (doorLock) {
            doorShut = true;
        }
    }

    /** For what the link's thread can no longer do. */
    private void refuseAll() {
        shutDoor();
        for (Effect effect = effects.poll(); effect != null; effect = effects.poll()) {
            if (effect instanceof Effect.Action action) {
                refuse(action);
            }
        }
    }

    private final class Socket implements LinkCore.Line {
        private final EventLoopGroup group;

        Socket(EventLoopGroup group) {
            this.group = group;
        }

        @Override
        public void open() {
            openedTold = false;
            AmiConnection fresh =
                    new AmiConnection(settings, surroundings.counters(), () -> LockSupport.unpark(thread));
            connection = fresh;
            fresh.connect(group, settings);
        }

        @Override
        public void write(ManagerAction action) {
            AmiConnection current = connection;
            if (current != null) {
                current.write(action);
            }
        }

        @Override
        public void hangUp() {
            AmiConnection current = connection;
            if (current != null) {
                current.hangUp();
            }
        }
    }
}
