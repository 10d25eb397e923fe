package org.usher.lab.theory;

/**
 * The smallest mean wait that any policy can reach in a centre of two types with specialists and generalists (case B's shape), and a
 * policy that reaches it: a Markov decision process solved by relative value iteration after uniformisation (Puterman, Markov Decision
 * Processes, 8.5 and 11.5).
 *
 * <p>Poisson arrivals, exponential services (a generalist's does not depend on the type) and patience. A state says how many specialists
 * of each type and how many generalists are busy and how many callers of each type wait; the state of a generalist's call need not be
 * told apart. After each arrival, end of service or loss of patience any number of callers may be given to idle agents, none too:
 * keeping a fast specialist's caller from a slow generalist can be right. Services are not interrupted. The cost is the number waiting,
 * so that the least average cost ÷ arrival rate is the least mean wait over all arrivals (Little's law). The queues are cut off where
 * they are practically never reached; callers who would exceed that are lost.
 */
public final class TwoSkillOptimum {
    private static final int MAX_ITERATIONS = 100_000;

    /**
     * The centre; rates per minute.
     *
     * @param longest0 cut-off of the queue of type 0
     * @param longest1 cut-off of the queue of type 1
     */
    public record Model(
            double arrivals0,
            double arrivals1,
            double abandon0,
            double abandon1,
            int specialists0,
            int specialists1,
            int generalists,
            double service0,
            double service1,
            double serviceGeneral,
            int longest0,
            int longest1) {}

    /** Case B of the lab's reference cases. */
    public static Model caseB(int longest0, int longest1) {
        return new Model(6, 2, 1 / 2.0, 1 / 3.2, 3, 2, 4, 1 / 1.0, 1 / 0.8, 1 / 1.6, longest0, longest1);
    }

    /** What to do next. */
    public enum Decision {
        NOTHING,
        TYPE_0_TO_SPECIALIST,
        TYPE_1_TO_SPECIALIST,
        TYPE_0_TO_GENERALIST,
        TYPE_1_TO_GENERALIST
    }

    private final Model model;
    private final int stride1;
    private final int strideG;
    private final int strideS1;
    private final int strideS0;
    private final double uniformRate;
    /** Relative value of a state in which nothing more is decided before the next event. */
    private double[] value;
    /** The same after the best decisions. */
    private double[] decided;

    private double meanQueue;

    private TwoSkillOptimum(Model model) {
        this.model = model;
        this.stride1 = model.longest0() + 1;
        this.strideG = stride1 * (model.longest1() + 1);
        this.strideS1 = strideG * (model.generalists() + 1);
        this.strideS0 = strideS1 * (model.specialists1() + 1);
        int states = strideS0 * (model.specialists0() + 1);
        this.value = new double[states];
        this.decided = new double[states];
        this.uniformRate = model.arrivals0()
                + model.arrivals1()
                + model.specialists0() * model.service0()
                + model.specialists1() * model.service1()
                + model.generalists() * model.serviceGeneral()
                + model.longest0() * model.abandon0()
                + model.longest1() * model.abandon1();
    }

    /**
     * Solves the model.
     *
     * @param precision of the mean number waiting
     */
    public static TwoSkillOptimum solve(Model model, double precision) {
        TwoSkillOptimum optimum = new TwoSkillOptimum(model);
        for (int i = 0; i < MAX_ITERATIONS; i++) {
            if (optimum.iterate() < precision) {
                optimum.decide();
                return optimum;
            }
        }
        throw new IllegalStateException("no convergence to " + precision + " in " + MAX_ITERATIONS + " iterations");
    }

    /** The least mean wait over all arrivals, in minutes. */
    public double meanWaitMinutes() {
        return meanQueue / (model.arrivals0() + model.arrivals1());
    }

    /** The best decision with so many busy specialists and generalists and so many waiting; longer queues count as the longest. */
    public Decision best(int busy0, int busy1, int busyGeneral, int waiting0, int waiting1) {
        int queue0 = Math.min(waiting0, model.longest0());
        int queue1 = Math.min(waiting1, model.longest1());
        int state = state(busy0, busy1, busyGeneral, queue0, queue1);
        Decision best = Decision.NOTHING;
        double least = value[state];
        for (Decision decision : Decision.values()) {
            int next = after(decision, state, busy0, busy1, busyGeneral, queue0, queue1);
            if (next >= 0 && decided[next] < least) {
                least = decided[next];
                best = decision;
            }
        }
        return best;
    }

