package org.usher.server.customer;

import java.sql.SQLException;

/** Where files of customers are taken in. */
@FunctionalInterface
public interface CustomerIntake {
    /**
     * What was done.
     *
     * @param customers in the file
     * @param added of them, who were not there before
     * @param numbers in the file, each customer's counted
     */
    record Done(long customers, long added, long numbers) {}

    /**
     * Takes a file in, all of it or nothing; blocks.
     *
     * @param csv its text
     * @throws CustomerFileException with what is wrong with it
     */
    Done take(String csv) throws CustomerFileException, SQLException;
}
