package org.usher.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.usher.core.api.WaitModel;
import org.usher.core.api.WaitModel.Curve;
import org.usher.core.api.WaitModel.Curves;
import org.usher.core.api.WaitModel.QueueTerms;

/** Models of waits that nobody learnt. */
final class Models {
    private static final int WAITING = 1;

    private Models() {}

    /** By it everybody waits {@code secondsEach} for each one who stands in any line, and of queue 2 ten seconds more. */
    static WaitModel ofEach(int version, double secondsEach) {
        List<Double> shared = new ArrayList<>();
        for (int sign = 0; sign < WaitModel.SIGNS; sign++) {
            shared.add(sign == WAITING ? secondsEach : 0.0);
        }
        Curve root = new Curve(1, 0.1, 0);
        Curves curves = new Curves(new Curve(0, 1, 0), root, root, new Curve(2, 0.2, 0), 0, 1_000);
        return new WaitModel(version, 1_000, shared, List.of(new QueueTerms(2, 10, 0, 0)), curves);
    }

    /** One in which everything that is seen of a line counts. */
    static WaitModel ofEverything(int version) {
        List<Double> shared = new ArrayList<>();
        for (int sign = 0; sign < WaitModel.SIGNS; sign++) {
            shared.add(0.1 + sign / 100.0);
        }
        List<QueueTerms> queues = List.of(new QueueTerms(1, 1, 0.5, 0.25), new QueueTerms(3, -1, 0.1, 0.7));
        Curves curves = new Curves(
                new Curve(1, 1, 0.5), new Curve(0, 0.2, 0), new Curve(0, 0.9, 0), new Curve(0, 1.5, 0.01), 0, 1_000);
        return new WaitModel(version, 1_000, shared, queues, curves);
    }
}
