package org.usher.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.usher.core.api.AgentState;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.ReplyCode;
import org.usher.core.engine.Engines;
import org.usher.server.Story;
import org.usher.server.agent.PhoneDesk.Phone;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;

/** Agents with nothing but phones before the real engine, under a clock of the test. */
final class PhoneDeskTest {
    private static final Phone ALICES = new Phone(1, "alice-desk");
    private static final Phone BOBS = new Phone(1, "bob-desk");
    private static final Secret ALICES_PIN = Secret.of("4711");
    private static final Secret BOBS_PIN = Secret.of("0815");
    /** Cheaper than real ones: they take a tenth of a second each. */
    private static final SecretHash ALICES_HASH = SecretHash.parse(
                    "$argon2id$v=19$m=64,t=1,p=1$ueehNdhlLiQkJkA/iqeQ0w$Ipq3ESLgEmPf1/e2E9t7QvpkzCCYX4bhEZZEmJ7c5PQ")
            .orElseThrow();

    private static final SecretHash BOBS_HASH = SecretHash.parse(
                    "$argon2id$v=19$m=64,t=1,p=1$0S5BN+7GUBXK9qKXB+S/oA$kBlhfzFQ4/BN20phtB6xCxvpRAQOR776iMNZjw/jTT0")
            .orElseThrow();
    private static final PhoneAccess ACCESS = new PhoneAccess(
            Map.of(
                    "17", new PhoneAccess.Badge("alice", ALICES_HASH),
                    "18", new PhoneAccess.Badge("bob", BOBS_HASH),
                    "19", new PhoneAccess.Badge("gone", BOBS_HASH)),
            Map.of("1", "lunch"));

    private final Engine engine = new Engine();
    private final PhoneDesk desk = new PhoneDesk(() -> ACCESS, engine, engine::view, () -> engine.nowMs);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** The engine with a log and the one thread of its own. */
    private static final class Engine implements RequestDesk, AutoCloseable {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final QueueEngine engine = Engines.create();
        private volatile long nowMs = 1_000_000;
        private volatile boolean full;

        Engine() {
            happens(new Command.AdoptConfiguration(Story.CENTRE));
        }

        CompletableFuture<EngineView> view() {
            return CompletableFuture.supplyAsync(engine::view, thread);
        }

        void happens(Command command) {
            CompletableFuture.runAsync(() -> apply(command), thread).join();
        }

        private @Nullable ReplyCode apply(Command command) {
            AtomicReference<@Nullable ReplyCode> answer = new AtomicReference<>();
            LogEntry entry = new LogEntry(
                    engine.lastIndex() + 1, 1, QueueEngine.VERSION, Math.max(nowMs, engine.lastAtMs() + 1), command);
            engine.apply(entry, new Output() {
                @Override
                public void event(Event event) {}

                @Override
                public void effect(Effect effect) {
                    if (effect instanceof Effect.Reply reply) {
                        answer.set(reply.code());
                    }
                }
            });
            return answer.get();
        }

        @Override
        public CompletableFuture<ReplyCode> ask(LongFunction<? extends Command> requestForId) {
            return full
                    ? CompletableFuture.failedFuture(new RejectedExecutionException("the inbox is full"))
                    : CompletableFuture.supplyAsync(
                            () -> Objects.requireNonNull(apply(requestForId.apply(99))), thread);
        }

        @Override
        public void close() {
            thread.shutdown();
        }

        /** A call in the line of billing; the first free agent is offered it. */
        void callComes() {
            ContactDetails details = new ContactDetails(1, "u1", "PJSIP/trunk-1", "+4930123", "", "800", "", "", "");
            happens(new Command.ContactArrived(5, Channel.VOICE, Story.BILLING, 0, 0, 0, List.of(), details));
            happens(new Command.ContactReachable(5));
        }

