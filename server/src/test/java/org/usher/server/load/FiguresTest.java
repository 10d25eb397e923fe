package org.usher.server.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a race makes of the notes of its phones. */
final class FiguresTest {
    private static final RaceCase ONE_AGENT =
            new RaceCase("one", "", 1, 100, 1_000, false, 10, 4, 60_000, new RaceCase.Window(0, 10), 0, 1);
    private static final Figures.CpuTimes CPU = new Figures.CpuTimes(2_000, 1_000, 500, 3_000);

    @TempDir
    private Path directory;

    private final StringBuilder callers = new StringBuilder();
    private final StringBuilder agents = new StringBuilder();

    /** Three callers at once for one agent, who is idle for 400 ms between the talks; the fourth finds him free and leaves. */
    @BeforeEach
    void threeCallersForOneAgent() {
        for (int i = 1; i <= 3; i++) {
            caller(i, "called", 0);
            caller(i, "joined", 10);
        }
        talk(1, 15, 115, 1_115);
        talk(2, 1_515, 1_615, 2_615);
        talk(3, 3_015, 3_115, 4_115);
        caller(1, "released", 1_116);
        caller(2, "released", 2_616);
        caller(3, "released", 4_116);
    }

    private void caller(int number, String what, int ms) {
        callers.append("7%d %s %s\n".formatted(number, what, at(ms)));
    }

    private void talk(int caller, int rungMs, int answeredMs, int hungUpMs) {
        agents.append("7%d rung %s agent001\n".formatted(caller, at(rungMs)));
        agents.append("7%d answered %s agent001 20000\n".formatted(caller, at(answeredMs)));
        agents.append("20000 speaks-to 10002\n");
        agents.append("7%d hung-up %s agent001\n".formatted(caller, at(hungUpMs)));
    }

    /** As SIPp writes it. */
    private static String at(int ms) {
        return "2026-11-22\t08:00:00.000000\t%d.%06d".formatted(1_795_334_400L + ms / 1_000, ms % 1_000 * 1_000);
    }

    private Figures figures() throws Exception {
        Path callersLog = Files.writeString(directory.resolve("callers.log"), callers);
        Path agentsLog = Files.writeString(directory.resolve("agents.log"), agents);
        return Figures.of(ONE_AGENT, Journal.read(List.of(callersLog), agentsLog), CPU);
    }

    @Test
    void shouldTellHowLongAgentsStoodIdleWhileCallersWaited() throws Exception {
        Figures figures = figures();
        assertThat(figures.idleMs()).isEqualTo(400);
        assertThat(figures.connectsPerSecond()).isCloseTo(1 / 1.5, within(1e-9));
        assertThat(figures.countedPerSecond()).isCloseTo(1 / 1.5, within(1e-9));
        assertThat(figures.possiblePerSecond()).isCloseTo(1 / 1.1, within(1e-9));
    }

    @Test
    void shouldNotCallAnAgentIdleForWhomNobodyWaited() throws Exception {
        caller(4, "called", 9_000);
        caller(4, "joined", 9_005);
        talk(4, 9_010, 9_110, 10_110);
        caller(4, "released", 10_111);
        assertThat(figures().idleMs()).isEqualTo(400);
    }

    @Test
    void shouldMeasureFromTheAnswerAndFromTheInviteToTheRing() throws Exception {
        Figures figures = figures();
        assertThat(figures.joinToRingMs()).isEqualTo(new Figures.Spread(1_505, 3_005, 3_005));
        assertThat(figures.callToRingMs().p50()).isEqualTo(1_515);
        assertThat(figures.longestWaitMs()).isEqualTo(3_105);
    }

    @Test
    void shouldTellWhoLeftFromWhoWasLost() throws Exception {
        caller(4, "called", 5_000);
        caller(4, "joined", 5_005);
        caller(4, "left", 9_000);
        assertThat(figures().lost()).isZero();
        assertThat(figures().connected()).isEqualTo(3);
        assertThat(figures().longestWaitMs()).isEqualTo(3_995);
    }

    @Test
    void shouldCountAsLostWhoWasReleasedUnservedOrNeverAnswered() throws Exception {
        assertThat(figures().lost()).as("the fourth call was never placed").isEqualTo(1);
        caller(4, "called", 5_000);
        assertThat(figures().lost()).as("never answered").isEqualTo(1);
        caller(4, "joined", 5_005);
        caller(4, "released", 6_000);
        assertThat(figures().lost()).as("hung up by the system").isEqualTo(1);
    }

    @Test
    void shouldGiveCpuAsShareOfTheWindowAndForEachConnectedCall() throws Exception {
        Figures figures = figures();
        assertThat(figures.asteriskCpuPercent()).isEqualTo(20);
        assertThat(figures.usherCpuPercent()).isEqualTo(10);
        assertThat(figures.databaseCpuPercent()).isEqualTo(5);
        assertThat(figures.asteriskCpuMsPerCall()).isEqualTo(1_000);
    }

    @Test
    void shouldTakeTheMedianOfEachFigure() throws Exception {
        Figures one = figures();
        talk(3, 8_000, 8_100, 9_100); // rung once more, much later
        Figures other = figures();
        assertThat(Figures.median(List.of(one, other, one)).idleMs()).isEqualTo(one.idleMs());
        assertThat(Figures.median(List.of(one, other)).idleMs())
                .isCloseTo((one.idleMs() + other.idleMs()) / 2, within(1e-9));
    }
}
