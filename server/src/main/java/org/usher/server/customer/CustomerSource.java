package org.usher.server.customer;

import java.util.concurrent.CompletableFuture;

/** Where customers are looked up. */
public interface CustomerSource {
    /** Never blocks; completed exceptionally if it cannot be said, with a message that names nobody. */
    CompletableFuture<Lookup> find(Question question);
}
