package org.usher.server.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One run of one system, or the median of several.
 *
 * @param connectsPerSecond while callers wait, or all over the run if they never do
 * @param countedPerSecond see {@link Turns}
 * @param possiblePerSecond see {@link Turns}
 * @param joinToRingMs from the answer to the caller, when he begins to wait, to the INVITE on an agent's phone
 * @param callToRingMs from the caller's INVITE to that of the agent's phone: the same with what comes before the answer
 * @param answerToAudioMs from the agent's answer until both hear each other; NaN without audio
 * @param lost callers neither served nor gone by their own will; with audio the packets that somebody should have heard and did not
 * @param idleMs the mean time between two talks of an agent while callers wait, ringing not counted; NaN if they do not
 */
record Figures(
        double offered,
        double connected,
        double connectsPerSecond,
        double countedPerSecond,
        double possiblePerSecond,
        double longestWaitMs,
        Spread joinToRingMs,
        Spread callToRingMs,
        double idleMs,
        double asteriskCpuPercent,
        double usherCpuPercent,
        double databaseCpuPercent,
        double asteriskCpuMsPerCall,
        Spread answerToAudioMs,
        double lost) {

    /** Of several values, in ms. */
    record Spread(double p50, double p95, double max) {
        static Spread of(List<Double> values) {
            double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
            return sorted.length == 0
                    ? new Spread(Double.NaN, Double.NaN, Double.NaN)
                    : new Spread(at(sorted, 0.5), at(sorted, 0.95), sorted[sorted.length - 1]);
        }

        /** Nearest rank. */
        private static double at(double[] sorted, double share) {
            return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
        }

        private static Spread median(List<Spread> spreads) {
            return new Spread(
                    Figures.median(spreads, Spread::p50),
                    Figures.median(spreads, Spread::p95),
                    Figures.median(spreads, Spread::max));
        }
    }

    /** Of each figure by itself. */
    static Figures median(List<Figures> runs) {
        return new Figures(
                median(runs, Figures::offered),
                median(runs, Figures::connected),
                median(runs, Figures::connectsPerSecond),
                median(runs, Figures::countedPerSecond),
                median(runs, Figures::possiblePerSecond),
                median(runs, Figures::longestWaitMs),
                Spread.median(runs.stream().map(Figures::joinToRingMs).toList()),
                Spread.median(runs.stream().map(Figures::callToRingMs).toList()),
                median(runs, Figures::idleMs),
                median(runs, Figures::asteriskCpuPercent),
                median(runs, Figures::usherCpuPercent),
                median(runs, Figures::databaseCpuPercent),
                median(runs, Figures::asteriskCpuMsPerCall),
                Spread.median(runs.stream().map(Figures::answerToAudioMs).toList()),
                median(runs, Figures::lost));
    }

    private static <T> double median(List<T> of, ToDoubleFunction<T> figure) {
        double[] sorted = of.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Works out what the phones' journal tells. */
    static Figures of(RaceCase race, Journal journal, CpuTimes cpu) {
        List<Double> joinToRing = new ArrayList<>();
        List<Double> callToRing = new ArrayList<>();
        double longestWaitMs = 0;
        int connected = 0;
        int lost = 0;
        for (Journal.Call call : journal.calls()) {
            if (call.rungUs != 0 && call.joinedUs != 0) {
                joinToRing.add((call.rungUs - call.joinedUs) / 1e3);
                callToRing.add((call.rungUs - call.calledUs) / 1e3);
            }
            long until = call.connected() ? call.answeredUs : call.endedUs;
            if (call.joinedUs != 0 && until != 0) {
                longestWaitMs = Math.max(longestWaitMs, (until - call.joinedUs) / 1e3);
            }
            connected += call.connected() ? 1 : 0;
            // neither served nor gone by his own will
            lost += !call.connected() && !call.left ? 1 : 0;
        }
        Turns turns = Turns.of(race, journal);
        double seconds = race.window().seconds() * 10.0;
        return new Figures(
                race.calls(),
                connected,
                turns.connectsPerSecond(),
                turns.countedPerSecond(),
                turns.possiblePerSecond(),
                longestWaitMs,
                Spread.of(joinToRing),
                Spread.of(callToRing),
                turns.idleMs(),
                cpu.asteriskMs / seconds,
                cpu.usherMs / seconds,
                cpu.databaseMs / seconds,
                cpu.asteriskAllMs / (double) Math.max(1, connected),
                Spread.of(List.of()),
                lost + race.calls() - journal.calls().size());
    }

    /** The same with what was heard. */
    Figures with(Audio.Findings audio) {
        if (lost > 0 || audio.deaf() > 0) {
            throw new IllegalStateException(lost + " callers lost, " + audio.deaf() + " talks without audio both ways");
        }
        return new Figures(
                offered,
                connected,
                connectsPerSecond,
                countedPerSecond,
                possiblePerSecond,
                longestWaitMs,
                joinToRingMs,
                callToRingMs,
                idleMs,
                asteriskCpuPercent,
                usherCpuPercent,
                databaseCpuPercent,
                asteriskCpuMsPerCall,
                audio.answerToBothHearMs(),
                audio.lostPackets());
    }

    /** CPU time in ms, within the case's window; asteriskAllMs: until the last call had ended. */
    record CpuTimes(long asteriskMs, long usherMs, long databaseMs, long asteriskAllMs) {}
}
