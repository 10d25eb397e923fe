package org.usher.server.drill;

/** Something breaks, and what has to hold then is looked at. */
interface Drill {
    /** As {@code -Ddrill} names it. */
    String name();

    /** Breaks it and tells {@code proof} what it saw; whatever is thrown means that the drill did not hold. */
    void run(Proof proof) throws Exception;
}