    private int state(int busy0, int busy1, int busyGeneral, int queue0, int queue1) {
        return busy0 * strideS0 + busy1 * strideS1 + busyGeneral * strideG + queue1 * stride1 + queue0;
    }

    /** The state after the decision, −1 if it cannot be taken. */
    private int after(Decision decision, int state, int busy0, int busy1, int busyGeneral, int queue0, int queue1) {
        return switch (decision) {
            case NOTHING -> -1;
            case TYPE_0_TO_SPECIALIST -> queue0 > 0 && busy0 < model.specialists0() ? state + strideS0 - 1 : -1;
            case TYPE_1_TO_SPECIALIST -> queue1 > 0 && busy1 < model.specialists1() ? state + strideS1 - stride1 : -1;
            case TYPE_0_TO_GENERALIST -> queue0 > 0 && busyGeneral < model.generalists() ? state + strideG - 1 : -1;
            case TYPE_1_TO_GENERALIST ->
                queue1 > 0 && busyGeneral < model.generalists() ? state + strideG - stride1 : -1;
        };
    }

    private interface StateVisitor {
        void visit(int state, int busy0, int busy1, int busyGeneral, int queue0, int queue1);
    }

    /** All states, shorter queues first, so that what a decision leads to is known before the state it is taken in. */
    private void forEachState(StateVisitor visitor) {
        for (int queue1 = 0; queue1 <= model.longest1(); queue1++) {
            for (int queue0 = 0; queue0 <= model.longest0(); queue0++) {
                for (int busy0 = 0; busy0 <= model.specialists0(); busy0++) {
                    for (int busy1 = 0; busy1 <= model.specialists1(); busy1++) {
                        for (int busyGeneral = 0; busyGeneral <= model.generalists(); busyGeneral++) {
                            visitor.visit(
                                    state(busy0, busy1, busyGeneral, queue0, queue1),
                                    busy0,
                                    busy1,
                                    busyGeneral,
                                    queue0,
                                    queue1);
                        }
                    }
                }
            }
        }
    }

    private void decide() {
        forEachState((state, busy0, busy1, busyGeneral, queue0, queue1) -> {
            double least = value[state];
            if (queue0 > 0 && busy0 < model.specialists0()) {
                least = Math.min(least, decided[state + strideS0 - 1]);
            }
            if (queue1 > 0 && busy1 < model.specialists1()) {
                least = Math.min(least, decided[state + strideS1 - stride1]);
            }
            if (queue0 > 0 && busyGeneral < model.generalists()) {
                least = Math.min(least, decided[state + strideG - 1]);
            }
            if (queue1 > 0 && busyGeneral < model.generalists()) {
                least = Math.min(least, decided[state + strideG - stride1]);
            }
            decided[state] = least;
        });
    }

    /** One step of value iteration; gives how far apart the bounds on the mean number waiting still are. */
    private double iterate() {
        decide();
        double[] next = new double[value.length];
        double[] bounds = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        forEachState((state, busy0, busy1, busyGeneral, queue0, queue1) -> {
            double sum = queue0 + queue1;
            double stay = uniformRate;
            sum += model.arrivals0() * decided[queue0 < model.longest0() ? state + 1 : state];
            sum += model.arrivals1() * decided[queue1 < model.longest1() ? state + stride1 : state];
            stay -= model.arrivals0() + model.arrivals1();
            double ends0 = busy0 * model.service0();
            double ends1 = busy1 * model.service1();
            double endsGeneral = busyGeneral * model.serviceGeneral();
            double leave0 = queue0 * model.abandon0();
            double leave1 = queue1 * model.abandon1();
            sum += busy0 > 0 ? ends0 * decided[state - strideS0] : 0;
            sum += busy1 > 0 ? ends1 * decided[state - strideS1] : 0;
            sum += busyGeneral > 0 ? endsGeneral * decided[state - strideG] : 0;
            sum += queue0 > 0 ? leave0 * decided[state - 1] : 0;
            sum += queue1 > 0 ? leave1 * decided[state - stride1] : 0;
            stay -= ends0 + ends1 + endsGeneral + leave0 + leave1;
            next[state] = (sum + stay * value[state]) / uniformRate;
            double rise = (next[state] - value[state]) * uniformRate;
            bounds[0] = Math.min(bounds[0], rise);
            bounds[1] = Math.max(bounds[1], rise);
        });
        meanQueue = (bounds[0] + bounds[1]) / 2;
        double origin = next[0];
        for (int i = 0; i < next.length; i++) {
            next[i] -= origin;
        }
        value = next;
        return bounds[1] - bounds[0];
    }
}
