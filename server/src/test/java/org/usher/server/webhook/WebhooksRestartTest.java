package org.usher.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;
import org.usher.server.Story;
import org.usher.server.engine.EngineClock;
import org.usher.server.engine.EngineMaker;
import org.usher.server.engine.EngineRoom;
import org.usher.server.engine.LogSettings;
import org.usher.server.metrics.EngineMetrics;
import org.usher.server.security.Secret;

/** Real engines with their logs on disk, of which one dies: what it left behind is copied while it runs, as {@code kill -9} leaves it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class WebhooksRestartTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HOOK = "crm";

    @TempDir
    private Path directory;

    private Receiver receiver;
    private final List<Usher> open = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        receiver = new Receiver();
    }

    @AfterEach
    void stop() {
        open.forEach(Usher::close);
        receiver.close();
    }

    private static final class Makes implements EngineMaker {
        @Override
        public QueueEngine create() {
            return Engines.create();
        }

        @Override
        public QueueEngine restore(ByteBuffer snapshot) throws IOException {
            return Engines.restore(snapshot);
        }

        @Override
        public QueueEngine createAfter(LogEntry last) {
            return Engines.createAfter(last);
        }
    }

    /** As much of a server as decides and tells. */
    private final class Usher implements WebhookSource, AutoCloseable {
        private final Webhooks webhooks;
        private volatile @Nullable EngineRoom room;

        private Usher(Path data) throws Exception {
            webhooks = new Webhooks(
                    List.of(new WebhookSettings(
                            HOOK,
                            receiver.url(),
                            List.of(Secret.of(Receiver.SECRET)),
                            WebhookType.all(),
                            Set.of(),
                            new WebhookSettings.Pace(1_000, 5_000, 86_400_000))),
                    data.resolve("webhooks"),
                    this,
                    (queueId, caller, waitedMs) -> Optional.empty(),
                    new Webhooks.Fortune(System::currentTimeMillis, () -> 1));
            EngineRoom made = EngineRoom.open(
                    new EngineRoom.CommandLogPlace(data.resolve("log"), LogSettings.DEFAULT),
                    new Makes(),
                    EngineClock.system(),
                    new EngineRoom.Hearing(List.of(), List.of(webhooks), () -> 0),
                    new EngineMetrics(new SimpleMeterRegistry()));
            room = made;
            open.add(this);
            made.loop().start().get();
            made.loop().goLive();
            webhooks.start();
        }

        private EngineRoom room() {
            EngineRoom made = room;
            if (made == null) {
                throw new IllegalStateException("asked before it was made");
            }
            return made;
        }

        /** Customers are promised a call tomorrow. */
        private void books(int from, int to) throws Exception {
            long tomorrowMs = System.currentTimeMillis() + 86_400_000;
            for (int i = from; i <= to; i++) {
                room().offer(new Command.BookCallback(
                        0,
                        Story.SALES,
                        new CallbackWindow(tomorrowMs, tomorrowMs + 3_600_000, tomorrowMs),
                        new ContactDetails(1, "", "", "+4930" + i, "", "", "", "", "")));
            }
            await().atMost(PATIENCE)
                    .until(() -> room().loop().view().get().bookings().size() == to);
            room().loop()
                    .durable(room().loop().look(QueueEngine::lastIndex).get())
                    .get();
        }

        private WebhookDesk.Status status() {
            return webhooks.all().getFirst();
        }

        /** What a machine finds that starts again. */
        private Path killed(String name) throws IOException {
            Path copy = directory.resolve(name);
            try (Stream<Path> files = Files.walk(directory.resolve("first"))) {
                for (Path file :
                        files.filter(one -> !one.toString().endsWith(".new")).toList()) {
                    Path to = copy.resolve(directory.resolve("first").relativize(file));
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(to);
                    } else {
                        Files.copy(file, to);
                    }
                }
            }
            return copy;
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
            return true;
        }

        @Override
        public void close() {
            webhooks.close();
            room().close();
        }
    }

    private Usher first() throws Exception {
        Usher first = new Usher(Files.createDirectories(directory.resolve("first")));
        first.room().offer(new Command.AdoptConfiguration(Story.CENTRE));
        return first;
    }

    private List<String> numbers() {
        return receiver.taken.stream()
                .map(one -> one.json().get("data").get("number").asString())
                .toList();
    }

    @Test
    void shouldSendAfterADeathWhatWasNotTakenBeforeAndNothingElse() throws Exception {
        Usher first = first();
        first.books(1, 3);
        await().atMost(PATIENCE).until(() -> first.status().sent() == 3);
        receiver.answering = exchange -> Receiver.status(exchange, 500);
        first.books(4, 6);
        await().atMost(PATIENCE).until(() -> first.status().failures() > 0);
        Path left = first.killed("second");
        first.close();
        String inVain = receiver.ids().getLast();
        receiver.taken.clear();

        receiver.answering = exchange -> Receiver.status(exchange, 204);
        Usher second = new Usher(left);
        await().atMost(PATIENCE).until(() -> second.status().sent() == 3);
        assertThat(numbers()).containsExactly("+49304", "+49305", "+49306");
        assertThat(receiver.ids().getFirst())
                .as("the one that died had sent it in vain")
                .isEqualTo(inVain);
        second.books(7, 7);
        await().atMost(PATIENCE).until(() -> second.status().sent() == 4);
        assertThat(receiver.taken).hasSize(4).allMatch(Receiver.Taken::signed);
        assertThat(second.status().dropped()).isZero();
    }

    @Test
    void shouldSendAllAgainUnderTheSameIdsIfItIsNotKnownHowFarItCame() throws Exception {
        Usher first = first();
        first.books(1, 4);
        await().atMost(PATIENCE).until(() -> first.status().sent() == 4);
        List<String> ids = receiver.ids();
        Path left = first.killed("second");
        first.close();
        receiver.taken.clear();
        Files.writeString(left.resolve("webhooks/crm.position"), "torn");

        Usher second = new Usher(left);
        await().atMost(PATIENCE).until(() -> second.status().sent() == 4);
        assertThat(receiver.ids()).isEqualTo(ids);
    }

    /** Where one stands to which all was sent is written another way than where one stands that has just sent. */
    @Test
    void shouldSendNothingAgainAfterTheDeathOfAQuietOne() throws Exception {
        Usher first = first();
        first.books(1, 4);
        await().atMost(PATIENCE).until(() -> first.status().sent() == 4);
        Path position = directory.resolve("first/webhooks/crm.position");
        await().atMost(PATIENCE).until(() -> Files.readString(position).contains(" " + Integer.MAX_VALUE));
        Path left = first.killed("second");
        first.close();
        receiver.taken.clear();

        Usher second = new Usher(left);
        second.books(5, 5);
        await().atMost(PATIENCE).until(() -> second.status().sent() == 1);
        assertThat(numbers()).containsExactly("+49305");
        assertThat(second.status().dropped()).isZero();
    }

    @Test
    void shouldTellWhatIsNewIfTheLogWasPutBackAndThePositionWasNot() throws Exception {
        Usher first = first();
        first.books(1, 2);
        Path left = first.killed("second");
        first.books(3, 4);
        await().atMost(PATIENCE).until(() -> first.status().sent() == 4);
        Path position = directory.resolve("first/webhooks/crm.position");
        await().atMost(PATIENCE).until(() -> Files.readString(position).contains(" " + Integer.MAX_VALUE));
        first.close();
        Files.copy(position, left.resolve("webhooks/crm.position"), StandardCopyOption.REPLACE_EXISTING);
        receiver.taken.clear();

        Usher second = new Usher(left);
        second.books(3, 3);
        await().atMost(PATIENCE).until(() -> second.status().sent() == 1);
        assertThat(numbers()).containsExactly("+49303");
    }

    @Test
    void shouldTellANewOneNothingOfThePast() throws Exception {
        Usher first = first();
        first.books(1, 4);
        await().atMost(PATIENCE).until(() -> first.status().sent() == 4);
        Path left = first.killed("second");
        first.close();
        receiver.taken.clear();
        Files.delete(left.resolve("webhooks/crm.position"));

        Usher second = new Usher(left);
        second.books(5, 5);
        await().atMost(PATIENCE).until(() -> second.status().sent() == 1);
        assertThat(numbers()).containsExactly("+49305");
    }
}
