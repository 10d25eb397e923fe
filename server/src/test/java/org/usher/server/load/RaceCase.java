package org.usher.server.load;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What both systems are given.
 *
 * @param name as {@code -Dload} names it
 * @param note what it shows, and what it does not
 * @param agents each with one phone; all serve the one queue
 * @param ringMs after which a phone is answered
 * @param talkMs after which an agent hangs up
 * @param spread whether the agents' first talks end one after the other, as if the day had long begun, instead of all at once
 * @param callsPerSecond how fast the callers arrive
 * @param calls how many callers there are
 * @param holdMs after which a caller hangs up by himself, counted from when he was answered and began to wait
 * @param window of the run in which CPU time is measured
 * @param waiters how many of the callers come last, when all agents talk, and give up before the first talk ends; if there are any,
 *     everybody speaks and hears and every talk is recorded
 * @param runs of each system; the figures are their medians
 */
record RaceCase(
        String name,
        String note,
        int agents,
        int ringMs,
        int talkMs,
        boolean spread,
        int callsPerSecond,
        int calls,
        int holdMs,
        Window window,
        int waiters,
        int runs) {

    /** In seconds from the first call. */
    record Window(int fromS, int toS) {
        int seconds() {
            return toS - fromS;
        }
    }

    static final List<RaceCase> ALL = List.of(
            new RaceCase(
                    "saturated",
                    "SYNTHETIC: no contact center talks for one second. More callers than agents, so that what counts is how soon"
                            + " a free agent's phone rings again",
                    20,
                    100,
                    1_000,
                    false,
                    25,
                    25 * 20,
                    120_000,
                    new Window(0, 20),
                    0,
                    5),
            new RaceCase(
                    "saturated30",
                    "As saturated, with talks of 30 s that do not all end at once: the same gap between two talks matters less."
                            + " Scaled: 60 agents for 90 s instead of 20 for five minutes",
                    60,
                    100,
                    30_000,
                    true,
                    25,
                    330,
                    90_000,
                    new Window(15, 90),
                    0,
                    3),
            new RaceCase(
                    "saturated180",
                    "As saturated30, with talks of 180 s. Scaled: 120 agents for 90 s instead of 20 for half an hour, so every second"
                            + " agent begins another talk within the run",
                    120,
                    100,
                    180_000,
                    true,
                    25,
                    270,
                    90_000,
                    new Window(15, 90),
                    0,
                    3),
            new RaceCase(
                    "light",
                    "Always an agent free: how soon his phone rings when 100 callers arrive in every second",
                    200,
                    50,
                    1_000,
                    false,
                    100,
                    100 * 20,
                    60_000,
                    new Window(0, 20),
                    0,
                    5),
            new RaceCase(
                    "media",
                    "100 talks with audio both ways, recorded, while 200 callers wait with music",
                    100,
                    100,
                    120_000,
                    false,
                    20,
                    300,
                    70_000,
                    new Window(20, 45),
                    200,
                    3));

    RaceCase withRuns(int count) {
        return new RaceCase(
                name, note, agents, ringMs, talkMs, spread, callsPerSecond, calls, holdMs, window, waiters, count);
    }

    /** The same on a smaller scale, for trying: so many calls a second, and agents and callers in proportion. */
    RaceCase atRate(int perSecond) {
        return new RaceCase(
                name,
                note,
                Math.max(1, agents * perSecond / callsPerSecond),
                ringMs,
                talkMs,
                spread,
                perSecond,
                calls * perSecond / callsPerSecond,
                holdMs,
                window,
                waiters * perSecond / callsPerSecond,
                runs);
    }

    /** How many callers can be connected per second when no agent is ever idle. */
    double capacityPerSecond() {
        return agents * 1_000.0 / (ringMs + talkMs);
    }

    /** How long the agent of this call, of those after the warm-up, talks. */
    int talkMs(int call) {
        return spread && call < agents ? Math.max(1_000, (int) ((long) talkMs * (call + 1) / agents)) : talkMs;
    }

    boolean audio() {
        return waiters > 0;
    }

    /** They are gone when the first talk ends. */
    int waitersHoldMs() {
        return holdMs - 1_000 * (calls / callsPerSecond + 5);
    }

    String agent(int number) {
        return "agent%03d".formatted(number);
    }

    List<String> agentNames() {
        return IntStream.rangeClosed(1, agents).mapToObj(this::agent).toList();
    }
}
