package org.usher.server.centre;

import java.util.List;

/**
 * What a centre's adoption would mean at the moment it was tried out, for those who wait and those at work. No talk ends by it.
 *
 * @param lines of each queue in which somebody waits
 * @param loggedOut names of agents who are logged out at once
 * @param loggedOutLater names of agents who finish what they are in first
 * @param talks how many customers are in a talk, or about to be; all of them go on
 * @param untried why all this is not known, and the rest says nothing; empty if it was tried out
 */
public record Consequences(
        List<AffectedLine> lines, List<String> loggedOut, List<String> loggedOutLater, int talks, String untried) {
    public Consequences {
        lines = List.copyOf(lines);
        loggedOut = List.copyOf(loggedOut);
        loggedOutLater = List.copyOf(loggedOutLater);
    }

    static Consequences untried(String why) {
        return new Consequences(List.of(), List.of(), List.of(), 0, why);
    }

    /**
     * A queue's line; nobody loses his place in it.
     *
     * @param waiting how many, on offer or not
     * @param changed who ask for something else from then on: other skills, or of another priority
     * @param stranded whom an agent of the centre may serve now, logged in or not, and none could then
     * @param released who are given back to the dialplan, because their queue is gone
     */
    public record AffectedLine(String queue, int waiting, int changed, int stranded, int released) {}
}
