package org.usher.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.core.codec.MalformedDataException;

/** Counters that go on over restarts: their values as bytes, by name and tags, so that one that is new or gone does no harm. */
public final class KeptCounters {
    private final List<Counter> counters;

    public KeptCounters(List<Counter> counters) {
        this.counters = List.copyOf(counters);
    }

    public byte[] values() {
        Encoder out = new Encoder();
        out.unsigned(counters.size());
        for (Counter counter : counters) {
            out.text(name(counter.getId()));
            out.fixed(Double.doubleToLongBits(counter.count()));
        }
        return out.toByteArray();
    }

    /** Brings each counter up to what was kept; none ever falls. */
    public void restore(byte[] kept) throws MalformedDataException {
        Decoder in = new Decoder(ByteBuffer.wrap(kept));
        Map<String, Double> values = new HashMap<>();
        for (long left = in.unsigned("counters"); left > 0; left--) {
            values.put(in.text("counter"), Double.longBitsToDouble(in.fixed("value")));
        }
        in.end();
        for (Counter counter : counters) {
            double missing = values.getOrDefault(name(counter.getId()), 0.0) - counter.count();
            if (missing > 0) {
                counter.increment(missing);
            }
        }
    }

    private static String name(Meter.Id id) {
        return id.getName() + id.getTags();
    }
}
