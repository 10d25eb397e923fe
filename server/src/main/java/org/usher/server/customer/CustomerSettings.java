package org.usher.server.customer;

import java.net.URI;
import java.util.Optional;
import org.usher.server.security.Secret;

/**
 * How customers are looked up.
 *
 * @param region whose numbers need no country code, for example {@code DE}; empty: only numbers with one are known
 * @param keepMs how long what was found counts
 */
public record CustomerSettings(String region, long keepMs, Optional<Hook> hook) {
    public static final CustomerSettings DEFAULT = new CustomerSettings("", 600_000, Optional.empty());

    /**
     * Who is asked for customers that the database does not hold.
     *
     * @param timeoutMs for all of an answer
     * @param atOnce how many questions may be open
     * @param restMs how long it is left alone after five failures in a row
     */
    public record Hook(URI url, Secret secret, long timeoutMs, int atOnce, long restMs) {}
}
