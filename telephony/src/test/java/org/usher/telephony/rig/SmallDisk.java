package org.usher.telephony.rig;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A disk of a few kilobytes that one process sees: a tmpfs in a mount namespace of its own (unshare(1)). Needs root, or a kernel that lets
 * everybody have user namespaces.
 */
public final class SmallDisk {
    private static final List<List<String>> WAYS = List.of(List.of("unshare", "-rm"), List.of("unshare", "-m"));
    private final List<String> way;
    private final int kilobytes;

    private SmallDisk(List<String> way, int kilobytes) {
        this.way = way;
        this.kilobytes = kilobytes;
    }

    /** Nothing if this machine does not let us have one. */
    public static Optional<SmallDisk> of(int kilobytes) {
        return WAYS.stream()
                .map(way -> new SmallDisk(way, kilobytes))
                .filter(SmallDisk::works)
                .findFirst();
    }

    /** What comes before the command line of a process that is to see it in this directory; the process keeps its id. */
    List<String> launcher(Path directory) {
        List<String> command = new ArrayList<>(way);
        command.addAll(List.of(
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + kilobytes + "k tmpfs \"$0\" && exec \"$@\"",
                directory.toString()));
        return command;
    }

    private boolean works() {
        try {
            List<String> command = launcher(Path.of(System.getProperty("java.io.tmpdir")));
            command.add("true");
            Process p = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(new File("/dev/null"))
                    .start();
            return p.waitFor(10, TimeUnit.SECONDS) && p.exitValue() == 0;
        } catch (IOException e) {
            return false; // no unshare on this machine
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
