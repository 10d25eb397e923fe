package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.action.SetVarAction;
import org.junit.jupiter.api.Test;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.CallKey;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.GoneCause;
import org.usher.core.api.ReleaseStatus;
import org.usher.telephony.ami.LinkStatus.State;

/** What a link does as time goes by, under virtual time and without a socket. */
class LinkCoreTest {
    private static final LinkSettings SETTINGS = LinkSettings.of(Centre.PBX, "pbx", 5038, "usher", Secret.of("right"));
    private static final long KEY = CallKey.of(Centre.PBX, "1.1");
    private static final AmiMessage JOIN = AmiMessage.of(
            "Event",
            "UserEvent",
            "UserEvent",
            "UsherJoin",
            "Channel",
            "PJSIP/t-1",
            "Uniqueid",
            "1.1",
            "Queue",
            "billing");
    private static final AmiMessage WAIT =
            AmiMessage.of("Event", "UserEvent", "UserEvent", "UsherWait", "Channel", "PJSIP/t-1", "Uniqueid", "1.1");

    private static final AmiMessage WAITING_ROW = AmiMessage.of(
            "Event",
            "Status",
            "Channel",
            "PJSIP/t-1",
            "Uniqueid",
            "1.1",
            "Context",
            "usher-wait",
            "Application",
            "WaitExten");

    private long nowMs = 1_000_000;
    private final List<Command> commands = new ArrayList<>();
    private final List<Long> opens = new ArrayList<>();
    private final Deque<ManagerAction> sent = new ArrayDeque<>();
    private boolean hungUp;
    private boolean canEnd;
    private int ends;
    private int abandoned;
    private final Names names = Names.of(Centre.configuration("alice"));
    private final LinkSurroundings surroundings = new LinkSurroundings(
            () -> names, new AmiLink.World(() -> nowMs, new Random(3), 7, () -> true), new LinkCounters());
    private final LinkCore link =
            new LinkCore(SETTINGS, surroundings, new CallLedger().part(Centre.PBX), commands::add, new LinkCore.Line() {
                @Override
                public void open() {
                    opens.add(nowMs);
                    hungUp = false;
                }

                @Override
                public void write(ManagerAction action) {
                    sent.add(action);
                }

                @Override
                public void hangUp() {
                    hungUp = true;
                }

                @Override
                public boolean canEnd() {
                    return canEnd;
                }

                @Override
                public void end() {
                    ends++;
                }

                @Override
                public void abandon() {
                    abandoned++;
                }
            });
    private final ObligingAsterisk asterisk = new ObligingAsterisk(link, sent, _ -> false);

    private void pass(long ms) {
        for (long end = nowMs + ms; nowMs < end; nowMs += 10) {
            link.tick();
        }
    }

    private void up() {
        link.tick();
        link.opened();
        link.message(AmiMessage.of("Banner", "Asterisk Call Manager/9.0.0"));
        asterisk.answerAll();
        assertThat(link.status().state()).isEqualTo(State.UP);
    }

    private void callerWaits() {
        link.message(JOIN);
        link.message(WAIT);
        commands.clear();
    }

    @Test
    void shouldTryAgainLessAndLessOftenButNeverGiveUp() {
        for (int i = 0; i < 20; i++) {
            int before = opens.size();
            while (opens.size() == before) {
                pass(10);
            }
            link.closed("connection refused");
        }
        List<Long> waits = new ArrayList<>();
        for (int i = 1; i < opens.size(); i++) {
            waits.add(opens.get(i) - opens.get(i - 1));
        }
        LinkSettings.Timings timings = SETTINGS.timings();
        assertThat(waits.getFirst()).isBetween(timings.backOffFirstMs() / 2L, timings.backOffFirstMs() + 20L);
        assertThat(waits.subList(10, waits.size()))
                .allSatisfy(
                        wait -> assertThat(wait).isBetween(timings.backOffMaxMs() / 2L, timings.backOffMaxMs() + 20L));
        assertThat(waits.subList(10, waits.size()).stream().distinct()).hasSizeGreaterThan(5);
    }

