package org.usher.server.centre;

import java.util.Optional;
import org.usher.core.api.Configuration;

/** Puts lasting ids into a centre that was read from a file. Safe from any thread. */
public interface CentreIds {
    /** What is to be adopted so that {@code centre} is in force; empty if it is already. */
    Optional<Configuration> next(Configuration current, Configuration centre);

    /** The same, with no id given away for it. */
    Optional<Configuration> preview(Configuration current, Configuration centre);
}
