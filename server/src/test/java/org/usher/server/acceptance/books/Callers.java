package org.usher.server.acceptance.books;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The callers: they dial, wait as long as they please, talk to whom they hear, and leave. */
final class Callers {
    private static final long TALK_BEFORE_VANISHING_MS = 600;
    /** For whom is being given away. */
    private static final long PATIENCE_WITH_AGENTS_MS = 20_000;

    private final Floor floor;
    private final Map<String, Caller> byNumber = new LinkedHashMap<>();
    private final Map<String, Caller> byCall = new HashMap<>();
    private final Set<String> over = ConcurrentHashMap.newKeySet();
    private final List<Sipp> sipps = new ArrayList<>();

    private static final class Caller {
        final PlannedCall plan;
        final AudioLine line;
        String callId = "";
        boolean waiting;
        boolean over;
        /** How often somebody's voice began. */
        int voices;

        @Nullable
        Future<?> leaving;

        Caller(PlannedCall plan, AudioLine line) {
            this.plan = plan;
            this.line = line;
        }
    }

    Callers(Floor floor, List<PlannedCall> plan) {
        this.floor = floor;
        AudioLine.Known known = AudioLine.agentsOf(floor.tones());
        for (PlannedCall call : plan) {
            AudioLine line = floor.line(
                    call.number(), floor.tones().ofCaller(call.number()), known, (where, voice) -> hears(where));
            byNumber.put(call.number(), new Caller(call, line));
        }
    }

    void dial(int perSecond) {
        List<String> lines = byNumber.values().stream()
                .map(caller -> String.join(
                        ";",
                        caller.plan.number(),
                        caller.plan.queue(),
                        caller.plan.skills(),
                        String.valueOf(caller.line.port())))
                .toList();
        sipps.add(floor.sipp(
                "callers",
                "callers.xml",
                lines,
                List.of("-r", String.valueOf(perSecond), "-l", String.valueOf(lines.size()), "-cid_str", "books-%u"),
                this::read));
    }

    List<Path> logs() {
        return sipps.stream().map(Sipp::messages).toList();
    }

    long goingOn() {
        Set<String> left = new HashSet<>();
        for (Caller caller : byNumber.values()) {
            if (caller.plan.ending() != Ending.STAYS) {
                left.add(caller.plan.number());
            }
        }
        left.removeAll(over);
        return left.size();
    }

    private void read(SippMessage message) {
        if (message.sent() && message.isInitialInvite()) {
            Caller caller = caller(message.fromUser());
            caller.callId = message.callId();
            byCall.put(caller.callId, caller);
            return;
        }
        Caller caller = byCall.get(message.callId());
        if (caller == null) {
            floor.stray("the callers' phone", message);
            return;
        }
        if (!message.sent() && message.status() > 0 && message.audioPort() > 0 && !caller.over) {
            caller.line.talk(caller.callId, message.audioPort());
            if (!caller.waiting) {
                caller.waiting = true;
                begin(caller);
            }
        }
        boolean refused = message.answersInvite() && message.status() >= 300;
        boolean vanished =
                message.isRequest("MESSAGE") && message.header("X-Do").equals("vanish");
        if (refused || vanished || message.isRequest("BYE") || message.isRequest("CANCEL")) {
            end(caller);
        }
    }

    private void begin(Caller caller) {
        if (caller.plan.ending() == Ending.STAYS) {
            return;
        }
        caller.leaving = floor.after(
                caller.plan.patienceMs(),
                caller.plan.ending() == Ending.VANISHES_WAITING ? () -> vanish(caller) : () -> hangUp(caller));
    }

    private void end(Caller caller) {
        caller.over = true;
        caller.line.hangUp(caller.callId);
        over.add(caller.plan.number());
        stay(caller);
    }

    private static void stay(Caller caller) {
        Future<?> leaving = caller.leaving;
        if (leaving != null) {
            leaving.cancel(false);
        }
        caller.leaving = null;
    }

    /** The caller hears somebody: now they talk. */
    private void hears(AudioLine line) {
        Caller caller = caller(line.owner());
        caller.voices++;
        boolean mayBeGivenAway = caller.plan.ending().handover() != Ending.Handover.NONE;
        if (mayBeGivenAway && (caller.voices == 1 || caller.plan.ending() == Ending.CONFERENCE)) {
            leaveIn(PATIENCE_WITH_AGENTS_MS, caller, () -> hangUp(caller));
            return;
        }
        switch (caller.plan.ending()) {
            case AGENT_HANGS_UP -> stay(caller);
            case VANISHES_TALKING -> leaveIn(TALK_BEFORE_VANISHING_MS, caller, () -> vanish(caller));
            default -> leaveIn(caller.plan.talkMs(), caller, () -> hangUp(caller));
        }
    }

    private void leaveIn(long ms, Caller caller, Runnable how) {
        stay(caller);
        caller.leaving = floor.after(ms, how);
    }

    /** An agent's phone rings for this caller, who cannot hear it; some leave just then. */
    void rings(String number) {
        Caller caller = caller(number);
        leaveIn(caller.plan.ringMs(), caller, () -> hangUp(caller));
    }

    /** Of the three who talked together the agent has gone. */
    void leftWithTheOther(String number) {
        Caller caller = caller(number);
        leaveIn(caller.plan.talkMs(), caller, () -> hangUp(caller));
    }

    /** The agent has gone in mid-talk: the caller waits for another. */
    void lost(String number) {
        Caller caller = caller(number);
        leaveIn(caller.plan.patienceMs(), caller, () -> hangUp(caller));
    }

    private void hangUp(Caller caller) {
        floor.insist(sipps.getFirst(), caller.callId, "hangup", "", () -> caller.over);
    }

    private void vanish(Caller caller) {
        caller.line.fallSilent();
        floor.insist(sipps.getFirst(), caller.callId, "vanish", "", () -> caller.over);
    }

    private Caller caller(String number) {
        Caller caller = byNumber.get(number);
        if (caller == null) {
            throw new IllegalStateException("nobody has the number " + number);
        }
        return caller;
    }
}
