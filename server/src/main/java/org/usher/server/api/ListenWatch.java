package org.usher.server.api;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Configuration;
import org.usher.server.people.AuditEntry;
import org.usher.server.security.Access;
import org.usher.server.security.Principal;
import org.usher.server.supervisor.ListenDesk;

/**
 * Ends listening when whoever listens may not any more: he was removed, or lost his role, or the talk is now of a queue that he does not
 * answer for, because his remit has changed or the contact has. A phone that listens asks nobody again, so this looks each second.
 */
final class ListenWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ListenWatch.class);
    private static final long EVERY_MS = 1_000;

    private final ListenDesk desk;
    private final ContactQueues queues;
    private final Guard guard;
    private final Supplier<Configuration> configuration;
    private final LongSupplier clockMs;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("listen-watch").daemon().factory());

    /** @param clockMs epoch ms */
    ListenWatch(
            ListenDesk desk,
            ContactQueues queues,
            Guard guard,
            Supplier<Configuration> configuration,
            LongSupplier clockMs) {
        this.desk = desk;
        this.queues = queues;
        this.guard = guard;
        this.configuration = configuration;
        this.clockMs = clockMs;
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::guardedLook, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void guardedLook() {
        try {
            look();
        } catch (RuntimeException e) {
            log.error("whether all who listen still may could not be found out", e);
        }
    }

    /** Ends what is to be ended now. While nobody knows who people are, it is left as it is. */
    void look() {
        List<ListenDesk.Heard> all = guard.people().isKnown() ? desk.all() : List.of();
        for (ListenDesk.Heard heard : all) {
            String name = heard.listener().listener();
            long contactId = heard.listener().contactId();
            if (!may(name, contactId)) {
                var _ = desk.end(heard.pbxId(), contactId, name::equals);
                log.warn("{} may not listen to contact {} any more; ended", name, contactId);
                guard.audit()
                        .noteRefusal(new AuditEntry(
                                clockMs.getAsLong(),
                                name,
                                "",
                                "listening",
                                "/api/v1/contacts/" + contactId,
                                403,
                                "ended: may not any more"));
            }
        }
    }

    private boolean may(String name, long contactId) {
        OptionalInt queueId = queues.queueOf(contactId);
        if (queueId.isEmpty()) {
            return true; // it is over, and listening ends with it
        }
        return guard.people()
                .named(name)
                .filter(person -> Access.LISTEN.allows(person) && covers(person, queueId.getAsInt()))
                .isPresent();
    }

    private boolean covers(Principal person, int queueId) {
        return Remits.covers(person, queueId, configuration.get());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
