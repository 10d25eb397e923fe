package org.usher.server.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that holds a secret and that only its owner can read, from its first moment on. */
public final class OwnerFile {
    private OwnerFile() {}

    /** Makes the file, or puts another in its place. */
    public static void write(Path file, Secret secret) throws IOException {
        Path made = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                String.valueOf(file.getFileName()),
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(made, secret.reveal() + "\n");
        Files.move(made, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    public static Secret read(Path file) throws IOException {
        return Secret.of(Files.readString(file).strip());
    }
}
