package org.usher.server.people;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.usher.server.security.Digests;
import org.usher.server.security.OwnerFile;
import org.usher.server.security.Remit;
import org.usher.server.security.Role;
import org.usher.server.security.Secret;

/**
 * The person who lets the others in, made when there is nobody. His password is random, in a file that only the server's owner can read,
 * and good for nothing but to be changed.
 */
final class FirstAdministrator {
    static final String NAME = "admin";
    private final Path file;

    FirstAdministrator(Path dataDirectory) {
        this.file = dataDirectory.resolve("admin.password");
    }

    /** With the password of the file, which is made first: of a person without one nobody would know the password. */
    Person person() throws IOException {
        if (!Files.exists(file)) {
            OwnerFile.make(file, Digests.random());
        }
        Secret password = OwnerFile.read(file);
        if (password.reveal().length() < Passwords.MIN_LENGTH) {
            throw new IOException(file + " holds no password; delete it and a new one is made");
        }
        return new Person(
                0,
                NAME,
                "First administrator",
                Set.of(Role.ADMIN),
                Remit.ALL,
                null,
                false,
                true,
                Passwords.hash(password));
    }

    /** The password has been changed: what stands in the file is worth nothing any more. */
    void passwordChanged() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Another Usher has made this one: our file is worth nothing unless it is the same, in a directory that both share. */
    void madeByAnother(Person administrator) throws IOException {
        if (Files.exists(file) && !Passwords.matches(administrator.password(), OwnerFile.read(file))) {
            Files.delete(file);
        }
    }

    Path file() {
        return file;
    }
}
