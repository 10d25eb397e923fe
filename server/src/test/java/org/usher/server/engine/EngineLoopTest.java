package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.LostIds;
import org.usher.core.api.ReplyCode;
import org.usher.server.metrics.EngineMetrics;

/** The loop turn by turn under virtual time, on a real log. */
final class EngineLoopTest {
    private static final int PBX = 7;
    private static final long CALL = 42;

    @TempDir
    private Path directory;

    private final EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
    private final List<RecordedEvent> events = new ArrayList<>();
    private final List<Effect> performed = new ArrayList<>();
    private long nowMs = 1_000_000;

    private List<EventSink> sinks = List.of(events::add);
    private ScriptedEngine engine = new ScriptedEngine();
    private BoundedInbox inbox = new BoundedInbox(100);
    private Requests requests = new Requests(inbox::offer, 60_000);
    private EffectRouter router = new EffectRouter(requests, metrics);

    @SuppressWarnings("NullAway.Init") // each test begins by making one
    private EngineLoop loop;

    @AfterEach
    void close() {
        if (loop != null && loop.status().state() != LoopState.FAILED) {
            loop.close();
        }
    }

    @Test
    void shouldLogThenApplyThenHandOutEventsWithTheirIdentity() throws Exception {
        startLive();
        engine.on(Command.Tick.class, (entry, output) -> {
            output.event(new Event.AgentLoggedIn(entry.atMs(), 1, List.of(1)));
            output.event(new Event.AgentLoggedIn(entry.atMs(), 2, List.of(2)));
        });
        inbox.offer(new Command.OfferRinging(1));
        inbox.offer(new Command.Tick());

        loop.turn(0);

        assertThat(events)
                .containsExactly(
                        new RecordedEvent(2, 0, new Event.AgentLoggedIn(nowMs, 1, List.of(1))),
                        new RecordedEvent(2, 1, new Event.AgentLoggedIn(nowMs, 2, List.of(2))));
        restart();
        assertThat(engine.commands()).containsExactly(new Command.OfferRinging(1), new Command.Tick());
    }

    @Test
    void shouldTickWhenADeadlineIsDueAndNotBefore() throws Exception {
        startLive();
        engine.nextDeadlineAtMs = nowMs + 10;

        loop.turn(0);
        assertThat(engine.commands()).isEmpty();

        nowMs += 10;
        loop.turn(0);
        assertThat(engine.commands()).containsExactly(new Command.Tick());
        assertThat(engine.lastAtMs()).isEqualTo(nowMs);
    }

    @Test
    void shouldNotTickWhenACommandLetsTheTimePassAnyway() throws Exception {
        startLive();
        engine.nextDeadlineAtMs = nowMs;
        inbox.offer(new Command.OfferRinging(1));

        loop.turn(0);

        assertThat(engine.commands()).containsExactly(new Command.OfferRinging(1));
    }

    @Test
    void shouldRouteActionsToThePbxOfTheCall() throws Exception {
        startLive();
        arriveAndOffer(nowMs + 3_000);

        assertThat(performed).containsExactly(offer(nowMs + 3_000));
        assertThat(router.outstanding()).isEqualTo(1);
    }

    @Test
    void shouldLetTheEndOfAnActionThroughOnce() throws Exception {
        startLive();
        arriveAndOffer(nowMs + 3_000);
        Command.ActionFinished done = new Command.ActionFinished(offer(0).actionId(), ActionOutcome.DONE, "");
        inbox.offer(done);
        inbox.offer(done);

        loop.turn(0);

        assertThat(engine.commands()).containsOnlyOnce(done);
        assertThat(router.outstanding()).isZero();
    }

