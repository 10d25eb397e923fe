package org.usher.lab.theory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.usher.lab.theory.SharedSkillsStates.State;

/**
 * The smallest mean wait that any policy can reach in a small centre of case C's shape, limited cross-training: every two skills have
 * equally many agents, callers of each skill are equally many, all services are alike, and there is a limited number of places.
 *
 * <p>Arrivals are Poisson and services exponential, so a state says how many wait for each skill and how many agents of each two are
 * idle; it is a Markov decision process, solved by relative value iteration after uniformisation (Lippman, Operations Research 23, 1975;
 * Puterman, Markov Decision Processes, 8.5 and 11.5). States that differ in the names of the skills only are one
 * ({@link SharedSkillsStates}), which is what makes six skills possible. Decisions are which idle agent takes who arrives, and whom a freed
 * agent takes. Policies that leave an agent idle beside a caller whom he may serve are not looked at, as Usher is none of them.
 *
 * <p>The mean wait is of those let in: what is least is not the mean number in line but its ratio to the rate at which callers are let
 * in. So each caller let in earns a fee, which is raised until the gain is 0: it then is the mean wait (Dinkelbach, Management Science 13,
 * 1967).
 */
public final class SharedSkillsOptimum {
    private static final int MAX_ITERATIONS = 200_000;

    /**
     * The centre.
     *
     * @param skills 2 to 6
     * @param agentsPerPair who have these two skills and no other
     * @param arrivalRate of each skill
     * @param serviceRate of each agent
     * @param places callers in all, served and waiting; at most 63
     */
    public record Model(int skills, int agentsPerPair, double arrivalRate, double serviceRate, int places) {
        public Model {
            if (places > 63 || places < agentsPerPair * skills * (skills - 1) / 2) {
                throw new IllegalArgumentException("places for all agents, at most 63, not " + places);
            }
        }

        /** In all. */
        public int agents() {
            return agentsPerPair * skills * (skills - 1) / 2;
        }
    }

    /** Events that can lead to the same states are one, with the sum of their rates. */
    private static final class Event {
        final double rate;
        final int[] options;

        Event(double rate, List<Integer> options) {
            this.rate = rate;
            this.options = options.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    private final Model model;
    private final SharedSkillsStates states;
    private final Map<Long, Integer> numbers = new HashMap<>();
    private final List<State> found = new ArrayList<>();
    private final List<Event[]> events = new ArrayList<>();
    private final double uniformRate;
    private final double[] inLine;
    private final boolean[] full;
    private double[] value;
    private double meanWait;

    private SharedSkillsOptimum(Model model) {
        this.model = model;
        this.states = new SharedSkillsStates(model.skills(), model.agentsPerPair());
        this.uniformRate = model.skills() * model.arrivalRate() + model.agents() * model.serviceRate();
        number(states.empty());
        for (int state = 0; state < found.size(); state++) {
            events.add(eventsIn(found.get(state)));
        }
        this.inLine = found.stream().mapToDouble(State::inLine).toArray();
        this.full = new boolean[found.size()];
        for (int state = 0; state < full.length; state++) {
            full[state] = isFull(found.get(state));
        }
        this.value = new double[found.size()];
    }

    /**
     * Solves the model.
     *
     * @param precision of the mean wait, in the unit of time of the rates
     */
    public static SharedSkillsOptimum solve(Model model, double precision) {
        SharedSkillsOptimum optimum = new SharedSkillsOptimum(model);
        double arrivals = model.skills() * model.arrivalRate();
        for (int i = 0; i < MAX_ITERATIONS; i++) {
            double[] gain = optimum.iterate();
            optimum.meanWait += (gain[0] + gain[1]) / 2 / arrivals;
            if (Math.max(Math.abs(gain[0]), Math.abs(gain[1])) < precision * arrivals) {
                return optimum;
            }
        }
        throw new IllegalStateException("no convergence to " + precision + " in " + MAX_ITERATIONS + " iterations");
    }

    /** The least mean wait over all callers who are let in. */
    public double meanWait() {
        return meanWait;
    }

    /** How many states there are. */
    public int states() {
        return found.size();
    }

    private int number(State state) {
        return numbers.computeIfAbsent(states.key(state), key -> {
            found.add(state);
            return found.size() - 1;
        });
    }

    private boolean isFull(State state) {
        return model.agents() - state.idling() + state.inLine() == model.places();
    }

    private Event[] eventsIn(State state) {
        Map<List<Integer>, Double> rates = new LinkedHashMap<>();
        for (int skill = 0; skill < model.skills() && !isFull(state); skill++) {
            rates.merge(afterArrival(state, skill), model.arrivalRate(), Double::sum);
        }
        for (int one = 0; one < model.skills(); one++) {
            for (int other = one + 1; other < model.skills(); other++) {
                int busy = model.agentsPerPair() - state.idle[one][other];
                if (busy > 0) {
                    rates.merge(afterService(state, one, other), busy * model.serviceRate(), Double::sum);
                }
            }
        }
        return rates.entrySet().stream()
                .map(event -> new Event(event.getValue(), event.getKey()))
                .toArray(Event[]::new);
    }

    private List<Integer> afterArrival(State state, int skill) {
        TreeSet<Integer> options = new TreeSet<>();
        for (int other = 0; other < model.skills(); other++) {
            if (state.idle[skill][other] > 0) {
                options.add(number(state.with(skill, other, -1)));
            }
        }
        return options.isEmpty() ? List.of(number(state.with(skill, 1))) : List.copyOf(options);
    }

    private List<Integer> afterService(State state, int one, int other) {
        TreeSet<Integer> options = new TreeSet<>();
        for (int skill : new int[] {one, other}) {
            if (state.waiting[skill] > 0) {
                options.add(number(state.with(skill, -1)));
            }
        }
        return options.isEmpty() ? List.of(number(state.with(one, other, 1))) : List.copyOf(options);
    }

    /** One step of value iteration; gives the bounds on the gain, the mean number in line less what those let in pay. */
    private double[] iterate() {
        double[] next = new double[value.length];
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        double fees = meanWait * model.skills() * model.arrivalRate();
        for (int state = 0; state < value.length; state++) {
            double rise = inLine[state] - (full[state] ? 0 : fees);
            for (Event event : events.get(state)) {
                double best = leastOf(event.options);
                rise += event.rate * (best - value[state]);
            }
            next[state] = value[state] + rise / uniformRate;
            least = Math.min(least, rise);
            most = Math.max(most, rise);
        }
        double origin = next[0];
        for (int state = 0; state < next.length; state++) {
            next[state] -= origin;
        }
        value = next;
        return new double[] {least, most};
    }

    private double leastOf(int[] options) {
        double least = value[options[0]];
        for (int i = 1; i < options.length; i++) {
            least = Math.min(least, value[options[i]]);
        }
        return least;
    }
}
