package org.usher.server.centre;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ConfigException;
import org.usher.server.security.Digests;
import org.usher.server.security.Secret;

/**
 * The descriptions of the centre that were in force, in {@code centre/} under the data directory, readable by the server's owner only:
 *
 * <ul>
 *   <li>{@code revision-<n>.toml}, the latest {@value #KEPT};
 *   <li>{@code since-<digest>.toml}, what was applied since the server was started with the file of this digest.
 * </ul>
 *
 * <p>So the last word counts at a start: a file that has changed since is adopted, as ever; one that has not leaves in force what was
 * applied meanwhile. One server at a time.
 */
public final class CentreFolder {
    /** How many revisions are kept to go back to. */
    public static final int KEPT = 50;

    private static final Logger LOG = LoggerFactory.getLogger(CentreFolder.class);
    private static final Pattern REVISION = Pattern.compile("revision-([0-9]{1,18})\\.toml");

    private final Path directory;

    /** @param directory made when it is needed */
    public CentreFolder(Path directory) {
        this.directory = directory;
    }

    /** What is to be in force when a server starts with this file. */
    public Centre atStart(Centre file) throws IOException {
        Path applied = since(file);
        for (Path other : list("since-")) {
            if (!other.equals(applied)) {
                LOG.info("The centre's file has changed since another one was applied; it is adopted");
                Files.delete(other);
            }
        }
        if (!Files.exists(applied)) {
            return file;
        }
        try {
            Centre centre = CentreFile.parse(applied.toString(), Files.readString(applied));
            if (!centre.configuration().equals(file.configuration())) {
                LOG.info(
                        "What was applied since the last change of the centre's file stays in force ({}); change the file, or apply it, to go back to it",
                        applied);
            }
            return centre;
        } catch (ConfigException e) {
            LOG.error("What was applied cannot be read any more, so the centre's file is adopted:\n{}", e.getMessage());
            return file;
        }
    }

    /** Writes a description that is about to be adopted. */
    Kept keep(Centre startedWith, Centre applied) throws IOException {
        return new Kept(write(applied.text()), since(startedWith));
    }

    /** Keeps a description that is in force as this revision. */
    public void keepRevision(long revision, Centre centre) throws IOException {
        Files.move(
                write(centre.text()),
                directory.resolve("revision-" + revision + ".toml"),
                StandardCopyOption.ATOMIC_MOVE);
        List<Path> all = list("revision-");
        all.stream()
                .sorted(Comparator.comparingLong(CentreFolder::revisionOf))
                .limit(Math.max(0, all.size() - KEPT))
                .forEach(CentreFolder::delete);
    }

    /** A description that is on the disk, and not yet the one that a start comes back to. */
    record Kept(Path unfinished, Path lasting) implements AutoCloseable {
        /** Now it is. */
        void lasts() throws IOException {
            Files.move(unfinished, lasting, StandardCopyOption.ATOMIC_MOVE);
        }

        /** It never will be, if it is not yet. */
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(unfinished);
        }
    }

    private Path since(Centre file) {
        return directory.resolve("since-" + Digests.of(Secret.of(file.text())) + ".toml");
    }

    private Path write(String text) throws IOException {
        Files.createDirectories(directory);
        Path whole = Files.createTempFile(
                directory,
                "unfinished-",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(whole, text);
    }

    private List<Path> list(String prefix) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                    .toList();
        }
    }

    private static long revisionOf(Path file) {
        Matcher name = REVISION.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Long.parseLong(name.group(1)) : Long.MAX_VALUE;
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            LOG.warn("{} is not needed any more, but cannot be deleted", file, e);
        }
    }
}
