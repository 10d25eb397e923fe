package org.usher.server.acceptance.books;

import java.util.List;
import java.util.Map;
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
            if (leg.answered() && leg.talkedMs(evidence.nowMs()) - leg.heldMs() >= Measure.AUDIBLE_MS) {
                mustHear(leg, leg.number(), leg.agent());
                mustHear(leg, leg.agent(), leg.number());
            }
            if (leg.isOffer()) {
                mustBeAble(leg.agent(), leg.number(), "was offered", leg);
            }
        }
        for (Heard heard : evidence.heard()) {
            boolean byCaller = books.caller(heard.ear()) != null;
            String number = byCaller ? heard.ear() : heard.voice();
            String agent = byCaller ? heard.voice() : heard.ear();
            AgentLeg leg = books.legsOf(number).stream()
                    .filter(each -> each.agent().equals(agent) && overlap(each, heard) > 0)
                    .findFirst()
                    .orElse(null);
            if (leg == null) {
                findings.add(new Finding(Fault.HEARD_BY_CHANCE, heard.toString(), "no phone knows of such a call"));
            } else if (byCaller && leg.isOffer()) {
                mustBeAble(agent, number, "was heard", heard);
            }
        }
    }

    private void mustHear(AgentLeg leg, String ear, String voice) {
        long heardMs = books.heardBy(ear).stream()
                .filter(heard -> heard.voice().equals(voice))
                .mapToLong(heard -> overlap(leg, heard))
                .sum();
        if (heardMs < Measure.HEARD_MS) {
            findings.add(new Finding(
                    Fault.NOT_HEARD, leg.toString(), ear + " heard " + voice + " for " + heardMs + " ms only"));
        }
    }

    /** For how long, at most, this was heard in that call. */
    private long overlap(AgentLeg leg, Heard heard) {
        if (!leg.answered()) {
            return 0;
        }
        long from = Math.max(leg.answeredAtMs() - Measure.EAR_MS, heard.fromMs());
        long to = Math.min(leg.endedOr(evidence.nowMs()) + Measure.CLOCKS_MS, heard.toMs());
        return Math.max(0, to - from);
    }

    private void mustBeAble(String agent, String number, String how, Object what) {
        CallerLeg caller = books.caller(number);
        if (caller == null || caller.skills().isEmpty()) {
            return;
        }
        Map<String, Integer> can = evidence.skills().getOrDefault(agent, Map.of());
        for (String wanted : caller.skills().split(",", -1)) {
            String[] skill = wanted.split(":", -1);
            if (can.getOrDefault(skill[0], 0) < Integer.parseInt(skill[1])) {
                findings.add(new Finding(
                        Fault.LACKS_SKILL,
                        "call " + caller.callId() + " of " + number,
                        "asked for " + caller.skills() + ", but " + agent + ", who has " + can + ", " + how + ": "
                                + what));
            }
        }
    }
}
