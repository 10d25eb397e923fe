package org.usher.server.call;

import java.util.List;

/** Whom a customer is given to, or an agent consults. */
public sealed interface CallTarget {
    /** Its name in the configuration, or the number. */
    String name();

    /**
     * A colleague.
     *
     * @param deviceIds where he is logged in
     */
    record Agent(String name, List<Integer> deviceIds) implements CallTarget {
        public Agent {
            deviceIds = List.copyOf(deviceIds);
        }
    }

    /** A queue, to wait in. */
    record Queue(String name) implements CallTarget {}

    /** A number outside. */
    record Outside(String name) implements CallTarget {}
}
