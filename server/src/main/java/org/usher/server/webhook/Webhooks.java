package org.usher.server.webhook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.metrics.Health;

/**
 * Tells programs of the operator's what happens. It hears behind the live engine, after a start all of the past that the log holds, and puts
 * what each webhook has not been sent yet into that one's line; nobody waits for it. Where each stands is kept on disk, and an event's id
 * follows from its place in the log: whatever dies, what was decided is sent at least once, and what is sent twice can be told by its id.
 */
public final class Webhooks implements EventSink, WebhookDesk, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    /** A failure or two are nothing to wake people for. */
    private static final int MANY_FAILURES = 3;

    private final Map<String, Hook> hooks = new LinkedHashMap<>();
    private final WebhookEvents events;
    private final LongSupplier clockMs;
    private final Set<String> testing = ConcurrentHashMap.newKeySet();
    private volatile Set<String> queues = Set.of();
    private boolean begun;

    private record Hook(WebhookLine line, WebhookSender sender) {}

    /** What time it is (epoch ms), and chance from 0 to 1, each time another. */
    public record Fortune(LongSupplier clockMs, DoubleSupplier chance) {}

    /**
     * Nothing is sent before {@link #start}.
     *
     * @param directory where it is kept how far each has been sent; made when it is needed
     */
    public Webhooks(
            List<WebhookSettings> settings,
            Path directory,
            WebhookSource source,
            FollowedUp followedUp,
            Fortune fortune) {
        this.clockMs = fortune.clockMs();
        this.events = new WebhookEvents(followedUp);
        for (WebhookSettings one : settings) {
            WebhookLine line = new WebhookLine(one);
            hooks.put(
                    one.name(),
                    new Hook(
                            line,
                            new WebhookSender(
                                    line,
                                    new PositionFile(directory, one.name()),
                                    source,
                                    fortune.clockMs(),
                                    fortune.chance())));
        }
    }

    /** Begins to send. This Usher is the one that routes. */
    public void start() {
        begin();
        hooks.values().forEach(hook -> hook.sender.start());
    }

    private synchronized void begin() {
        if (!begun) {
            begun = true;
            hooks.values().forEach(hook -> hook.sender.begin());
        }
    }

    @Override
    public void accept(RecordedEvent event) {
        if (hooks.isEmpty()) {
            return;
        }
        begin();
        if (event.event() instanceof Event.ConfigurationAdopted adopted) {
            adopt(adopted.configuration());
        }
        List<WebhookEvent> told = events.of(event);
        long nowMs = told.isEmpty() ? 0 : clockMs.getAsLong();
        WebhookPlace upTo = new WebhookPlace(event.index(), event.number(), Integer.MAX_VALUE);
        for (Hook hook : hooks.values()) {
            told.forEach(one -> hook.line.offer(one, nowMs));
            hook.line.heard(upTo);
        }
    }

    @Override
    public void resumed(EngineView state) {
        if (hooks.isEmpty()) {
            return;
        }
        begin();
        adopt(state.configuration());
        events.resumed(state);
        hooks.values().stream()
                .filter(hook -> hook.line.resumedAt(state.index()))
                .forEach(hook -> LOG.warn(
                        "What happened up to entry {} and was not sent to webhook {} is no longer in the command log; it is not told",
                        state.index(),
                        hook.line.settings().name()));
    }

    private void adopt(Configuration centre) {
        queues = centre.queues().stream().map(Configuration.Queue::name).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<Status> all() {
        return hooks.values().stream().map(this::status).toList();
    }

    private Status status(Hook hook) {
        WebhookSettings settings = hook.line.settings();
        WebhookLine.Standing now = hook.line.standing();
        return new Status(
                settings.name(),
                settings.address(),
                now.state(),
                new TreeSet<>(settings.events()),
                new TreeSet<>(settings.queues()),
                unknown(settings),
                now.backlog(),
                now.failures(),
                now.counts().sent(),
                now.counts().failed(),
                now.counts().retried(),
                now.counts().dropped(),
                now.state() == WebhookState.FAILING ? now.dueAtMs() : null,
                now.lastTakenAtMs() == 0 ? null : now.lastTakenAtMs(),
                now.lastWord());
    }

    private Set<String> unknown(WebhookSettings settings) {
        Set<String> unknown = new TreeSet<>(settings.queues());
        unknown.removeAll(queues);
        return unknown;
    }

    /** Of each webhook; readiness does not hang on it. */
    public List<Health.Check> checks() {
        List<Health.Check> checks = new ArrayList<>();
        for (Hook hook : hooks.values()) {
            WebhookSettings settings = hook.line.settings();
            checks.add(check(settings, hook.line.standing(), hook.sender.trouble()));
        }
        return checks;
    }

    private Health.Check check(WebhookSettings settings, WebhookLine.Standing now, String trouble) {
        Set<String> unknown = unknown(settings);
        String wrong = "";
        if (!trouble.isEmpty()) {
            wrong = trouble;
        } else if (now.state() == WebhookState.GONE) {
            wrong = "wants no more (410); nothing is sent until Usher is started again";
        } else if (now.dropping()) {
            wrong = now.counts().dropped() + " events lost since the start; last: " + now.lastWord();
        } else if (now.failures() >= MANY_FAILURES) {
            wrong = now.failures() + " failures in a row, " + now.backlog() + " events wait; last: " + now.lastWord();
        } else if (!unknown.isEmpty()) {
            wrong = "the centre has no queue " + String.join(", ", unknown);
        }
        return new Health.Check(
                "webhook." + settings.name(),
                wrong.isEmpty(),
                false,
                wrong.isEmpty() ? now.backlog() + " events wait to be sent" : wrong);
    }

    @Override
    public Optional<CompletableFuture<Trial>> test(String name) {
        Hook hook = hooks.get(name);
        if (hook == null) {
            return Optional.empty();
        }
        if (!testing.add(name)) {
            throw new TestUnderWayException();
        }
        String id = "msg_test_" + UUID.randomUUID().toString().replace("-", "");
        String body = WebhookEvent.body(WebhookType.TEST, clockMs.getAsLong(), new WebhookData.Tested(name));
        long beganNanos = System.nanoTime();
        return Optional.of(hook.sender.post().send(id, body).handle((reply, failure) -> {
            testing.remove(name);
            long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
            return trial(id, reply == null ? WebhookReply.unanswered(String.valueOf(failure)) : reply, tookMs);
        }));
    }

    private static Trial trial(String id, WebhookReply reply, long tookMs) {
        return switch (reply) {
            case WebhookReply.Taken taken -> new Trial(id, true, taken.status(), tookMs, taken.told());
            case WebhookReply.Gone gone -> new Trial(id, false, WebhookReply.GONE, tookMs, gone.told());
            case WebhookReply.Failed failed -> new Trial(id, false, failed.status(), tookMs, failed.told());
        };
    }

    /** What was not sent yet is sent after the next start. */
    @Override
    public void close() {
        hooks.values().forEach(hook -> hook.sender.close());
    }
}
