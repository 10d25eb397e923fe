package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.usher.core.api.BookingOutcome;
import org.usher.lab.ChannelBooks.Ending;
import org.usher.lab.ChannelTraits.Takes;
import org.usher.server.callback.WindowRule;

/** What the lab counts of callbacks and chats, by hand and as a whole. */
class ChannelDayTest {
    private static final ChannelTerms TERMS = ChannelTerms.DEFAULT;
    private static final int NEVER = 0;
    private static final int ALWAYS = 1;

    /** The first caller takes nothing, the others this. */
    private static ChannelTraits.Source others(Takes takes, double answersShare) {
        return call -> new ChannelTraits(
                call.number() == 0 ? Takes.NOTHING : takes, false, 0, answersShare, new SplittableRandom(1));
    }

    private static ChannelBooks played(Script script, ChannelArm arm, ChannelTraits.Source traits) {
        Scenario scenario = script.scenario();
        return ChannelDay.of(
                new ChannelDay.Play(scenario, arm, TERMS, Optional.empty(), ChannelRun.EPOCH_MS),
                scenario.traffic().open(1, 0),
                traits,
                event -> {});
    }

    /** An agent busy until 200 s; who comes at 10 s would hang up at 130 s, who comes at 20 s waits. */
    private static Script busyAgent() {
        return new Script()
                .line(1)
                .agents(1, 0)
                .call(0, 0, 200)
                .call(0, 10_000, 30, 120_000, 0)
                .call(0, 20_000, 30);
    }

    @Test
    void shouldCallBackInTurnWhoWouldHaveHungUp() {
        ChannelBooks without = played(busyAgent(), ChannelArm.WITHOUT, others(Takes.CALLBACK, ALWAYS));
        assertThat(without.of(Ending.GAVE_UP)).isEqualTo(1);
        assertThat(without.heldMs).isEqualTo(120_000 + 180_000);

        ChannelBooks offered = played(busyAgent(), ChannelArm.CALLBACK, others(Takes.CALLBACK, ALWAYS));
        // asked after 60 s of waiting, on the phone for 20 s more; called from 200 s on, the first one's talk ends at
        // 240 s
        assertThat(offered.of(Ending.GAVE_UP)).isZero();
        assertThat(offered.acceptedCallback).isEqualTo(2);
        assertThat(offered.heldMs).isEqualTo(2 * 80_000);
        assertThat(offered.of(Ending.CALLED_BACK)).isEqualTo(2);
        assertThat(offered.msOf(Ending.CALLED_BACK)).isEqualTo(200_000 + 230_000);
        assertThat(offered.busyMs).isEqualTo(200_000 + 2 * 40_000);
    }

    @Test
    void shouldTryWhoDoesNotAnswerAsOftenAsTheQueueDoes() {
        ChannelBooks books = played(busyAgent(), ChannelArm.CALLBACK, others(Takes.CALLBACK, NEVER));
        assertThat(books.of(Ending.NOT_REACHED)).isEqualTo(2);
        assertThat(books.attempts).isEqualTo(2 * 3);
        assertThat(books.busyMs)
                .as("each attempt rings 45 s, and the last of both are after the day's end")
                .isEqualTo(200_000 + 4 * 45_000);
    }

    @Test
    void shouldSlowChatsDownBesideEachOther() {
        ChannelBooks books = played(busyAgent(), ChannelArm.CHAT, others(Takes.CHAT, ALWAYS));
        // both are taken at 200 s; each is 45 s of work at the pace 0.8 of two at once, so both are over after 56.25 s
        assertThat(books.of(Ending.IN_CHAT)).isEqualTo(1);
        assertThat(books.of(Ending.GAVE_UP))
                .as("in writing he has the patience he had")
                .isEqualTo(1);
        ChannelBooks patient = played(
                new Script()
                        .line(1)
                        .agents(1, 0)
                        .call(0, 0, 200)
                        .call(0, 10_000, 30)
                        .call(0, 20_000, 30),
                ChannelArm.CHAT,
                others(Takes.CHAT, ALWAYS));
        assertThat(patient.msOf(Ending.IN_CHAT)).isEqualTo(190_000 + 180_000);
        assertThat(patient.busyMs).isCloseTo(200_000 + 56_250, within(2.0));
    }

