package org.usher.server.engine;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where under a data directory command logs are: {@code log}, and {@code log-<epoch>} after a server that shares the directory has taken
 * over from another.
 */
public final class LogPlaces {
    private static final Pattern NAME = Pattern.compile("log(?:-(\\d{1,9}))?");

    private static final Logger LOG = LoggerFactory.getLogger(LogPlaces.class);
    private static final String UNIX = "unix";
    private static final int OTHERS = 0007;
    private static final int GROUP = 0070;
    private static final int OWNER = 0700;
    private static final int SET_GROUP = 02000;
    private static final int ALL = 07777;

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
        if (Files.getFileStore(place).supportsFileAttributeView(UNIX)) {
            int mode = mode(place);
            change(place, mode, fresh ? (mode & ~(GROUP | OTHERS)) | OWNER : mode & ~OTHERS);
        }
    }

    /** Makes this directory, and lets in only the group that was let in to the old one. */
    public static void makeLike(Path old, Path place) throws IOException {
        make(place);
        if (!Files.getFileStore(place).supportsFileAttributeView(UNIX) || (mode(old) & GROUP) == 0) {
            return;
        }
        try {
            Object group = Files.getAttribute(old, "unix:group");
            if (!group.equals(Files.getAttribute(place, "unix:group"))) {
                Files.setAttribute(place, "unix:group", group);
            }
        } catch (FileSystemException e) {
            LOG.warn(
                    "The group that may read {} is kept out of {}, which cannot be given to it: {}",
                    old,
                    place,
                    e.toString());
            return;
        }
        int mode = mode(place);
        change(place, mode, mode | (mode(old) & (GROUP | SET_GROUP)));
    }

    private static int mode(Path place) throws IOException {
        return (int) Files.getAttribute(place, "unix:mode") & ALL;
    }

    /** With the bit by which files in it are the group's, which the nine of POSIX would take away. */
    private static void change(Path place, int mode, int wanted) throws IOException {
        if (mode == wanted) {
            return;
        }
        try {
            Files.setAttribute(place, "unix:mode", wanted);
        } catch (FileSystemException e) {
            LOG.warn(
                    "{} holds callers' numbers, and its mode stays {}, as it cannot be changed to {}: {}",
                    place,
                    Integer.toOctalString(mode),
                    Integer.toOctalString(wanted),
                    e.toString());
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
