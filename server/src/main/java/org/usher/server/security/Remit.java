package org.usher.server.security;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which queues somebody answers for.
 *
 * @param all whatever queues there are, now and later
 * @param queues names, if not all
 */
public record Remit(boolean all, Set<String> queues) {
    public static final Remit ALL = new Remit(true, Set.of());
    public static final Remit NONE = new Remit(false, Set.of());

    public Remit {
        queues = Collections.unmodifiableSet(new TreeSet<>(queues));
    }

    public static Remit of(Collection<String> queues) {
        return new Remit(false, Set.copyOf(queues));
    }

    public boolean covers(String queue) {
        return all || queues.contains(queue);
    }
}
