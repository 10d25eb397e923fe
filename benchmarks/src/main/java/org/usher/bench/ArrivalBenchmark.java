package org.usher.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A contact arrives where every agent is idle, rings at one at once and hangs up before he answers, which leaves the centre as it was.
 * One operation is one of those four commands.
 */
public class ArrivalBenchmark extends CentreBenchmark {
    @Param({"100/20/0", "10000/200/0", "100000/20/0", "100000/1000/0"})
    String size = "1/5/0";

    private BusyCentre centre = BusyCentre.idle(CentreSize.of("1/5/0"));

    /** Lets everybody log in. */
    @Setup
    public void open() {
        centre = BusyCentre.idle(CentreSize.of(size));
    }

    /** One who comes and goes. */
    @Benchmark
    @OperationsPerInvocation(BusyCentre.COMMANDS_PER_VISIT)
    public void visit(Blackhole blackhole) {
        blackhole.consume(centre.visit());
        blackhole.consume(centre.events());
    }
}
