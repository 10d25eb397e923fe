package org.usher.telephony.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The directory with a real Asterisk 22 and SIPp, fetched on first use by {@code get-asterisk.sh} into the user's cache. When that fails
 * the test fails with what the script said: a test that needs the real part is never skipped.
 */
public record AsteriskTree(Path directory) {
    private static final class Once {
        private static final AsteriskTree TREE = fetch();
    }

    public static AsteriskTree get() {
        return Once.TREE;
    }

    public Path asterisk() {
        return directory.resolve("asterisk");
    }

    public Path sipp() {
        return directory.resolve("sipp");
    }

    Path modules() {
        return directory.resolve("modules");
    }

    Path data() {
        return directory.resolve("usr/share/asterisk");
    }

    /** Whether Asterisk's core package of English sounds has this one. */
    boolean hasSound(String name) {
        return Files.exists(data().resolve("sounds/en_US_f_Allison/" + name + ".gsm"));
    }

    private static AsteriskTree fetch() {
        try {
            Path said = Files.createTempFile("usher-get-asterisk", ".log");
            Process p = new ProcessBuilder(
                            "bash",
                            ProjectFiles.rig().resolve("get-asterisk.sh").toString())
                    .redirectError(said.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            List<String> out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (!p.waitFor(20, TimeUnit.MINUTES) || p.exitValue() != 0 || out.isEmpty()) {
                throw new IllegalStateException("get-asterisk.sh failed:\n" + Files.readString(said));
            }
            Files.delete(said);
            return new AsteriskTree(Path.of(out.getLast()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
