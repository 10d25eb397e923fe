package org.usher.server.engine;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.QueueStatus;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.core.codec.MalformedDataException;
import org.usher.server.metrics.EngineMetrics;

/**
 * Sends each effect to whoever carries it out, and makes sure that every action comes to exactly one end.
 *
 * <p>While the log is replayed nothing is sent; the same bookkeeping then rebuilds which actions were outstanding when the server died.
 * What the PBX made of those is found out by reconciliation; what it says nothing of times out.
 *
 * <p>The end of an action reaches the engine once: the first report is let through, a later one is dropped here. All methods but
 * {@link #attach} and {@link #outstanding} belong to the engine's thread.
 */
public final class EffectRouter implements SnapshotPart {
    private static final Logger LOG = LoggerFactory.getLogger(EffectRouter.class);

    /** In place of a PBX: whoever carries out what is to be done for callbacks, which have no call yet. */
    public static final int CALLBACKS = 0;

    /** In place of a PBX: whoever keeps the rooms of chats. */
    public static final int CHATS = -1;

    /** How long after a start actions from before it may still be reported as ended. */
    private static final long RESTART_GRACE_MS = 5_000;

    /** Calls whose PBX is remembered; a call is forgotten when it is gone, so only calls nobody saw end come near this. */
    private static final int MAX_CALLS = 200_000;

