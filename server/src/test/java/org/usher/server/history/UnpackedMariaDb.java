package org.usher.server.history;

import java.io.IOException;
import java.nio.file.Path;

/** The MariaDB that comes with the tests, for a server that does not bring one along. */
public final class UnpackedMariaDb {
    private UnpackedMariaDb() {}

    /** Unpacks it into a directory of this one if that was not done before, and returns the directory. */
    public static Path in(Path directory) throws IOException {
        return MariaDbPrograms.embedded(directory).orElseThrow().baseDirectory();
    }
}
