package org.usher.server.customer;

import java.util.List;
import java.util.Map;

/**
 * One customer of a file, read and found well.
 *
 * @param line of the file, from 1
 * @param values of those columns of the table that the file has, by their names, as text
 * @param saysNumbers whether the file has a column of numbers
 * @param numbers with + and country code; nobody else's
 * @param sharedNumbers that identify nobody
 */
record CustomerLine(
        int line,
        String id,
        Map<String, String> values,
        boolean saysNumbers,
        List<String> numbers,
        List<String> sharedNumbers) {
    CustomerLine {
        values = Map.copyOf(values);
        numbers = List.copyOf(numbers);
        sharedNumbers = List.copyOf(sharedNumbers);
    }
}
