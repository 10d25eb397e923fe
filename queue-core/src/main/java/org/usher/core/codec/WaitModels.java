package org.usher.core.codec;

import java.util.List;
import org.usher.core.api.WaitModel;
import org.usher.core.api.WaitModel.Curve;
import org.usher.core.api.WaitModel.Curves;
import org.usher.core.api.WaitModel.QueueTerms;

/** The binary form of a wait model, which log entries and snapshots share; coefficients to the last bit. */
public final class WaitModels {
    private WaitModels() {}

    public static void write(Encoder out, WaitModel model) {
        out.unsigned(model.version());
        out.unsigned(model.samples());
        out.unsigned(model.shared().size());
        model.shared().forEach(coefficient -> write(out, coefficient));
        out.unsigned(model.queues().size());
        for (QueueTerms terms : model.queues()) {
            out.signed(terms.queueId());
            write(out, terms.constant());
            write(out, terms.perRootWaiting());
            write(out, terms.perRootOwn());
        }
        write(out, model.curves().mean());
        write(out, model.curves().p10());
        write(out, model.curves().p50());
        write(out, model.curves().p90());
        write(out, model.curves().lowest());
        write(out, model.curves().highest());
    }

    /**
     * Reads back what {@link #write} wrote.
     *
     * @throws MalformedDataException if it is anything else, or no model that can be used
     */
    public static WaitModel read(Decoder in) throws MalformedDataException {
        try {
            return new WaitModel(
                    in.bounded("wait model version", Integer.MAX_VALUE),
                    in.unsigned("wait model samples"),
                    in.list("shared coefficients", WaitModels::coefficient),
                    queues(in),
                    new Curves(curve(in), curve(in), curve(in), curve(in), coefficient(in), coefficient(in)));
        } catch (IllegalArgumentException e) {
            throw in.malformed("wait model", String.valueOf(e.getMessage()));
        }
    }

    private static List<QueueTerms> queues(Decoder in) throws MalformedDataException {
        return in.list(
                "queue terms",
                element -> new QueueTerms(
                        element.signedInt("queueId"),
                        coefficient(element),
                        coefficient(element),
                        coefficient(element)));
    }

    private static void write(Encoder out, Curve curve) {
        write(out, curve.constant());
        write(out, curve.linear());
        write(out, curve.square());
    }

    private static Curve curve(Decoder in) throws MalformedDataException {
        return new Curve(coefficient(in), coefficient(in), coefficient(in));
    }

    private static void write(Encoder out, double coefficient) {
        out.fixed(Double.doubleToLongBits(coefficient));
    }

    private static double coefficient(Decoder in) throws MalformedDataException {
        return Double.longBitsToDouble(in.fixed("coefficient"));
    }
}
