package org.usher.server.centre;

import java.util.List;
import org.usher.server.config.CentreChanges.Change;
import org.usher.server.config.ConfigProblem;
import org.usher.server.config.Finding;

/** What becomes of a description that somebody wants to be adopted. */
public sealed interface Verdict {

    /**
     * What it says, compared with what is in force.
     *
     * @param revision in force when it was compared
     * @param next revision that it is, or would be; the same if the engine has nothing to adopt
     */
    record Report(long revision, long next, List<Change> changes, List<Finding> findings, Consequences consequences) {
        public Report {
            changes = List.copyOf(changes);
            findings = List.copyOf(findings);
        }

        /** Whether somebody should think again. */
        public boolean isGrave() {
            return findings.stream().anyMatch(Finding::grave);
        }
    }

    /** It cannot be used. */
    record Unusable(List<ConfigProblem> problems) implements Verdict {}

    /** It was made against another revision than the one in force. */
    record Outdated(long revision) implements Verdict {}

    /** It has grave findings, and whoever wants it has not said that he wants it all the same. */
    record Hesitant(Report report) implements Verdict {}

    /** It has only been looked at. */
    record Tried(Report report) implements Verdict {}

    /**
     * It is in force.
     *
     * @param unkept why a start would not come back to it, or could not go back to it later; empty if all of it was kept
     */
    record Adopted(Report report, String unkept) implements Verdict {}

    /** It was handed to the engine, which has not said that it is in force: it may be by now, or become so. */
    record Unconfirmed(Report report, String why) implements Verdict {}

    /** It cannot be looked at or adopted now: the engine has too much to do or does not run, or the disk takes nothing. Nothing has changed. */
    record Away(String why) implements Verdict {}
}
