package org.usher.server.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code mvn -Psim}, with {@code -Dseeds} so many seeds from {@code -Dseed} on; or one seed, with {@code -Dkeep} of its happenings alone;
 * with {@code -Dwrites=true} each seed as often as it writes to its command log, and every time it dies at another write in another way.
 * Ends with 1 if any seed fails.
 */
public final class Sim {
    private static final int ENOUGH = 5;

    private Sim() {}

    /** See the class. */
    public static void main(String[] args) throws IOException, InterruptedException {
        long first = Long.getLong("seed", 1);
        List<Integer> kept = kept(System.getProperty("keep", ""));
        String wanted = System.getProperty("seeds", "");
        long seeds = kept == null && !wanted.isBlank() ? Long.parseLong(wanted) : 1;
        Path disk = QuickDisk.directory();
        Seeds runs = new Seeds(disk);
        int failed = 0;
        for (long seed = first; seed < first + seeds && failed < ENOUGH; seed++) {
            String story = Boolean.getBoolean("writes") ? runs.everyWrite(seed, true) : runs.run(seed, kept);
            if (story != null) {
                failed++;
                System.out.println(story);
            }
        }
        System.out.println(seeds + " seeds from " + first + ", " + failed + " failed; " + runs.summary());
        Files.delete(disk);
        System.exit(failed == 0 ? 0 : 1);
    }

    private static @Nullable List<Integer> kept(String keep) {
        return keep.isBlank()
                ? null
                : Arrays.stream(keep.split(",", -1)).map(Integer::valueOf).toList();
    }
}
