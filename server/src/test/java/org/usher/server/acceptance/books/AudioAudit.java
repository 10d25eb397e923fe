package org.usher.server.acceptance.books;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.usher.server.acceptance.books.Finding.Fault;

/** Whoever talked was heard, by somebody who asked for what he can, and nobody else was. */
final class AudioAudit {
    private final Evidence evidence;
    private final Books books;
    private final List<Finding> findings;

    AudioAudit(Evidence evidence, Books books, List<Finding> findings) {
        this.evidence = evidence;
        this.books = books;
        this.findings = findings;
    }

    void check() {
        for (AgentLeg leg : evidence.agentLegs()) {
            if (evidence.audibleMs(leg) >= Measure.AUDIBLE_MS) {
                mustHear(leg, leg.number(), leg.agent());
                mustHear(leg, leg.agent(), leg.number());
            }
            if (leg.isOffer()) {
                mustBeAble(leg, "was offered", leg);
            }
        }
        evidence.heard().forEach(this::check);
    }

    private void check(Heard heard) {
        boolean byCaller = books.caller(heard.ear()) != null;
        AgentLeg leg = Stream.concat(legs(heard.ear(), heard.voice()), legs(heard.voice(), heard.ear()))
                .filter(each -> overlap(each, heard) >= 0)
                .findFirst()
                .orElse(null);
        if (leg == null && !isOfThree(heard)) {
            findings.add(new Finding(Fault.HEARD_BY_CHANCE, heard.toString(), "no phone knows of such a call"));
        } else if (leg != null && byCaller && leg.isOffer()) {
            mustBeAble(leg, "was heard", heard);
        }
    }

    /** Whether a caller and whom his agent had consulted heard each other while all three were together. */
    private boolean isOfThree(Heard heard) {
        return evidence.agentLegs().stream()
                .filter(leg -> leg.pressedAtMs(Keyed.THREE) > 0)
                .filter(leg -> leg.pressedAtMs(Keyed.THREE) - Measure.EAR_MS <= heard.fromMs())
                .filter(leg -> heard.toMs() <= leg.endedOr(evidence.nowMs()) + books.clocksMs(heard.toMs()))
                .anyMatch(leg -> (consulted(leg, heard.voice()) && leg.number().equals(heard.ear()))
                        || (consulted(leg, heard.ear()) && leg.number().equals(heard.voice())));
    }

    private boolean consulted(AgentLeg leg, String other) {
        return legs(other, leg.agent())
                .filter(consult -> consult.answered() && consult.rungAtMs() >= leg.answeredAtMs())
                .anyMatch(consult -> consult.rungAtMs() <= leg.endedOr(evidence.nowMs()));
    }

    private Stream<AgentLeg> legs(String agent, String number) {
        return books.legsOf(number).stream().filter(leg -> leg.agent().equals(agent));
    }

    private void mustHear(AgentLeg leg, String ear, String voice) {
        long heardMs = books.heardBy(ear).stream()
                .filter(heard -> heard.voice().equals(voice))
                .mapToLong(heard -> Math.max(0, overlap(leg, heard)))
                .sum();
        if (heardMs < Measure.HEARD_MS) {
            findings.add(new Finding(
                    Fault.NOT_HEARD, leg.toString(), ear + " heard " + voice + " for " + heardMs + " ms only"));
        }
    }

    /** For how long, at most, this was heard in that call; negative if it was not. What comes late comes all at once and lasts 0 ms. */
    private long overlap(AgentLeg leg, Heard heard) {
        if (!leg.answered()) {
            return -1;
        }
        long from = Math.max(leg.answeredAtMs() - Measure.EAR_MS, heard.fromMs());
        // a phone without power is talked to until it is missed
        long untilMs = leg.end() == LegEnd.VANISHED ? evidence.nowMs() : leg.endedOr(evidence.nowMs());
        long to = Math.min(untilMs + books.clocksMs(untilMs), heard.toMs());
        return to - from;
    }

    private void mustBeAble(AgentLeg leg, String how, Object what) {
        CallerLeg caller = books.caller(leg.number());
        if (caller == null || caller.skills().isEmpty() || tookAnothersPlace(leg)) {
            return;
        }
        Map<String, Integer> can = evidence.skills().getOrDefault(leg.agent(), Map.of());
        for (String wanted : caller.skills().split(",", -1)) {
            String[] skill = wanted.split(":", -1);
            if (can.getOrDefault(skill[0], 0) < Integer.parseInt(skill[1])) {
                findings.add(new Finding(
                        Fault.LACKS_SKILL,
                        "call " + caller.callId() + " of " + leg.number(),
                        "asked for " + caller.skills() + ", but " + leg.agent() + ", who has " + can + ", " + how + ": "
                                + what));
            }
        }
    }

    /** Whoever takes the place of the agent who consulted a queue waits for whom that agent asked for. */
    private boolean tookAnothersPlace(AgentLeg leg) {
        return books.legsOf(leg.number()).stream()
                .anyMatch(before -> !before.replacedCallId().isEmpty()
                        && before.referredAtMs() <= leg.rungAtMs() + Measure.WIRE_MS);
    }
}
