package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.Routing;
import org.usher.core.api.Routing.AgentRule;
import org.usher.core.api.Routing.AgentWeights;
import org.usher.core.api.Routing.ContactRule;
import org.usher.core.api.Routing.ContactWeights;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ConfigException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TuningTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
    private static final Scenario SCENARIO = OwnCentres.small().scenario();
    private static final int DAYS = 6;

    @TempDir
    Path directory;

    /** Days on which everyone waits so long, a little more each day. */
    private static List<Tally> days(long waitMs) {
        List<Tally> days = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            Tally tally = new Tally(SCENARIO, Centre.groupOfAgents(SCENARIO));
            tally.answered(caller(), waitMs + 100L * day);
            days.add(tally);
        }
        return days;
    }

    private static Call caller() {
        return new Call(0, 0, SCENARIO.span().fromMs(), Call.FOREVER, 1, 0);
    }

    /** A centre in which these rules are better than any others, the nearer the better. */
    private static long waitMs(Routing routing) {
        long wait = 60_000;
        wait -= routing.agents() == AgentRule.FEWEST_SKILLS ? 10_000 : 0;
        wait -= routing.contacts() == ContactRule.INDEX
                        && routing.contactWeights().perLoadMs() == 180_000
                ? 10_000
                : 0;
        wait -= routing.contacts() == ContactRule.INDEX
                        && routing.contactWeights().perWaitingMs() == 5_000
                ? 10_000
                : 0;
        return wait;
    }

    private record Planted(ToLongFunction<Routing> before, ToLongFunction<Routing> after) implements Ground {
        @Override
        public List<Tally> training(Routing routing) {
            return days(before.applyAsLong(routing));
        }

        @Override
        public List<Tally> later(Routing routing) {
            return days(after.applyAsLong(routing));
        }

        @Override
        public OptionalDouble boundOfLater() {
            return OptionalDouble.of(20);
        }

        @Override
        public Scenario scenario() {
            return SCENARIO;
        }

        @Override
        public String note() {
            return "planted";
        }
    }

    @Test
    void shouldFindTheBestOfEachThing() {
        Routing best = new Search(routing -> days(waitMs(routing)), 60, NOWHERE).best();
        assertThat(best.agents()).isEqualTo(AgentRule.FEWEST_SKILLS);
        assertThat(best.contacts()).isEqualTo(ContactRule.INDEX);
        assertThat(best.contactWeights().perLoadMs()).isEqualTo(180_000);
        assertThat(best.contactWeights().perWaitingMs()).isEqualTo(5_000);
    }

    @Test
    void shouldNotBuyAShorterMeanWithCallersWhoGiveUpOrWaitLong() {
        Routing keeps = new Search(
                        routing -> {
                            List<Tally> days = days(waitMs(routing));
                            if (!routing.equals(Routing.DEFAULT)) {
                                days.getFirst().abandoned(caller(), 1);
                            }
                            return days;
                        },
                        60,
                        NOWHERE)
                .best();
        assertThat(keeps).isEqualTo(Routing.DEFAULT);
        Routing keepsToo = new Search(
                        routing -> {
                            List<Tally> days = days(waitMs(routing));
                            if (!routing.equals(Routing.DEFAULT)) {
                                days.getFirst().answered(caller(), 70_000);
                                for (int i = 0; i < 50; i++) {
                                    days.getFirst().answered(caller(), 0);
                                }
                            }
                            return days;
                        },
                        60,
                        NOWHERE)
                .best();
        assertThat(keepsToo).isEqualTo(Routing.DEFAULT);
    }

    @Test
    void shouldTryNoMoreThanAllowed() {
        Search search = new Search(routing -> days(waitMs(routing)), 7, NOWHERE);
        search.best();
        assertThat(search.tries()).isEqualTo(7);
    }

    @Test
    void shouldSayWhatToPasteWhenLaterDaysConfirmIt() {
        Lab.Played played = Tuning.played(new Planted(TuningTest::waitMs, TuningTest::waitMs), 60, 1, NOWHERE);
        JsonNode json = JsonMapper.shared().readTree(Report.json(played.result(), played.more()));
        assertThat(json.get("case").asString()).isEqualTo("tune");
        assertThat(json.get("rows").findValuesAsString("policy"))
                .containsExactly("usher-default", "tuned", "usher-longest-wait");
        assertThat(json.get("significantGain").asBoolean()).isTrue();
        assertThat(json.get("lowerBoundMeanWaitSeconds").asDouble()).isEqualTo(20);
        assertThat(played.text()).contains("[routing]").contains("agents = \"fewest-skills\"");
    }

    @Test
    void shouldSayToKeepTheDefaultWhenLaterDaysDoNotConfirmIt() {
        Lab.Played played = Tuning.played(new Planted(TuningTest::waitMs, routing -> 60_000), 60, 1, NOWHERE);
        assertThat(played.text())
                .contains("Keep the default: what was best on the training days brings no significant gain");
        assertThat(played.more().get("routing")).isEqualTo(RoutingLines.of(Routing.DEFAULT));
        Lab.Played nothing = Tuning.played(new Planted(routing -> 60_000, routing -> 60_000), 60, 1, NOWHERE);
        assertThat(nothing.text()).contains("Keep the default: nothing that was tried");
    }

    @Test
    void shouldPrintRulesAsACentresFileReadsThem() throws IOException, ConfigException {
        for (Routing routing : List.of(
                Routing.DEFAULT,
                OwnRules.with(ContactRule.TARGET_RATIO, AgentRule.MOST_REPLACEABLE),
                new Routing(
                        ContactRule.INDEX,
                        AgentRule.INDEX,
                        new ContactWeights(90, 1_500, 60_000, 3_000, 0),
                        new AgentWeights(1, 2, 300, 4),
                        600_000))) {
            // as one would paste it into the sample that is shipped
            String sample = Files.readString(Path.of("../conf/centre.toml"));
            assertThat(sample).contains("\n[routing]\n");
            Path file = Files.writeString(
                    directory.resolve("centre.toml"),
                    sample.replace("\n[routing]\n", "\n" + RoutingLines.of(routing) + "\n"));
            assertThat(CentreFile.read(file).configuration().settings().routing())
                    .isEqualTo(routing);
        }
    }

    @Test
    void shouldTuneOnEarlierDaysAndJudgeByLaterOnesTheSameEachTime() {
        Case small = OwnCentres.small();
        Scenario hour = new Scenario(
                "hour",
                small.scenario().lines(),
                small.scenario().groups(),
                small.scenario().traffic(),
                new Scenario.Span(0, 3_600_000, false),
                0,
                20_000);
        Case hours = new Case("hours", day -> hour, small.policies(), 5, small.bound(), small.control(), small.note());
        Lab.Played once = Tuning.played(Ground.Days.of(hours, 5, 1), 4, 1, NOWHERE);
        Lab.Played again = Tuning.played(Ground.Days.of(hours, 5, 1), 4, 1, NOWHERE);
        assertThat(Report.json(again.result(), again.more())).isEqualTo(Report.json(once.result(), once.more()));
        assertThat(once.text()).contains("Tuned on days 1 to 3 of case hours, judged by days 4 to 5");
        assertThat(once.result().replications()).isEqualTo(2);
        assertThatThrownBy(() -> Ground.Days.of(hours, 1, 1)).hasMessageContaining("two days at least");
    }
}
