package org.usher.telephony.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What a SIPp says that could not do its work at all, as one whose port somebody else has: the story it was to play never happens. */
public final class SippFailure {
    /** SIPp's EXIT_BIND_ERROR, -2, and EXIT_FATAL_ERROR, -1. Calls that fail are no such thing, nor is its being killed. */
    private static final Set<Integer> FATAL = Set.of(254, 255);

    private SippFailure() {}

    /**
     * What went wrong; empty while it runs and when it ended as a SIPp may.
     *
     * @param errors the file of its {@code -error_file}
     */
    public static Optional<String> of(Process sipp, Path errors) {
        if (sipp.isAlive() || !FATAL.contains(sipp.exitValue())) {
            return Optional.empty();
        }
        try {
            String said = Files.exists(errors) ? Files.readString(errors, StandardCharsets.ISO_8859_1) : "";
            return Optional.of("SIPp ended with status " + sipp.exitValue() + ", see " + errors.getParent()
                    + "; it said: " + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