    @Test
    void shouldTimeOutAnActionThatNobodyFinishes() throws Exception {
        startLive();
        arriveAndOffer(nowMs + 3_000);
        nowMs += 2_999;
        loop.turn(0);
        assertThat(router.outstanding()).isEqualTo(1);

        nowMs += 1;
        loop.turn(0);

        assertThat(engine.commands().getLast()).isInstanceOfSatisfying(Command.ActionFinished.class, finished -> {
            assertThat(finished.actionId()).isEqualTo(offer(0).actionId());
            assertThat(finished.outcome()).isEqualTo(ActionOutcome.TIMED_OUT);
        });
        assertThat(router.outstanding()).isZero();
    }

    @Test
    void shouldFailAnActionForACallOnAPbxThatIsNotConfigured() throws Exception {
        startLive();
        engine.on(Command.ContactArrived.class, (entry, output) -> output.effect(offer(nowMs + 3_000)));
        inbox.offer(Entries.arrival(CALL, PBX + 1));
        loop.turn(0);

        loop.turn(0);

        assertThat(engine.commands().getLast())
                .isEqualTo(new Command.ActionFinished(
                        offer(0).actionId(), ActionOutcome.FAILED, "PBX 8 is not configured"));
    }

    @Test
    void shouldReleaseNothingDuringReplayButRememberWhatWasUnderWay() throws Exception {
        startLive();
        arriveAndOffer(nowMs + 3_000);
        performed.clear();

        restart();

        assertThat(performed).isEmpty();
        assertThat(router.outstanding()).isEqualTo(1);
    }

    @Test
    void shouldGiveThePbxSomeTimeAfterARestartToSayWhatBecameOfAnAction() throws Exception {
        startLive();
        arriveAndOffer(nowMs + 3_000);
        nowMs += 3_600_000;
        restart();
        loop.turn(0);
        assertThat(router.outstanding()).isEqualTo(1);

        nowMs += 5_000;
        loop.turn(0);

        assertThat(router.outstanding()).isZero();
    }

    /** A minute passes meanwhile. Gives when it died. */
    private long dieAndComeBackWithOneWaiting() throws Exception {
        startLive();
        inbox.offer(Entries.arrival(CALL, PBX));
        loop.turn(0);
        long diedAtMs = nowMs;
        nowMs += 60_000;
        engine = new ScriptedEngine();
        engine.contacts.add(waiting(true));
        restartWith(engine);
        return diedAtMs;
    }

    @Test
    void shouldConnectNobodyAfterARestartBeforeThePbxHasShownTheCall() throws Exception {
        long diedAtMs = dieAndComeBackWithOneWaiting();

        assertThat(engine.commands().getLast()).isEqualTo(new Command.ContactUnreachable(CALL));
        assertThat(engine.lastAtMs())
                .as("before any deadline that passed meanwhile")
                .isEqualTo(diedAtMs);
    }

    @Test
    void shouldDecideNothingAfterARestartUntilAllWhoWaitHaveBeenFound() throws Exception {
        long diedAtMs = dieAndComeBackWithOneWaiting();
        long startedAtMs = nowMs;
        engine.nextDeadlineAtMs = diedAtMs + 500; // the end of a wrap-up, for example
        int before = engine.applied.size();

        inbox.offer(new Command.TalkEnded(7, EndedBy.AGENT));
        loop.turn(0);
        assertThat(engine.applied).as("as long as one is missing").hasSize(before);

        nowMs += 100;
        inbox.offer(new Command.ContactReachable(CALL));
        loop.turn(0);
        assertThat(engine.applied.subList(before, engine.applied.size()))
                .extracting(LogEntry::command, LogEntry::atMs)
                .startsWith(
                        tuple(new Command.ContactReachable(CALL), diedAtMs),
                        tuple(new Command.TalkEnded(7, EndedBy.AGENT), startedAtMs));
    }

    @Test
    void shouldNotWaitForACallerWhosePbxIsAway() throws Exception {
        dieAndComeBackWithOneWaiting();
        long startedAtMs = nowMs;
        inbox.offer(new Command.TalkEnded(7, EndedBy.AGENT));
        loop.turn(0);

        nowMs += Doubt.AT_MOST_MS;
        loop.turn(0);

        assertThat(engine.applied.getLast().command()).isEqualTo(new Command.TalkEnded(7, EndedBy.AGENT));
        assertThat(engine.applied.getLast().atMs()).isEqualTo(startedAtMs);
    }

