package org.usher.server.customer;

import java.util.List;

/** A file of customers that cannot be used, and why. */
public final class CustomerFileException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<CustomerFault> faults;

    CustomerFileException(List<CustomerFault> faults) {
        super(faults.size() + " faults", null, false, false);
        this.faults = List.copyOf(faults);
    }

    /** The first hundred. */
    public List<CustomerFault> faults() {
        return faults;
    }
}
