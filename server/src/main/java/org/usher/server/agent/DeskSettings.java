package org.usher.server.agent;

/**
 * How the agents' desk is set up.
 *
 * @param awayAfterMs an agent whose page has been gone for so long does not stay ready
 */
public record DeskSettings(CrmLink crm, long awayAfterMs) {
    public static final DeskSettings DEFAULT = new DeskSettings(CrmLink.NONE, 20_000);

    /** How often a page is asked for a sign of life. One that gives none for three times as long is gone. */
    public long silenceMs() {
        return Math.max(250, awayAfterMs / 4);
    }
}
