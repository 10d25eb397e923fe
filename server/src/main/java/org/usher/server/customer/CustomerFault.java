package org.usher.server.customer;

/**
 * What is wrong with a file of customers.
 *
 * @param line from 1
 * @param value what stands there, empty if nothing or if it is not about one cell
 */
public record CustomerFault(int line, String column, String value, String wrong, String fix) {}
