package org.usher.telephony.ami;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
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
 * <p>One thread, Netty's event loop for this link, does everything: it reads the socket and finds out what each message means, tells the
 * engine, is given effects and writes what they need ({@link LinkCore}). So it is the only one that touches this PBX's part of the ledger
 * and the only one that sends actions, and between a word of Asterisk and the answer of the engine lie two changes of thread and no more.
 * When the engine's inbox is full, the message at hand waits and the socket is not read. Nothing is dropped in between.
 */
public final class AmiLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AmiLink.class);
    private static final int MAX_PHONE_ANSWERS = 1_024;
    private static final int MAX_RECORDING_ORDERS = 1_024;
    private static final int MAX_CALL_ORDERS = 1_024;
    private static final long TICK_MS = 20;
    /** For each answer. Asterisk has a session locked while it writes to it, for {@code writetimeout}, 5 s in the shipped manager-usher.conf. */
    private static final int END_TIMEOUT_MS = 7_000;

    private final LinkSettings settings;
    private final LedgerPart ledger;
    private final LinkSurroundings surroundings;
    private final CommandSink sink;
    private final ArrayBlockingQueue<Effect> effects;
    /** By the ids of their offers, which are among the effects. */
    private final Map<Long, CallbackOrder> callbacks = new ConcurrentHashMap<>();

    private final ArrayBlockingQueue<PhoneAnswer> phoneAnswers = new ArrayBlockingQueue<>(MAX_PHONE_ANSWERS);
    private final ArrayBlockingQueue<RecordingOrder> recordingOrders = new ArrayBlockingQueue<>(MAX_RECORDING_ORDERS);
    private final ArrayBlockingQueue<CallQuestion> callQuestions = new ArrayBlockingQueue<>(MAX_CALL_ORDERS);
    private final AtomicBoolean called = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Object doorLock = new Object();
    private boolean doorShut;
    private volatile @Nullable EventLoopGroup group;
    private volatile @Nullable LinkCore core;
    private @Nullable AmiConnection connection;
    private boolean broken;

    /**
     * What a link takes from the world.
     *
     * @param nowMs epoch milliseconds that never go backwards, the clock of {@link Effect.Action#deadlineAtMs}
     * @param random spreads reconnects
     * @param reign which Usher this is, and whose orders the dialplan obeys
     * @param engineAlive whether the engine works; while it does not, the dialplan is shown no heartbeat and helps its callers itself
     * @param phones takes what agents dial
     * @param callbacks takes what callers ask for who want to be called back
     * @param keys takes the other keys that callers in line press
     * @param diversions where callers go who are not served, by the names of their queues; asked again with every heartbeat
     * @param surveys the names of the queues whose callers are asked after their talk how satisfied they were; asked again likewise
     */
    public record World(
            LongSupplier nowMs,
            RandomGenerator random,
            Reign reign,
            BooleanSupplier engineAlive,
            PhoneSink phones,
            CallbackSink callbacks,
            CallerKeySink keys,
            Supplier<Map<String, Diversion>> diversions,
            Supplier<Set<String>> surveys) {
        /** A world in which nobody is asked how satisfied he was. */
        public World(
                LongSupplier nowMs,
                RandomGenerator random,
                Reign reign,
                BooleanSupplier engineAlive,
                PhoneSink phones,
                CallbackSink callbacks,
                CallerKeySink keys,
                Supplier<Map<String, Diversion>> diversions) {
            this(nowMs, random, reign, engineAlive, phones, callbacks, keys, diversions, Set::of);
        }

        /** A world in which nobody is called back or diverted, and keys do nothing. */
        public World(
                LongSupplier nowMs,
                RandomGenerator random,
                Reign reign,
                BooleanSupplier engineAlive,
                PhoneSink phones) {
            this(nowMs, random, reign, engineAlive, phones, CallbackSink.NONE, CallerKeySink.NONE, Map::of);
        }

        /** A world in which agents dial in vain and there is no other Usher. */
        public World(LongSupplier nowMs, RandomGenerator random, int epoch, BooleanSupplier engineAlive) {
            this(nowMs, random, Reign.alone(epoch), engineAlive, PhoneSink.NONE);
        }
    }

    /** @param names the names of the configuration now in force; asked again for every message */
    public AmiLink(LinkSettings settings, CallLedger ledger, Supplier<Names> names, CommandSink sink, World world) {
        this.settings = settings;
        this.ledger = ledger.part(settings.pbxId());
        this.sink = sink;
        this.surroundings = new LinkSurroundings(names, world, new LinkCounters());
        this.effects = new ArrayBlockingQueue<>(settings.limits().effects());
    }

    /** Begins to connect; once. */
    public void start() {
        EventLoopGroup fresh = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("usher-ami-" + settings.pbxId()), NioIoHandler.newFactory());
        EventLoop loop = fresh.next();
        group = fresh;
        loop.execute(() -> begin(loop));
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

    /** The numbers of the other boxes to which this Asterisk finds no way, in order; what it said last. */
    public List<Integer> brokenTrunks() {
        LinkCore current = core;
        return current == null ? List.of() : current.brokenTrunks();
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
            callThread();
        } else if (effect instanceof Effect.Action action) {
            refuse(action);
        } else {
            LOG.error("PBX {}: no room for {}", settings.pbxId(), effect);
        }
    }

    /** Takes the offer of a callback, with what {@link #perform} says of every action. */
    public void callBack(CallbackOrder order) {
        callbacks.put(order.offer().actionId(), order);
        perform(order.offer());
    }

    /**
     * Gives the answer to what was asked for by phone; from any thread, never blocks. If it cannot be given, because the link is down or
     * the caller has hung up, the phone has said or will say that Usher is not available.
     *
     * @param word an extension of the dialplan's context usher-told, which speaks it
     */
    public void answer(PhoneRequest request, String word) {
        if (phoneAnswers.offer(new PhoneAnswer(request.channel(), word))) {
            callThread();
        } else {
            LOG.error("PBX {}: no room for the answer to {}", settings.pbxId(), request);
        }
    }

    /** Gives the answer to a caller who asked to be called back; as {@link #answer(PhoneRequest, String)}. */
    public void answer(CallbackAsk ask, CallbackAsk.Answer given) {
        String answer = surroundings.reign().epoch() + "," + ask.question() + "," + given.written();
        if (phoneAnswers.offer(new PhoneAnswer(ask.channel(), answer))) {
            callThread();
        } else {
            LOG.error("PBX {}: no room for the answer to contact {}", settings.pbxId(), ask.contactId());
        }
    }

    /** Once for all that is put there before it comes. */
    private void callThread() {
        EventLoopGroup running = group;
        if (running != null && !closing.get() && called.compareAndSet(false, true)) {
            running.execute(() -> safely(this::carryOut));
        }
    }

    private record RecordingOrder(long contactId, boolean on, CompletableFuture<RecordingAnswer> answer) {}

    /**
     * Has the talk of this contact recorded, or no longer; from any thread, never blocks. Answered within some seconds, and with
     * {@link RecordingAnswer#NOT_CONFIRMED} unless Asterisk itself has said what is true now.
     */
    public CompletableFuture<RecordingAnswer> record(long contactId, boolean on) {
        RecordingOrder order = new RecordingOrder(contactId, on, new CompletableFuture<>());
        if (!closing.get() && recordingOrders.offer(order)) {
            callThread();
        } else {
            order.answer.complete(RecordingAnswer.NOT_CONFIRMED);
        }
        return order.answer.completeOnTimeout(
                RecordingAnswer.NOT_CONFIRMED, 2L * settings.timings().replyTimeoutMs(), TimeUnit.MILLISECONDS);
    }

    /** About a call, for the link's thread. */
    private interface CallQuestion {
        void on(LinkCore link);
    }

    /** Has an agent's order about a call carried out; from any thread, never blocks. Answered within some seconds. */
    public CompletableFuture<CallAnswer> order(CallRequest request) {
        CompletableFuture<CallAnswer> answer = new CompletableFuture<>();
        if (!ask(link -> link.order(request, answer::complete))) {
            answer.complete(CallAnswer.refused("too much is ordered at once, or Usher is stopping"));
        }
        return answer.completeOnTimeout(
                CallAnswer.notConfirmed("no answer came"),
                2L * settings.timings().replyTimeoutMs(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Plays prompts to a caller who waits; from any thread, never blocks. He stays offerable: an agent who turns free ends them, as any key
     * of the caller's does.
     *
     * @param prompt what he is to hear
     * @return false, soon, if he does not wait now on this PBX, or something else is under way with him
     */
    public CompletableFuture<Boolean> say(long contactId, CallerPrompt prompt) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        if (!ask(link -> answer.complete(link.say(contactId, prompt)))) {
            answer.complete(false);
        }
        return answer.completeOnTimeout(false, 2L * settings.timings().replyTimeoutMs(), TimeUnit.MILLISECONDS);
    }

    /** How a talk stands, or what rings for an agent at his devices; from any thread, never blocks. */
    public CompletableFuture<CallPicture> picture(long callKey, long offerId, List<Integer> deviceIds) {
        CompletableFuture<CallPicture> picture = new CompletableFuture<>();
        if (!ask(link -> picture.complete(link.picture(callKey, offerId, deviceIds)))) {
            picture.complete(CallPicture.NOTHING);
        }
        return picture.completeOnTimeout(
                CallPicture.NOTHING, settings.timings().replyTimeoutMs(), TimeUnit.MILLISECONDS);
    }

    private boolean ask(CallQuestion question) {
        boolean taken = !closing.get() && callQuestions.offer(question);
        if (taken) {
            callThread();
        }
        return taken;
    }

    /**
     * Has a supervisor listen to a talk, or otherwise than before; from any thread, never blocks. Answered within some seconds, and with
     * {@link ListenAnswer#NOT_CONFIRMED} if Asterisk cannot be reached or does not answer.
     */
    public CompletableFuture<ListenAnswer> listen(ListenOrder order) {
        return listening((listening, asker) ->
                listening.order(order, surroundings.nowMs().getAsLong(), asker));
    }

    /** Ends whoever of these listens to this contact; as {@link #listen}. */
    public CompletableFuture<ListenAnswer> endListening(long contactId, Predicate<String> listeners) {
        return listening((listening, asker) -> listening.end(contactId, listeners, asker));
    }

    /** Who listens now, as far as is known; from any thread. */
    public List<Listener> listeners() {
        LinkCore link = core;
        return link == null ? List.of() : link.listening().listeners();
    }

    private CompletableFuture<ListenAnswer> listening(BiConsumer<Listening, Consumer<ListenAnswer>> order) {
        CompletableFuture<ListenAnswer> answer = new CompletableFuture<>();
        boolean taken = ask(link -> {
            if (link.actsNow()) {
                order.accept(link.listening(), answer::complete);
            } else {
                answer.complete(ListenAnswer.NOT_CONFIRMED);
            }
        });
        if (!taken) {
            answer.complete(ListenAnswer.NOT_CONFIRMED);
        }
        return answer.completeOnTimeout(
                ListenAnswer.NOT_CONFIRMED, 2L * settings.timings().replyTimeoutMs(), TimeUnit.MILLISECONDS);
    }

    private void refuse(Effect.Action action) {
        callbacks.remove(action.actionId());
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

    /** Ends every open action as failed, hangs up and waits for the link's thread to end; not from that thread. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        EventLoopGroup running = group;
        if (running != null) {
            running.submit(() -> safely(this::finish)).awaitUninterruptibly();
            running.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3_000);
        }
        refuseAll();
    }

    // ---- the link's thread

    private void begin(EventLoop loop) {
        try {
            ledger.take(settings.limits().calls());
            core = new LinkCore(settings, surroundings, ledger, sink, new Socket(loop));
            var _ = loop.scheduleWithFixedDelay(() -> safely(this::tick), 0, TICK_MS, TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            LOG.error("PBX {}: the link cannot start", settings.pbxId(), e);
            broken = true;
        }
    }

    private interface Step {
        void on(LinkCore link);
    }

    /** Does this step, and sends what it has written; an error ends the link's work, and every action with it. */
    private void safely(Step step) {
        LinkCore link = core;
        if (broken || link == null) {
            return;
        }
        try {
            step.on(link);
            AmiConnection current = connection;
            if (current != null) {
                current.flush();
            }
        } catch (RuntimeException | Error e) {
            fail(link, e);
        }
    }

    private void fail(LinkCore link, Throwable e) {
        LOG.error("PBX {}: the link stopped because an invariant is broken", settings.pbxId(), e);
        broken = true;
        link.broken("stopped by an error: " + e);
        refuseAll();
    }

    private void tick(LinkCore link) {
        link.tick();
        carryOut(link);
        AmiConnection current = connection;
        if (current != null && link.takesMessages()) {
            current.resume();
        }
    }

    private void carryOut(LinkCore link) {
        called.set(false);
        for (Effect effect = effects.poll(); effect != null; effect = effects.poll()) {
            CallbackOrder order = effect instanceof Effect.Offer offer ? callbacks.remove(offer.actionId()) : null;
            if (order == null) {
                link.perform(effect);
            } else {
                link.callBack(order);
            }
        }
        for (PhoneAnswer answer = phoneAnswers.poll(); answer != null; answer = phoneAnswers.poll()) {
            link.answer(answer);
        }
        for (RecordingOrder o = recordingOrders.poll(); o != null; o = recordingOrders.poll()) {
            link.record(o.contactId, o.on, o.answer::complete);
        }
        for (CallQuestion q = callQuestions.poll(); q != null; q = callQuestions.poll()) {
            q.on(link);
        }
    }

    private void finish(LinkCore link) {
        shutDoor();
        carryOut(link);
        link.close();
    }

    private void shutDoor() {
        synchronized (doorLock) {
            doorShut = true;
        }
    }

    /** For what the link can no longer do. */
    private void refuseAll() {
        shutDoor();
        for (Effect effect = effects.poll(); effect != null; effect = effects.poll()) {
            if (effect instanceof Effect.Action action) {
                refuse(action);
            }
        }
    }

    private final class Socket implements LinkCore.Line, AmiConnection.Receiver {
        private final EventLoop loop;
        private @Nullable PbxWatch ending;

        Socket(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void open() {
            AmiConnection fresh = new AmiConnection(loop, settings, surroundings.counters(), this);
            connection = fresh;
            fresh.connect(settings);
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

        @Override
        public boolean canEnd() {
            return settings.standby() != null;
        }

        @Override
        public void end() {
            LinkSettings.StandbyUser user = Objects.requireNonNull(settings.standby());
            PbxWatch watch = new PbxWatch(settings.host(), settings.port(), user.name(), user.secret(), END_TIMEOUT_MS);
            ending = watch;
            Thread.ofVirtual().name("usher-ami-" + settings.pbxId() + "-former").start(() -> {
                FormerSession.End end = endFormer(watch);
                try {
                    loop.execute(() -> ended(watch, end));
                } catch (RejectedExecutionException e) {
                    LOG.debug("PBX {}: the link was closed meanwhile", settings.pbxId());
                }
            });
        }

        /** Blocks. */
        private FormerSession.End endFormer(PbxWatch watch) {
            try (watch) {
                return watch.dismissOwn(surroundings.reign(), settings.user());
            } catch (RuntimeException | Error e) {
                LOG.error("PBX {}: while ending our former session", settings.pbxId(), e);
                return new FormerSession.End.Failed(e.toString());
            }
        }

        private void ended(PbxWatch watch, FormerSession.End end) {
            if (ending == watch) {
                ending = null;
                safely(link -> link.formerOver(end));
            }
        }

        @Override
        public void abandon() {
            PbxWatch watch = ending;
            ending = null;
            if (watch != null) {
                watch.abandon();
            }
        }

        @Override
        public void opened() {
            safely(LinkCore::opened);
        }

        @Override
        public boolean message(AmiMessage message) {
            LinkCore link = core;
            if (broken || link == null) {
                return true; // nobody is left to hear it
            }
            try {
                return link.message(message);
            } catch (RuntimeException | Error e) {
                fail(link, e);
                return true;
            }
        }

        @Override
        public void allRead() {
            safely(link -> {});
        }

        @Override
        public void closed(AmiConnection over, String why) {
            if (connection == over) {
                connection = null;
                safely(link -> link.closed(why));
            }
        }
    }
}
