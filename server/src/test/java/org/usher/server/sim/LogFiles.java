package org.usher.server.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The directory of the command log in force, and what comes and goes in it. */
final class LogFiles {
    private final Path home;
    private final Coverage coverage;
    private Path directory;
    private int copies;
    private Map<String, Long> sizes = Map.of();

    /** @param home an empty directory */
    LogFiles(Path home, Coverage coverage) throws IOException {
        this.home = home;
        this.coverage = coverage;
        this.directory = Files.createDirectory(home.resolve("log"));
    }

    Path directory() {
        return directory;
    }

    Disk disk() throws IOException {
        return Disk.of(directory);
    }

    Map<String, Long> sizes() throws IOException {
        return Disk.sizes(directory);
    }

    /** Whether anything is not as it was at the last look. */
    boolean isChanged() throws IOException {
        Map<String, Long> before = sizes;
        look();
        return !sizes.equals(before);
    }

    /** Notes what has come and gone since the last look. */
    void look() throws IOException {
        Map<String, Long> now = sizes();
        for (String name : now.keySet()) {
            if (!sizes.containsKey(name)) {
                coverage.note(Disk.isSnapshot(name) ? "snapshots" : "files begun");
            }
        }
        for (String name : sizes.keySet()) {
            if (!now.containsKey(name)) {
                coverage.note(Disk.isSnapshot(name) ? "snapshots deleted" : "files deleted");
            }
        }
        sizes = now;
    }

    void restore(Disk disk) throws IOException {
        disk.restore(directory);
        sizes = sizes();
    }

    /** Whether a snapshot that was not finished at the last look is still there. */
    boolean keepsUnfinished() throws IOException {
        return sizes.keySet().stream().anyMatch(name -> name.endsWith(Death.UNFINISHED))
                && sizes().keySet().stream().anyMatch(name -> name.endsWith(Death.UNFINISHED));
    }

    /** A server that takes over goes on with a copy; the one before may write on where nobody reads any more. */
    void copy() throws IOException {
        Disk copy = disk();
        directory = Files.createDirectory(home.resolve("log-" + ++copies));
        restore(copy);
    }

    /** Deletes the snapshots if the log begins with the first entry, so that it can do without any. */
    boolean withoutSnapshots() throws IOException {
        Map<String, Long> files = sizes();
        boolean complete = files.keySet().stream()
                .filter(Disk::isLog)
                .findFirst()
                .orElse("")
                .endsWith("-" + "0".repeat(19) + "1.log");
        if (complete) {
            for (String file : files.keySet()) {
                if (Disk.isSnapshot(file)) {
                    Files.delete(directory.resolve(file));
                }
            }
        }
        return complete;
    }
}
