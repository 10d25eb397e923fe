package org.usher.telephony.ami;

import java.util.List;

/** Whom a customer is given to, or an agent consults. */
public sealed interface CallTarget {
    /** An agent, at all the phones he is logged in on. */
    record Phones(List<Integer> deviceIds) implements CallTarget {
        public Phones {
            deviceIds = List.copyOf(deviceIds);
        }
    }

    /**
     * A queue.
     *
     * @param name as the configuration has it
     */
    record Queue(String name) implements CallTarget {}

    /** Somebody outside. */
    record Outside(String number) implements CallTarget {
        /** @throws IllegalArgumentException unless these are 1 to 24 digits, with a + before them or without */
        public Outside {
            if (!number.matches("\\+?[0-9]{1,24}")) {
                throw new IllegalArgumentException("no number that can be dialled: " + number);
            }
        }
    }
}
