package org.usher.server.drill;

import java.util.List;

/** Many short calls, at a steady rate, which the agents can keep up with: the load under which a drill breaks something. */
final class Rush {
    static final List<String> QUEUES = List.of("sales", "support", "billing");
    static final int AGENTS = 160;
    static final int PER_SECOND = 50;
    static final Site.Phones PHONES = new Site.Phones(200, 1_000, 2_000);
    /** Longer than anybody waits for an agent in any drill; not so long that the fallback fills up with hundreds who hear music. */
    private static final int HOLD_MS = 15_000;

    private Rush() {}

    static Site.Dialling start(Site site, long seconds) {
        return site.call(new Site.Crowd(0, QUEUES, (int) (PER_SECOND * seconds), PER_SECOND, HOLD_MS));
    }

    /** Of the callers who dialled between these moments: how many were not served, and how long the others waited for a ring. */
    static void waits(Journal journal, Site.Dialling crowd, Span span, String name, Proof proof) {
        long longestUs = 0;
        long sumUs = 0;
        int rung = 0;
        int unserved = 0;
        for (String number : crowd.numbers()) {
            if (!journal.has(number)) {
                continue;
            }
            Journal.Call call = journal.call(number);
            if (call.calledUs < span.fromUs || call.calledUs >= span.toUs) {
                continue;
            }
            if (call.talks().size() != 1 || call.left) {
                unserved++;
                continue;
            }
            long waitUs = call.rings.getFirst().rungUs - call.calledUs;
            longestUs = Math.max(longestUs, waitUs);
            sumUs += waitUs;
            rung++;
        }
        proof.figure(name + "Callers", rung + unserved);
        proof.figure(name + "Unserved", unserved);
        proof.figure(name + "MeanWaitMs", rung == 0 ? 0 : sumUs / rung / 1_000);
        proof.figure(name + "LongestWaitMs", longestUs / 1_000);
    }

    /** Epoch microseconds. */
    record Span(long fromUs, long toUs) {}
}