    private final Map<Integer, EffectCarrier> carriers = new ConcurrentSkipListMap<>();
    private final Requests requests;
    private final EngineMetrics metrics;
    private final OutstandingActions outstanding = new OutstandingActions();
    private final Map<Long, Integer> pbxByCallKey = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > MAX_CALLS;
        }
    };
    private final Map<Long, Long> callKeyByContact = new LinkedHashMap<>();
    private final Map<Integer, Effect.PublishQueue> published = new LinkedHashMap<>();
    private final Deque<Command> failed = new ArrayDeque<>();
    private volatile int outstandingCount;
    private boolean live;
    private long nowMs;
    private int graceMs;

    EffectRouter(Requests requests, EngineMetrics metrics) {
        this.requests = requests;
        this.metrics = metrics;
    }

    @Override
    public String partName() {
        return "router";
    }

    @Override
    public byte[] remembered() {
        Encoder out = new Encoder();
        outstanding.write(out);
        out.unsigned(pbxByCallKey.size());
        pbxByCallKey.forEach((callKey, pbxId) -> {
            out.signed(callKey);
            out.signed(pbxId);
        });
        out.unsigned(callKeyByContact.size());
        callKeyByContact.forEach((contactId, callKey) -> {
            out.signed(contactId);
            out.signed(callKey);
        });
        out.unsigned(published.size());
        published.values().forEach(queue -> {
            out.signed(queue.queueId());
            out.constant(queue.answerMode());
            out.constant(queue.status());
        });
        published.values().forEach(queue -> out.text(queue.noticeSound()));
        return out.toByteArray();
    }

    @Override
    public void remember(byte[] remembered) throws MalformedDataException {
        Decoder in = new Decoder(ByteBuffer.wrap(remembered));
        forget();
        outstanding.read(in);
        outstandingCount = outstanding.size();
        for (long left = in.unsigned("calls"); left > 0; left--) {
            pbxByCallKey.put(in.signed("callKey"), in.signedInt("pbxId"));
        }
        for (long left = in.unsigned("contacts"); left > 0; left--) {
            callKeyByContact.put(in.signed("contactId"), in.signed("callKey"));
        }
        for (long left = in.unsigned("published queues"); left > 0; left--) {
            int queueId = in.signedInt("queueId");
            published.put(
                    queueId,
                    new Effect.PublishQueue(queueId, in.constant(AnswerMode.class), in.constant(QueueStatus.class)));
        }
        if (!in.isAtEnd()) { // else it was written before there were notices
            for (Effect.PublishQueue queue : List.copyOf(published.values())) {
                published.put(
                        queue.queueId(),
                        new Effect.PublishQueue(
                                queue.queueId(), queue.answerMode(), queue.status(), in.text("noticeSound")));
            }
        }
        in.end();
    }

    /** As before the first entry. */
    void forget() {
        outstanding.clear();
        outstandingCount = 0;
        pbxByCallKey.clear();
        callKeyByContact.clear();
        published.clear();
        failed.clear();
    }

    /** From now on effects for this PBX go to {@code carrier}. Safe from any thread. */
    public void attach(int pbxId, EffectCarrier carrier) {
        carriers.put(pbxId, carrier);
    }

    /** How many actions have not come to their end. Safe from any thread. */
    public int outstanding() {
        return outstandingCount;
    }

    /** Effects are released from now on. */
    void goLive(long atMs, Configuration.Settings settings) {
        live = true;
        graceMs = settings.offerGraceMs();
        turn(atMs);
        published.values().forEach(this::release); // no PBX was told of those that the replay led to
        outstanding.notBefore(atMs + RESTART_GRACE_MS);
        if (outstanding.size() > 0) {
            LOG.info(
                    "{} actions were under way when the server stopped; asking the PBX what became of them",
                    outstanding.size());
        }
    }

    /**
     * What time it is. What the engine decides as of a moment that has passed, after a start for example, is carried out from now on, so
     * each action is given at least {@link Configuration.Settings#offerGraceMs} from here.
     */
    void turn(long atMs) {
        nowMs = atMs;
    }

    /**
     * Looks at a command before it is logged.
     *
     * @return false if it reports the end of an action that has ended already, which is not to reach the engine
     */
    boolean admits(Command command) {
        if (!(command instanceof Command.ActionFinished finished)) {
            return true;
        }
        boolean first = outstanding.remove(finished.actionId());
        outstandingCount = outstanding.size();
        if (!live) {
            return first;
        }
        if (first) {
            metrics.actionFinished(finished.outcome());
        } else {
            metrics.actionLate();
            LOG.debug("Dropped {}: the action had ended already", finished);
        }
        return first;
    }

    /** The command is about to be applied. */
    void applying(Command command) {
        if (command instanceof Command.ContactArrived arrived && arrived.callKey() != 0) {
            pbxByCallKey.put(arrived.callKey(), arrived.details().pbxId());
        } else if (command instanceof Command.CustomerCalled called) {
            pbxByCallKey.put(called.callKey(), called.details().pbxId());
        }
    }

    /** The command was applied and its events and effects were seen. */
    void applied(Command command) {
        if (command instanceof Command.ContactGone gone) {
            pbxByCallKey.remove(gone.callKey());
        }
    }

    void event(Event event) {
        switch (event) {
            case Event.ContactQueued queued -> callKeyByContact.put(queued.contactId(), queued.callKey());
            case Event.ConfigurationAdopted adopted -> {
                graceMs = adopted.configuration().settings().offerGraceMs();
                published
                        .keySet()
                        .retainAll(adopted.configuration().queues().stream()
                                .map(Configuration.Queue::queueId)
                                .toList());
            }
            case Event.LineRevised revised -> {
                if (live) {
                    LOG.info(
                            "Revision {}: of {} in the line of queue {}, {} ask for something else now, {} can be served by nobody any"
                                    + " more, {} are sent away",
                            revised.revision(),
                            revised.waiting(),
                            revised.queueId(),
                            revised.changed(),
                            revised.stranded(),
                            revised.released());
                }
            }
            case Event.Repaired repaired -> {
                if (live) {
                    LOG.warn("Repaired {} of {}: {}", repaired.kind(), repaired.subjectId(), repaired.detail());
                }
            }
            case Event.WishesDropped dropped -> {
                if (live) {
                    LOG.warn(
                            "Nobody of queue {} has all the skills that [[customer_rule]] asks for contact {}: {} of them are not asked for",
                            dropped.queueId(),
                            dropped.contactId(),
                            dropped.dropped());
                }
            }
            case Event.ContactEnded ended -> {
                Long callKey = callKeyByContact.remove(ended.contactId());
                if (callKey != null) {
                    pbxByCallKey.remove(callKey);
                }
            }
            default -> {}
        }
    }

    void effect(Effect decided) {
        Effect effect = decided;
        if (decided instanceof Effect.Action action) {
            Effect.Action timely =
                    live && action.deadlineAtMs() < nowMs + graceMs ? action.by(nowMs + graceMs) : action;
            outstanding.add(timely);
            outstandingCount = outstanding.size();
            effect = timely;
        }
        if (effect instanceof Effect.PublishQueue publish) {
            published.put(publish.queueId(), publish);
        }
        if (live) {
            release(effect);
        }
    }

    private void release(Effect effect) {
        switch (effect) {
            case Effect.Action action -> {
                String problem = perform(action.callKey(), action);
                if (problem != null) {
                    failed.add(new Command.ActionFinished(action.actionId(), ActionOutcome.FAILED, problem));
                }
            }
            case Effect.MarkCall mark -> {
                String problem = perform(mark.callKey(), mark);
                if (problem != null) {
                    LOG.warn("Could not mark the call of contact {}: {}", mark.contactId(), problem);
                }
            }
            case Effect.PublishQueue publish ->
                carriers.forEach((pbxId, carrier) -> {
                    String problem = hand(pbxId, carrier, publish);
                    if (problem != null) {
                        LOG.warn("Could not publish queue {}: {}", publish.queueId(), problem);
                    }
                });
            case Effect.Reply reply -> requests.answered(reply.requestId(), reply.code());
        }
    }

    /** Null, or why it cannot be carried out. */
    private @Nullable String perform(long callKey, Effect effect) {
        Integer pbxId = callKey == 0 ? Integer.valueOf(CALLBACKS) : pbxByCallKey.get(callKey);
        if (pbxId == null) {
            return "no call with key " + Long.toHexString(callKey) + " is known";
        }
        EffectCarrier carrier = carriers.get(pbxId);
        return carrier == null ? "PBX " + pbxId + " is not configured" : hand(pbxId, carrier, effect);
    }

    private static @Nullable String hand(int pbxId, EffectCarrier carrier, Effect effect) {
        try {
            carrier.perform(effect);
            return null;
        } catch (RuntimeException e) {
            LOG.error("The link to PBX {} failed on {}", pbxId, effect, e);
            return "the link to PBX " + pbxId + " failed: " + e;
        }
    }

    /** {@link Long#MIN_VALUE} if something is due already, {@link Long#MAX_VALUE} if nothing is outstanding. */
    long nextDeadlineAtMs() {
        return failed.isEmpty() ? outstanding.nextDeadlineAtMs() : Long.MIN_VALUE;
    }

    /** Hands the ends of actions that could not be sent, and of those nobody reported in time, to {@code target}. */
    void settle(Consumer<Command> target) {
        while (!failed.isEmpty()) {
            Command command = failed.poll();
            if (admits(command)) {
                target.accept(command);
            }
        }
        for (long actionId : outstanding.removeDue(nowMs)) {
            metrics.actionFinished(ActionOutcome.TIMED_OUT);
            target.accept(new Command.ActionFinished(
                    actionId, ActionOutcome.TIMED_OUT, "nobody reported its end before its deadline"));
        }
        outstandingCount = outstanding.size();
    }
}
