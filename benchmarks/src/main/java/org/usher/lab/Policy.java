package org.usher.lab;

import java.util.function.Function;

/**
 * A row of the lab's tables.
 *
 * @param make a fresh system for one replication of a scenario
 * @param peer true for another queue server's rules, with which {@code usher-default} is compared; see {@link Verdict}
 */
public record Policy(String name, Function<Scenario, SystemUnderTest> make, boolean peer) {
    public Policy(String name, Function<Scenario, SystemUnderTest> make) {
        this(name, make, false);
    }

    static Policy peer(String name, Function<Scenario, SystemUnderTest> make) {
        return new Policy(name, make, true);
    }
}
