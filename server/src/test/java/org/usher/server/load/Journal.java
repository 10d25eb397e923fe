package org.usher.server.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.usher.telephony.rig.SippClock;

/** What the phones of one crowd's calls noted. All times are epoch microseconds of the machine's clock, 0 if it did not happen. */
final class Journal {
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Map<String, List<Talk>> talks = new HashMap<>();

    /** One caller. */
    static final class Call {
        long calledUs;
        long joinedUs;
        /** The first phone of an agent that got the INVITE. */
        long rungUs;

        int rings;
        long answeredUs;
        /** Whoever hung up. */
        long endedUs;

        /** Where the agent who answered is heard. */
        int agentPort;

        /** He hung up himself. */
        boolean left;

        boolean connected() {
            return answeredUs != 0;
        }
    }

    /** One call on an agent's phone that was answered. */
    static final class Talk {
        final Call call;
        final long rungUs;
        long answeredUs;
        long hungUpUs;

        Talk(Call call, long rungUs) {
            this.call = call;
            this.rungUs = rungUs;
        }
    }

    private Journal() {}

    /** @param callersLogs of the crowds that count; the agents' calls with others do not */
    static Journal read(List<Path> callersLogs, Path agentsLog) {
        Journal journal = new Journal();
        try {
            for (Path log : callersLogs) {
                for (String line : Files.readAllLines(log)) {
                    journal.caller(line.split("[ \t]+"));
                }
            }
            for (String line : Files.readAllLines(agentsLog)) {
                journal.agent(line.split("[ \t]+"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return journal;
    }

    // who, what, date, time, epoch seconds, agent, port; or port, speaks-to, port

    private void caller(String[] words) {
        if (words[1].equals("speaks-to")) {
            return;
        }
        Call call = calls.computeIfAbsent(words[0], n -> new Call());
        long us = SippClock.micros(words[4]);
        switch (words[1]) {
            case "called" -> call.calledUs = us;
            case "joined" -> call.joinedUs = us;
            case "released" -> call.endedUs = us;
            case "left" -> {
                call.endedUs = us;
                call.left = true;
            }
            default -> throw new IllegalStateException("a caller's phone noted " + String.join(" ", words));
        }
    }

    private void agent(String[] words) {
        Call call = calls.get(words[0]);
        if (call == null) {
            return;
        }
        long us = SippClock.micros(words[4]);
        List<Talk> his = talks.computeIfAbsent(words[5], a -> new ArrayList<>());
        switch (words[1]) {
            case "rung" -> {
                call.rings++;
                call.rungUs = call.rungUs == 0 ? us : call.rungUs;
                his.add(new Talk(call, us));
            }
            case "answered" -> {
                call.answeredUs = us;
                call.agentPort = Integer.parseInt(words[6]);
                his.getLast().answeredUs = us;
            }
            case "hung-up" -> his.getLast().hungUpUs = us;
            case "cancelled" -> his.removeLast();
            default -> throw new IllegalStateException("an agent's phone noted " + String.join(" ", words));
        }
    }

    /** All callers, in the order in which they called. */
    List<Call> calls() {
        return List.copyOf(calls.values());
    }

    /** The answered calls of each agent, in their order. */
    Collection<List<Talk>> talks() {
        return talks.values();
    }
}
