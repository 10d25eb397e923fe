package org.usher.bench;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EngineView.ContactView;
import org.usher.core.api.Explanation;

/** Why a contact waits, and whom an agent would be given next, where every agent talks. One operation is one explanation. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ExplainBenchmark extends CentreBenchmark {
    @Param({"100/20/1000", "10000/200/100000", "100000/1000/1000000"})
    String size = "1/5/1";

    private BusyCentre centre = BusyCentre.busy(CentreSize.of("1/5/1"));
    private long[] waiting = {0};
    private int agents = 1;
    private int turn;

    /** Fills the centre. */
    @Setup
    public void open() {
        centre = BusyCentre.busy(CentreSize.of(size));
        agents = CentreSize.of(size).agents();
        waiting = centre.engine().view().contacts().stream()
                .filter(contact -> contact.state() == ContactState.WAITING)
                .mapToLong(ContactView::contactId)
                .limit(1_000)
                .toArray();
    }

    /** One of a thousand who wait, after the other. */
    @Benchmark
    public Optional<Explanation.OfContact> contact() {
        turn++;
        return centre.engine().explainContact(waiting[turn % waiting.length]);
    }

    /** One agent after the other. */
    @Benchmark
    public Optional<Explanation.OfAgent> agent() {
        turn++;
        return centre.engine().explainAgent(1 + turn % agents);
    }
}
