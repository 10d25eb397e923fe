package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;
import org.usher.server.security.Access;
import org.usher.server.supervisor.LiveContacts;

/** Who waits in a queue now and who talks, and what the orders of a supervisor may name. */
final class LiveContactEndpoints {
    private static final int DEFAULT_LIMIT = 100;
    private static final Pattern PLACE = Pattern.compile("([01]),(-?[0-9]{1,18}),([0-9]{1,18})");

    private final LiveContacts contacts;
    private final Supplier<Configuration> configuration;
    private final LongSupplier clockMs;

    LiveContactEndpoints(LiveContacts contacts, Supplier<Configuration> configuration, LongSupplier clockMs) {
        this.contacts = contacts;
        this.configuration = configuration;
        this.clockMs = clockMs;
    }

    /**
     * @param caller the number as the PBX gave it, empty if withheld
     * @param priority its own; that of its queue is added to it
     * @param enqueuedAtMs from when its wait counts (epoch ms)
     * @param sinceMs when this stage began (epoch ms)
     * @param agents who are rung or talk with it; none in a talk with somebody outside
     */
    record LiveContact(
            long contactId,
            Channel channel,
            LiveContacts.Stage stage,
            String caller,
            String callerName,
            String customer,
            String language,
            int priority,
            long enqueuedAtMs,
            long sinceMs,
            List<String> agents) {}

    /** {@code next} is what to give as {@code after} for the following page, null at the end. */
    record LiveContactsAnswer(
            long atMs, List<LiveContact> contacts, @Nullable String next) {}

    /** @param endpoint as the PBX knows it; a phone, not a number outside */
    record NamedDevice(int pbx, String endpoint) {}

    record ChoicesAnswer(List<String> pauseReasons, List<NamedDevice> devices) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/queues/{queue}/contacts",
                        Access.CONTACTS_READ,
                        Route.Doc.json(
                                "Every contact of the queue that is there now: first the line, by its order among equals, then who talks",
                                LiveContactsAnswer.class,
                                new Route.Parameter("after", "string", "'next' of the page before"),
                                new Route.Parameter(
                                        "limit",
                                        "integer",
                                        "1 to " + LiveContacts.MAX_PAGE + ", else " + DEFAULT_LIMIT)),
                        (Route.Answering) request -> completedFuture(Answer.json(200, page(request)))),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/choices",
                        Access.CONTACTS_READ,
                        Route.Doc.json(
                                "What orders may name: pause reasons, and phones to listen by", ChoicesAnswer.class),
                        (Route.Answering) request -> completedFuture(Answer.json(200, choices()))));
    }

    private LiveContactsAnswer page(Request request) {
        int queueId = request.queue(configuration.get().queues()).queueId();
        int limit = request.number("limit", DEFAULT_LIMIT, 1, LiveContacts.MAX_PAGE);
        List<LiveContacts.Row> rows = contacts.page(queueId, after(request, queueId), limit);
        return new LiveContactsAnswer(
                clockMs.getAsLong(),
                rows.stream().map(this::shown).toList(),
                rows.size() < limit ? null : written(rows.getLast().place()));
    }

    private static LiveContacts.@Nullable Place after(Request request, int queueId) {
        String after = request.queryValue("after").orElse(null);
        if (after == null) {
            return null;
        }
        Matcher parts = PLACE.matcher(after);
        if (!parts.matches()) {
            throw Request.wrong("after", after, "give what 'next' of the page before said");
        }
        return new LiveContacts.Place(
                queueId,
                Integer.parseInt(parts.group(1)),
                Long.parseLong(parts.group(2)),
                Long.parseLong(parts.group(3)));
    }

    private static String written(LiveContacts.Place place) {
        return place.part() + "," + place.countedFromMs() + "," + place.contactId();
    }

    private LiveContact shown(LiveContacts.Row row) {
        return new LiveContact(
                row.contactId(),
                row.channel(),
                row.stage(),
                row.details().caller(),
                row.details().callerName(),
                row.details().customer(),
                row.details().language(),
                row.priority(),
                row.enqueuedAtMs(),
                row.sinceMs(),
                row.agentIds().stream().map(this::agent).toList());
    }

    private String agent(int agentId) {
        return configuration.get().agents().stream()
                .filter(agent -> agent.agentId() == agentId)
                .findFirst()
                .map(Configuration.Agent::name)
                .orElse(Integer.toString(agentId));
    }

    private ChoicesAnswer choices() {
        Configuration now = configuration.get();
        return new ChoicesAnswer(
                now.pauseReasons().stream().map(Configuration.PauseReason::name).toList(),
                now.devices().stream()
                        .filter(device -> device.kind() == DeviceKind.PHONE)
                        .map(device -> new NamedDevice(device.pbxId(), device.endpoint()))
                        .toList());
    }
}
