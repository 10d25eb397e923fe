package org.usher.server.load;

import java.util.Optional;
import org.usher.telephony.rig.RealAsterisk;

/** One of the two systems, running on an Asterisk of its own while the other does not run at all. */
interface Contestant extends AutoCloseable {
    RealAsterisk asterisk();

    /** What its callers dial. */
    String extension();

    /** Usher's process, if this is Usher. */
    default Optional<ProcessHandle> server() {
        return Optional.empty();
    }

    /** The process of its database, if it has one. */
    default Optional<ProcessHandle> database() {
        return Optional.empty();
    }

    /** Waits until every agent can be rung. */
    void awaitReady() throws InterruptedException;

    @Override
    void close();
}
