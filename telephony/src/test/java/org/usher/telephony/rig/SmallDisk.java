package org.usher.telephony.rig;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A disk of a few kilobytes: a tmpfs in a mount namespace of its own (unshare(1)), which one process sees, or whoever knows its place. Needs
 * root, or a kernel that lets everybody have user namespaces.
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

    /**
     * Makes it for all who know its place, for as long as it is open; of the same user as ours. Needs no root: somebody who does nothing lives
     * in the namespace, and everybody else reaches it by his root directory in /proc.
     *
     * @param directory where that one sees it
     */
    public Mounted mount(Path directory) throws IOException {
        Files.createDirectories(directory);
        List<String> command = launcher(directory.toAbsolutePath());
        command.addAll(List.of("sh", "-c", "echo mounted && exec cat")); // ends with us: its input is our pipe
        Process holder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!"mounted".equals(holder.inputReader().readLine())) {
            holder.destroyForcibly();
            throw new IOException("no disk of " + kilobytes + " kB could be mounted on " + directory);
        }
        return new Mounted(holder, Path.of("/proc/" + holder.pid() + "/root" + directory.toAbsolutePath()));
    }

    /** A small disk that is there. */
    public static final class Mounted implements AutoCloseable {
        private final Process holder;
        private final Path place;

        private Mounted(Process holder, Path place) {
            this.holder = holder;
            this.place = place;
        }

        /** Its root directory. */
        public Path place() {
            return place;
        }

        /** Somebody else's file takes all the room there is. */
        public void fill() throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(64 << 10);
            try (FileChannel channel = FileChannel.open(
                    ballast(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                while (true) {
                    channel.write(bytes.clear());
                }
            } catch (IOException e) {
                if (Files.getFileStore(place).getUsableSpace() > 0) {
                    throw e;
                }
            }
        }

        /** That file is gone. */
        public void free() throws IOException {
            Files.deleteIfExists(ballast());
        }

        private Path ballast() {
            return place.resolve("ballast");
        }

        @Override
        public void close() {
            holder.destroyForcibly();
        }
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
