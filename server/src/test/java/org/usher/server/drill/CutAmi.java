package org.usher.server.drill;

import java.util.List;
import org.usher.telephony.rig.Wire;

/**
 * The AMI link is cut under 50 calls a second, and in the same run stalled: nothing gets through either way, until Usher gives the
 * connection up; what Asterisk had to say on it is lost, and what Usher had sent comes late. Afterwards the books balance.
 */
final class CutAmi implements Drill {
    /** Not so long that the dialplan's watchdog (5 s) takes Usher for dead. */
    private static final int CUT_MS = 3_000;
    /** Longer than Asterisk's writetimeout of 5 s, and than Usher waits for a word. */
    private static final int STALLED_MS = 9_000;

    private static final int SECONDS = 45;

    @Override
    public String name() {
        return "cut-ami";
    }

    @Override
    public void run(Proof proof) throws Exception {
        try (Site site = Site.open(
                new Site.Layout(name(), Rush.AGENTS, Rush.QUEUES, Rush.PHONES).withWiring(Site.STANDBY_USER))) {
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
            for (String figure : List.of(
                    "connects",
                    "disconnects",
                    "logins_refused",
                    "sessions_ended",
                    "reconciliations",
                    "discrepancies",
                    "suspicions")) {
                proof.figure("link." + figure, Metrics.of(site.api()).sum("usher_link_" + figure + "_total"));
            }
            Books.close(site, site.history(), true, proof);
        }
    }
}
