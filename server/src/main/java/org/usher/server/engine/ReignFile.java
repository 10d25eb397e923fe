package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of the last reign, beside the command log. The log's entries have it, too, but a server may die before a full disk has taken
 * any of its own; the next one must not reign under the same number, by which the PBXs tell whose orders count and ids are told apart. The
 * file is always of one length and written in place, for which a full disk has the room.
 */
final class ReignFile {
    private static final Logger LOG = LoggerFactory.getLogger(ReignFile.class);
    private static final String NAME = "reign";
    private static final int DIGITS = 10;

    private ReignFile() {}

    /** The number of the reign that begins: at least this, and greater than any that began here. */
    static int next(Path directory, int atLeast) {
        Path path = directory.resolve(NAME);
        int next = atLeast;
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            next = Math.max(atLeast, last(file) + 1);
            file.write(
                    ByteBuffer.wrap(String.format(Locale.ROOT, "%0" + DIGITS + "d\n", next)
                            .getBytes(StandardCharsets.US_ASCII)),
                    0);
            file.force(true);
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be written ({}): if this server dies before the command log takes an entry, the next one reigns under the"
                            + " same number",
                    path,
                    e.getMessage());
        }
        return next;
    }

    /** 0 if the file does not say, as when it was never written whole. */
    private static int last(FileChannel file) throws IOException {
        ByteBuffer digits = ByteBuffer.allocate(DIGITS);
        file.read(digits, 0);
        String text = new String(digits.array(), StandardCharsets.US_ASCII);
        long last = text.matches("\\d{" + DIGITS + "}") ? Long.parseLong(text) : 0;
        return (int) Math.min(last, Integer.MAX_VALUE - 1);
    }
}
