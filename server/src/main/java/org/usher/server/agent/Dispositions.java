package org.usher.server.agent;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What contacts may come to, in the words of the centre. Of no concern to the engine, which only passes on what an agent chose.
 *
 * @param all in the order in which they are to be shown
 */
public record Dispositions(List<Disposition> all) {
    public static final Dispositions NONE = new Dispositions(List.of());

    public Dispositions {
        all = List.copyOf(all);
    }

    /**
     * One of them.
     *
     * @param name by which the history keeps it
     * @param title as people read it
     * @param queues names of the queues at whose contacts the desk shows it; none for every queue. That of
     *     another queue is taken as well
     */
    public record Disposition(String name, String title, Set<String> queues) {
        public Disposition {
            queues = Set.copyOf(queues);
        }

        boolean isFor(String queue) {
            return queues.isEmpty() || queues.contains(queue);
        }
    }

    /** Those that a contact of this queue may come to. */
    public List<Disposition> of(String queue) {
        return all.stream().filter(disposition -> disposition.isFor(queue)).toList();
    }

    public Optional<Disposition> named(String name) {
        return all.stream()
                .filter(disposition -> disposition.name().equals(name))
                .findFirst();
    }
}
