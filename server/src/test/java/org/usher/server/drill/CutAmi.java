package org.usher.server.drill;

import java.util.List;

/**
 * The AMI link is cut under 50 calls a second, and in the same run stalled: nobody reads what Asterisk writes, until it gives the
 * connection up and drops events. Afterwards the books balance.
 */
final class CutAmi implements Drill {
    /** Not so long that the dialplan's watchdog (5 s) takes Usher for dead. */
    private static final int CUT_MS = 3_000;
    /** Longer than Asterisk's writetimeout of 5 s. */
    private static final int STALLED_MS = 9_000;

    private static final int SECONDS = 45;

    @Override
    public String name() {
        return "cut-ami";
    }

    @Override
    public void run(Proof proof) throws Exception {
        try (Site site = Site.open(new Site.Layout(name(), Rush.AGENTS, Rush.QUEUES, Rush.PHONES))) {
            Wire wire = site.box().wire();
            Site.Dialling crowd = Rush.start(site, SECONDS);
            Pause.ms(8_000);
            long cutUs = site.music().nowUs();
            wire.cut();
            Pause.ms(CUT_MS);
            wire.mend();
            Pause.ms(9_000);
            long stalledUs = site.music().nowUs();
            wire.stall();
            Pause.ms(STALLED_MS);
            wire.mend();
            long mendedUs = site.music().nowUs();
            proof.holds(crowd.sipp().ended(SECONDS + 90), "every call is over");
            Journal journal = site.journal();
            Rush.waits(journal, crowd, new Rush.Span(0, cutUs), "before", proof);
            Rush.waits(journal, crowd, new Rush.Span(cutUs, stalledUs), "cut", proof);
            Rush.waits(journal, crowd, new Rush.Span(stalledUs, mendedUs), "stalled", proof);
            Rush.waits(journal, crowd, new Rush.Span(mendedUs, Long.MAX_VALUE), "after", proof);
            for (String figure : List.of("connects", "disconnects", "reconciliations", "discrepancies", "suspicions")) {
                proof.figure("link." + figure, Metrics.of(site.api()).sum("usher_link_" + figure + "_total"));
            }
            Books.close(site, site.history(), true, proof);
        }
    }
}
