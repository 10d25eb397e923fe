package org.usher.server.load;

import java.util.ArrayList;
import java.util.List;

/**
 * How fast callers were connected. While callers wait, an agent's day is a row of turns: ring, talk, and what the queue lets pass until his
 * phone rings again. The rate of a line that is never empty is agents ÷ mean turn, which unlike a count within a window does not depend on
 * where the window cuts the turns of agents who began together; the count is given beside it.
 *
 * @param connectsPerSecond agents ÷ (mean talk + mean idle + mean ring) while callers wait, or the count if they never do
 * @param countedPerSecond answers ÷ time, from when every agent has had a call to the last answer of somebody who had to wait
 * @param idleMs the mean time from an agent's hang-up to the next INVITE on his phone, for a caller who waited already at the hang-up; NaN
 *     if there was none
 * @param possiblePerSecond the same with no idle time at all: the capacity with the rings and talks that the phones really kept, whose
 *     timers are late when the machine is busy
 */
record Turns(double connectsPerSecond, double countedPerSecond, double idleMs, double possiblePerSecond) {

    static Turns of(RaceCase race, Journal journal) {
        double idleUs = 0;
        double ringUs = 0;
        double talkUs = 0;
        int turns = 0;
        int talks = 0;
        List<Long> answers = new ArrayList<>();
        long lastWaiterUs = 0;
        for (List<Journal.Talk> row : journal.talks()) {
            Journal.Talk before = null;
            for (Journal.Talk talk : row) {
                if (talk.answeredUs == 0) {
                    continue;
                }
                answers.add(talk.answeredUs);
                if (before != null && before.hungUpUs != 0 && talk.call.joinedUs <= before.hungUpUs) {
                    idleUs += talk.rungUs - before.hungUpUs;
                    ringUs += talk.answeredUs - talk.rungUs;
                    turns++;
                    lastWaiterUs = Math.max(lastWaiterUs, talk.answeredUs);
                }
                if (talk.hungUpUs != 0) {
                    talkUs += talk.hungUpUs - talk.answeredUs;
                    talks++;
                }
                before = talk;
            }
        }
        answers.sort(null);
        if (turns * 10 <= answers.size()) { // hardly anybody has to wait: callers, not agents, are what is short
            double seconds = answers.size() < 2 ? Double.NaN : (answers.getLast() - answers.getFirst()) / 1e6;
            double counted = (answers.size() - 1) / seconds;
            return new Turns(counted, counted, Double.NaN, Double.NaN);
        }
        double meanTalkUs = race.spread() ? race.talkMs() * 1e3 : talkUs / talks;
        double meanRingUs = ringUs / turns;
        double meanIdleUs = idleUs / turns;
        return new Turns(
                race.agents() / (meanTalkUs + meanIdleUs + meanRingUs) * 1e6,
                counted(race, answers, lastWaiterUs),
                meanIdleUs / 1e3,
                race.agents() / (meanTalkUs + meanRingUs) * 1e6);
    }

    private static double counted(RaceCase race, List<Long> answers, long untilUs) {
        long fromUs = answers.get(Math.min(race.agents(), answers.size()) - 1);
        long count = answers.stream().filter(a -> a > fromUs && a <= untilUs).count();
        return count / ((untilUs - fromUs) / 1e6);
    }
}
