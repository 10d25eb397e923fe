package org.usher.server.recording;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The files that the PBXs write, where this machine can read them: {@code usher/<day, UTC>/<contact>-<recording>-<side>.wav} (see usher-record
 * in conf/asterisk/extensions-usher.conf). A name is made of two numbers and one of two words, so no request can name any other file.
 */
public final class RecordingFiles {
    /** Whose voice is in the file. */
    public enum Side {
        CALLER,
        AGENT;

        /** As the side is written in names and addresses. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final List<Path> directories;

    /** @param directories the monitor directories of the PBXs, of each that can be read */
    public RecordingFiles(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /** Whether there is anywhere to look. */
    public boolean readable() {
        return !directories.isEmpty();
    }

    /**
     * The file, if it is there. Contact ids are the centre's own, so no two PBXs have files of one name. Blocks.
     *
     * @param recordingId when it was begun (epoch ms)
     */
    public Optional<Path> find(long contactId, long recordingId, Side side) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(recordingId), ZoneOffset.UTC);
        String name = contactId + "-" + recordingId + "-" + side.word() + ".wav";
        return directories.stream()
                .map(directory -> directory.resolve("usher/" + day).resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
