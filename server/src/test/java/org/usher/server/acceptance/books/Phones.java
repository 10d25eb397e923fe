package org.usher.server.acceptance.books;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * The agents' phones, and one outside: one unregisters in mid-run and comes back, one dies; the others do with each call what is planned for
 * it. Each has one line for calls that come in: who rings a phone that is in use finds it busy.
 */
final class Phones {
    private static final int REGISTERED_SECONDS = 3_600;
    private static final long REJECTS_AFTER_MS = 150;
    private static final long ANSWERS_COLLEAGUE_AFTER_MS = 200;
    private static final long LISTENS_MS = 400;
    private static final long PRESSES_AGAIN_MS = 1_500;
    private static final long KEY_MS = 160;
    private static final long DIES_AFTER_MS = 500;
    /** Of several phones that ring the second is so much slower than the first, and so on. */
    private static final long BEHIND_MS = 400;
    /** Nobody talks longer. */
    private static final long LONGEST_TALK_MS = 15_000;

    private static final long MID_RUN_MS = 20_000;
    private static final long AWAY_MS = 15_000;

    private final Floor floor;
    private final Callers callers;
    private final Keys keys;
    private final Handovers handovers;
    private final Map<String, PlannedCall> plans = new HashMap<>();
    private final Map<String, AudioLine> lines = new LinkedHashMap<>();
    private final Map<String, Sipp> sipps = new HashMap<>();
    private final Map<String, PhoneLeg> legs = new HashMap<>();
    private final Map<String, Integer> rings = new HashMap<>();
    private final Map<String, Integer> answers = new HashMap<>();
    private int voicemail;
    private boolean midRun;
    private boolean left;
    private boolean dying;

    Phones(Floor floor, Callers callers, List<PlannedCall> plan) {
        this.floor = floor;
        this.callers = callers;
        keys = new Keys(floor, this, callers);
        handovers = new Handovers(floor, this, keys);
        plan.forEach(call -> plans.put(call.number(), call));
        AudioLine.Known known = AudioLine.everyoneOf(floor.tones());
        for (String agent : Centre.parties()) {
            lines.put(
                    agent,
                    floor.line(
                            agent, floor.tones().ofAgent(agent), known, (line, voice) -> hears(line.owner(), voice)));
        }
    }

    void switchOn() {
        Sipp common = floor.sipp("agents", "agents.xml", List.of(), List.of(), message -> read(message, false));
        Sipp mortal = floor.sipp("mortal-agent", "agents.xml", List.of(), List.of(), message -> read(message, true));
        lines.keySet().forEach(agent -> sipps.put(agent, agent.equals(Centre.DIES) ? mortal : common));
        floor.register(Centre.phones().stream().map(this::contact).toList(), REGISTERED_SECONDS);
        floor.outsideIs(sipp(Centre.OUTSIDE).port());
    }

    void begin() {
        var _ = floor.after(MID_RUN_MS, () -> midRun = true);
        handovers.makeOwnCalls();
    }

    List<Path> logs() {
        return sipps.values().stream().distinct().map(Sipp::messages).toList();
    }

    List<Path> consultLogs() {
        return handovers.logs();
    }

    AudioLine line(String agent) {
        return Objects.requireNonNull(lines.get(agent), agent);
    }

    boolean isIdle(String agent) {
        return legs.values().stream().noneMatch(leg -> leg.agent.equals(agent) && !leg.over)
                && !handovers.isOnOwnCall(agent);
    }

    /** A person with two phones has them both ring for one caller. */
    private boolean isBusy(PhoneLeg rung) {
        return handovers.isOnOwnCall(rung.agent)
                || legs.values().stream()
                        .anyMatch(leg -> leg.agent.equals(rung.agent)
                                && !leg.over
                                && (leg.answered || !leg.number.equals(rung.number)));
    }

    private Sipp sipp(String agent) {
        return Objects.requireNonNull(sipps.get(agent), agent);
    }

    private String contact(String phone) {
        String agent = Centre.agreed().ownerOf().getOrDefault(phone, phone);
        return phone + ";" + sipp(agent).port();
    }

    /** @param mortal whether it came to the phone that dies, and not to the others' */
    private void read(SippMessage message, boolean mortal) {
        PhoneLeg known = legs.get(message.callId());
        if (known != null) {
            follow(known, message);
        } else if (!message.sent() && message.isInitialInvite()) {
            PhoneLeg leg = new PhoneLeg(message);
            if (mortal != leg.agent.equals(Centre.DIES)) {
                floor.stray("another's phone", message);
                return;
            }
            boolean busy = isBusy(leg) && Centre.agents().containsKey(leg.agent);
            legs.put(leg.callId, leg);
            ring(leg, busy);
        }
    }

    private void follow(PhoneLeg leg, SippMessage message) {
        boolean answeredBefore = leg.answered;
        boolean doneBefore = leg.done;
        leg.follow(message);
        if (leg.over) {
            line(leg.agent).hangUp(leg.callId);
        } else if (leg.answered && !answeredBefore) {
            line(leg.agent).talk(leg.callId, leg.audioPort);
            if (Centre.isMobile(leg.agent)) {
                var _ = floor.after(LISTENS_MS, () -> pressUntilConnected(leg));
            } else {
                talk(leg);
            }
        } else if (leg.done && !doneBefore) {
            order(leg, "hangup", "", () -> leg.over);
        } else if (!message.sent()
                && message.isRequest("MESSAGE")
                && message.header("X-Do").equals("off")) {
            die(leg);
        }
    }

