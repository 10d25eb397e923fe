package org.usher.server.acceptance.books;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.usher.server.acceptance.books.Finding.Fault;

/** Accounts for every call: what the phones saw must be what the history tells, and the history may tell of nothing else. */
final class CallAudit {
    /** A stay in a queue as it must have been: how it may have ended, empty if it has not. */
    private record Expected(String queue, Set<String> outcomes) {
        Expected(String queue, String outcome) {
            this(queue, Set.of(outcome));
        }
    }

    /** A stay in a queue that a call accounts for. */
    record Stay(String queue, String outcome) {}

    private final Evidence evidence;
    private final Books books;
    private final List<Finding> findings;
    private final ConsultAudit consults;
    private final List<Stay> stays = new ArrayList<>();

    CallAudit(Evidence evidence, Books books, List<Finding> findings) {
        this.evidence = evidence;
        this.books = books;
        this.findings = findings;
        consults = new ConsultAudit(evidence, books, findings);
    }

    List<Stay> stays() {
        return stays;
    }

    void check() {
        Set<String> known = new HashSet<>();
        for (CallerLeg caller : evidence.callers()) {
            known.add(caller.number());
            check(caller);
        }
        known.addAll(consults.check(stays));
        for (Ledger.Contact contact : evidence.ledger().contacts()) {
            if (!known.contains(contact.caller())) {
                find(Fault.CONTACT_INVENTED, "contact " + contact.contactId(), "of " + contact.caller());
            }
        }
    }

    private void check(CallerLeg caller) {
        List<Ledger.Contact> contacts = books.contactsOf(caller.number());
        if (!caller.gotIn()) {
            checkTurnedAway(caller, contacts);
            return;
        }
        if (contacts.size() != 1) {
            find(Fault.CALL_LOST, caller, "the history has " + contacts.size() + " contacts of it");
            return;
        }
        Ledger.Contact contact = contacts.getFirst();
        checkEntries(caller, contact);
        checkTalks(caller, contact);
        checkEnd(caller, contact);
    }

    private void checkTurnedAway(CallerLeg caller, List<Ledger.Contact> contacts) {
        boolean entered =
                contacts.stream().anyMatch(contact -> !books.entriesOf(contact).isEmpty());
        if (entered && caller.end() != LegEnd.CANCELLED) {
            find(Fault.WRONG_ENTRIES, caller, "was turned away, but the history has it in a queue");
        }
        Evidence.QueueRule rule = evidence.queues().get(caller.dialled());
        if (caller.end() == LegEnd.REFUSED && rule != null && rule.letsIn() && !isFull(caller, rule)) {
            find(
                    Fault.CALL_LOST,
                    caller,
                    "was refused with " + caller.finalStatus() + ", but its queue was open and not full");
        }
        if (caller.end() == LegEnd.OPEN) {
            find(Fault.CALL_LOST, caller, "never got an answer");
        }
    }

    /** Whether, by the callers' phones alone, the queue may have been full when this one came. */
    private boolean isFull(CallerLeg late, Evidence.QueueRule rule) {
        long before = evidence.callers().stream()
                .filter(other -> other.dialled().equals(late.dialled()) && other.gotIn())
                .filter(other -> other.progressAtMs() <= late.endedOr(evidence.nowMs()))
                .filter(other ->
                        other.endedOr(evidence.nowMs()) + books.clocksMs(late.invitedAtMs()) >= late.invitedAtMs())
                .count();
        return rule.maxWaiting() > 0 && before >= rule.maxWaiting();
    }

    private void checkEntries(CallerLeg caller, Ledger.Contact contact) {
        List<Ledger.Entry> entries = books.entriesOf(contact);
        List<Ledger.Refusal> refusals = books.refusalsOf(contact);
        Evidence.QueueRule rule = evidence.queues().get(caller.dialled());
        if (entries.isEmpty() && rule != null && isFull(caller, rule) && caller.end() == LegEnd.CLEARED) {
            if (refusals.size() != 1 || !refusals.getFirst().status().equals("FULL")) {
                find(Fault.WRONG_ENTRIES, caller, "came to a full queue, but the history says " + refusals);
            }
            return;
        }
        List<Expected> expected = expected(caller, entries);
        boolean same = expected.size() == entries.size() && refusals.isEmpty();
        for (int i = 0; same && i < expected.size(); i++) {
            same = expected.get(i).queue().equals(entries.get(i).queue())
                    && expected.get(i).outcomes().contains(entries.get(i).outcome());
        }
        if (!same) {
            find(Fault.WRONG_ENTRIES, caller, "should have " + expected + ", the history says " + entries + refusals);
        }
        for (int i = 0; i < expected.size(); i++) {
            // what is not certain from outside, the history may decide
            Expected stay = expected.get(i);
            String said = i < entries.size() ? entries.get(i).outcome() : "";
            stays.add(new Stay(
                    stay.queue(), stay.outcomes().contains(said) ? said : new TreeSet<>(stay.outcomes()).getFirst()));
        }
    }

