package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.usher.core.api.Routing;
import org.usher.lab.peer.ListRouting;

/** A centre's traffic, parted into what rules are tuned on and what they are judged by afterwards. */
interface Ground {

    /** What comes of these rules on the traffic to tune on, one tally for each day (or stretch). */
    List<Tally> training(Routing routing);

    /** The same on the traffic that comes later. */
    List<Tally> later(Routing routing);

    /** The lower bound on the mean wait (s) of the later traffic. */
    OptionalDouble boundOfLater();

    Scenario scenario();

    /** What is tuned on and what is judged by. */
    String note();

    /**
     * Days that are simulated.
     *
     * @param days of the case; the first {@code training} are tuned on
     * @param passes of the same day with other draws of what is not recorded; they count as one day together
     */
    record Days(Case studied, int days, int training, int passes, long seed) implements Ground {

        static Ground of(Case studied, int days, long seed) {
            if (days < 2) {
                throw new IllegalArgumentException(
                        "-Dlab=tune needs two days at least, one to tune on and a later one to judge by; case "
                                + studied.name() + " has " + days);
            }
            int training = Math.min(days - 1, Math.max(1, Math.round(days * 0.6f)));
            return new Days(studied, days, training, 2, seed);
        }

        @Override
        public List<Tally> training(Routing routing) {
            return play(0, training, studied.days(), ruled(routing));
        }

        @Override
        public List<Tally> later(Routing routing) {
            return play(training, days, studied.days(), ruled(routing));
        }

        @Override
        public OptionalDouble boundOfLater() {
            return switch (studied.bound()) {
                case Case.Bound.None none -> OptionalDouble.empty();
                case Case.Bound.Exact exact -> OptionalDouble.of(exact.meanWaitSeconds());
                case Case.Bound.PooledReplay replay ->
                    OptionalDouble.of(Measure.MEAN_WAIT
                            .of(play(
                                    training,
                                    days,
                                    day -> studied.days().apply(day).pooled(),
                                    new Policy("pooled replay", ListRouting::longestWaitLongestIdle)))
                            .value());
            };
        }

        private static Policy ruled(Routing routing) {
            return new Policy("", scenario -> UsherSystem.create(routing));
        }

        private List<Tally> play(int from, int to, IntFunction<Scenario> scenarios, Policy policy) {
            List<Tally> tallies = new ArrayList<>();
            for (int day = from; day < to; day++) {
                Tally whole = null;
                for (int pass = 0; pass < passes; pass++) {
                    Scenario scenario = scenarios.apply(day);
                    Tally tally = Simulation.run(
                            scenario,
                            policy.make().apply(scenario),
                            scenario.traffic().open(seed, day + pass * days));
                    if (whole == null) {
                        whole = tally;
                    } else {
                        whole.add(tally);
                    }
                }
                if (whole != null) {
                    tallies.add(whole);
                }
            }
            return tallies;
        }

        @Override
        public Scenario scenario() {
            return studied.scenario();
        }

        @Override
        public String note() {
            return "Tuned on days 1 to " + training + " of case " + studied.name() + ", judged by days "
                    + (training + 1) + " to " + days + ", each played " + passes + " times with other draws. "
                    + studied.note();
        }
    }

    /** A recording that is replayed: its first part is tuned on. */
    record Recorded(Replay replay, Figures figures) implements Ground {
        private static final int TRAINING = Replay.STRETCHES * 3 / 5;

        static Ground of(Replay replay) {
            return new Recorded(replay, replay.figures());
        }

        @Override
        public List<Tally> training(Routing routing) {
            List<Tally> all = all(routing);
            return all.subList(0, Math.min(TRAINING, all.size() - 1));
        }

        @Override
        public List<Tally> later(Routing routing) {
            return laterOf(all(routing));
        }

        private static List<Tally> laterOf(List<Tally> all) {
            return all.subList(Math.min(TRAINING, all.size() - 1), all.size());
        }

        private List<Tally> all(Routing routing) {
            return figures.of(replay.replayed(centre -> OwnRules.with(centre, routing)));
        }

        @Override
        public OptionalDouble boundOfLater() {
            return OptionalDouble.of(Measure.MEAN_WAIT
                    .of(laterOf(figures.of(replay.replayed(Replay::pooled))))
                    .value());
        }

        @Override
        public Scenario scenario() {
            return figures.scenario();
        }

        @Override
        public String note() {
            return "Tuned on the first three fifths of the recording's contacts, judged by the others, in stretches of equally many"
                    + " contacts. " + replay.note();
        }
    }
}