    private void ring(PhoneLeg leg, boolean busy) {
        PlannedCall plan = plans.get(leg.number);
        if (busy) {
            reject(leg, "busy");
        } else if (plan == null) {
            if (!handovers.ringsInVain(leg.number)) {
                answerAfter(ANSWERS_COLLEAGUE_AFTER_MS, leg);
            }
        } else if (midRun && !left && leg.agent.equals(Centre.LEAVES)) {
            leave(leg);
        } else if (rings.merge(leg.number, 1, Integer::sum) > 1) {
            answerAfter(plan.ringMs() + BEHIND_MS * ringing(leg.number), leg);
        } else if (Centre.isMobile(leg.agent)) {
            ringMobile(leg, plan);
        } else {
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
    }

    /** A mobile has no ways of its own to decline: who picks up presses 2, and an exchange outside tells that he is busy. */
    private void ringMobile(PhoneLeg leg, PlannedCall plan) {
        switch (plan.ending()) {
            case REJECTED_FIRST -> {
                leg.answersWith = "2";
                answerAfter(plan.ringMs(), leg);
            }
            case BUSY_FIRST, FORWARDED_FIRST -> reject(leg, "busy");
            case NO_ANSWER_FIRST -> {}
            case ABANDONED_RINGING -> callers.rings(leg.number);
            default -> answerAfter(plan.ringMs(), leg);
        }
    }

    private void pressUntilConnected(PhoneLeg leg) {
        if (leg.over || leg.connected || leg.answersWith.isEmpty()) {
            return;
        }
        press(leg, leg.answersWith);
        var _ = floor.after(PRESSES_AGAIN_MS, () -> pressUntilConnected(leg));
    }

    /** Presses these keys, one after the other, and lets SIPp's log say so. */
    void press(PhoneLeg leg, String keys) {
        sipp(leg.agent).order(leg.callId, "keys", "X-Keys: " + keys + "\r\n");
        for (int i = 0; i < keys.length(); i++) {
            char key = keys.charAt(i);
            var _ = floor.after(KEY_MS * i, () -> line(leg.agent).press(leg.callId, key));
        }
    }

    private void hears(String agent, String voice) {
        keys.hears(agent, voice);
        legs.values().stream()
                .filter(leg -> leg.agent.equals(agent) && leg.number.equals(voice))
                .filter(leg -> Centre.isMobile(agent) && leg.answered && !leg.over && !leg.connected)
                .forEach(leg -> {
                    leg.connected = true;
                    talk(leg);
                });
    }

    /** How many other phones ring for this caller. */
    private long ringing(String number) {
        return legs.values().stream()
                        .filter(leg -> leg.number.equals(number) && !leg.answered && !leg.over)
                        .count()
                - 1;
    }

    /** The phone unregisters while it rings and is not picked up; after a while it is back. */
    private void leave(PhoneLeg leg) {
        left = true;
        floor.register(List.of(contact(leg.agent)), 0);
        var _ = floor.after(AWAY_MS, () -> floor.register(List.of(contact(leg.agent)), REGISTERED_SECONDS));
    }

    private void reject(PhoneLeg leg, String how) {
        order(leg, how, "X-To: <sip:ada@127.0.0.1:" + floor.sipPort() + ">\r\n", () -> leg.over);
    }

    private void answerAfter(long ms, PhoneLeg leg) {
        if (leg.agent.equals(Centre.VOICEMAIL) && voicemail++ % 2 == 0) {
            leg.answersWith = "";
        }
        String headers = "X-Port: " + line(leg.agent).port() + "\r\n";
        var _ = floor.after(ms, () -> order(leg, "answer", headers, () -> leg.answered || leg.over));
    }

    private void talk(PhoneLeg leg) {
        PlannedCall plan = plans.get(leg.number);
        if (plan != null && midRun && !dying && leg.agent.equals(Centre.DIES)) {
            dying = true;
            var _ = floor.after(DIES_AFTER_MS, () -> order(leg, "off", "", () -> leg.over));
            return;
        }
        long talkMs = LONGEST_TALK_MS;
        if (plan != null && answers.merge(leg.number, 1, Integer::sum) == 1) {
            boolean mobile = Centre.isMobile(leg.agent);
            boolean cannotHandOver = mobile && plan.ending().handover() != Ending.Handover.NONE;
            talkMs = plan.ending() == Ending.AGENT_HANGS_UP || cannotHandOver ? plan.talkMs() : talkMs;
            if (!mobile) {
                handovers.begin(leg, plan.ending());
            }
        }
        var _ = floor.after(talkMs, () -> order(leg, "hangup", "", () -> leg.over));
    }

    /** Has this call's phone do something, unless the call is over. */
    void order(PhoneLeg leg, String what, String headers, BooleanSupplier done) {
        if (!leg.over) {
            floor.insist(sipp(leg.agent), leg.callId, what, headers, done);
        }
    }

    /** No power: SIPp is killed, and not another packet comes. */
    private void die(PhoneLeg leg) {
        leg.over = true;
        line(leg.agent).fallSilent();
        sipp(leg.agent).close();
        callers.lost(leg.number);
    }
}
