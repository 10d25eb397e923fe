package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Poisson arrivals whose rate is constant within periods, exponential patience, and work of any law.
 *
 * @param lines for each line its periods, the first from 0, ascending
 * @param work draws a caller's work; mean 1
 * @param dayShape if above 0, all rates of a replication are times one factor ~ Gamma(dayShape, dayShape), mean 1
 */
record PoissonTraffic(List<List<Period>> lines, ToDoubleFunction<RandomGenerator> work, double dayShape)
        implements Traffic {

    PoissonTraffic {
        lines = lines.stream().map(List::copyOf).toList();
    }

    /**
     * A stretch of time with one rate.
     *
     * @param perMinute arrivals
     * @param meanPatienceMs infinite for callers who wait for ever
     * @param workFactor times the work of callers who arrive in it
     */
    record Period(long fromMs, double perMinute, double meanPatienceMs, double workFactor) {}

    /** The same all the time. */
    static List<Period> steady(double perMinute, double meanPatienceMs) {
        return List.of(new Period(0, perMinute, meanPatienceMs, 1));
    }

    static double exponential(RandomGenerator random) {
        return random.nextExponential();
    }

    /** Lognormal work of mean 1 whose logarithm has this standard deviation. */
    static ToDoubleFunction<RandomGenerator> lognormal(double logDeviation) {
        return random -> Math.exp(logDeviation * random.nextGaussian() - logDeviation * logDeviation / 2);
    }

    @Override
    public Callers open(long seed, int replication) {
        double factor = dayShape > 0
                ? Streams.gamma(Streams.of(seed, replication, 0, Streams.Attribute.DAY), dayShape, dayShape)
                : 1;
        List<LineSource> sources = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            sources.add(new LineSource(line, factor, seed, replication));
        }
        return new Merge(sources);
    }

    private static final class Merge implements Callers {
        private final List<LineSource> sources;
        private int number;

        Merge(List<LineSource> sources) {
            this.sources = sources;
        }

        @Override
        public @Nullable Call next() {
            LineSource soonest = sources.getFirst();
            for (LineSource source : sources) {
                if (source.nextAtMs < soonest.nextAtMs) {
                    soonest = source;
                }
            }
            return soonest.nextAtMs == Double.POSITIVE_INFINITY ? null : soonest.take(number++);
        }
    }

    private final class LineSource {
        private final int line;
        private final List<Period> periods;
        private final double factor;
        private final RandomGenerator arrivals;
        private final RandomGenerator patience;
        private final RandomGenerator works;
        private int period;
        private double nextAtMs;

        LineSource(int line, double factor, long seed, int replication) {
            this.line = line;
            this.periods = lines.get(line);
            this.factor = factor;
            this.arrivals = Streams.of(seed, replication, line, Streams.Attribute.ARRIVAL);
            this.patience = Streams.of(seed, replication, line, Streams.Attribute.PATIENCE);
            this.works = Streams.of(seed, replication, line, Streams.Attribute.WORK);
            advance();
        }

        /** An exponential "dose" of arrival rate is used up over the periods. */
        private void advance() {
            double dose = arrivals.nextExponential();
            while (true) {
                double ratePerMs = factor * periods.get(period).perMinute() / 60_000;
                double endMs =
                        period + 1 < periods.size() ? periods.get(period + 1).fromMs() : Double.POSITIVE_INFINITY;
                double whole = ratePerMs == 0 ? 0 : (endMs - nextAtMs) * ratePerMs;
                if (whole >= dose) {
                    nextAtMs += dose / ratePerMs;
                    return;
                }
                if (endMs == Double.POSITIVE_INFINITY) {
                    nextAtMs = endMs;
                    return;
                }
                dose -= whole;
                nextAtMs = endMs;
                period++;
            }
        }

        Call take(int number) {
            Period now = periods.get(period);
            long arrivalMs = Math.round(nextAtMs);
            double drawn = patience.nextExponential() * now.meanPatienceMs();
            long patienceMs = Double.isInfinite(drawn) ? Call.FOREVER : Math.round(drawn);
            Call call = new Call(number, line, arrivalMs, patienceMs, work.applyAsDouble(works) * now.workFactor(), 0);
            advance();
            return call;
        }
    }
}