        EngineView.AgentView agent(int agentId) {
            return view().join().agents().stream()
                    .filter(agent -> agent.agentId() == agentId)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @BeforeEach
    void listen() {
        log.start();
        logger().setLevel(Level.TRACE);
        logger().addAppender(log);
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
        logger().setLevel(null);
        desk.close();
        engine.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(PhoneDesk.class);
    }

    private String said() {
        return String.join(
                "\n", log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }

    private static PhoneWord word(CompletionStage<PhoneWord> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private PhoneWord aliceLogsIn(Phone phone) {
        return word(desk.logIn(phone, "17", ALICES_PIN));
    }

    @Test
    void shouldWorkAWholeDayByPhoneAlone() {
        assertThat(aliceLogsIn(ALICES)).isEqualTo(PhoneWord.LOGGED_IN);
        assertThat(engine.agent(Story.ALICE).state()).isEqualTo(AgentState.READY);
        assertThat(engine.agent(Story.ALICE).deviceIds()).containsExactly(21);
        assertThat(aliceLogsIn(ALICES)).as("once more").isEqualTo(PhoneWord.LOGGED_IN);

        assertThat(word(desk.pause(ALICES, "1"))).isEqualTo(PhoneWord.PAUSED);
        assertThat(engine.agent(Story.ALICE).state()).isEqualTo(AgentState.PAUSED);
        assertThat(engine.agent(Story.ALICE).reasonId()).isEqualTo(Story.LUNCH);
        assertThat(word(desk.resume(ALICES))).isEqualTo(PhoneWord.READY);
        assertThat(word(desk.endWrapUp(ALICES))).isEqualTo(PhoneWord.NOT_IN_WRAP_UP);
        assertThat(word(desk.logOut(ALICES))).isEqualTo(PhoneWord.LOGGED_OUT);
        assertThat(engine.agent(Story.ALICE).state()).isEqualTo(AgentState.LOGGED_OUT);
        assertThat(word(desk.logOut(ALICES))).isEqualTo(PhoneWord.NOT_LOGGED_IN);
        assertThat(word(desk.pause(ALICES, "1"))).isEqualTo(PhoneWord.NOT_LOGGED_IN);
    }

    @Test
    void shouldGiveThePhoneToTheNextOneWhenTheLastHasLeftIt() {
        aliceLogsIn(ALICES);
        assertThat(word(desk.logIn(ALICES, "18", BOBS_PIN))).isEqualTo(PhoneWord.PHONE_IN_USE);
        assertThat(engine.agent(Story.BOB).state()).isEqualTo(AgentState.LOGGED_OUT);

        word(desk.logOut(ALICES));
        assertThat(word(desk.logIn(ALICES, "18", BOBS_PIN))).isEqualTo(PhoneWord.LOGGED_IN);
        assertThat(engine.agent(Story.BOB).deviceIds()).containsExactly(21);
        word(desk.pause(ALICES, "1"));
        assertThat(engine.agent(Story.BOB).state()).as("the phone is his now").isEqualTo(AgentState.PAUSED);
        assertThat(engine.agent(Story.ALICE).state()).isEqualTo(AgentState.LOGGED_OUT);
    }

    @Test
    void shouldMoveWithTheAgentToAnotherPhoneUnlessHeIsBusyAtTheFirst() {
        aliceLogsIn(ALICES);
        assertThat(aliceLogsIn(BOBS)).isEqualTo(PhoneWord.LOGGED_IN);
        assertThat(engine.agent(Story.ALICE).deviceIds()).containsExactly(22);

        engine.callComes();
        assertThat(engine.agent(Story.ALICE).state()).isEqualTo(AgentState.OFFERED);
        assertThat(aliceLogsIn(ALICES)).isEqualTo(PhoneWord.ELSEWHERE);
        assertThat(engine.agent(Story.ALICE).state()).isEqualTo(AgentState.OFFERED);
        assertThat(engine.agent(Story.ALICE).deviceIds()).containsExactly(22);
    }

    @Test
    void shouldPromiseAPauseForAfterTheCall() {
        aliceLogsIn(ALICES);
        engine.callComes();
        long offerId = engine.agent(Story.ALICE).offerId();
        engine.happens(new Command.OfferAccepted(offerId, 21));
        engine.happens(new Command.OfferConnected(offerId));
        assertThat(word(desk.pause(ALICES, "1"))).isEqualTo(PhoneWord.PAUSED_LATER);
        assertThat(word(desk.logOut(ALICES))).isEqualTo(PhoneWord.LOGGED_OUT_LATER);
        assertThat(word(desk.resume(ALICES))).as("he has changed his mind").isEqualTo(PhoneWord.READY);
    }

    @Test
    void shouldEndAfterCallWork() {
        aliceLogsIn(ALICES);
        engine.callComes();
        long offerId = engine.agent(Story.ALICE).offerId();
        engine.happens(new Command.OfferAccepted(offerId, 21));
        engine.happens(new Command.OfferConnected(offerId));
        engine.happens(new Command.TalkEnded(offerId, EndedBy.CALLER));
        engine.happens(new Command.AgentLegEnded(offerId));
        assertThat(engine.agent(Story.ALICE).state()).isEqualTo(AgentState.WRAP_UP);
        assertThat(word(desk.endWrapUp(ALICES))).isEqualTo(PhoneWord.WRAP_UP_ENDED);
        assertThat(engine.agent(Story.ALICE).state()).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldTellNobodyWhetherTheNumberOrThePinWasWrong() {
        assertThat(word(desk.logIn(ALICES, "17", BOBS_PIN))).isEqualTo(PhoneWord.WRONG);
        assertThat(word(desk.logIn(ALICES, "77", BOBS_PIN))).isEqualTo(PhoneWord.WRONG);
        assertThat(word(desk.logIn(ALICES, "", BOBS_PIN))).isEqualTo(PhoneWord.WRONG);
    }

    @Test
    void shouldLockAnAgentsNumberAfterTooManyWrongPinsWhereverTheyAreTried() {
        for (int i = 0; i < WrongPins.TRIES; i++) {
            Phone phone = new Phone(1, "desk" + i);
            assertThat(word(desk.logIn(phone, "17", BOBS_PIN))).isEqualTo(PhoneWord.WRONG);
        }
        assertThat(aliceLogsIn(ALICES)).as("the right one, too").isEqualTo(PhoneWord.LOCKED);
        assertThat(word(desk.logIn(BOBS, "18", BOBS_PIN))).as("others are not").isEqualTo(PhoneWord.LOGGED_IN);

        engine.nowMs = 1_000_000 + WrongPins.LOCKED.toMillis() + 1_000;
        assertThat(aliceLogsIn(ALICES)).isEqualTo(PhoneWord.LOGGED_IN);
    }

    @Test
    void shouldLockAPhoneAfterTooManyWrongPinsWhicheverNumbersAreTried() {
        for (int i = 0; i < WrongPins.TRIES; i++) {
            assertThat(word(desk.logIn(BOBS, "" + (30 + i), BOBS_PIN))).isEqualTo(PhoneWord.WRONG);
        }
        assertThat(word(desk.logIn(BOBS, "18", BOBS_PIN))).isEqualTo(PhoneWord.LOCKED);
        assertThat(aliceLogsIn(ALICES)).as("other phones are not").isEqualTo(PhoneWord.LOGGED_IN);
    }

    @Test
    void shouldForgetAMistypedPinOnceTheRightOneCame() {
        for (int i = 0; i < 2 * WrongPins.TRIES; i++) {
            assertThat(word(desk.logIn(ALICES, "17", Secret.of("9999")))).isEqualTo(PhoneWord.WRONG);
            assertThat(aliceLogsIn(ALICES)).isEqualTo(PhoneWord.LOGGED_IN);
        }
    }

    @Test
    void shouldRefuseAPhoneThatIsNoDeviceAndSayOnceHowToAddIt() {
        Phone lobby = new Phone(1, "lobby");
        assertThat(aliceLogsIn(lobby)).isEqualTo(PhoneWord.UNKNOWN_PHONE);
        assertThat(word(desk.pause(lobby, "1"))).isEqualTo(PhoneWord.UNKNOWN_PHONE);
        assertThat(word(desk.logOut(new Phone(2, "alice-desk"))))
                .as("another PBX")
                .isEqualTo(PhoneWord.UNKNOWN_PHONE);
        assertThat(word(desk.logOut(new Phone(1, "")))).isEqualTo(PhoneWord.UNKNOWN_PHONE);
        assertThat(said().split("\\[\\[device]] pbx = 1 endpoint = \"lobby\"", -1))
                .hasSize(2);
        assertThat(said()).contains("not on a PJSIP phone");
    }

    @Test
    void shouldKnowNoReasonWithoutItsCode() {
        aliceLogsIn(ALICES);
        assertThat(word(desk.pause(ALICES, "2"))).isEqualTo(PhoneWord.UNKNOWN_REASON);
        assertThat(word(desk.pause(ALICES, ""))).isEqualTo(PhoneWord.UNKNOWN_REASON);
        assertThat(engine.agent(Story.ALICE).state()).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldSayThatItIsNotAvailableWhenTheEngineCannotAnswer() {
        aliceLogsIn(ALICES);
        engine.full = true;
        assertThat(word(desk.logOut(ALICES))).isEqualTo(PhoneWord.AWAY);
        assertThat(word(desk.logIn(BOBS, "18", BOBS_PIN))).isEqualTo(PhoneWord.AWAY);
        assertThat(word(desk.logIn(ALICES, "19", BOBS_PIN)))
                .as("whom the configuration in force does not have")
                .isEqualTo(PhoneWord.AWAY);
    }

    @Test
    void shouldCheckNoMorePinsAtOnceThanItCanAnswerInTime() {
        List<CompletionStage<PhoneWord>> tries = IntStream.range(0, 200)
                .mapToObj(i -> desk.logIn(new Phone(1, "desk" + i), "" + (1_000 + i), BOBS_PIN))
                .toList();
        assertThat(tries).extracting(PhoneDeskTest::word).contains(PhoneWord.WRONG, PhoneWord.AWAY);
    }

    @Test
    void shouldKeepEveryPinOutOfTheLog() {
        word(desk.logIn(ALICES, "17", Secret.of("31415926")));
        aliceLogsIn(ALICES);
        assertThat(said()).contains("number 17").doesNotContain("31415926", "4711");
    }
}
