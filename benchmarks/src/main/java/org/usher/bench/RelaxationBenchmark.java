package org.usher.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The first steps of 10,000 contacts fall due in one command, beside those of others who have come to their last step long ago. One
 * operation is one contact relaxed. The contacts come before each invocation and go after it, which takes none of the time that is
 * shown, but is in the bytes that the profiler counts for an operation: three commands more.
 */
public class RelaxationBenchmark extends CentreBenchmark {
    private static final int DUE = 10_000;

    @Param({"100/20/1000", "10000/200/100000", "100000/1000/1000000"})
    String size = "1/5/1";

    private BusyCentre centre = BusyCentre.busy(CentreSize.of("1/5/1"));
    private long last;

    /** Fills the centre. */
    @Setup
    public void open() {
        centre = BusyCentre.busy(CentreSize.of(size));
        centre.pass(Staff.ALL_STEPS_MS);
    }

    /** Lets those come whose step is to fall due. */
    @Setup(Level.Invocation)
    public void arrive() {
        last = centre.arriveAtOnce(DUE);
    }

    /** Lets them go. */
    @TearDown(Level.Invocation)
    public void leave() {
        centre.hangUp(last, DUE);
    }

    /** All steps. */
    @Benchmark
    @OperationsPerInvocation(DUE)
    public void relax(Blackhole blackhole) {
        blackhole.consume(centre.pass(Staff.FIRST_STEP_MS));
        blackhole.consume(centre.events());
    }
}
