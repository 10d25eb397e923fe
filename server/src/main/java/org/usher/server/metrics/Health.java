package org.usher.server.metrics;

import java.util.List;

/** Whether the server works, as {@code /health/live} and {@code /health/ready} tell it. Safe from any thread, never blocks. */
public interface Health {

    /** Whether the process is worth keeping; if not up, restart it. */
    Report live();

    /** Whether calls are taken and routed now. */
    Report ready();

    /** Up if every required check is up. HTTP 200 if up, else 503. */
    record Report(boolean up, List<Check> checks) {
        public Report {
            checks = List.copyOf(checks);
        }

        public static Report of(List<Check> checks) {
            return new Report(checks.stream().allMatch(check -> check.up() || !check.required()), checks);
        }
    }

    /**
     * One thing looked at.
     *
     * @param name for example {@code engine}, {@code pbx.office}, {@code database}
     * @param required whether the report is down without it
     * @param detail what was found, for people
     */
    record Check(String name, boolean up, boolean required, String detail) {}
}