    /** The stays of a caller, one after the other, by what his and the agents' phones saw. */
    private List<Expected> expected(CallerLeg caller, List<Ledger.Entry> entries) {
        List<AgentLeg> talks = sureTalks(caller);
        List<Expected> expected = new ArrayList<>();
        String queue = caller.dialled();
        long waitedToMs = talks.isEmpty()
                ? caller.endedOr(evidence.nowMs())
                : talks.getFirst().answeredAtMs();
        Evidence.QueueRule rule = evidence.queues().get(queue);
        if (rule != null && rule.maxWaitMs() > 0 && overflowed(caller, waitedToMs, rule, entries)) {
            expected.add(new Expected(queue, "OVERFLOWED"));
            if (rule.overflowTo().isEmpty()) {
                return expected;
            }
            queue = rule.overflowTo();
        }
        boolean waits = true;
        for (AgentLeg talk : talks) {
            if (waits) {
                expected.add(new Expected(queue, "ANSWERED"));
            }
            String into = queueAfter(talk);
            queue = into.isEmpty() ? queue : into;
            waits = !into.isEmpty() || outlives(caller, talk);
        }
        if (waits) {
            expected.add(new Expected(queue, lastOutcomes(caller, talks)));
        }
        return expected;
    }

    /** Whether this talk's phone died and Asterisk missed it while the caller was still there. */
    private boolean outlives(CallerLeg caller, AgentLeg talk) {
        return talk.end() == LegEnd.VANISHED
                && caller.endedOr(evidence.nowMs()) > bridgedUntilMs(talk) + books.clocksMs(bridgedUntilMs(talk));
    }

    /** A phone without power talks on, for all that Asterisk knows, until it is missed: so long the caller is sent to it. */
    private long bridgedUntilMs(AgentLeg leg) {
        long endedAtMs = leg.endedOr(evidence.nowMs());
        return leg.end() != LegEnd.VANISHED
                ? endedAtMs
                : books.heardBy(leg.agent()).stream()
                        .filter(heard -> heard.voice().equals(leg.number()))
                        .mapToLong(Heard::toMs)
                        .reduce(endedAtMs, Math::max);
    }

    /** The queue into which this talk's agent gave the caller, to wait there; empty if none. */
    private String queueAfter(AgentLeg talk) {
        for (ConsultLeg consult : evidence.consults()) {
            if (consult.callId().equals(talk.replacedCallId())) {
                return consults.wasServed(consult, talk.referredAtMs())
                        ? ""
                        : evidence.intoQueue().getOrDefault(consult.dialled(), "");
            }
        }
        return evidence.intoQueue().getOrDefault(talk.referredUser(), "");
    }

    private boolean overflowed(CallerLeg caller, long waitedToMs, Evidence.QueueRule rule, List<Ledger.Entry> entries) {
        long waitedMs = waitedToMs - caller.progressAtMs();
        if (books.asLong(waitedMs, rule.maxWaitMs(), waitedToMs)) {
            return !entries.isEmpty() && entries.getFirst().outcome().equals("OVERFLOWED");
        }
        return waitedMs > rule.maxWaitMs();
    }

    /** Of somebody who waits, after these talks. */
    private Set<String> lastOutcomes(CallerLeg caller, List<AgentLeg> talks) {
        if (caller.end() == LegEnd.OPEN) {
            return Set.of("");
        }
        Set<String> outcomes = new TreeSet<>();
        if (!caller.endedByCaller() || caller.end() == LegEnd.VANISHED) {
            return Set.of("LOST_BY_PBX");
        }
        Evidence.QueueRule rule = evidence.queues().get(caller.dialled());
        long shortMs = rule == null || !talks.isEmpty() ? 0 : rule.shortAbandonMs();
        long waitedMs = caller.endedAtMs() - caller.progressAtMs();
        boolean aboutAsLong = books.asLong(waitedMs, shortMs, caller.endedAtMs());
        if (aboutAsLong || waitedMs < shortMs) {
            outcomes.add("SHORT_ABANDONED");
        }
        if (aboutAsLong || waitedMs > shortMs) {
            outcomes.add("ABANDONED");
        }
        return outcomes;
    }

    private void checkTalks(CallerLeg caller, Ledger.Contact contact) {
        List<Ledger.Talk> talks = new ArrayList<>(books.talksOf(contact));
        for (AgentLeg leg : answeredLegs(caller)) {
            Ledger.Talk talk =
                    talks.stream().filter(each -> isOf(leg, each)).findFirst().orElse(null);
            if (talk == null) {
                if (isSure(leg)) {
                    find(Fault.WRONG_TALKS, caller, "talked on " + leg + ", the history says " + talks);
                }
                continue;
            }
            talks.remove(talk);
            checkGivenAway(caller, leg, talk);
            checkTime(caller, leg, talk);
        }
        if (!talks.isEmpty()) {
            find(Fault.WRONG_TALKS, caller, "no phone knows of " + talks);
        }
    }

