package org.usher.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;

/** All of the engine's state as bytes, and an engine from them. One operation is the whole. */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SnapshotBenchmark extends CentreBenchmark {
    @Param({"100/20/0", "10000/200/1000", "10000/200/100000", "100000/1000/1000000"})
    String size = "1/5/1";

    private BusyCentre centre = BusyCentre.busy(CentreSize.of("1/5/1"));
    private ByteBuffer snapshot = ByteBuffer.allocate(0);

    /** Fills the centre. */
    @Setup
    public void open() throws IOException {
        centre = BusyCentre.busy(CentreSize.of(size));
        snapshot = centre.engine().snapshot();
    }

    /** To bytes. */
    @Benchmark
    public ByteBuffer snapshot() throws IOException {
        return centre.engine().snapshot();
    }

    /** From bytes. */
    @Benchmark
    public QueueEngine restore() throws IOException {
        return Engines.restore(snapshot.duplicate());
    }
}