    @Test
    void shouldDoubtACallerWhomTheServerBeforeHadNotFoundEither() throws Exception {
        startLive();
        inbox.offer(Entries.arrival(CALL, PBX));
        loop.turn(0);
        nowMs += 1_000;
        engine = new ScriptedEngine();
        engine.contacts.add(waiting(false));
        restartWith(engine);
        List<Command> before = engine.commands();
        assertThat(before).as("that was said already").doesNotContain(new Command.ContactUnreachable(CALL));

        inbox.offer(new Command.TalkEnded(7, EndedBy.AGENT));
        loop.turn(0);

        assertThat(engine.commands()).isEqualTo(before);
        inbox.offer(new Command.ContactReachable(CALL));
        loop.turn(0);
        assertThat(engine.commands().subList(before.size(), before.size() + 2))
                .containsExactly(new Command.ContactReachable(CALL), new Command.TalkEnded(7, EndedBy.AGENT));
    }

    @Test
    void shouldAdoptAConfigurationDuringTheDoubtBeforeAnyDeadlineThatPassedMeanwhile() throws Exception {
        long diedAtMs = dieAndComeBackWithOneWaiting();
        engine.nextDeadlineAtMs = diedAtMs + 500; // the end of a wrap-up, for example

        inbox.offer(new Command.AdoptConfiguration(Configuration.EMPTY));
        loop.turn(0);

        assertThat(engine.applied.getLast().command()).isInstanceOf(Command.AdoptConfiguration.class);
        assertThat(engine.applied.getLast().atMs()).isEqualTo(diedAtMs);
        assertThat(engine.nextDeadlineAtMs).as("still to come").isEqualTo(diedAtMs + 500);
    }

    @Test
    void shouldGiveAnActionThatWasDecidedAsOfThePastItsTimeFromNowOn() throws Exception {
        startLive();
        inbox.offer(Entries.arrival(CALL, PBX));
        loop.turn(0);
        long diedAtMs = nowMs;
        nowMs += 60_000;
        engine = new ScriptedEngine();
        engine.contacts.add(waiting(true));
        engine.on(Command.ContactReachable.class, (entry, output) -> output.effect(offer(entry.atMs() + 3_000)));
        restartWith(engine);
        engine.on(Command.ContactArrived.class, (entry, output) -> {});

        inbox.offer(new Command.ContactReachable(CALL));
        loop.turn(0);
        assertThat(nowMs).isEqualTo(diedAtMs + 60_000);
        assertThat(performed).contains(offer(nowMs + 3_000));
        nowMs += 2_999;
        loop.turn(0);
        assertThat(engine.commands()).noneMatch(Command.ActionFinished.class::isInstance);

        nowMs += 1;
        loop.turn(0);
        assertThat(engine.commands().getLast())
                .isInstanceOfSatisfying(
                        Command.ActionFinished.class,
                        finished -> assertThat(finished.outcome()).isEqualTo(ActionOutcome.TIMED_OUT));
    }

    @Test
    void shouldBeginANewReignWithEveryStart() throws Exception {
        startLive();
        inbox.offer(new Command.Tick());
        loop.turn(0);
        assertThat(loop.epoch()).isEqualTo(1);

        restart();
        inbox.offer(new Command.Tick());
        loop.turn(0);

        assertThat(loop.epoch()).isEqualTo(2);
        assertThat(engine.applied.getLast().epoch()).isEqualTo(2);

        restart();
        restart();
        assertThat(loop.epoch())
                .as("also if the reign before has written nothing")
                .isEqualTo(4);
    }