    /** As the history has it: nobody, if it is none of ours. */
    private String nameOf(String agent) {
        return evidence.skills().containsKey(agent) ? agent : "";
    }

    private void checkGivenAway(CallerLeg caller, AgentLeg leg, Ledger.Talk talk) {
        boolean gaveAway = leg.end() == LegEnd.GIVEN_AWAY;
        if (gaveAway != talk.endedBy().equals("TRANSFER")) {
            find(
                    Fault.WRONG_TALKS,
                    caller,
                    "was " + (gaveAway ? "" : "not ") + "given away on " + leg + ", the history says " + talk);
        }
    }

    private void checkTime(CallerLeg caller, AgentLeg leg, Ledger.Talk talk) {
        if (leg.end() == LegEnd.OPEN) {
            return;
        }
        long bridgedMs = bridgedUntilMs(leg) - leg.answeredAtMs();
        if (!books.asLong(talk.talkMs() + talk.holdMs(), bridgedMs, bridgedUntilMs(leg))) {
            find(Fault.WRONG_TALKS, caller, "talked on " + leg + " for another time than " + talk);
        }
        if (!books.asLong(talk.holdMs(), leg.heldMs(), leg.endedAtMs())) {
            find(Fault.WRONG_TALKS, caller, "was held on " + leg + " for another time than " + talk);
        }
        if (talk.endedAtMs() == 0) {
            find(Fault.WRONG_TALKS, caller, "talks no more on " + leg + ", the history says " + talk);
        }
    }

    private void checkEnd(CallerLeg caller, Ledger.Contact contact) {
        if ((caller.end() == LegEnd.OPEN) != (contact.endedAtMs() == 0)) {
            find(Fault.WRONG_END, caller, "ended at " + caller.endedAtMs() + ", the history says " + contact);
            return;
        }
        Set<String> by = endedBy(caller);
        if (caller.end() != LegEnd.OPEN && !by.contains(contact.endedBy())) {
            find(Fault.WRONG_END, caller, "was ended by " + by + ", the history says " + contact);
        }
    }

    private Set<String> endedBy(CallerLeg caller) {
        List<AgentLeg> talks = sureTalks(caller);
        LegEnd agents = talks.isEmpty() ? LegEnd.OPEN : talks.getLast().end();
        return switch (caller.end()) {
            case HUNG_UP -> agents == LegEnd.HUNG_UP ? Set.of("CALLER", "AGENT") : Set.of("CALLER");
            case CANCELLED -> Set.of("CALLER");
            case CLEARED -> agents == LegEnd.HUNG_UP ? Set.of("AGENT") : Set.of("SYSTEM");
            // of a call without sound Asterisk makes an end, if the agent does not first
            case VANISHED -> agents == LegEnd.HUNG_UP ? Set.of("AGENT") : Set.of("SYSTEM");
            case REFUSED, GIVEN_AWAY -> Set.of("SYSTEM");
            case OPEN -> Set.of("");
        };
    }

    private List<AgentLeg> answeredLegs(CallerLeg caller) {
        return books.legsOf(caller.number()).stream()
                .filter(leg -> leg.answered() && !isSecond(leg))
                .toList();
    }

    private List<AgentLeg> sureTalks(CallerLeg caller) {
        return answeredLegs(caller).stream()
                .filter(this::isSure)
                .sorted(Comparator.comparingLong(AgentLeg::answeredAtMs))
                .toList();
    }

    /** Of a talk so short that the other side may have given it up already the history may decide whether it was one. */
    private boolean isSure(AgentLeg leg) {
        if (lasts(leg)) {
            return true;
        }
        return !isSecond(leg)
                && books.contactsOf(leg.number()).stream()
                        .flatMap(contact -> books.talksOf(contact).stream())
                        .anyMatch(talk -> isOf(leg, talk));
    }

    private boolean lasts(AgentLeg leg) {
        return leg.talkedMs(evidence.nowMs()) >= Measure.SURE_TALK_MS;
    }

    /** Of two phones picked up at once the one that Asterisk hung up. */
    private boolean isSecond(AgentLeg leg) {
        return leg.isOffer()
                && !lasts(leg)
                && books.legsOf(leg.offerId()).stream().anyMatch(other -> !other.equals(leg) && lasts(other));
    }

    private boolean isOf(AgentLeg leg, Ledger.Talk talk) {
        return talk.agent().equals(nameOf(leg.agent()))
                && (!leg.isOffer() || talk.talkId() == leg.offerId())
                && books.near(leg.answeredAtMs(), talk.connectedAtMs());
    }

    private void find(Fault fault, CallerLeg caller, String detail) {
        find(fault, "call " + caller.callId() + " of " + caller.number(), detail + "; " + caller);
    }

    private void find(Fault fault, String about, String detail) {
        findings.add(new Finding(fault, about, detail));
    }
}
