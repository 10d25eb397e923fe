package org.usher.server.acceptance.books;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.usher.server.acceptance.books.Finding.Fault;

/** Accounts for the calls that agents make themselves: to consult, or for their own ends. */
final class ConsultAudit {
    private final Evidence evidence;
    private final Books books;
    private final List<Finding> findings;

    ConsultAudit(Evidence evidence, Books books, List<Finding> findings) {
        this.evidence = evidence;
        this.books = books;
        this.findings = findings;
    }

    /**
     * An agent who consults a queue waits in it like a caller, until he gives his caller the place.
     *
     * @param stays gets those of agents
     * @return the agents who have been in line
     */
    Set<String> check(List<CallAudit.Stay> stays) {
        Set<String> known = new HashSet<>();
        for (ConsultLeg consult : evidence.consults()) {
            if (!isConsult(consult)) {
                checkOwnCall(consult);
            }
            String queue = evidence.intoQueue().get(consult.dialled());
            if (queue == null || consult.answeredAtMs() == 0) {
                continue;
            }
            known.add(consult.agent());
            List<Ledger.Entry> entries = entriesOf(consult, queue);
            // an agent whose caller has left meanwhile hangs up in line like anybody
            boolean leaves = consult.end() == LegEnd.HUNG_UP;
            String unserved = leaves ? "ABANDONED" : "TRANSFERRED_UNSERVED";
            String outcome = wasServed(consult, consult.endedAtMs()) ? "ANSWERED" : unserved;
            entries.forEach(entry -> checkEnd(consult, entry, leaves ? "CALLER" : "TRANSFER"));
            if (entries.size() != 1 || !entries.getFirst().outcome().equals(outcome)) {
                find(Fault.WRONG_ENTRIES, consult.toString(), "should be " + outcome + ", the history says " + entries);
            }
            stays.add(new CallAudit.Stay(queue, outcome));
        }
        return known;
    }

    /** Whether the agent was talking to a caller when he made this call. */
    private boolean isConsult(ConsultLeg call) {
        return books.legsTo(call.agent()).stream()
                .anyMatch(leg -> leg.answered()
                        && leg.answeredAtMs() <= call.invitedAtMs()
                        && leg.endedOr(evidence.nowMs()) >= call.invitedAtMs());
    }

    /** An agent's own call is his own: it goes on until he hangs up, and no caller disturbs it. */
    private void checkOwnCall(ConsultLeg call) {
        if (call.answeredAtMs() == 0 || call.end() != LegEnd.HUNG_UP) {
            find(Fault.OWN_CALL_TOUCHED, call.toString(), "should have been answered, and ended by the agent alone");
        }
        for (AgentLeg leg : books.legsTo(call.agent())) {
            if (leg.isOffer()
                    && madeAtMs(leg) > call.invitedAtMs() + books.clocksMs(call.invitedAtMs())
                    && leg.rungAtMs() < call.endedOr(evidence.nowMs())) {
                find(Fault.OWN_CALL_TOUCHED, call.toString(), "was disturbed by " + leg);
            }
        }
    }

    /** It may have come late to the phone. */
    private long madeAtMs(AgentLeg leg) {
        return books.offerOf(leg).map(Ledger.Offer::madeAtMs).orElse(leg.rungAtMs());
    }

    /** The contact of an agent who waited in the queue for his caller ends with the transfer, or when he hangs up. */
    private void checkEnd(ConsultLeg consult, Ledger.Entry entry, String endedBy) {
        for (Ledger.Contact contact : books.contactsOf(consult.agent())) {
            if (contact.contactId() == entry.contactId() && !contact.endedBy().equals(endedBy)) {
                find(Fault.WRONG_END, consult.toString(), "was ended by " + endedBy + ", the history says " + contact);
            }
        }
    }

    /** The stay of an agent who consults this queue. */
    private List<Ledger.Entry> entriesOf(ConsultLeg consult, String queue) {
        return books.contactsOf(consult.agent()).stream()
                .flatMap(contact -> books.entriesOf(contact).stream())
                .filter(entry -> entry.queue().equals(queue) && books.near(consult.answeredAtMs(), entry.queuedAtMs()))
                .toList();
    }

    /** Whether the agent who consulted a queue talked to somebody already when he gave his caller away. */
    boolean wasServed(ConsultLeg consult, long atMs) {
        long crossingMs = Measure.WIRE_MS + books.lateMs(atMs);
        List<AgentLeg> served = books.legsOf(consult.agent()).stream()
                .filter(leg -> leg.isOffer() && leg.answered() && leg.rungAtMs() >= consult.invitedAtMs())
                .filter(leg -> leg.answeredAtMs() <= atMs + crossingMs)
                .toList();
        return served.stream().anyMatch(leg -> leg.answeredAtMs() <= atMs - crossingMs)
                // which of the two was first, if both were at once, the history may decide
                || (!served.isEmpty()
                        && entriesOf(consult, evidence.intoQueue().getOrDefault(consult.dialled(), "")).stream()
                                .anyMatch(entry -> entry.outcome().equals("ANSWERED")));
    }

    private void find(Fault fault, String about, String detail) {
        findings.add(new Finding(fault, about, detail));
    }
}