    /** Asterisk listens before all its modules are there; the one that knows devices comes late. */
    @Test
    void shouldTryAgainSoonWhileAsteriskBootsAndSlowlyWhenItGoesOnRefusing() {
        for (int i = 0; i < 40; i++) {
            while (opens.size() <= i) {
                pass(100);
            }
            link.opened();
            link.message(AmiMessage.of("Banner", "Asterisk Call Manager/9.0.0"));
            refuseDeviceStates();
            assertThat(link.status().state()).isEqualTo(State.REFUSED);
            link.closed("hung up");
            if (opens.getLast() - opens.getFirst() > 30_000) {
                break;
            }
        }
        assertThat(opens).hasSizeGreaterThan(20);
        long last = opens.getLast();
        int tries = opens.size();
        pass(SETTINGS.timings().refusedRetryMs() - 1_000);
        assertThat(opens).hasSize(tries);
        pass(SETTINGS.timings().refusedRetryMs());
        assertThat(opens.getLast() - last)
                .isGreaterThanOrEqualTo(SETTINGS.timings().refusedRetryMs() - 1_000L);
    }

    private void refuseDeviceStates() {
        for (ManagerAction action = sent.poll(); action != null; action = sent.poll()) {
            if (action instanceof ManagerActions.DeviceStateListAction) {
                link.message(AmiMessage.of(
                        "Response",
                        "Error",
                        "ActionID",
                        action.getActionId(),
                        "Message",
                        "Invalid/unknown command: DeviceStateList."));
            } else {
                sent.addFirst(action);
                asterisk.answerOne();
            }
        }
    }

    @Test
    void shouldTryAgainSoonAfterAConnectionThatWorked() {
        for (int i = 0; i < 10; i++) {
            link.tick();
            link.closed("refused");
            nowMs += SETTINGS.timings().backOffMaxMs();
        }
        up();
        long lost = nowMs;
        link.closed("broken pipe");
        int before = opens.size();
        pass(1_000);
        assertThat(opens.get(before) - lost)
                .isLessThanOrEqualTo(SETTINGS.timings().backOffFirstMs() + 10L);
    }

    @Test
    void shouldWaitLongAfterARefusal() {
        link.tick();
        link.opened();
        link.message(AmiMessage.of("Banner", "HTTP/1.1 400 Bad Request"));
        assertThat(link.status().state()).isEqualTo(State.REFUSED);
        assertThat(hungUp).isTrue();
        link.closed("given up by us");
        pass(59_000);
        assertThat(opens).hasSize(1);
        pass(10_000);
        assertThat(opens).hasSize(2);
    }

    @Test
    void shouldGiveUpAServerThatNeverGreets() {
        link.tick();
        link.opened();
        pass(20_000);
        assertThat(hungUp).isTrue();
    }

    @Test
    void shouldBeatEverySecond() {
        up();
        sent.clear();
        int beats = 0;
        for (int second = 0; second < 10; second++) {
            pass(1_000);
            beats += beatsSent();
            asterisk.answerAll();
        }
        assertThat(beats).isEqualTo(10);
    }

    private int beatsSent() {
        return (int) sent.stream()
                .filter(a -> a instanceof SetVarAction set && set.getVariable().equals("USHER_BEAT"))
                .count();
    }

    @Test
    void shouldDoubtASilentAsteriskThenGiveItUp() {
        up();
        pass(2_500);
        assertThat(link.status().state()).isEqualTo(State.SUSPECT);
        assertThat(hungUp).isFalse();
        pass(2_000);
        assertThat(hungUp).isTrue();
    }

