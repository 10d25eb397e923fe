package org.usher.server.acceptance.books;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The agents' phones: one unregisters in mid-run and comes back, one dies; the others do with each call what is planned for it. */
final class Phones {
    private static final int REGISTERED_SECONDS = 3_600;
    private static final long REJECTS_AFTER_MS = 150;
    private static final long HOLD_AFTER_MS = 300;
    private static final long HELD_MS = 700;
    private static final long DIES_AFTER_MS = 500;
    /** Nobody talks longer. */
    private static final long LONGEST_TALK_MS = 12_000;

    private static final long MID_RUN_MS = 20_000;
    private static final long AWAY_MS = 15_000;

    private final Floor floor;
    private final Callers callers;
    private final Map<String, PlannedCall> plans = new HashMap<>();
    private final Map<String, AudioLine> lines = new LinkedHashMap<>();
    private final Map<String, Leg> legs = new HashMap<>();
    private final Map<String, Integer> rings = new HashMap<>();
    private boolean midRun;
    private boolean left;
    private boolean dying;
    private @Nullable Sipp common;
    private @Nullable Sipp mortal;

    private static final class Leg {
        final String callId;
        final String agent;
        final String number;
        final int audioPort;
        boolean answered;
        boolean held;
        boolean resumed;
        boolean over;

        Leg(SippMessage invite) {
            callId = invite.callId();
            agent = invite.requestUser();
            number = invite.fromUser();
            audioPort = invite.audioPort();
        }
    }

    Phones(Floor floor, Callers callers, List<PlannedCall> plan) {
        this.floor = floor;
        this.callers = callers;
        plan.forEach(call -> plans.put(call.number(), call));
        AudioLine.Known known = AudioLine.everyoneOf(floor.tones());
        for (String agent : Centre.agents().keySet()) {
            lines.put(agent, floor.line(agent, floor.tones().ofAgent(agent), known, (line, voice) -> {}));
        }
    }

    void switchOn() {
        common = floor.agentSipp("agents", this::read);
        mortal = floor.agentSipp("mortal-agent", this::read);
        List<String> registrations = new ArrayList<>();
        lines.keySet()
                .forEach(agent -> registrations.add(agent + ";" + sipp(agent).port()));
        floor.register(registrations, REGISTERED_SECONDS);
    }

    void begin() {
        var _ = floor.after(MID_RUN_MS, () -> midRun = true);
    }

    private Sipp sipp(String agent) {
        Sipp sipp = agent.equals(Centre.DIES) ? mortal : common;
        if (sipp == null) {
            throw new IllegalStateException("the phones are not switched on");
        }
        return sipp;
    }

    private AudioLine line(Leg leg) {
        AudioLine line = lines.get(leg.agent);
        if (line == null) {
            throw new IllegalStateException("no phone of " + leg.agent);
        }
        return line;
    }

    private void read(SippMessage message) {
        if (!message.sent() && message.isInitialInvite() && !legs.containsKey(message.callId())) {
            Leg leg = new Leg(message);
            legs.put(leg.callId, leg);
            ring(leg);
            return;
        }
        Leg leg = legs.get(message.callId());
        if (leg == null) {
            return;
        }
        if (message.sent() && message.answersInvite() && !leg.answered) {
            if (message.status() == 200) {
                leg.answered = true;
                line(leg).talk(leg.callId, leg.audioPort);
                talk(leg);
            } else {
                leg.over = true;
            }
        } else if (message.isRequest("BYE") || message.isRequest("CANCEL")) {
            leg.over = true;
            line(leg).hangUp(leg.callId);
        } else if (message.sent() && message.isRequest("INVITE")) {
            leg.held = true;
            leg.resumed = !message.text().contains("a=sendonly");
        } else if (!message.sent()
                && message.isRequest("MESSAGE")
                && message.header("X-Do").equals("off")) {
            die(leg);
        }
    }

    private void ring(Leg leg) {
        PlannedCall plan = plans.get(leg.number);
        boolean busy = legs.values().stream()
                .anyMatch(other -> other != leg && other.agent.equals(leg.agent) && other.answered && !other.over);
        if (busy || plan == null) {
            reject(leg, "busy");
            return;
        }
        if (midRun && !left && leg.agent.equals(Centre.LEAVES)) {
            leave(leg);
            return;
        }
        int before = rings.merge(leg.number, 1, Integer::sum) - 1;
        if (before > 0) {
            answerAfter(plan.ringMs(), leg);
            return;
        }
        switch (plan.ending()) {
            case REJECTED_FIRST -> {
                var _ = floor.after(REJECTS_AFTER_MS, () -> reject(leg, "decline"));
            }
            case BUSY_FIRST -> reject(leg, "busy");
            case FORWARDED_FIRST -> reject(leg, "forward");
            case NO_ANSWER_FIRST -> {}
            case ABANDONED_RINGING -> callers.rings(leg.number);
            default -> answerAfter(plan.ringMs(), leg);
        }
    }

    /** The phone unregisters while it rings and is not picked up; after a while it is back. */
    private void leave(Leg leg) {
        left = true;
        String phone = leg.agent + ";" + sipp(leg.agent).port();
        floor.register(List.of(phone), 0);
        var _ = floor.after(AWAY_MS, () -> floor.register(List.of(phone), REGISTERED_SECONDS));
    }

    private void reject(Leg leg, String how) {
        String headers = "X-To: <sip:ada@127.0.0.1:" + floor.sipPort() + ">\r\n";
        floor.insist(sipp(leg.agent), leg.callId, how, headers, () -> leg.over);
    }

    private void answerAfter(long ms, Leg leg) {
        String headers = "X-Port: " + line(leg).port() + "\r\n";
        var _ = floor.after(
                ms, () -> floor.insist(sipp(leg.agent), leg.callId, "answer", headers, () -> leg.answered || leg.over));
    }

    private void talk(Leg leg) {
        PlannedCall plan = plans.get(leg.number);
        if (plan == null) {
            return;
        }
        if (midRun && !dying && leg.agent.equals(Centre.DIES)) {
            dying = true;
            var _ = floor.after(
                    DIES_AFTER_MS, () -> floor.insist(sipp(leg.agent), leg.callId, "off", "", () -> leg.over));
            return;
        }
        boolean hangsUp = plan.ending() == Ending.AGENT_HANGS_UP;
        var _ = floor.after(hangsUp ? plan.talkMs() : LONGEST_TALK_MS, () -> order(leg, "hangup", () -> leg.over));
        if (plan.ending() == Ending.HOLD) {
            var _ = floor.after(HOLD_AFTER_MS, () -> order(leg, "hold", () -> leg.held || leg.over));
            var _ = floor.after(HOLD_AFTER_MS + HELD_MS, () -> order(leg, "resume", () -> leg.resumed || leg.over));
        }
    }

    private void order(Leg leg, String what, BooleanSupplier done) {
        if (!leg.over) {
            floor.insist(sipp(leg.agent), leg.callId, what, "", done);
        }
    }

    /** No power: SIPp is killed, and not another packet comes. */
    private void die(Leg leg) {
        leg.over = true;
        line(leg).fallSilent();
        sipp(leg.agent).close();
        callers.lost(leg.number);
    }
}
