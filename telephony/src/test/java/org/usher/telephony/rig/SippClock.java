package org.usher.telephony.rig;

/** The times that scenarios of SIPp write into their logs ({@code [timestamp]}). */
public final class SippClock {
    private SippClock() {}

    /**
     * In microseconds of the epoch.
     *
     * @param epochSeconds as SIPp writes it, with six digits behind the point
     */
    public static long micros(String epochSeconds) {
        int dot = epochSeconds.indexOf('.');
        return Long.parseLong(epochSeconds.substring(0, dot)) * 1_000_000
                + Long.parseLong(epochSeconds.substring(dot + 1));
    }
}
