package org.usher.telephony.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds what the tests need of the working tree, from whatever module they run in. */
public final class ProjectFiles {
    private ProjectFiles() {}

    /** The top of the working tree: the nearest directory upwards that holds {@code conf/asterisk}. */
    public static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path p = start; p != null; p = p.getParent()) {
            if (Files.isDirectory(p.resolve("conf/asterisk"))) {
                return p;
            }
        }
        throw new IllegalStateException("no directory above " + start + " holds conf/asterisk");
    }

    /** The Asterisk files that are shipped to operators. */
    public static Path shippedAsteriskConf() {
        return root().resolve("conf/asterisk");
    }

    static Path rig() {
        return root().resolve("telephony/src/test/resources/rig");
    }

    static String resource(String name) {
        try (InputStream in = ProjectFiles.class.getResourceAsStream("/rig/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no test resource /rig/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
