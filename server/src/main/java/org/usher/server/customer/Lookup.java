package org.usher.server.customer;

/** What is known of a number or an id. */
public sealed interface Lookup {

    /** It is one customer's. */
    record Known(Customer customer) implements Lookup {}

    /** It is several customers', or nobody's in particular, such as a switchboard's: who calls must be asked. */
    record Shared() implements Lookup {}

    /** It is nobody's. */
    record Unknown() implements Lookup {}
}
