package org.usher.server.customer;

import java.util.Set;

/**
 * What is known of a customer for routing, and for the agent to greet him by; nothing else. Nobody has proved that he is this one.
 *
 * @param id of the CRM or whoever keeps customers
 * @param name empty if unknown
 * @param language for example {@code fr}, empty if unknown
 * @param segment for example {@code gold}, empty if none
 * @param lastAgent name of the agent of the centre who served him last, empty if unknown
 * @param openMatters a word for each kind of matter that is open, for example {@code claim}
 */
public record Customer(
        String id,
        String name,
        String language,
        String segment,
        boolean vip,
        String lastAgent,
        Set<String> openMatters) {
    public Customer {
        openMatters = Set.copyOf(openMatters);
    }

    /** Without what is personal. */
    @Override
    public String toString() {
        return "customer " + id;
    }
}
