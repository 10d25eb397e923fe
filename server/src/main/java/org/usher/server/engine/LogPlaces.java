package org.usher.server.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where under a data directory command logs are: {@code log}, and {@code log-<epoch>} after a server that shares the directory has taken
 * over from another.
 */
public final class LogPlaces {
    private static final Pattern NAME = Pattern.compile("log(?:-(\\d{1,9}))?");

    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private LogPlaces() {}

    /** Those that there are, the one in force first. */
    public static List<Path> in(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> epochOf(file) >= 0)
                    .sorted(Comparator.comparingInt(LogPlaces::epochOf).reversed())
                    .toList();
        }
    }

    /** The place of the server that took over with this epoch. */
    public static Path of(Path data, int epoch) {
        return data.resolve("log-" + epoch);
    }

    /**
     * Makes this directory, unless it is there, and closes it to other users of the machine: the log has callers' numbers and who talked with
     * whom. A group that was let in stays so.
     */
    public static void make(Path place) throws IOException {
        boolean fresh = !Files.isDirectory(place);
        Files.createDirectories(place);
        if (!Files.getFileStore(place).supportsFileAttributeView(PosixFileAttributeView.class)) {
            return;
        }
        Set<PosixFilePermission> allowed =
                fresh ? PosixFilePermissions.fromString("rwx------") : Files.getPosixFilePermissions(place);
        if (allowed.removeAll(OTHERS) || fresh) {
            Files.setPosixFilePermissions(place, allowed);
        }
    }

    private static int epochOf(Path place) {
        Matcher name = NAME.matcher(String.valueOf(place.getFileName()));
        if (!name.matches() || !Files.isDirectory(place)) {
            return -1;
        }
        return name.group(1) == null ? 0 : Integer.parseInt(name.group(1));
    }
}
