package org.usher.server.sim;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The process dies at one of its writes to the command log.
 *
 * @param write which of them, the first is 1; 0 for one that lives
 * @param left what the write leaves behind
 */
record Death(long write, Left left) {
    static final Death NEVER = new Death(0, Left.ALL);

    /** How far the process gets. */
    enum Left {
        /** Nothing of the write has come to the file. */
        NOTHING,
        /** Some bytes of it. */
        A_PART,
        /** All of it, but the engine has not been told. */
        ALL,
        /** The engine has decided, and what it wanted done is still in the process. */
        DECIDED,
        /** What it wanted done is done, and nobody has heard how it ended. */
        DONE;

        /** One after the other. */
        static Left inTurn(long number) {
            return values()[(int) (number % values().length)];
        }

        boolean beforeTheEngine() {
            return this == NOTHING || this == A_PART || this == ALL;
        }
    }

    /** Thrown in place of all that would have come after. */
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Died() {
            super("the process died", null, false, false);
        }
    }

    /** Of all files of the log in this directory. */
    static long bytes(Path log) throws IOException {
        long bytes = 0;
        for (Path file : files(log)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /**
     * Takes what was written in vain off the log's end.
     *
     * @param before how long the log was before the write
     */
    void cut(Path log, long before) throws IOException {
        long written = bytes(log) - before;
        long keep = switch (left) {
            case NOTHING -> 0;
            case A_PART -> 1 + Math.floorMod(write * 7_919, Math.max(1, written - 1));
            case ALL, DECIDED, DONE -> written;
        };
        long tooMuch = written - keep;
        List<Path> files = files(log);
        for (int i = files.size() - 1; tooMuch > 0; i--) {
            try (FileChannel file = FileChannel.open(files.get(i), StandardOpenOption.WRITE)) {
                long length = Math.max(0, file.size() - tooMuch);
                tooMuch -= file.size() - length;
                file.truncate(length);
            }
        }
    }

    private static List<Path> files(Path log) throws IOException {
        try (Stream<Path> files = Files.list(log)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }
}
