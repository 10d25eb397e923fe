package org.usher.server.acceptance.books;

import java.util.ArrayList;
import java.util.List;

/** The reader: everything in the books that is not as it should be; nothing if they balance. */
final class Audit {
    private Audit() {}

    static List<Finding> of(Evidence evidence) {
        List<Finding> findings = new ArrayList<>();
        Books books = new Books(evidence);
        CallAudit calls = new CallAudit(evidence, books, findings);
        calls.check();
        new OfferAudit(evidence, books, findings).check();
        new AudioAudit(evidence, books, findings).check();
        new AgentAudit(evidence, books, findings).check();
        new QueueAudit(evidence, calls.stays(), findings).check();
        return findings;
    }
}
