package org.usher.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Commands a second through the full life of contacts; one operation is one command. Warmed up for longer than the others: all who wait
 * at first must have had their turn before the centre is what it will stay.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 4)
public class EngineCycleBenchmark extends CentreBenchmark {
    @Param({
        "100/20/0",
        "100/20/1000",
        "10000/200/1000",
        "10000/200/100000",
        "10000/1000/100000",
        "100000/200/1000",
        "100000/200/1000000",
        "100000/1000/1000000"
    })
    String size = "1/5/1";

    private BusyCentre centre = BusyCentre.busy(CentreSize.of("1/5/1"));

    /** Fills the centre. */
    @Setup
    public void open() {
        centre = BusyCentre.busy(CentreSize.of(size));
    }

    /** One cycle. */
    @Benchmark
    @OperationsPerInvocation(BusyCentre.COMMANDS_PER_CYCLE)
    public void cycle(Blackhole blackhole) {
        blackhole.consume(centre.cycle());
        blackhole.consume(centre.events());
    }
}
