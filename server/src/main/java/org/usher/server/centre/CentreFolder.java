package org.usher.server.centre;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
 *   <li>{@code since-<digest>.toml}, what was applied since the file that servers are started with was the one of this digest.
 * </ul>
 *
 * <p>So the last word counts at a start and at a take-over: a file that has changed since is adopted, as ever; one that has not leaves in
 * force what was applied meanwhile. One server at a time.
 */
public final class CentreFolder {
    /** How many revisions are kept to go back to. */
    public static final int KEPT = 50;

    private static final Logger LOG = LoggerFactory.getLogger(CentreFolder.class);
    private static final String SINCE = "since-";
    private static final Pattern REVISION = Pattern.compile("revision-([0-9]{1,18})\\.toml");

    private final Path directory;

    /** @param directory made when it is needed */
    public CentreFolder(Path directory) {
        this.directory = directory;
    }

    /** What is to be in force when a server begins to reign and reads this. Changes nothing: see {@link #settled}. */
    public Centre atStart(CentreReading file) throws IOException {
        Optional<Path> applied = lastWord(file);
        if (applied.isEmpty()) {
            if (!list(SINCE).isEmpty()) {
                LOG.info("The centre's file has changed since another one was applied; it is adopted");
            }
            return file.centre();
        }
        try {
            Centre centre = read(applied.get());
            if (!centre.text().equals(file.centre().text())) {
                LOG.info(
                        "What was applied since the last change of the centre's file stays in force ({}); change the file, or apply it, to go back to it",
                        applied.get());
            }
            return centre;
        } catch (ConfigException e) {
            LOG.error("What was applied cannot be read any more, so the centre's file is adopted:\n{}", e.getMessage());
            return file.centre();
        }
    }

    /**
     * What was applied after the file was last changed, if anything was: when it was applied this is what the file said, or the file said it
     * already before that, as seen by a server that stood by with a file of its own.
     */
    private Optional<Path> lastWord(CentreReading file) throws IOException {
        Path since = since(file.centre().text());
        if (Files.exists(since)) {
            return Optional.of(since);
        }
        for (Path other : list(SINCE)) {
            if (Files.getLastModifiedTime(other).toMillis() > file.sinceMs()) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    /** The description that was adopted at a start is in force: its word or the file's is the last one from now on. */
    void settled(CentreReading file, Centre adopted) throws IOException {
        Path since = since(file.centre().text());
        List<Path> applied = list(SINCE);
        if (adopted == file.centre()) {
            applied.forEach(CentreFolder::delete);
        } else if (!Files.exists(since) && !applied.isEmpty()) {
            Files.copy(applied.getFirst(), since, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** What was in force as this revision, but for what the engine knows better; empty if that is not known here. */
    Optional<Centre> revision(long revision) throws IOException {
        Path path = revisionPath(revision);
        try {
            return Files.exists(path) ? Optional.of(read(path)) : Optional.empty();
        } catch (ConfigException e) {
            LOG.warn("Passed over {}: {}", path, e.getMessage());
            return Optional.empty();
        }
    }

    private static Centre read(Path path) throws IOException, ConfigException {
        return CentreFile.parse(path.toString(), Files.readString(path));
    }

    /**
     * Writes a description that is about to be adopted.
     *
     * @param fileText what the file said whose last change this comes after
     */
    Kept keep(String fileText, Centre applied) throws IOException {
        return new Kept(this, write(applied.text()), since(fileText));
    }

    /** Keeps a description that is in force as this revision. */
    public void keepRevision(long revision, Centre centre) throws IOException {
        Files.move(write(centre.text()), revisionPath(revision), StandardCopyOption.ATOMIC_MOVE);
        List<Path> all = list("revision-");
        all.stream()
                .sorted(Comparator.comparingLong(CentreFolder::revisionOf))
                .limit(Math.max(0, all.size() - KEPT))
                .forEach(CentreFolder::delete);
    }

    /** A description that is on the disk, and not yet the one that a start comes back to. */
    record Kept(CentreFolder folder, Path unfinished, Path lasting) implements AutoCloseable {
        /** Now it is, also for servers that share the folder and were started with another file. */
        void lasts() throws IOException {
            Files.move(unfinished, lasting, StandardCopyOption.ATOMIC_MOVE);
            for (Path other : folder.list(SINCE)) {
                if (!other.equals(lasting)) {
                    Files.copy(lasting, other, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }

        /** It never will be, if it is not yet. */
        @Override
        public void close() {
            if (Files.exists(unfinished)) {
                delete(unfinished);
            }
        }
    }

    private Path since(String fileText) {
        return directory.resolve(SINCE + Digests.of(Secret.of(fileText)) + ".toml");
    }

    private Path revisionPath(long revision) {
        return directory.resolve("revision-" + revision + ".toml");
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
