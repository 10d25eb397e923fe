package org.usher.server.customer;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was found of customers lately, and where it is looked up: in one source after the other, until one knows. Safe from any thread. */
public final class CustomerBook {
    private static final Logger LOG = LoggerFactory.getLogger(CustomerBook.class);
    private static final int MAX_KEPT = 100_000;

    private final List<CustomerSource> sources;
    private final AsyncCache<Question, Lookup> kept;
    /** Who served a customer since what is kept was found, by his id. */
    private final Cache<String, String> lastAgents;

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
        lastAgents = Caffeine.newBuilder()
                .maximumSize(MAX_KEPT)
                .expireAfterWrite(Duration.ofMillis(keepMs))
                .build();
    }

    /** The customer has talked with this agent. */
    void served(String customer, String agent) {
        lastAgents.put(customer, agent);
    }

    private Lookup byNow(Lookup found) {
        if (found instanceof Lookup.Known(Customer customer)) {
            String agent = lastAgents.getIfPresent(customer.id());
            return agent == null ? found : new Lookup.Known(customer.servedBy(agent));
        }
        return found;
    }

    /** What was found counts no more: other customers are there. */
    public void forget() {
        kept.synchronous().invalidateAll();
        lastAgents.invalidateAll();
    }

    /** What is known, or can be found; one question about the same is asked once. Completed exceptionally if it cannot be said. */
    public CompletableFuture<Lookup> find(Question question) {
        boolean[] isNew = {false};
        CompletableFuture<Lookup> known = kept.get(question, (asked, executor) -> {
            isNew[0] = true;
            CompletableFuture<Lookup> found = find(asked, 0);
            var _ = found.whenComplete(this::count);
            return found;
        });
        if (isNew[0] && question instanceof Question.ByNumber) {
            var _ = known.thenAccept(found -> keepById(found, known));
        }
        return known.thenApply(this::byNow);
    }

    /** What one source cannot say is not known only because the next one knows nobody: then it is asked again next time. */
    private CompletableFuture<Lookup> find(Question question, int from) {
        CompletableFuture<Lookup> found = sources.get(from).find(question);
        if (from == sources.size() - 1) {
            return found;
        }
        return found.handle((lookup, failure) -> failure == null && !(lookup instanceof Lookup.Unknown))
                .thenCompose(known -> known ? found : findElse(question, from + 1, found));
    }

    /** If these sources know nobody either, it is as it was before. */
    private CompletableFuture<Lookup> findElse(Question question, int from, CompletableFuture<Lookup> before) {
        CompletableFuture<Lookup> found = find(question, from);
        return found.thenCompose(lookup -> lookup instanceof Lookup.Unknown ? before : found);
    }

    /** Whom we found by his number need not be looked up by the id that he has from then on. */
    private void keepById(Lookup found, CompletableFuture<Lookup> answer) {
        if (found instanceof Lookup.Known(Customer customer)) {
            kept.put(new Question.ById(customer.id()), answer);
        }
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
