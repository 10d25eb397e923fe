package org.usher.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.usher.server.config.ServerConfig;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.engine.EngineRoom;
import org.usher.server.followup.FollowUps;
import org.usher.server.webhook.WebhookDesk;
import org.usher.server.webhook.WebhookSource;
import org.usher.server.webhook.Webhooks;

/**
 * Puts together what webhooks need. They hear the engine, so they are made before it; what they ask of it comes from the room that is bound
 * before the first event is told.
 */
final class WebhookOffice implements WebhookSource {
    private final BooleanSupplier leads;
    private final PhoneNumbers numbers;
    private final Webhooks webhooks;
    private volatile @Nullable EngineRoom room;
    private volatile @Nullable FollowUps followUps;

    /** @param leads whether no other Usher has taken over, as far as is known */
    WebhookOffice(ServerConfig config, BooleanSupplier leads) {
        this.leads = leads;
        this.numbers = new PhoneNumbers(config.customers().region());
        this.webhooks = new Webhooks(
                config.webhooks(),
                config.dataDirectory().resolve("webhooks"),
                this,
                this::followedUp,
                new Webhooks.Fortune(
                        System::currentTimeMillis,
                        () -> ThreadLocalRandom.current().nextDouble()));
    }

    void bind(EngineRoom made) {
        room = made;
    }

    /** Whose list it is; until then nobody stands on it. */
    void bind(FollowUps made) {
        followUps = made;
    }

    Webhooks webhooks() {
        return webhooks;
    }

    void count(MeterRegistry registry) {
        for (WebhookDesk.Status one : webhooks.all()) {
            String name = one.name();
            Gauge.builder("usher.webhooks.backlog", webhooks, all -> figure(all, name, WebhookDesk.Status::backlog))
                    .description("Events that wait to be sent")
                    .tag("webhook", name)
                    .register(registry);
            count(registry, name, "sent", "Events that were taken", WebhookDesk.Status::sent);
            count(registry, name, "failed", "Requests that were not answered well", WebhookDesk.Status::failed);
            count(
                    registry,
                    name,
                    "retried",
                    "Requests for an event that was sent in vain before",
                    WebhookDesk.Status::retried);
            count(
                    registry,
                    name,
                    "dropped",
                    "Events given up: too old, too many, or refused again and again",
                    WebhookDesk.Status::dropped);
        }
    }

    private void count(
            MeterRegistry registry,
            String name,
            String what,
            String description,
            ToDoubleFunction<WebhookDesk.Status> value) {
        FunctionCounter.builder("usher.webhooks." + what, webhooks, all -> figure(all, name, value))
                .description(description)
                .tag("webhook", name)
                .register(registry);
    }

    private static double figure(WebhookDesk all, String name, ToDoubleFunction<WebhookDesk.Status> value) {
        return all.all().stream()
                .filter(one -> one.name().equals(name))
                .mapToDouble(value)
                .sum();
    }

    private Optional<String> followedUp(int queueId, String caller, long waitedMs) {
        FollowUps bound = followUps;
        return bound == null
                ? Optional.empty()
                : numbers.normalise(caller).filter(number -> bound.lists(queueId, number, waitedMs));
    }

    private EngineRoom room() {
        EngineRoom bound = room;
        if (bound == null) {
            throw new IllegalStateException("webhooks heard of an event before the engine was made");
        }
        return bound;
    }

    @Override
    public UUID logId() {
        return room().logId();
    }

    @Override
    public long replayedIndex() {
        return room().replayedIndex();
    }

    @Override
    public int epoch() {
        return room().loop().epoch();
    }

    @Override
    public Future<?> durable(long index) {
        return room().loop().durable(index);
    }

    @Override
    public boolean leads() {
        return leads.getAsBoolean();
    }
}