    @Test
    void shouldKnowWhichIdsTheReignBeforeMayHaveGivenAwayAndForgotten() throws Exception {
        startLive();
        inbox.offer(new Command.Tick());
        loop.turn(0);
        LogEntry known = engine.applied.getLast();

        restart();
        inbox.offer(new Command.Tick());
        loop.turn(0);

        LogEntry first = engine.applied.getLast();
        assertThat(loop.lostIds()).isEqualTo(new LostIds(known.id(), first.id()));
        assertThat(first.id()).as("there may have been some").isGreaterThan(known.id() + 1);
    }

    @Test
    void shouldAnswerARequest() throws Exception {
        startLive();
        engine.on(
                Command.Resume.class,
                (entry, output) -> output.effect(
                        new Effect.Reply(((Command.Resume) entry.command()).requestId(), ReplyCode.NOT_LOGGED_IN)));
        CompletableFuture<ReplyCode> answer = requests.ask(id -> new Command.Resume(id, 5));

        loop.turn(0);

        assertThat(answer).isCompletedWithValue(ReplyCode.NOT_LOGGED_IN);
    }

    @Test
    void shouldTellTheAskerWhenTheInboxIsFull() throws Exception {
        inbox = new BoundedInbox(0);
        requests = new Requests(inbox::offer, 60_000);

        assertThatThrownBy(() -> requests.ask(id -> new Command.Resume(id, 5)).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void shouldDropACommandThatTheLogCannotHoldAndGoOn() throws Exception {
        startLive();
        inbox.offer(new Command.ActionFinished(1, ActionOutcome.DONE, ""));
        arriveAndOffer(nowMs + 3_000);
        inbox.offer(new Command.ActionFinished(offer(0).actionId(), ActionOutcome.FAILED, "x".repeat(70_000_000)));
        inbox.offer(new Command.Tick());

        loop.turn(0);

        assertThat(engine.commands().getLast()).isEqualTo(new Command.Tick());
        assertThat(engine.lastIndex()).isEqualTo(2);
    }

    @Test
    void shouldKeepOtherSinksGoingWhenOneThrows() throws Exception {
        engine.on(
                Command.Tick.class,
                (entry, output) -> output.event(new Event.AgentLoggedIn(entry.atMs(), 1, List.of())));
        List<EventSink> sinks = List.of(
                event -> {
                    throw new IllegalStateException("a sink that fails on purpose");
                },
                events::add);
        loop = make(sinks);
        loop.replay();
        loop.enterLive();
        inbox.offer(new Command.Tick());

        loop.turn(0);

        assertThat(events).hasSize(1);
        assertThat(loop.status().state()).isEqualTo(LoopState.LIVE);
    }

    @Test
    void shouldStopForGoodAndSayWhatBrokeWhenAnInvariantBreaks() throws Exception {
        engine.on(Command.Tick.class, (entry, output) -> {
            throw new IllegalStateException("agent 3 is in two places");
        });
        loop = make(List.of());
        loop.start().get(10, TimeUnit.SECONDS);
        loop.goLive();
        CompletableFuture<ReplyCode> waiting = requests.ask(id -> new Command.Resume(id, 5));
        inbox.offer(new Command.Tick());

        loop.ended().get(10, TimeUnit.SECONDS);

        assertThat(loop.status().state()).isEqualTo(LoopState.FAILED);
        assertThat(loop.status().detail()).contains("broke on entry 2 (Tick[])").contains("agent 3 is in two places");
        assertThat(loop.alive()).isFalse();
        assertThat(waiting).isCompletedExceptionally();
        assertThatThrownBy(() -> loop.view().get(10, TimeUnit.SECONDS)).hasMessageContaining("the engine has stopped");
    }

    @Test
    void shouldRefuseToStartOnALogThatBreaksTheEngineAndNameTheEntry() throws Exception {
        startLive();
        inbox.offer(new Command.OfferRinging(1));
        inbox.offer(new Command.Tick());
        loop.turn(0);
        loop.close();
        engine = new ScriptedEngine();
        engine.on(Command.Tick.class, (entry, output) -> {
            throw new IllegalStateException("agent 3 is in two places");
        });
        loop = make(List.of());

        assertThatThrownBy(() -> loop.start().get(10, TimeUnit.SECONDS))
                .hasMessageContaining("broke on entry 2 (Tick[])");
        assertThat(loop.status().state()).isEqualTo(LoopState.FAILED);
    }

    @Test
    void shouldStopInGoodOrderAndShowItsViewMeanwhile() throws Exception {
        loop = make(List.of());
        loop.start().get(10, TimeUnit.SECONDS);
        loop.goLive();
        inbox.offer(new Command.Tick());

        EngineView view = loop.view().get(10, TimeUnit.SECONDS);
        loop.close();

        assertThat(view.index()).isBetween(0L, 1L);
        assertThat(loop.status().state()).isEqualTo(LoopState.STOPPED);
        assertThat(loop.alive()).isFalse();
    }

    @Test
    void shouldTellEachStartOnceWithTheTimeThatNobodyHeardAnything() throws Exception {
        List<String> told = new ArrayList<>();
        sinks = List.of(events::add, new EventSink() {
            @Override
            public void accept(RecordedEvent event) {}

            @Override
            public void started(long heardUntilMs, long atMs) {
                told.add(heardUntilMs + " to " + atMs);
            }
        });
        long first = nowMs;
        startLive();
        inbox.offer(new Command.OfferRinging(1));
        loop.turn(0);
        assertThat(told).containsExactly("0 to " + first);

        long second = nowMs += 60_000;
        restart();
        long heard = nowMs += 1_000;
        inbox.offer(new Command.OfferRinging(2));
        loop.turn(0);
        assertThat(told.getLast()).isEqualTo(first + " to " + second);

        told.clear();
        long third = nowMs += 120_000;
        restart();
        assertThat(told)
                .as("the log knows of the second start only what came after it")
                .containsExactly("0 to " + first, first + " to " + heard, heard + " to " + third);
    }

    private void startLive() throws IOException {
        loop = make(sinks);
        loop.replay();
        loop.enterLive();
    }

    private void restart() throws IOException {
        restartWith(new ScriptedEngine());
    }

    private void restartWith(ScriptedEngine next) throws IOException {
        loop.close();
        engine = next;
        engine.on(Command.ContactArrived.class, (entry, output) -> output.effect(offer(1_003_000)));
        inbox = new BoundedInbox(100);
        requests = new Requests(inbox::offer, 60_000);
        router = new EffectRouter(requests, metrics);
        startLive();
    }

    private EngineLoop make(List<EventSink> sinks) throws IOException {
        router.attach(PBX, performed::add);
        EngineClock clock = new EngineClock(() -> 0, () -> nowMs * 1_000_000);
        clock.notBefore(nowMs);
        return new EngineLoop(new EngineLoop.Parts(
                new OneEngine(engine),
                CommandLog.open(directory, metrics),
                inbox,
                clock,
                router,
                requests,
                sinks,
                metrics,
                null));
    }

    private void arriveAndOffer(long deadlineAtMs) throws Exception {
        engine.on(Command.ContactArrived.class, (entry, output) -> output.effect(offer(deadlineAtMs)));
        inbox.offer(Entries.arrival(CALL, PBX));
        loop.turn(0);
    }

    private static Effect.Offer offer(long deadlineAtMs) {
        return new Effect.Offer(1 << 20, deadlineAtMs, CALL, 1, 1, List.of(new Effect.Rung(1, List.of(1))), 20_000, 0);
    }

    private static EngineView.ContactView waiting(boolean reachable) {
        return new EngineView.ContactView(
                1,
                1,
                CALL,
                Channel.VOICE,
                1,
                0,
                0,
                reachable,
                EngineView.ContactState.WAITING,
                0,
                0,
                ContactDetails.NONE);
    }
}
