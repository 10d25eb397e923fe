package org.usher.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.AgentState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.server.Story;
import org.usher.server.security.Secret;

/** Webhooks to real HTTP servers that answer well, late, wrong, too much, or not at all. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class WebhooksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final UUID LOG = UUID.fromString("0b4c1f0e-6c1e-4d53-9d5d-0d1f7b6d0001");
    private static final String OLD_SECRET = "whsec_b2xkIHNlY3JldCBvZiB0d2VudHktZm91ciBieXRlcw==";

    @TempDir
    private Path directory;

    private Receiver receiver;
    private final List<Webhooks> open = new ArrayList<>();
    private final Source source = new Source();

    private static final class Source implements WebhookSource {
        private volatile int epoch = 3;
        private volatile long replayed;
        private volatile boolean leading = true;
        private volatile CompletableFuture<Void> durable = CompletableFuture.completedFuture(null);

        @Override
        public UUID logId() {
            return LOG;
        }

        @Override
        public long replayedIndex() {
            return replayed;
        }

        @Override
        public int epoch() {
            return epoch;
        }

        @Override
        public Future<?> durable(long index) {
            return index == 0 ? CompletableFuture.completedFuture(null) : durable;
        }

        @Override
        public boolean leads() {
            return leading;
        }
    }

    @BeforeEach
    void start() throws IOException {
        receiver = new Receiver();
    }

    @AfterEach
    void stop() {
        open.forEach(Webhooks::close);
        receiver.close();
    }

    private static WebhookSettings hook(String name, URI url, long timeoutMs) {
        return new WebhookSettings(
                name,
                url,
                List.of(Secret.of(Receiver.SECRET)),
                WebhookType.all(),
                Set.of(),
                new WebhookSettings.Pace(1_000, timeoutMs, 86_400_000));
    }

    private Webhooks started(WebhookSettings... hooks) {
        Webhooks webhooks = new Webhooks(
                List.of(hooks),
                directory.resolve("webhooks"),
                source,
                (queueId, caller, waitedMs) -> Optional.empty(),
                new Webhooks.Fortune(System::currentTimeMillis, () -> 1));
        open.add(webhooks);
        webhooks.start();
        return webhooks;
    }

    private static Story story(Webhooks webhooks) {
        return new Story(System.currentTimeMillis(), webhooks).adopt(Story.CENTRE);
    }

    private static WebhookDesk.Status status(Webhooks webhooks, String name) {
        return webhooks.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldCheckSignaturesAsTheSpecificationsOwnExampleHasThem() {
        String right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        String id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        String body = "{\"test\": 2432232314}";
        assertThat(Receiver.isSigned(Receiver.SECRET, id, "1614265330", right, body))
                .isTrue();
        assertThat(Receiver.isSigned(Receiver.SECRET, id, "1614265330", "v1,AAAA " + right, body))
                .isTrue();
        assertThat(Receiver.isSigned(Receiver.SECRET, id, "1614265331", right, body))
                .isFalse();
        assertThat(Receiver.isSigned(Receiver.SECRET, id + "x", "1614265330", right, body))
                .isFalse();
        assertThat(Receiver.isSigned(Receiver.SECRET, id, "1614265330", right, body + " "))
                .isFalse();
        assertThat(Receiver.isSigned(OLD_SECRET, id, "1614265330", right, body)).isFalse();
    }

    @Test
    void shouldSendWhatHappensSignedAndInOrder() {
        Webhooks webhooks = started(hook("crm", receiver.url(), 5_000));
        Story story = story(webhooks);
        long contact = story.call(Story.SALES, "+49301234567");
        story.answer(contact, Story.SALES, Story.ALICE, 3_000).hangUp(contact, Story.ALICE, 9_000);
        await().atMost(PATIENCE).until(() -> receiver.taken.size() == 7);
        assertThat(receiver.taken).allMatch(Receiver.Taken::signed);
        assertThat(receiver.taken.stream().map(Receiver.Taken::type))
                .containsExactly(
                        "contact.queued",
                        "contact.offered",
                        "agent.state",
                        "agent.state",
                        "contact.connected",
                        "contact.ended",
                        "agent.state");
        assertThat(receiver.ids()).doesNotHaveDuplicates().allMatch(id -> id.startsWith("msg_0b4c1f0e6c1e4d539d5d"));
        await().atMost(PATIENCE).until(() -> status(webhooks, "crm").sent() == 7);
        assertThat(status(webhooks, "crm").backlog()).isZero();
        assertThat(status(webhooks, "crm").state()).isEqualTo(WebhookState.WELL);
        assertThat(webhooks.checks()).allMatch(check -> check.up() && !check.required());
    }

    @Test
    void shouldSignByBothSecretsWhileOneIsTurnedOver() {
        WebhookSettings one = hook("crm", receiver.url(), 5_000);
        Webhooks webhooks = started(new WebhookSettings(
                "crm",
                one.url(),
                List.of(Secret.of(Receiver.SECRET), Secret.of(OLD_SECRET)),
                one.events(),
                one.queues(),
                one.pace()));
        assertThat(webhooks.test("crm").orElseThrow().join().taken()).isTrue();
        assertThat(receiver.taken.getFirst().signed()).isTrue();
        assertThat(receiver.taken.getFirst().signature().split(" ", -1))
                .hasSize(2)
                .allMatch(text -> text.startsWith("v1,"));
        assertThat(receiver.taken.getFirst().type()).isEqualTo("usher.test");
        assertThat(receiver.taken.getFirst().id()).startsWith("msg_test_");
    }

    @Test
    void shouldTryAgainUnderTheSameIdAndKeepTheOrder() {
        receiver.answering = exchange -> Receiver.status(exchange, receiver.taken.size() < 3 ? 500 : 200);
        Webhooks webhooks = started(hook("crm", receiver.url(), 5_000));
        Story story = story(webhooks);
        story.state(Story.ALICE, AgentState.LOGGED_OUT, AgentState.READY);
        story.state(Story.BOB, AgentState.LOGGED_OUT, AgentState.READY);
        await().atMost(PATIENCE).until(() -> status(webhooks, "crm").sent() == 2);
        assertThat(receiver.taken).hasSize(4);
        assertThat(receiver.ids().subList(0, 3)).containsOnly(receiver.ids().getFirst());
        assertThat(receiver.taken.getLast().json().get("data").get("agent").asString())
                .isEqualTo("bob");
        assertThat(status(webhooks, "crm").failed()).isEqualTo(2);
        assertThat(status(webhooks, "crm").retried()).isEqualTo(2);
    }

    @Test
    void shouldNotLetASlowOneOrOneThatIsNotThereDelayTheOthers() throws IOException {
        Receiver closed = new Receiver();
        closed.close();
        try (Receiver slow = new Receiver()) {
            slow.answering = exchange -> slow.linger();
            Webhooks webhooks = started(
                    hook("slow", slow.url(), 200),
                    hook("gone-home", closed.url(), 200),
                    hook("crm", receiver.url(), 5_000));
            Story story = story(webhooks);
            for (int i = 0; i < 50; i++) {
                story.call(Story.SALES, "+49301234567");
            }
            await().atMost(PATIENCE).until(() -> status(webhooks, "crm").sent() == 50);
            await().atMost(PATIENCE)
                    .until(() -> status(webhooks, "slow").failures() > 0
                            && status(webhooks, "gone-home").failures() > 0);
            assertThat(status(webhooks, "slow").lastWord()).isEqualTo("did not answer within 200 ms");
            assertThat(status(webhooks, "gone-home").lastWord()).startsWith("cannot be reached");
            assertThat(status(webhooks, "slow").backlog()).isEqualTo(50);
            assertThat(slow.ids()).containsOnly(slow.ids().getFirst());
        }
    }

    @Test
    void shouldTakeTheStatusOfAnEndlessAnswerAndReadLittleOfIt() {
        AtomicLong written = new AtomicLong();
        receiver.answering = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[8_192];
            try (OutputStream body = exchange.getResponseBody()) {
                while (written.get() < 1L << 30) {
                    body.write(block);
                    written.addAndGet(block.length);
                }
            }
        };
        Webhooks webhooks = started(hook("crm", receiver.url(), 20_000));
        story(webhooks).call(Story.SALES, "+49301234567");
        await().atMost(PATIENCE).until(() -> status(webhooks, "crm").sent() == 1);
        assertThat(written.get()).as("the rest was never taken").isLessThan(64L << 20);
        assertThat(status(webhooks, "crm").failed()).isZero();
    }

    @Test
    void shouldTakeTheStatusOfAnAnswerWhoseBodyNeverEnds() {
        receiver.answering = exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            receiver.linger();
        };
        Webhooks webhooks = started(hook("crm", receiver.url(), 300));
        story(webhooks).call(Story.SALES, "+49301234567");
        await().atMost(PATIENCE).until(() -> status(webhooks, "crm").sent() == 1);
        assertThat(receiver.taken).hasSize(1);
    }

    @Test
    void shouldFollowNoRedirect() {
        receiver.answering = exchange -> {
            exchange.getResponseHeaders().set("location", "/elsewhere");
            Receiver.status(exchange, 307);
        };
        Webhooks webhooks = started(hook("crm", receiver.url(), 5_000));
        WebhookDesk.Trial trial = webhooks.test("crm").orElseThrow().join();
        assertThat(trial.taken()).isFalse();
        assertThat(trial.status()).isEqualTo(307);
        assertThat(receiver.taken).hasSize(1).allMatch(one -> one.path().equals("/usher"));
    }

    @Test
    void shouldSendNothingToOneThatSaysItIsGoneUntilTheNextStart() {
        receiver.answering = exchange -> Receiver.status(exchange, 410);
        Webhooks webhooks = started(hook("crm", receiver.url(), 5_000));
        Story story = story(webhooks);
        story.call(Story.SALES, "1");
        await().atMost(PATIENCE).until(() -> status(webhooks, "crm").state() == WebhookState.GONE);
        story.call(Story.SALES, "2");
        assertThat(webhooks.checks())
                .as("people are told, and calls go on")
                .allMatch(check -> !check.up() && !check.required());
        webhooks.close();
        assertThat(receiver.taken).hasSize(1);

        receiver.answering = exchange -> Receiver.status(exchange, 204);
        Webhooks next = started(hook("crm", receiver.url(), 5_000));
        story.told().forEach(next::accept);
        await().atMost(PATIENCE).until(() -> status(next, "crm").sent() == 2);
        assertThat(receiver.ids().get(1)).isEqualTo(receiver.ids().getFirst());
    }

    @Test
    void shouldSendNothingThatTheDiskDoesNotHold() {
        source.durable = new CompletableFuture<>();
        Webhooks webhooks = started(hook("crm", receiver.url(), 5_000));
        story(webhooks).call(Story.SALES, "1");
        await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(receiver.taken::isEmpty);
        source.durable.complete(null);
        await().atMost(PATIENCE).until(() -> status(webhooks, "crm").sent() == 1);
    }

    @Test
    void shouldBeQuietWhenAnotherHasTakenOver() throws IOException {
        Webhooks first = started(hook("crm", receiver.url(), 5_000));
        Story story = story(first);
        story.call(Story.SALES, "1");
        await().atMost(PATIENCE)
                .until(() -> Files.readString(directory.resolve("webhooks/crm.position"))
                        .contains(" 3 2 "));
        Source later = new Source();
        later.epoch = 4;
        later.replayed = 3;
        Webhooks second = new Webhooks(
                List.of(hook("crm", receiver.url(), 5_000)),
                directory.resolve("webhooks"),
                later,
                (queueId, caller, waitedMs) -> Optional.empty(),
                new Webhooks.Fortune(System::currentTimeMillis, () -> 1));
        open.add(second);
        second.start();
        story.call(Story.SALES, "2"); // which only the first one decides
        await().atMost(PATIENCE).until(() -> !first.checks().getFirst().up());
        assertThat(first.checks().getFirst().detail()).contains("another Usher's");
        assertThat(receiver.taken).hasSize(1);
        story.told().forEach(second::accept);
        await().atMost(PATIENCE).until(() -> status(second, "crm").sent() == 1);
        assertThat(receiver.taken).as("it goes on where the first one stood").hasSize(2);
        assertThat(receiver.ids()).doesNotHaveDuplicates();

        Files.writeString(
                directory.resolve("webhooks/crm.position"), LOG + " 3 2 0 0\n"); // by one that was frozen as it wrote
        await().atMost(PATIENCE)
                .until(() -> Files.readString(directory.resolve("webhooks/crm.position"))
                        .contains(" 4 3 "));
    }

    @Test
    void shouldBeQuietFromTheMomentItHearsThatItIsReplaced() {
        Webhooks webhooks = started(hook("crm", receiver.url(), 5_000));
        source.leading = false;
        story(webhooks).call(Story.SALES, "1");
        await().atMost(PATIENCE).until(() -> !webhooks.checks().getFirst().up());
        assertThat(webhooks.checks().getFirst().detail()).contains("another Usher routes now");
        assertThat(receiver.taken).isEmpty();
    }

    @Test
    void shouldTestOneAtATimeAndOnlyThoseThatThereAre() {
        receiver.answering = exchange -> {
            receiver.linger();
            Receiver.status(exchange, 200);
        };
        Webhooks webhooks = started(hook("crm", receiver.url(), 20_000));
        assertThat(webhooks.test("nobody")).isEmpty();
        CompletableFuture<WebhookDesk.Trial> first = webhooks.test("crm").orElseThrow();
        assertThatThrownBy(() -> webhooks.test("crm")).isInstanceOf(WebhookDesk.TestUnderWayException.class);
        receiver.close();
        assertThat(first.join().id()).startsWith("msg_test_");
    }

    @Test
    void shouldSayWhichQueuesTheCentreDoesNotHave() {
        WebhookSettings one = hook("crm", receiver.url(), 5_000);
        Webhooks webhooks = started(new WebhookSettings(
                "crm", one.url(), one.secrets(), one.events(), Set.of("sales", "slaes"), one.pace()));
        Story story = story(webhooks);
        story.call(Story.BILLING, "1");
        story.call(Story.SALES, "2");
        story.say(new Event.ContactEnded(story.nowMs(), 99, 0, EndedBy.SYSTEM, 0, 0));
        await().atMost(PATIENCE).until(() -> status(webhooks, "crm").sent() == 1);
        assertThat(receiver.taken.getFirst().json().get("data").get("caller").asString())
                .isEqualTo("2");
        assertThat(status(webhooks, "crm").unknownQueues()).containsExactly("slaes");
        assertThat(webhooks.checks().getFirst().detail()).isEqualTo("the centre has no queue slaes");
    }
}
