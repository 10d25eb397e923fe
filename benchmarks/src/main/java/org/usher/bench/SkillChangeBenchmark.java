package org.usher.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/** A new revision of the configuration gives 1,000 agents other skills while many wait. One operation is one adoption. */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SkillChangeBenchmark extends CentreBenchmark {
    private static final int CHANGING = 1_000;

    @Param({"1000/20/0", "10000/200/100000", "100000/1000/1000000"})
    String size = "1000/5/1";

    private BusyCentre centre = BusyCentre.busy(CentreSize.of("1/5/1"));

    /** Fills the centre. */
    @Setup
    public void open() {
        centre = BusyCentre.busy(CentreSize.of(size), CHANGING);
    }

    /** There, and the next time back. */
    @Benchmark
    public void adopt(Blackhole blackhole) {
        blackhole.consume(centre.changeSkills());
        blackhole.consume(centre.events());
    }
}
