package org.usher.server.centre;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ConfigException;

/**
 * The centre's file, as it was read.
 *
 * @param path of it; null: there is none that could change
 * @param sinceMs when it was first seen to say this (epoch ms)
 */
public record CentreReading(@Nullable Path path, Centre centre, long sinceMs) {
    private static final Logger LOG = LoggerFactory.getLogger(CentreReading.class);

    /** Of a file that must be usable. */
    public static CentreReading of(Path path) throws ConfigException {
        return new CentreReading(path, CentreFile.read(path), System.currentTimeMillis());
    }

    /** Of no file. */
    public static CentreReading of(Centre centre) {
        return new CentreReading(null, centre, System.currentTimeMillis());
    }

    /** What it says by now. */
    public CentreReading again() throws ConfigException {
        Path file = path;
        Centre now = file == null ? centre : CentreFile.read(file);
        return now.text().equals(centre.text()) ? this : new CentreReading(file, now, System.currentTimeMillis());
    }

    /** Whether the file says by now what this text says. */
    boolean says(String text) {
        Path file = path;
        try {
            return text.equals(
                    file == null ? centre.text() : CentreFile.read(file).text());
        } catch (ConfigException e) {
            LOG.debug("the file cannot be read, so it says nothing", e);
            return false;
        }
    }
}
