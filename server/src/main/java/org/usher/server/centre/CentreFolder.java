package org.usher.server.centre;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ConfigException;
import org.usher.server.config.ConfigProblem;
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
 * force what was applied meanwhile. A file that has its name is whole and on the disk: it is written under another name and forced before
 * it gets it. One server at a time.
 */
public final class CentreFolder {
    /** How many revisions are kept to go back to. */
    public static final int KEPT = 50;

    private static final Logger LOG = LoggerFactory.getLogger(CentreFolder.class);
    private static final String SINCE = "since-";
    private static final String UNFINISHED = "unfinished-";
    private static final Pattern REVISION = Pattern.compile("revision-([0-9]{1,18})\\.toml");

    private final Path directory;

    /** @param directory made when it is needed */
    public CentreFolder(Path directory) {
        this.directory = directory;
    }

    /**
     * What was said last.
     *
     * @param applied where it stands if it was applied; null if the file says it
     */
    record LastWord(Centre centre, @Nullable Path applied) {}

    /**
     * What is to be in force when a server begins to reign and reads this. Changes nothing: see {@link #settled}.
     *
     * @param problems why a description does not fit this server; empty if it does
     */
    LastWord atStart(CentreReading file, Function<Centre, List<ConfigProblem>> problems) throws IOException {
        Optional<Path> applied = lastWord(file);
        if (applied.isEmpty()) {
            if (!list(SINCE).isEmpty()) {
                LOG.info("The centre's file has changed since another one was applied; it is adopted");
            }
            return new LastWord(file.centre(), null);
        }
        try {
            Centre centre = read(applied.get());
            List<ConfigProblem> misfits = problems.apply(centre);
            if (!misfits.isEmpty()) {
                return passedOver(
                        applied.get(),
                        misfits.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")),
                        file);
            }
            if (!centre.text().equals(file.centre().text())) {
                LOG.info(
                        "What was applied since the last change of the centre's file stays in force ({}); change the file, or apply it, to go back to it",
                        applied.get());
            }
            return new LastWord(centre, applied.get());
        } catch (ConfigException e) {
            return passedOver(applied.get(), e.getMessage(), file);
        }
    }

    private static LastWord passedOver(Path applied, @Nullable String why, CentreReading file) {
        LOG.error("What was applied ({}) cannot be used any more, so the centre's file is adopted:\n{}", applied, why);
        return new LastWord(file.centre(), null);
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
        Path latest = null;
        long latestMs = file.sinceMs();
        for (Path other : list(SINCE)) {
            long appliedMs = Files.getLastModifiedTime(other).toMillis();
            if (appliedMs > latestMs) {
                latest = other;
                latestMs = appliedMs;
            }
        }
        return Optional.ofNullable(latest);
    }

    /** The description that was adopted at a start is in force: its word or the file's is the last one from now on. */
    void settled(CentreReading file, LastWord adopted) throws IOException {
        for (Path leftOver : list(UNFINISHED)) { // of a server that died over it
            Files.delete(leftOver);
        }
        Path applied = adopted.applied;
        if (applied == null) {
            deleteAllBut(null);
        } else {
            copy(applied, since(file.centre().text()));
        }
    }

    private void deleteAllBut(@Nullable Path since) throws IOException {
        for (Path other : list(SINCE)) {
            if (!other.equals(since)) {
                Files.delete(other);
            }
        }
    }

    /** With the time at which it was applied. */
    private void copy(Path applied, Path since) throws IOException {
        if (!applied.equals(since)) {
            FileTime at = Files.getLastModifiedTime(applied);
            Path copy = write(Files.readString(applied));
            Files.setLastModifiedTime(copy, at);
            rename(copy, since);
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
        return new Kept(this, write(applied.text()), since(fileText), fileText.equals(applied.text()));
    }

    /** Keeps a description that is in force as this revision. */
    public void keepRevision(long revision, Centre centre) throws IOException {
        Path path = revisionPath(revision);
        List<Path> others = list("revision-").stream()
                .filter(other -> !other.equals(path))
                .sorted(Comparator.comparingLong(CentreFolder::revisionOf))
                .toList();
        for (Path old : others.subList(0, Math.max(0, others.size() - KEPT + 1))) {
            Files.delete(old);
        }
        rename(write(centre.text()), path);
    }

    /**
     * A description that is on the disk, and not yet the one that a start comes back to.
     *
     * @param saidByFile whether the file that servers are started with says the same
     */
    record Kept(CentreFolder folder, Path unfinished, Path lasting, boolean saidByFile) implements AutoCloseable {
        /**
         * Now it is. What other files had been followed by counts no more: if the file says it itself, one that is put back has changed; if not,
         * this follows those, too, for servers that share the folder and were started with another file.
         */
        void lasts() throws IOException {
            folder.rename(unfinished, lasting);
            if (saidByFile) {
                folder.deleteAllBut(lasting);
                return;
            }
            for (Path other : folder.list(SINCE)) {
                folder.copy(lasting, other);
            }
        }

        /** It never will be, if it is not yet. */
        @Override
        public void close() {
            try {
                Files.deleteIfExists(unfinished);
            } catch (IOException e) {
                LOG.warn("{} is left over until the next start", unfinished, e);
            }
        }
    }

    private Path since(String fileText) {
        return directory.resolve(SINCE + Digests.of(Secret.of(fileText)) + ".toml");
    }

    private Path revisionPath(long revision) {
        return directory.resolve("revision-" + revision + ".toml");
    }

    /** On the disk, but not under its name yet. */
    private Path write(String text) throws IOException {
        Files.createDirectories(directory);
        Path unfinished = Files.createTempFile(
                directory,
                UNFINISHED,
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
        return unfinished;
    }

    private void rename(Path unfinished, Path path) throws IOException {
        try {
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
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
}
