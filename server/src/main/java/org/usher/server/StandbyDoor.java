package org.usher.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.ReplyCode;
import org.usher.server.agent.CannedReplies;
import org.usher.server.agent.CrmLink;
import org.usher.server.agent.DayFigures;
import org.usher.server.agent.DeskBoard;
import org.usher.server.agent.DeskFeed;
import org.usher.server.agent.DeskSettings;
import org.usher.server.agent.Dispositions;
import org.usher.server.api.ApiParts;
import org.usher.server.api.ApiServer;
import org.usher.server.api.ContactQueues;
import org.usher.server.api.Customers;
import org.usher.server.call.CallDesk;
import org.usher.server.call.Numbers;
import org.usher.server.callback.CallbackBook;
import org.usher.server.callback.CallbackDesk;
import org.usher.server.callback.CallbackTerms;
import org.usher.server.callback.CallbackWindows;
import org.usher.server.callback.FollowUpRule;
import org.usher.server.centre.CentreDesk;
import org.usher.server.centre.Verdict;
import org.usher.server.chat.ChatAttachments;
import org.usher.server.chat.ChatBook;
import org.usher.server.chat.ChatCarrier;
import org.usher.server.chat.ChatDesk;
import org.usher.server.chat.ChatFeed;
import org.usher.server.chat.ChatSettings;
import org.usher.server.config.ServerConfig;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.engine.EngineEye;
import org.usher.server.engine.RequestDesk;
import org.usher.server.estimate.EstimatedWaits;
import org.usher.server.followup.FollowUpBook;
import org.usher.server.followup.FollowUps;
import org.usher.server.history.ContactHistory;
import org.usher.server.history.Database;
import org.usher.server.history.RecordingHistory;
import org.usher.server.metrics.Health;
import org.usher.server.metrics.HealthBoard;
import org.usher.server.recording.RecordingDesk;
import org.usher.server.recording.RecordingFiles;
import org.usher.server.supervisor.Supervision;
import org.usher.server.survey.Surveys;
import org.usher.server.wallboard.Wallboard;
import org.usher.server.wallboard.WallboardFeed;
import org.usher.server.webhook.WebhookDesk;

/**
 * The HTTP server of one that stands by: alive and not ready, with an empty wallboard that says so. History can be read; whatever is asked
 * of the engine is refused.
 */
final class StandbyDoor implements AutoCloseable {
    private final ApiServer api;
    private final WallboardFeed feed;
    private final DeskFeed desks;
    private final GuardRoom guards;
    private final ServerConfig.Http http;
    private final int port;
    private volatile String why = "";

    private StandbyDoor(ServerConfig config, Doorway doorway, Database database)
            throws IOException, InterruptedException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Wallboard empty = new Wallboard(ZoneId.systemDefault(), System.currentTimeMillis() * 1_000);
        feed = new WallboardFeed(empty, System::currentTimeMillis, 50, List::of);
        desks = new DeskFeed(
                new DeskFeed.Sources(
                        new DeskBoard(CrmLink.NONE),
                        new DayFigures(ZoneId.systemDefault()),
                        () -> Dispositions.NONE,
                        () -> CannedReplies.NONE,
                        DeskSettings.DEFAULT,
                        (caller, except, queueIds, limit) -> List.of(),
                        Map::of),
                new Refusal(),
                System::currentTimeMillis);
        HealthBoard health = new HealthBoard();
        health.live(() -> new Health.Check("standby", true, true, "standing by: " + why));
        health.ready(() -> List.of(
                new Health.Check("standby", false, true, "standing by: " + why),
                new Health.Check(
                        "database", database.isUp(), false, database.status().detail())));
        http = config.http();
        guards = GuardRoom.open(config, database, doorway.tls(), System::currentTimeMillis);
        health.ready(guards::checks);
        CallbackDesk callbacks = new CallbackDesk(
                new CallbackDesk.Engine(new Refusal(), command -> false, index -> new CompletableFuture<>(), 0),
                new CallbackBook(),
                CallbackTerms.NONE,
                new PhoneNumbers(""),
                new CallbackWindows(new CallbackBook(), queueId -> Optional.empty(), System::currentTimeMillis));
        api = new ApiServer(
                guards.settings(http, doorway.port()),
                new ApiParts(
                        empty,
                        feed,
                        new ContactHistory(database),
                        new RecordingHistory(database),
                        new RecordingFiles(List.of()),
                        new RecordingDesk(),
                        new CallDesk(Numbers.NONE),
                        new Refusal(),
                        new Refusal(),
                        new Refusal(),
                        new EstimatedWaits(registry),
                        new ContactQueues(),
                        desks,
                        Customers.NONE,
                        callbacks,
                        new FollowUps(
                                new FollowUpBook(new PhoneNumbers("")),
                                queueId -> FollowUpRule.NONE,
                                callbacks,
                                System::currentTimeMillis),
                        chats(config.chats(), ChatOffice.disk(config.chats(), config.dataDirectory())),
                        new Surveys(new SimpleMeterRegistry(), Map::of),
                        Optional.empty(),
                        WebhookDesk.NONE,
                        new Supervision(),
                        guards.guard(),
                        health,
                        registry::scrape,
                        System::currentTimeMillis));
        feed.start();
        desks.start();
        try {
            port = api.start().getPort();
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /** Into which nobody comes. */
    private static ChatFeed chats(ChatSettings settings, ChatAttachments.Disk disk) {
        ChatCarrier carrier = new ChatCarrier(command -> false, System::currentTimeMillis);
        return new ChatFeed(
                new ChatDesk(
                        new ChatDesk.Engine(new Refusal(), command -> false, index -> new CompletableFuture<>()),
                        new ChatBook(),
                        carrier,
                        settings,
                        disk),
                carrier,
                new ChatFeed.Sources(() -> Configuration.EMPTY, queueId -> List.of(), contactId -> Optional.empty()),
                System::currentTimeMillis);
    }

    static StandbyDoor open(ServerConfig config, Doorway doorway, Database database)
            throws IOException, InterruptedException {
        return new StandbyDoor(config, doorway, database);
    }

    /** What it waits for, in words for the operator. Safe from any thread. */
    void say(String reason) {
        why = reason;
    }

    int port() {
        return port;
    }

    String address() {
        return http.address(port);
    }

    @Override
    public void close() {
        api.close();
        desks.close();
        feed.close();
        guards.close();
    }

    /** There is no engine to ask. */
    private static final class Refusal implements RequestDesk, EngineEye, CentreDesk {
        private static final String WHY = "this Usher stands by; ask the one that routes";

        private static <T> CompletableFuture<T> refused() {
            return CompletableFuture.failedFuture(new RejectedExecutionException(WHY));
        }

        @Override
        public CompletableFuture<Long> revision() {
            return refused();
        }

        @Override
        public Verdict decide(Proposal proposal) {
            return new Verdict.Away(WHY);
        }

        @Override
        public CompletableFuture<ReplyCode> ask(LongFunction<? extends Command> requestForId) {
            return refused();
        }

        @Override
        public <T> CompletableFuture<T> look(Function<QueueEngine, T> question) {
            return refused();
        }
    }
}
