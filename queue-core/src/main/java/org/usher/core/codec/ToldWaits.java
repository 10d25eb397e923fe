package org.usher.core.codec;

import org.usher.core.api.ToldWait;
import org.usher.core.api.ToldWait.Cause;
import org.usher.core.api.ToldWait.Longer;
import org.usher.core.api.WaitEstimate;

/** The binary form of what callers were told. */
final class ToldWaits {
    private ToldWaits() {}

    static void write(Encoder out, ToldWait told) {
        out.unsigned(told.fromMinutes());
        out.unsigned(told.toMinutes());
        out.unsigned(told.estimate().meanMs());
        out.unsigned(told.estimate().p10Ms());
        out.unsigned(told.estimate().p50Ms());
        out.unsigned(told.estimate().p90Ms());
        Longer longer = told.longer();
        out.flag(longer != null);
        if (longer != null) {
            out.constant(longer.cause());
            out.signed(longer.before());
            out.signed(longer.now());
        }
    }

    static ToldWait read(Decoder in) throws MalformedDataException {
        int fromMinutes = in.bounded("fromMinutes", Integer.MAX_VALUE);
        int toMinutes = in.bounded("toMinutes", Integer.MAX_VALUE);
        long meanMs = in.unsigned("meanMs");
        long p10Ms = in.unsigned("p10Ms");
        long p50Ms = in.unsigned("p50Ms");
        long p90Ms = in.unsigned("p90Ms");
        Longer longer =
                in.flag("longer") ? new Longer(in.constant(Cause.class), in.signed("before"), in.signed("now")) : null;
        try {
            return new ToldWait(fromMinutes, toMinutes, new WaitEstimate(meanMs, p10Ms, p50Ms, p90Ms), longer);
        } catch (IllegalArgumentException e) {
            throw in.malformed("told wait", String.valueOf(e.getMessage()));
        }
    }
}
