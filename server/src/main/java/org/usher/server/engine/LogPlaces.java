package org.usher.server.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where under a data directory command logs are: {@code log}, and {@code log-<epoch>} after a server that shares the directory has taken
 * over from another.
 */
public final class LogPlaces {
    private static final Pattern NAME = Pattern.compile("log(?:-(\\d{1,9}))?");

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

    private static int epochOf(Path place) {
        Matcher name = NAME.matcher(String.valueOf(place.getFileName()));
        if (!name.matches() || !Files.isDirectory(place)) {
            return -1;
        }
        return name.group(1) == null ? 0 : Integer.parseInt(name.group(1));
    }
}
