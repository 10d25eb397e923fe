package org.usher.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Commands a second through the full life of contacts, with a plan of three steps and the state hash; one operation is one command.
 * Whoever waits has left the caches by the time something happens to him: huge pages spare the walk through the page tables for each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EngineCycleBenchmark {
    @Param({"10000"})
    int agents;

    @Param({"200"})
    int skills;

    @Param({"1000", "100000"})
    int waiting;

    private BusyCentre centre = new BusyCentre(1, 5, 1);

    /** Fills the centre. */
    @Setup
    public void open() {
        centre = new BusyCentre(agents, skills, waiting);
    }

    /** One cycle. */
    @Benchmark
    @OperationsPerInvocation(BusyCentre.COMMANDS_PER_CYCLE)
    public void cycle(Blackhole blackhole) {
        blackhole.consume(centre.cycle());
        blackhole.consume(centre.events());
    }
}
