package org.usher.server.security;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that holds a secret and that only its owner can read, from its first moment on. */
public final class OwnerFile {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerFile.class);

    private OwnerFile() {}

    /** Makes the file, unless there is one: another server that shares the directory may be a moment earlier, and then its secret counts. */
    public static void make(Path file, Secret secret) throws IOException {
        Path whole = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                String.valueOf(file.getFileName()),
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(whole, secret.reveal() + "\n");
            Files.createLink(file, whole); // all of it or nothing, and never in place of another
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{} is there already", file);
        } finally {
            Files.delete(whole);
        }
    }

    public static Secret read(Path file) throws IOException {
        return Secret.of(Files.readString(file).strip());
    }
}
