package org.usher.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.PendingChange;
import org.usher.core.api.ReplyCode;
import org.usher.server.engine.RequestDesk;

final class DeskPresenceTest {
    private static final int ANNA = 1;
    private static final long AWAY_AFTER_MS = 20_000;

    private final Set<Integer> atWork = new HashSet<>(Set.of(ANNA));
    private final List<Boolean> told = new ArrayList<>();
    private boolean full;
    private boolean pagesCanCome = true;
    private final DeskPresence presence = new DeskPresence(new Inbox(), atWork::contains, AWAY_AFTER_MS);
    private long nowMs = 1_000_000;

    /** Answers at once, or has no room. */
    private final class Inbox implements RequestDesk {
        @Override
        public CompletableFuture<ReplyCode> ask(LongFunction<? extends Command> request) {
            if (full) {
                return CompletableFuture.failedFuture(new RejectedExecutionException("full"));
            }
            told.add(((Command.DeskChanged) request.apply(7)).there());
            return CompletableFuture.completedFuture(ReplyCode.ACCEPTED);
        }
    }

    private void passes(long ms) {
        for (long until = nowMs + ms; nowMs < until; nowMs += 100) {
            presence.round(nowMs);
        }
    }

    private static EngineView lastState(boolean atDesk) {
        EngineView.AgentView anna = new EngineView.AgentView(
                ANNA, AgentState.READY, 0, 0, PendingChange.NONE, List.of(1), atDesk, 0, 0, 0, List.of());
        return new EngineView(1, 0, Configuration.EMPTY, List.of(), List.of(anna), List.of());
    }

    @Test
    void shouldSayOnceThatAnAgentCameAndOnceThatHeIsAway() {
        presence.came(ANNA);
        passes(60_000);
        assertThat(told).containsExactly(true);
        presence.left(ANNA, nowMs);
        passes(AWAY_AFTER_MS - 200);
        assertThat(told).containsExactly(true);
        passes(60_000);
        assertThat(told).containsExactly(true, false);
        presence.came(ANNA);
        presence.left(ANNA, nowMs);
        passes(60_000);
        assertThat(told).as("he may leave again").containsExactly(true, false, true, false);
    }

    @Test
    void shouldTakeAReloadForNoAbsenceNorOneOfTwoPages() {
        presence.came(ANNA);
        presence.came(ANNA);
        passes(1_000);
        presence.left(ANNA, nowMs);
        passes(60_000);
        presence.left(ANNA, nowMs);
        passes(AWAY_AFTER_MS - 1_000);
        presence.came(ANNA);
        passes(60_000);
        assertThat(told).containsExactly(true);
    }

    @Test
    void shouldNotCareForWhoIsNotAtWork() {
        atWork.clear();
        presence.came(ANNA);
        presence.left(ANNA, nowMs);
        passes(60_000);
        assertThat(told).isEmpty();
    }

    @Test
    void shouldSayAnewWhoGoesToWorkAgain() {
        presence.came(ANNA);
        passes(1_000);
        atWork.clear();
        passes(1_000);
        atWork.add(ANNA);
        passes(1_000);
        assertThat(told).containsExactly(true, true);
    }

    @Test
    void shouldGiveWhoWasAtADeskBeforeARestartTheSameTimeToComeBack() {
        presence.resume(lastState(true), nowMs, () -> pagesCanCome);
        passes(AWAY_AFTER_MS - 200);
        assertThat(told).isEmpty();
        passes(1_000);
        assertThat(told).containsExactly(false);
    }

    @Test
    void shouldPauseNobodyWhilePagesCannotCome() {
        pagesCanCome = false;
        presence.resume(lastState(true), nowMs, () -> pagesCanCome);
        passes(300_000);
        assertThat(told).as("nobody can log in: the database is away").isEmpty();
        pagesCanCome = true;
        passes(AWAY_AFTER_MS - 2_000);
        assertThat(told).isEmpty();
        passes(4_000);
        assertThat(told).containsExactly(false);
    }

    @Test
    void shouldNotTouchWhoGoesOnByPhoneAloneOnAnotherDay() {
        presence.came(ANNA);
        passes(1_000);
        atWork.clear();
        presence.left(ANNA, nowMs);
        passes(1_000);
        atWork.add(ANNA);
        passes(60_000);
        assertThat(told).as("he has no page any more").containsExactly(true);
    }

    @Test
    void shouldNotTouchWhoWorkedByPhoneAloneBeforeARestart() {
        presence.resume(lastState(false), nowMs, () -> pagesCanCome);
        passes(60_000);
        assertThat(told).isEmpty();
    }

    @Test
    void shouldSayItAgainIfTheEngineHadNoRoomForIt() {
        presence.came(ANNA);
        passes(1_000);
        presence.left(ANNA, nowMs);
        full = true;
        passes(AWAY_AFTER_MS + 5_000);
        assertThat(told).containsExactly(true);
        full = false;
        passes(3_000);
        assertThat(told).containsExactly(true, false);
    }
}
