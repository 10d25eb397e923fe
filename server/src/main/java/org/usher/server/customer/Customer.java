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
 * @param lastAgentFixed whether that stays whoever serves him
 * @param openMatters a word for each kind of matter that is open, for example {@code claim}
 */
public record Customer(
        String id,
        String name,
        String language,
        String segment,
        boolean vip,
        String lastAgent,
        boolean lastAgentFixed,
        Set<String> openMatters) {
    public Customer {
        openMatters = Set.copyOf(openMatters);
    }

    /** One whose last agent is learnt. */
    public Customer(
            String id,
            String name,
            String language,
            String segment,
            boolean vip,
            String lastAgent,
            Set<String> openMatters) {
        this(id, name, language, segment, vip, lastAgent, false, openMatters);
    }

    /** The same, served by this agent since; if that is learnt. */
    Customer servedBy(String agent) {
        return lastAgentFixed ? this : new Customer(id, name, language, segment, vip, agent, false, openMatters);
    }

    /** Without what is personal. */
    @Override
    public String toString() {
        return "customer " + id;
    }
}
