package org.usher.server.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.Command;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.WaitModel;
import org.usher.core.estimate.WaitLearner;
import org.usher.server.engine.RecordedEvent;

/** A line in which everybody waits teaches how long; the real engine and its log under virtual time. */
final class WaitLearningTest {
    private static final long HOUR_MS = 3_600_000;
    private static final WaitLearning.Past NONE = _ -> {
        throw new IllegalStateException("nothing was missed");
    };

    @TempDir
    private Path directory;

    private MeterRegistry registry = new SimpleMeterRegistry();
    private EstimatedWaits waits = new EstimatedWaits(registry);
    private long nowMs;
    private WaitLearning learning = new WaitLearning(HOUR_MS, () -> nowMs, registry);

    @SuppressWarnings("NullAway.Init") // each test that needs one begins by making it
    private BusyLine line;

    @AfterEach
    void close() {
        if (line != null) {
            line.close();
        }
    }

    @Test
    void shouldGiveTheEngineAModelEachPeriodInWhichEnoughWasLearntAndNoneBefore() throws Exception {
        open();
        line.takes(100, this::learn);
        assertThat(samples()).as("too few waits").isBetween(1.0, WaitLearner.FEWEST - 1.0);
        assertThat(line.events(Event.WaitModelAdopted.class)).isEmpty();
        assertThat(line.events(Event.WaitEstimated.class)).isEmpty();

        line.takes(700, this::learn);

        List<Event.WaitModelAdopted> adopted = line.events(Event.WaitModelAdopted.class);
        assertThat(adopted).hasSizeGreaterThanOrEqualTo(2);
        for (int i = 0; i < adopted.size(); i++) {
            WaitModel model = adopted.get(i).model();
            assertThat(model.version()).isEqualTo(i + 1);
            long before = i == 0 ? 0 : adopted.get(i - 1).model().samples();
            assertThat(model.samples()).isGreaterThanOrEqualTo(before + WaitLearner.FEWEST);
            if (i > 0) {
                assertThat(adopted.get(i).atMs() - adopted.get(i - 1).atMs()).isGreaterThanOrEqualTo(HOUR_MS);
            }
        }
        assertThat(registry.get("usher.wait.model.version").gauge().value()).isEqualTo(adopted.size());
        assertThat(failures()).isZero();
    }

    @Test
    void shouldKnowTheEstimateOfWhoStandsInLineAndScoreItWhenHeIsAnswered() throws Exception {
        open();
        line.takes(400, this::learn);
        line.drains();
        line.arrives(); // whom the agent takes at once
        line.arrives();
        Event.WaitEstimated said = line.events(Event.WaitEstimated.class).getLast();
        assertThat(waits.atEntry(said.contactId())).contains(said);

        line.drains();

        assertThat(waits.atEntry(said.contactId())).isEmpty();
        assertScores();
    }