    /** Two agents, sixteen hours, more calls than they can take in the hours in the middle. */
    private static Scenario overloaded() {
        List<PoissonTraffic.Period> day = List.of(
                new PoissonTraffic.Period(0, 0.3, 350_000, 1),
                new PoissonTraffic.Period(120 * 60_000, 0.8, 350_000, 1),
                new PoissonTraffic.Period(300 * 60_000, 0.3, 350_000, 1));
        return new Scenario(
                "overloaded",
                List.of(new Scenario.Line("line", 1)),
                List.of(new Scenario.Group("two", List.of(new Scenario.Skill(0, 240_000)), Scenario.always(2))),
                new PoissonTraffic(List.of(day), PoissonTraffic.lognormal(0.94), 0),
                new Scenario.Span(0, 960 * 60_000, true),
                0,
                20_000);
    }

    private static ChannelBooks played(ChannelArm arm, long seed) {
        WindowRule most = new WindowRule(3_600_000, 1, 0, 0, 60);
        ChannelTerms terms = new ChannelTerms(
                TERMS.offering(),
                new ChannelTerms.Accepting(0.4, 0.7, 0.3),
                new ChannelTerms.CalledBack(
                        0.6,
                        10_000,
                        45_000,
                        TERMS.calledBack().rule(),
                        TERMS.calledBack().slackForMs()),
                TERMS.chatting(),
                most);
        Scenario scenario = overloaded();
        return ChannelDay.of(
                new ChannelDay.Play(scenario, arm, terms, Optional.empty(), ChannelRun.EPOCH_MS),
                scenario.traffic().open(seed, 0),
                ChannelTraits.drawn(terms, seed, 0),
                event -> {});
    }

    private static long sumOfEndings(ChannelBooks books) {
        return List.of(Ending.values()).stream().mapToLong(books::of).sum();
    }

    @ParameterizedTest
    @EnumSource(ChannelArm.class)
    void shouldGiveEveryCallerOneEndingAndEveryPromiseOneOutcome(ChannelArm arm) {
        ChannelBooks without = played(ChannelArm.WITHOUT, 7);
        ChannelBooks books = played(arm, 7);
        assertThat(sumOfEndings(books)).isEqualTo(books.callers);
        assertThat(books.callers)
                .as("the same callers")
                .isEqualTo(without.callers)
                .isGreaterThan(300);
        assertThat(books.holders).isEqualTo(without.holders);
        assertThat(books.toService.getTotalCount()).isEqualTo(books.served());
        assertThat(LongStream.of(
                                books.of(BookingOutcome.KEPT),
                                books.of(BookingOutcome.LATE),
                                books.of(BookingOutcome.MISSED),
                                books.of(BookingOutcome.NOT_REACHED),
                                books.of(BookingOutcome.CANCELLED))
                        .sum())
                .isEqualTo(books.promised);
        assertThat(books.promised > 0).isEqualTo(arm.windows);
        assertThat(books.acceptedCallback > 0).isEqualTo(arm.callback);
        assertThat(books.acceptedChat > 0).isEqualTo(arm.chat);
        assertThat(books.promisesAttempted).isLessThanOrEqualTo(books.promised);
    }

    @Test
    void shouldGiveTheSameFiguresForTheSameSeedAndOthersForAnother() {
        for (ChannelArm arm : ChannelArm.values()) {
            ChannelBooks first = played(arm, 3);
            ChannelBooks again = played(arm, 3);
            assertThat(again.heldMs).isEqualTo(first.heldMs);
            assertThat(again.servedMs()).isEqualTo(first.servedMs());
            assertThat(again.busyMs).isEqualTo(first.busyMs);
            assertThat(again.attempts).isEqualTo(first.attempts);
            assertThat(again.of(BookingOutcome.KEPT)).isEqualTo(first.of(BookingOutcome.KEPT));
            assertThat(played(arm, 4).heldMs).isNotEqualTo(first.heldMs);
        }
    }

    @Test
    void shouldKeepPromisesLateOrNotAtAllWhereNobodyAnswersInTime() {
        Scenario scenario = overloaded();
        ChannelBooks books = ChannelDay.of(
                new ChannelDay.Play(scenario, ChannelArm.WINDOW, TERMS, Optional.empty(), ChannelRun.EPOCH_MS),
                scenario.traffic().open(1, 0),
                call -> new ChannelTraits(Takes.CALLBACK, true, 0, NEVER, new SplittableRandom(call.number())),
                event -> {});
        assertThat(books.promised).isPositive();
        assertThat(books.of(BookingOutcome.KEPT)).isZero();
        assertThat(books.of(BookingOutcome.NOT_REACHED) + books.of(BookingOutcome.MISSED))
                .isEqualTo(books.promised);
        assertThat(books.of(Ending.PROMISED)).isZero();
    }
}