    @Test
    void shouldSendNothingToASilentAsterisk() {
        up();
        callerWaits();
        pass(2_500);
        sent.clear();
        link.perform(anOffer());
        pass(1_000);
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldBeCertainAgainOnceAsteriskAnswers() {
        up();
        pass(2_500);
        asterisk.answerAll();
        for (int i = 0; i < 20 && !link.status().state().equals(State.UP); i++) {
            pass(100);
            asterisk.answerAll();
        }
        assertThat(link.status().state()).isEqualTo(State.UP);
        assertThat(surroundings.counters().reconciliations.sum()).isEqualTo(2);
        assertThat(hungUp).isFalse();
    }

    @Test
    void shouldNotTakeItsOwnSleepForSilence() {
        up();
        nowMs += 60_000;
        pass(500);
        assertThat(link.status().state()).isEqualTo(State.UP);
        assertThat(hungUp).isFalse();
    }

    @Test
    void shouldEndTheSessionThatItGaveUpBeforeItLogsInAgain() {
        canEnd = true;
        up();
        pass(4_500);
        assertThat(hungUp).isTrue();
        link.closed("given up by us");
        pass(5_000);
        assertThat(ends).isEqualTo(1);
        assertThat(opens).hasSize(1);
        link.formerOver(new FormerSession.End.Ended(1));
        pass(20);
        assertThat(opens).hasSize(2);
        assertThat(surroundings.counters().sessionsEnded.sum()).isEqualTo(1);
    }

    @Test
    void shouldTryToLogInAllTheSameWhenItCannotEndIt() {
        canEnd = true;
        up();
        pass(4_500);
        link.closed("given up by us");
        pass(100);
        link.formerOver(new FormerSession.End.Failed("connection refused"));
        pass(20);
        assertThat(opens).hasSize(2);
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void shouldTryToLogInAllTheSameWhenItTakesTooLongToEndItAndEndItAgainIfItIsStillThere() {
        canEnd = true;
        up();
        pass(4_500);
        link.closed("given up by us");
        pass(FormerSession.MAX_MS - 2_000); // some time has passed since it gave up
        assertThat(ends).isEqualTo(1);
        assertThat(opens).hasSize(1);
        pass(2_000);
        assertThat(abandoned).isEqualTo(1);
        assertThat(opens).hasSize(2);
        link.opened();
        sent.clear();
        link.message(AmiMessage.of("Banner", "Asterisk Call Manager/9.0.0"));
        answer("Success");
        answer("Login Already In Use");
        link.closed("given up by us");
        pass(100);
        assertThat(ends).isEqualTo(2);
        link.formerOver(new FormerSession.End.Ended(1));
        pass(20);
        assertThat(opens).hasSize(3);
        assertThat(abandoned).isEqualTo(1);
    }

    @Test
    void shouldLeaveItToAsteriskToEndItWhenNobodyElseCan() {
        up();
        pass(4_500);
        link.closed("given up by us");
        pass(1_000);
        assertThat(opens).hasSize(2);
        assertThat(ends).isZero();
    }

    @Test
    void shouldEndNoSessionAfterAConnectionThatAsteriskEnded() {
        canEnd = true;
        up();
        link.closed("Asterisk closed the connection");
        pass(1_000);
        assertThat(opens).hasSize(2);
        assertThat(ends).isZero();
    }

    @Test
    void shouldEndTheSessionForWhichItIsNotLetIn() {
        canEnd = true;
        link.tick();
        link.opened();
        link.message(AmiMessage.of("Banner", "Asterisk Call Manager/9.0.0"));
        answer("Success");
        answer("Login Already In Use");
        assertThat(link.status().state()).isEqualTo(State.REFUSED);
        link.closed("given up by us");
        pass(100);
        assertThat(ends).isEqualTo(1);
        link.formerOver(new FormerSession.End.Anothers("right", 8));
        pass(20);
        assertThat(opens).hasSize(2);
        assertThat(surroundings.counters().sessionsEnded.sum()).isZero();
    }

    private void answer(String message) {
        String response = message.equals("Success") ? "Success" : "Error";
        link.message(AmiMessage.of(
                "Response",
                response,
                "Message",
                message,
                "Challenge",
                "1",
                "ActionID",
                sent.remove().getActionId()));
    }

    private Effect.Offer anOffer() {
        return new Effect.Offer(
                77, nowMs + 2_000, KEY, 1, Centre.BILLING, List.of(new Effect.Rung(1, List.of(11))), 15_000, 0);
    }

    @Test
    void shouldReconcileEveryMinuteWithoutAnyDoubt() {
        up();
        for (int i = 0; i < 180; i++) {
            pass(1_000);
            asterisk.answerAll();
        }
        assertThat(surroundings.counters().reconciliations.sum()).isEqualTo(1 + 2);
    }

    @Test
    void shouldEndEveryActionByItsDeadlineWhateverAsteriskDoes() {
        up();
        callerWaits();
        sent.clear();
        link.perform(anOffer());
        link.perform(new Effect.Release(78, nowMs + 2_000, 4711, 1, ReleaseStatus.CLOSED));
        pass(2_100);
        assertThat(commands)
                .filteredOn(Command.ActionFinished.class::isInstance)
                .extracting(c -> ((Command.ActionFinished) c).actionId(), c -> ((Command.ActionFinished) c).outcome())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(78L, ActionOutcome.FAILED),
                        org.assertj.core.groups.Tuple.tuple(77L, ActionOutcome.TIMED_OUT));
    }

    /** What stands in the socket may be carried out yet: they may be talking when Asterisk is heard again. */
    @Test
    void shouldNotSayThatACallerCanBeOfferedBeforeItHearsWhatBecameOfHisOffer() {
        up();
        callerWaits();
        link.perform(anOffer());
        pass(2_100);
        assertThat(commands).extracting(Command::getClass).containsExactly(Command.ActionFinished.class);
        commands.clear();
        for (int i = 0; i < 20 && !link.status().state().equals(State.UP); i++) {
            pass(100);
            asterisk.answerAll(WAITING_ROW);
        }
        assertThat(commands).containsExactly(new Command.ContactReachable(KEY));
    }

    @Test
    void shouldHoldActionsWhileItIsDownAndEndThemAtTheirDeadline() {
        up();
        callerWaits();
        link.closed("broken pipe");
        assertThat(commands).containsExactly(new Command.ContactUnreachable(KEY));
        commands.clear();
        link.perform(anOffer());
        pass(1_900);
        assertThat(commands).isEmpty();
        pass(200);
        assertThat(commands)
                .singleElement()
                .satisfies(
                        c -> assertThat(((Command.ActionFinished) c).outcome()).isEqualTo(ActionOutcome.TIMED_OUT));
    }

    @Test
    void shouldFindOutAfterAReconnectThatTheCallerIsGone() {
        up();
        callerWaits();
        link.closed("broken pipe");
        pass(1_000);
        link.opened();
        link.message(AmiMessage.of("Banner", "Asterisk Call Manager/9.0.0"));
        asterisk.answerAll();
        assertThat(commands)
                .containsExactly(
                        new Command.ContactUnreachable(KEY), new Command.ContactGone(KEY, GoneCause.LOST_BY_PBX));
    }

    @Test
    void shouldKnowAsteriskVersionsByTheirManyNames() {
        for (String good :
                List.of("22.10.1", "20.10.0", "certified/20.7-cert2", "20.7-cert2", "GIT-22-6d8f2e1", "22.0.0-rc1")) {
            assertThat(Login.problemOf(good)).as(good).isEmpty();
        }
        for (String bad : List.of("18.26.0", "21.4.0", "23.0.0", "", "unknown", "1.8.32.3", "200.1")) {
            assertThat(Login.problemOf(bad)).as(bad).contains("20 and 22");
        }
    }
}
