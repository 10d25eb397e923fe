package org.usher.server.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** CPU time of processes, as Linux counts it (proc(5)). */
final class Cpu {
    /** Linux tells user space 100 ticks a second on every architecture. */
    private static final int MS_A_TICK = 10;

    private Cpu() {}

    /** User and system time of all threads so far, in ms. */
    static long ms(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(afterName[11]) + Long.parseLong(afterName[12])) * MS_A_TICK;
        } catch (IOException e) {
            throw new IllegalStateException("process " + pid + " has ended", e);
        }
    }

    static long ms(Optional<ProcessHandle> process) {
        return process.map(p -> ms(p.pid())).orElse(0L);
    }

    /** What {@code uptime} says: processes that wanted to run, over 1, 5 and 15 minutes. */
    static String loadAverage() {
        try {
            String[] figures = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
            return figures[0] + " " + figures[1] + " " + figures[2];
        } catch (IOException e) {
            return "unknown: " + e.getMessage();
        }
    }
}
