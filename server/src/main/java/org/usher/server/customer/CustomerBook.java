package org.usher.server.customer;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was found of customers lately, and where it is looked up: in one source after the other, until one knows. Safe from any thread. */
public final class CustomerBook {
    private static final Logger LOG = LoggerFactory.getLogger(CustomerBook.class);
    private static final int MAX_KEPT = 100_000;

    private final List<CustomerSource> sources;
    private final AsyncCache<Question, Lookup> kept;
    private final MeterRegistry registry;

    /**
     * A book.
     *
     * @param sources in the order in which they are asked
     * @param keepMs how long what was found counts
     */
    public CustomerBook(List<CustomerSource> sources, long keepMs, MeterRegistry registry) {
        this.sources = List.copyOf(sources);
        this.registry = registry;
        kept = Caffeine.newBuilder()
                .maximumSize(MAX_KEPT)
                .expireAfterWrite(Duration.ofMillis(keepMs))
                .buildAsync();
    }

    /** What is known at once. */
    Optional<Lookup> known(Question question) {
        CompletableFuture<Lookup> found = kept.getIfPresent(question);
        return found != null && found.state() == java.util.concurrent.Future.State.SUCCESS
                ? Optional.of(found.join())
                : Optional.empty();
    }

    /** What is known, or can be found; one question about the same is asked once. Completed exceptionally if it cannot be said. */
    public CompletableFuture<Lookup> find(Question question) {
        return kept.get(question, (asked, executor) -> {
            CompletableFuture<Lookup> found = find(asked, 0);
            var _ = found.whenComplete(this::count);
            return found;
        });
    }

    private CompletableFuture<Lookup> find(Question question, int from) {
        boolean last = from == sources.size() - 1;
        CompletableFuture<Lookup> found = sources.get(from).find(question);
        return last
                ? found
                : found.exceptionally(failure -> new Lookup.Unknown())
                        .thenCompose(lookup -> lookup instanceof Lookup.Unknown ? find(question, from + 1) : found);
    }

    private void count(Lookup lookup, Throwable failure) {
        String result = switch (lookup) {
            case null -> "failed";
            case Lookup.Known known -> "known";
            case Lookup.Shared shared -> "shared";
            case Lookup.Unknown unknown -> "unknown";
        };
        registry.counter("usher.customers.lookups", "result", result).increment();
        if (failure != null) {
            LOG.debug("a customer could not be looked up: {}", failure.toString());
        }
    }
}
