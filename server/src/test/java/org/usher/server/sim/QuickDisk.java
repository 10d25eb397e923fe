package org.usher.server.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Where the logs of a simulation go: memory, if the machine has a file system in it, so that nobody waits for a disk to force what is thrown away. */
final class QuickDisk implements TempDirFactory {
    private static final Path IN_MEMORY = Path.of("/dev/shm");

    static Path directory() throws IOException {
        return Files.isWritable(IN_MEMORY)
                ? Files.createTempDirectory(IN_MEMORY, "usher-sim")
                : Files.createTempDirectory("usher-sim");
    }

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        return directory();
    }
}
