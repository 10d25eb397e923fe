package org.usher.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * An agent turns idle where many wait and is given one of them: he refuses whoever rings, who goes back to the waiting room, is idle
 * again, and is rung for the first in line. A hundred agents take turns. One operation is one of those four commands.
 */
public class IdleAgentBenchmark extends CentreBenchmark {
    private static final int TURNS = 100;

    @Param({"100/20/1000", "10000/200/100000", "100000/200/1000000", "100000/1000/1000000"})
    String size = "1/5/1";

    private BusyCentre centre = BusyCentre.busy(CentreSize.of("1/5/1"));

    /** Fills the centre. */
    @Setup
    public void open() {
        centre = BusyCentre.busy(CentreSize.of(size));
        centre.letRing(TURNS);
    }

    /** One refusal and the next offer. */
    @Benchmark
    @OperationsPerInvocation(BusyCentre.COMMANDS_PER_REFUSAL)
    public void refusal(Blackhole blackhole) {
        blackhole.consume(centre.refusal());
        blackhole.consume(centre.events());
    }
}
