package org.usher.lab;

import java.util.function.Function;

/**
 * A row of the lab's tables.
 *
 * @param make a fresh system for one replication of a scenario
 */
public record Policy(String name, Function<Scenario, SystemUnderTest> make) {}