    @Test
    void shouldHaveTheModelAfterARestartAndLearnOn() throws Exception {
        open();
        line.takes(400, this::learn);
        line.drains();
        learn();
        double learnt = samples();
        int version =
                line.events(Event.WaitModelAdopted.class).getLast().model().version();

        registry = new SimpleMeterRegistry();
        waits = new EstimatedWaits(registry);
        learning = new WaitLearning(HOUR_MS, () -> nowMs, registry);
        line.restarts(waits, learning);
        learning.goLive(line::offer, NONE);
        learn();

        assertThat(samples()).isEqualTo(learnt);
        assertThat(registry.get("usher.wait.model.version").gauge().value()).isEqualTo(version);
        assertScores();
        line.arrives();
        assertThat(line.events(Event.WaitEstimated.class).getLast().modelVersion())
                .isEqualTo(version);
        line.takes(400, this::learn);
        assertThat(line.events(Event.WaitModelAdopted.class))
                .extracting(adopted -> adopted.model().version())
                .startsWith(1)
                .contains(version + 1)
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldReadAgainFromTheLogWhatItHadNoRoomFor() throws Exception {
        List<RecordedEvent> told = lineOf(400);
        MeterRegistry own = new SimpleMeterRegistry();
        WaitLearning overrun = new WaitLearning(HOUR_MS, () -> nowMs, own, 10);
        told.forEach(learning::accept);
        told.forEach(overrun::accept);

        assertThat(own.get("usher.wait.learning.dropped").counter().count()).isEqualTo(told.size() - 10);
        List<Command> models = new ArrayList<>();
        learning.goLive(models::add, NONE);
        learning.turn(0);
        overrun.goLive(models::add, sink -> told.forEach(sink::accept));
        overrun.turn(0);

        assertThat(models).hasSize(2);
        assertThat(models.getLast()).isEqualTo(models.getFirst());
    }

    @Test
    void shouldTryAgainAtTheNextPeriodWhatFailed() throws Exception {
        lineOf(400).forEach(learning::accept);
        List<Command> offered = new ArrayList<>();
        Predicate<Command> fullAtFirst = command -> {
            offered.add(command);
            return offered.size() > 1;
        };
        learning.goLive(fullAtFirst, NONE);
        learning.turn(0);
        assertThat(failures()).isEqualTo(1);
        nowMs += HOUR_MS - 1;
        learning.turn(0);
        assertThat(offered).hasSize(1);

        nowMs += 1;
        learning.turn(0);

        assertThat(offered).hasSize(2);
        assertThat(failures()).isEqualTo(1);
    }

    @Test
    void shouldTryAgainAtTheNextPeriodToReadALogThatCouldNotBeRead() throws Exception {
        List<RecordedEvent> told = lineOf(400);
        WaitLearning overrun = new WaitLearning(HOUR_MS, () -> nowMs, registry, 10);
        told.forEach(overrun::accept);
        List<Command> models = new ArrayList<>();
        boolean[] readable = {false};
        overrun.goLive(models::add, sink -> {
            told.subList(0, told.size() / 2).forEach(sink::accept);
            if (!readable[0]) {
                throw new IOException("the disk is away");
            }
            told.subList(told.size() / 2, told.size()).forEach(sink::accept);
        });
        overrun.turn(0);
        assertThat(models).as("half of what happened is not enough").isEmpty();

        readable[0] = true;
        nowMs += HOUR_MS;
        overrun.turn(0);

        assertThat(models).hasSize(1);
    }

    private void open() throws IOException, InterruptedException {
        line = new BusyLine(directory, waits, learning);
        learning.goLive(line::offer, NONE);
    }

    /** What happens in a line of so many callers, in which nothing is learnt. */
    private List<RecordedEvent> lineOf(int callers) throws IOException, InterruptedException {
        line = new BusyLine(directory);
        line.takes(callers, () -> {});
        return List.copyOf(line.told());
    }

    private void learn() throws InterruptedException {
        nowMs = line.nowMs();
        learning.turn(0);
    }

    private double samples() {
        return registry.get("usher.wait.learning.samples").gauge().value();
    }

    private double failures() {
        return registry.get("usher.wait.learning.failures").counter().count();
    }

    private double scored(String name) {
        return registry.get("usher.wait.estimates." + name).counter().count();
    }

    /** The sums are those of all that was told. */
    private void assertScores() {
        Map<Long, Event.WaitEstimated> said = new HashMap<>();
        double[] sums = new double[4];
        int[] below = new int[3];
        for (RecordedEvent recorded : line.told()) {
            switch (recorded.event()) {
                case Event.WaitEstimated e -> said.put(e.entryId(), e);
                case Event.OfferMade e ->
                    said.values().removeIf(of -> of.contactId() == e.contactId() && of.atMs() == e.atMs());
                case Event.EntryEnded e -> {
                    Event.WaitEstimated was = said.get(e.entryId());
                    if (was != null && e.outcome() == EntryOutcome.ANSWERED) {
                        double waitS = (e.atMs() - was.atMs()) / 1e3;
                        double errorS = Math.abs(waitS - was.estimate().meanMs() / 1e3);
                        sums[0]++;
                        sums[1] += waitS;
                        sums[2] += errorS;
                        sums[3] += errorS * errorS;
                        below[0] += waitS < was.estimate().p10Ms() / 1e3 ? 1 : 0;
                        below[1] += waitS < was.estimate().p50Ms() / 1e3 ? 1 : 0;
                        below[2] += waitS < was.estimate().p90Ms() / 1e3 ? 1 : 0;
                    }
                }
                default -> {} // nothing to score
            }
        }
        assertThat(sums[0]).as("some were scored").isGreaterThan(10);
        assertThat(scored("scored")).isEqualTo(sums[0]);
        assertThat(scored("waited.seconds")).isCloseTo(sums[1], within(1e-6));
        assertThat(scored("absolute.error.seconds")).isCloseTo(sums[2], within(1e-6));
        assertThat(scored("squared.error.square.seconds")).isCloseTo(sums[3], within(1e-3));
        assertThat(scored("below.p10")).isEqualTo(below[0]);
        assertThat(scored("below.p50")).isEqualTo(below[1]);
        assertThat(scored("below.p90")).isEqualTo(below[2]);
    }
}
