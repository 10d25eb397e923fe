package org.usher.server.acceptance.books;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.usher.server.acceptance.books.CallAudit.Stay;
import org.usher.server.acceptance.books.Finding.Fault;

/** Of every queue the history's rows, the calls and the wallboard make the same figures, and each makes them add up. */
final class QueueAudit {
    private static final List<String> OTHERWISE =
            List.of("OVERFLOWED", "CONVERTED", "TRANSFERRED_UNSERVED", "LOST_BY_PBX");

    private final Evidence evidence;
    private final List<Stay> made;
    private final List<Finding> findings;

    /**
     * @param made the stays for which the calls account
     */
    QueueAudit(Evidence evidence, List<Stay> made, List<Finding> findings) {
        this.evidence = evidence;
        this.made = made;
        this.findings = findings;
    }

    void check() {
        Set<String> queues = new TreeSet<>(evidence.queues().keySet());
        queues.addAll(evidence.totals().keySet());
        List<Stay> said = evidence.ledger().entries().stream()
                .map(entry -> new Stay(entry.queue(), entry.outcome()))
                .toList();
        for (String queue : queues) {
            Evidence.Totals history = totals(queue, said);
            Evidence.Totals calls = totals(queue, made);
            balances("the history's " + queue, history);
            if (!history.equals(calls)) {
                wrong(queue, "the calls make " + calls + ", the history's rows " + history);
            }
            Evidence.Totals shown = evidence.totals().get(queue);
            if (shown == null) {
                wrong(queue, "the wallboard does not show it");
                continue;
            }
            balances("the wallboard's " + queue, shown);
            if (!shown.equals(calls)) {
                wrong(queue, "the calls make " + calls + ", the wallboard shows " + shown);
            }
        }
    }

    private static Evidence.Totals totals(String queue, List<Stay> stays) {
        return new Evidence.Totals(
                stays.stream().filter(stay -> stay.queue().equals(queue)).count(),
                count(queue, stays, "ANSWERED"),
                count(queue, stays, "ABANDONED"),
                count(queue, stays, "SHORT_ABANDONED"),
                OTHERWISE.stream()
                        .mapToLong(outcome -> count(queue, stays, outcome))
                        .sum(),
                count(queue, stays, ""));
    }

    private static long count(String queue, List<Stay> stays, String outcome) {
        return stays.stream()
                .filter(stay -> stay.queue().equals(queue) && stay.outcome().equals(outcome))
                .count();
    }

    private void balances(String whose, Evidence.Totals totals) {
        long ended = totals.answered()
                + totals.abandoned()
                + totals.shortAbandoned()
                + totals.otherwiseEnded()
                + totals.waiting();
        if (totals.offered() != ended) {
            findings.add(new Finding(Fault.UNBALANCED, whose, totals + " adds up to " + ended));
        }
    }

    private void wrong(String queue, String detail) {
        findings.add(new Finding(Fault.WRONG_TOTAL, queue, detail));
    }
}
