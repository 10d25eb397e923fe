package org.usher.lab;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Event;
import org.usher.core.api.WaitEstimate;
import org.usher.core.api.WaitModel;
import org.usher.core.estimate.CurveFit;
import org.usher.core.estimate.LearntEstimator;
import org.usher.core.estimate.WaitLearner;

/**
 * How well waits can be told on a bank's recorded days. The first half of the days is only learnt from; on each later day the estimates
 * are made by what was learnt on the days before it, as in a centre that takes on a new model every night.
 *
 * <p>Counted are callers who waited and were served, of every type but IN, whose few agents were no part of the others' centre. The row
 * {@value #USHER} is the product's own code: its learner, its estimator, told the engine's events. The simple estimators say one number;
 * their quantiles are curves of that number, fitted to the earlier days in the same way, so that these, too, are the best they can say.
 */
final class EwtCase {
    static final String NAME = "ewt";
    static final String USHER = "usher";
    static final String CONSTANT = "constant";
    private static final String LEFT_OUT = "IN";

    private final EwtReplay replay;
    private final WaitLearner learner = new WaitLearner();
    private final SimpleEstimators simple = new SimpleEstimators();
    private final Map<String, Samples> earlier = new LinkedHashMap<>();
    private final Map<String, EwtScore> scores = new LinkedHashMap<>();
    private final Map<String, EwtScore> allDays = new LinkedHashMap<>();
    private int version;

    /** What an estimator said on earlier days, as the root of seconds, and how long the wait was. */
    private static final class Samples {
        final List<Double> roots = new ArrayList<>();
        final List<Double> waitsS = new ArrayList<>();

        WaitModel.Curves curves() {
            return CurveFit.fit(
                    roots.stream().mapToDouble(root -> root).toArray(),
                    waitsS.stream().mapToDouble(wait -> wait).toArray());
        }
    }

    private EwtCase(EwtReplay replay) {
        this.replay = replay;
    }

    /**
     * What came of it.
     *
     * @param testDays of how many days; {@code calls} and {@code meanWaitS} are of these
     */
    record Outcome(int trainingDays, int testDays, int calls, double meanWaitS, List<Row> rows) {}

    /** One estimator; {@code rmseToMeanAllDays} NaN if it must learn before it can say anything. */
    record Row(
            String estimator,
            double rmseToMean,
            double pinballGain,
            double bandHeld,
            double belowP10,
            double belowP50,
            double belowP90,
            double rmseToMeanAllDays) {}

    /**
     * The outcome on the records of this file.
     *
     * @throws IllegalArgumentException saying what is wrong with the file, or that it holds too few days
     */
    static Outcome play(Path file) {
        return play(BankRecords.read(file));
    }

    static Outcome play(List<BankRecords.Row> rows) {
        return new EwtCase(new EwtReplay(rows)).play();
    }

    private Outcome play() {
        List<LocalDate> dates = replay.dates();
        if (dates.size() < 2) {
            throw new IllegalArgumentException("records of " + dates.size()
                    + " days: at least 2 are needed, one to learn from and a later one to be tested on");
        }
        int training = dates.size() / 2;
        dates.subList(0, training).forEach(date -> tell(date, null));
        LearntEstimator usher = new LearntEstimator(learnt(training));
        for (LocalDate date : dates.subList(training, dates.size())) {
            usher.adopt(learnt(training));
            tell(date, usher);
        }
        EwtScore of = score(scores, USHER);
        return new Outcome(training, dates.size() - training, of.calls(), of.meanWaitS(), rows());
    }

    private WaitModel learnt(int days) {
        return learner.model(++version)
                .orElseThrow(() -> new IllegalArgumentException("the first " + days + " days hold " + learner.samples()
                        + " waits to learn from, at least " + WaitLearner.FEWEST + " are needed"));
    }

    /** One day; with what is estimated by a model, if it is one to be tested on. */
    private void tell(LocalDate date, @Nullable LearntEstimator usher) {
        Map<String, WaitModel.Curves> curves = new LinkedHashMap<>();
        if (usher != null) {
            earlier.forEach((name, samples) -> curves.put(name, samples.curves()));
        }
        Map<String, Samples> today = new LinkedHashMap<>();
        replay.tell(date, new EwtReplay.Listener() {
            @Override
            public void asks(EwtReplay.Asking asking) {
                if (asking.row().served() && !asking.row().type().equals(LEFT_OUT)) {
                    asked(asking, usher, curves, today);
                }
            }

            @Override
            public void happens(Event event) {
                learner.observe(event);
                simple.observe(event);
                if (usher != null) {
                    usher.observe(event);
                }
            }
        });
        today.forEach((name, samples) -> {
            Samples all = earlier.computeIfAbsent(name, _ -> new Samples());
            all.roots.addAll(samples.roots);
            all.waitsS.addAll(samples.waitsS);
        });
    }

    private void asked(
            EwtReplay.Asking asking,
            @Nullable LearntEstimator usher,
            Map<String, WaitModel.Curves> curves,
            Map<String, Samples> today) {
        double waitS = asking.row().waitedS();
        if (usher != null) {
            WaitEstimate estimate = usher.estimate(asking.queued());
            score(scores, USHER).add(waitS, estimate.meanMs() / 1_000.0, estimate);
        }
        Map<String, Double> said = new LinkedHashMap<>();
        said.put(CONSTANT, 0.0);
        said.putAll(simple.estimates(asking.queued()));
        said.forEach((name, seconds) -> {
            Samples samples = today.computeIfAbsent(name, _ -> new Samples());
            samples.roots.add(Math.sqrt(seconds));
            samples.waitsS.add(waitS);
            WaitModel.Curves fitted = curves.get(name);
            if (fitted != null) {
                WaitEstimate estimate = fitted.at(Math.sqrt(seconds));
                score(scores, name).add(waitS, name.equals(CONSTANT) ? estimate.meanMs() / 1_000.0 : seconds, estimate);
            }
            score(allDays, name).add(waitS, seconds, new WaitEstimate(0, 0, 0, 0));
        });
    }

    private static EwtScore score(Map<String, EwtScore> of, String name) {
        return of.computeIfAbsent(name, _ -> new EwtScore());
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        scores.forEach((name, score) -> rows.add(new Row(
                name,
                score.rmseToMean(),
                score.pinballGain(),
                score.bandHeld(),
                score.below(0.1),
                score.below(0.5),
                score.below(0.9),
                name.equals(USHER) || name.equals(CONSTANT)
                        ? Double.NaN
                        : score(allDays, name).rmseToMean())));
        return rows;
    }
}
