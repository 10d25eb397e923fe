package org.usher.server.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.usher.telephony.rig.SippClock;

/** What the phones noted. All times are epoch microseconds of the machine's clock, 0 if it did not happen. */
final class Journal {
    private final Map<String, Call> calls = new LinkedHashMap<>();

    /** One caller. */
    static final class Call {
        final String number;
        long calledUs;
        long joinedUs;
        /** Whoever hung up. */
        long endedUs;
        /** He hung up himself. */
        boolean left;
        /** He was not let in. */
        boolean refused;

        final List<Ring> rings = new ArrayList<>();

        private Call(String number) {
            this.number = number;
        }

        /** What happened to him, in milliseconds since that moment. */
        String told(long sinceUs) {
            StringBuilder story = new StringBuilder(number).append(" joined ").append(ms(joinedUs, sinceUs));
            for (Ring ring : rings) {
                story.append(", ").append(ring.agent).append(" rung ").append(ms(ring.rungUs, sinceUs));
                if (ring.answeredUs != 0) {
                    story.append(" answered ").append(ms(ring.answeredUs, sinceUs));
                }
                story.append(" ended ").append(ms(ring.endedUs, sinceUs));
            }
            return story.append(left ? ", left " : refused ? ", refused " : ", released ")
                    .append(ms(endedUs, sinceUs))
                    .toString();
        }

        private static String ms(long us, long sinceUs) {
            return us == 0 ? "never" : String.valueOf((us - sinceUs) / 1_000);
        }

        List<Ring> talks() {
            return rings.stream().filter(ring -> ring.answeredUs != 0).toList();
        }
    }

    /** One call on an agent's phone. */
    static final class Ring {
        final String agent;
        final long rungUs;
        long answeredUs;
        /** The agent hung up, declined, or was called no longer. */
        long endedUs;

        private Ring(String agent, long rungUs) {
            this.agent = agent;
            this.rungUs = rungUs;
        }
    }

    private Journal() {}

    /** Reads what is there by now. */
    static Journal read(List<Path> callersLogs, List<Path> agentsLogs) {
        Journal journal = new Journal();
        callersLogs.forEach(log -> wholeLines(log).forEach(journal::caller));
        agentsLogs.forEach(log -> wholeLines(log).forEach(journal::agent));
        return journal;
    }

    /** Who, what, date, time, epoch seconds, agent. */
    private static List<String[]> wholeLines(Path log) {
        try {
            if (!Files.exists(log)) {
                return List.of();
            }
            String text = Files.readString(log);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(line -> line.split("[ \t]+"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void caller(String[] words) {
        Call call = calls.computeIfAbsent(words[0], Call::new);
        long us = SippClock.micros(words[4]);
        switch (words[1]) {
            case "called" -> call.calledUs = us;
            case "joined" -> call.joinedUs = us;
            case "released" -> call.endedUs = us;
            case "left" -> {
                call.endedUs = us;
                call.left = true;
            }
            case "refused" -> {
                call.endedUs = us;
                call.refused = true;
            }
            default -> throw new IllegalStateException("a caller's phone noted " + String.join(" ", words));
        }
    }

    private void agent(String[] words) {
        Call call = calls.computeIfAbsent(words[0], Call::new);
        long us = SippClock.micros(words[4]);
        if (words[1].equals("rung")) {
            call.rings.add(new Ring(words[5], us));
            return;
        }
        Ring ring = call.rings.reversed().stream()
                .filter(each -> each.agent.equals(words[5]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("never rung: " + String.join(" ", words)));
        switch (words[1]) {
            case "answered" -> ring.answeredUs = us;
            case "hung-up", "cancelled", "declined" -> ring.endedUs = us;
            default -> throw new IllegalStateException("an agent's phone noted " + String.join(" ", words));
        }
    }

    /** In the order in which they called. */
    Collection<Call> calls() {
        return calls.values();
    }

    /** Whether the phones noted anything of this caller. */
    boolean has(String number) {
        return calls.containsKey(number);
    }

    Call call(String number) {
        Call call = calls.get(number);
        if (call == null) {
            throw new IllegalStateException("no phone noted anything of caller " + number);
        }
        return call;
    }
}
