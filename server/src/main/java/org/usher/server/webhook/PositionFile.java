package org.usher.server.webhook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a webhook stands, on disk: which log, under which reign, up to which place. A file that has its name is whole, as it is written under
 * another one first. It is not forced to the disk: what a power loss takes of it is sent twice, under the same ids.
 */
final class PositionFile {
    private static final Pattern FORM =
            Pattern.compile("([0-9a-f-]{36}) (\\d{1,9}) (\\d{1,18}) (-?\\d{1,10}) (\\d{1,10})\\n");
    private static final String NONE_SUCH = "00000000-0000-0000-0000-000000000000";

    private final Path file;

    PositionFile(Path directory, String webhook) {
        this.file = directory.resolve(webhook + ".position");
    }

    /** @param epoch of the reign that wrote it */
    record Position(UUID logId, int epoch, WebhookPlace place) {
        /** It says nothing that can be read: of no log. */
        private static final Position DAMAGED = new Position(UUID.fromString(NONE_SUCH), 0, WebhookPlace.START);

        boolean isDamaged() {
            return equals(DAMAGED);
        }
    }

    /** Empty if there is none yet. */
    Optional<Position> read() throws IOException {
        try {
            Matcher parts = FORM.matcher(Files.readString(file));
            return Optional.of(
                    parts.matches()
                            ? new Position(
                                    UUID.fromString(parts.group(1)),
                                    Integer.parseInt(parts.group(2)),
                                    new WebhookPlace(
                                            Long.parseLong(parts.group(3)),
                                            Integer.parseInt(parts.group(4)),
                                            Integer.parseInt(parts.group(5))))
                            : Position.DAMAGED);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) { // digits that are no number, or no id
            return Optional.of(Position.DAMAGED);
        }
    }

    void write(Position position) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        WebhookPlace place = position.place();
        Files.writeString(
                fresh,
                position.logId() + " " + position.epoch() + " " + place.index() + " " + place.number() + " "
                        + place.part() + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
