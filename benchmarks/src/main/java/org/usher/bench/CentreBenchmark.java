package org.usher.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How every benchmark of the engine is run: on one thread, with plans of three steps, the default rules and the state hash.
 * Whoever waits has left the caches by the time something happens to him: huge pages spare the walk through the page tables for each,
 * short headers and early tenure keep what belongs to him in few lines close together.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgs = {
            "-Xms4g",
            "-Xmx4g",
            "-Xmn700m",
            "-XX:+UseParallelGC",
            "-XX:MaxTenuringThreshold=1",
            "-XX:+UseTransparentHugePages",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseCompactObjectHeaders"
        })
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public abstract class CentreBenchmark {}
