package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.Routing;
import org.usher.core.api.Routing.AgentRule;
import org.usher.core.api.Routing.ContactRule;
import org.usher.lab.replay.Fate;
import org.usher.lab.replay.Recording;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
    private static final Routing LONGEST = OwnRules.with(ContactRule.LONGEST_WAIT, AgentRule.LONGEST_IDLE);
    private static final Routing REPLACEABLE = OwnRules.with(ContactRule.LONGEST_WAIT, AgentRule.MOST_REPLACEABLE);

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("commands-00000000000000000001.log");
    }

    /** A generalist who was idle longer, and a specialist for bills. */
    private static Scenario twoAgents(List<Call> calls) {
        return new Scenario(
                "two",
                List.of(new Scenario.Line("bills", 1), new Scenario.Line("moves", 1)),
                List.of(
                        new Scenario.Group(
                                "generalist",
                                List.of(new Scenario.Skill(0, 1_000), new Scenario.Skill(1, 1_000)),
                                Scenario.always(1)),
                        new Scenario.Group("specialist", List.of(new Scenario.Skill(0, 1_000)), Scenario.always(1))),
                (seed, replication) -> {
                    Iterator<Call> left = calls.iterator();
                    return () -> left.hasNext() ? left.next() : null;
                },
                new Scenario.Span(0, 86_400_000, true),
                0,
                20_000);
    }

    private Recording record(Scenario scenario, Routing routing) throws IOException {
        LogFile log = new LogFile(routing);
        Simulation.run(scenario, log, scenario.traffic().open(1, 0));
        log.write(file());
        return Recording.read(directory);
    }

    /**
     * Bills at 10 s goes to the generalist for a minute, so that moves at 20 s waits 50 s for her and moves at 30 s gives up after 30 s.
     * If the specialist had taken the bills, she would have served the one at once for 20 s and then the other, 10 s after he came.
     */
    @Test
    void shouldSayWhoWouldHaveBeenServedByWhomAndWhoWouldHaveStayed() throws IOException {
        Recording recording = record(
                twoAgents(List.of(
                        new Call(0, 0, 10_000, Call.FOREVER, 60, 0),
                        new Call(1, 1, 20_000, Call.FOREVER, 20, 0),
                        new Call(2, 1, 30_000, 30_000, 99, 0),
                        new Call(3, 0, 200_000, Call.FOREVER, 10, 0))),
                LONGEST);
        assertThat(recording.fates().values())
                .extracting(Fate::end, Fate::agentId, Fate::waitedMs)
                .containsExactly(
                        tuple(Fate.End.SERVED, 1, 0L),
                        tuple(Fate.End.SERVED, 1, 50_000L),
                        tuple(Fate.End.GAVE_UP, 0, 30_000L),
                        tuple(Fate.End.SERVED, 2, 0L));

        Lab.Played played = new Replay(recording, 1).played(Map.of("replaceable", REPLACEABLE), NOWHERE);

        JsonNode json = JsonMapper.shared().readTree(Report.json(played.result(), played.more()));
        assertThat(json.get("case").asString()).isEqualTo("replay");
        assertThat(json.get("sameRules").get("contactsThatDiffer").asInt()).isZero();
        JsonNode sums = json.get("changes").get("replaceable");
        assertThat(sums.get("changed").asInt()).isEqualTo(3);
        assertThat(sums.get("servedByAnother").asInt()).isEqualTo(1);
        assertThat(sums.get("waitedShorterSeconds").asDouble()).isEqualTo(50 + 20);
        assertThat(sums.get("gaveUpNoMore").asInt()).isEqualTo(1);
        assertThat(sums.get("gaveUpOnlyNow").asInt()).isZero();
        JsonNode most = json.get("contacts").get(0);
        assertThat(most.get("queue").asString()).isEqualTo("line2");
        assertThat(most.get("recorded").get("waitSeconds").asDouble()).isEqualTo(50);
        assertThat(most.get("replayed").get("waitSeconds").asDouble()).isZero();
        assertThat(played.text())
                .contains("0 of 4 contacts differ")
                .contains("gave up after 30.0 s")
                .contains("-> by agent1 after 10.0 s");
    }

    /** Patient callers of a small centre for two hours, whose services do not depend on who serves them: nothing has to be guessed. */
    private static Scenario patient() {
        Scenario small = OwnCentres.small().scenario();
        List<Call> calls = new ArrayList<>();
        Traffic.Callers callers = small.traffic().open(5, 0);
        for (Call call = callers.next(); call != null && call.arrivalMs() < 7_200_000; call = callers.next()) {
            calls.add(new Call(call.number(), call.line(), call.arrivalMs(), Call.FOREVER, call.work(), 0));
        }
        return new Scenario(
                "patient",
                small.lines(),
                small.groups(),
                (seed, replication) -> {
                    Iterator<Call> left = calls.iterator();
                    return () -> left.hasNext() ? left.next() : null;
                },
                new Scenario.Span(0, 7_200_000, true),
                0,
                20_000);
    }

    @Test
    void shouldLeadToTheSameStateUnderTheSameRulesAndToWhatReallyHappensUnderOthers() throws IOException {
        Recording really = record(patient(), REPLACEABLE);
        List<Fate> inOrder = new ArrayList<>(really.fates().values());
        Recording recording = record(patient(), LONGEST);
        assertThat(recording.fates()).hasSizeGreaterThan(250);

        Recording.Replayed same = recording.replay(centre -> centre, fate -> Call.FOREVER, 1);
        assertThat(same.fatesByContact()).isEqualTo(recording.fates());
        assertThat(same.entries()).isEqualTo(recording.extent().entries());
        assertThat(same.stateHash()).isEqualTo(recording.stateHash());

        Recording.Replayed other = recording.replay(centre -> really.configuration(), fate -> Call.FOREVER, 1);
        List<Fate> replayed = new ArrayList<>(other.fatesByContact().values());
        int compared = 0;
        for (int i = 0; i < replayed.size(); i++) {
            if (replayed.get(i).end() != Fate.End.OPEN) {
                assertThat(replayed.get(i).waitedMs()).isEqualTo(inOrder.get(i).waitedMs());
                assertThat(replayed.get(i).agentId()).isEqualTo(inOrder.get(i).agentId());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(240);
        assertThat(other.stateHash()).isNotEqualTo(recording.stateHash());
    }

    @Test
    void shouldLeadToTheSameStateWhereCallersGiveUp() throws IOException {
        Scenario small = OwnCentres.small().scenario();
        Scenario hours = new Scenario(
                "hours",
                small.lines(),
                small.groups(),
                small.traffic(),
                new Scenario.Span(0, 10_800_000, true),
                0,
                20_000);
        Recording recording = record(hours, LONGEST);
        assertThat(recording.fates().values()).extracting(Fate::end).contains(Fate.End.GAVE_UP);
        Replay replay = new Replay(recording, 1);
        Recording.Replayed same = replay.replayed(centre -> centre);
        assertThat(same.stateHash()).isEqualTo(recording.stateHash());
        assertThat(same.fatesByContact()).isEqualTo(recording.fates());
    }

    @Test
    void shouldPassOverATornTailAndSaySo() throws IOException {
        record(twoAgents(List.of(new Call(0, 0, 10_000, Call.FOREVER, 60, 0))), LONGEST);
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length - 5));

        Recording torn = Recording.read(file());

        assertThat(torn.extent().tornBytes()).isPositive();
        Lab.Played played = new Replay(torn, 1).played(Map.of(Policies.DEFAULT, Routing.DEFAULT), NOWHERE);
        assertThat(played.text()).contains("no whole entry");
    }

    @Test
    void shouldSayWhatIsWrongWithALog() throws IOException {
        assertThatThrownBy(() -> Replay.read(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no command log at " + directory);
        LogFile old = new LogFile(LONGEST);
        Scenario scenario = twoAgents(List.of(new Call(0, 0, 10_000, Call.FOREVER, 60, 0)));
        Simulation.run(scenario, old, scenario.traffic().open(1, 0));
        old.write(file(), 1);
        assertThatThrownBy(() -> Replay.read(directory)).hasMessageContaining("was written by engine version 1");
        byte[] damaged = Files.readAllBytes(file());
        damaged[100] ^= 1;
        Files.write(file(), damaged);
        assertThatThrownBy(() -> Replay.read(directory)).hasMessageContaining("damaged");
        Files.write(file(), "something quite different, and long enough for a header".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Replay.read(directory)).hasMessageContaining("is not a command log of Usher");
    }
}
