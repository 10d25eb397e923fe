package org.usher.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.HeldBackCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PromiseBreach;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.RepairKind;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.engine.SnapshotPart;
import org.usher.server.metrics.KeptCounters;

/** Counts for the metrics what became of contacts, offers and talks since the command log began: a restart loses nothing of them. */
final class EventCounts implements EventSink, SnapshotPart {
    private final Map<ReleaseStatus, Counter> refused;
    private final Map<EntryOutcome, Counter> entries;
    private final Map<OfferOutcome, Counter> offers;
    private final Map<EndedBy, Counter> talks;
    private final Map<PromiseBreach, Counter> promises;
    private final Map<HeldBackCause, Counter> heldBack;
    private final Map<HeldBackCause, Counter> gaveWay;
    private final Map<RepairKind, Counter> repairs;
    private final Counter joined;
    private final Counter merged;
    private final Counter wishesDropped;
    private final Counter overflowedToQueue;
    private final Counter overflowedToDialplan;
    private final KeptCounters kept;

    EventCounts(MeterRegistry registry) {
        refused = counters(
                registry,
                "usher.contacts.refused",
                "Contacts that a queue did not let in",
                "status",
                ReleaseStatus.class);
        entries = counters(
                registry, "usher.entries.ended", "Stays in a queue's line that ended", "outcome", EntryOutcome.class);
        offers = counters(
                registry,
                "usher.offers.ended",
                "Offers that ended, each agent of a group offer counted",
                "outcome",
                OfferOutcome.class);
        talks = counters(registry, "usher.talks.ended", "Talks that ended, by who ended them", "by", EndedBy.class);
        promises = counters(
                registry,
                "usher.promises.broken",
                "Contacts passed over for a later one after they had waited longer than their queue promises, by what outweighed the wait",
                "cause",
                PromiseBreach.class);
        heldBack = counters(
                registry,
                "usher.agents.held.back",
                "Times the guard against burnout held an agent back, by the limit he had come to",
                "cause",
                HeldBackCause.class);
        gaveWay = counters(
                registry,
                "usher.guard.gave.way",
                "Contacts in danger offered to an agent who was held back, by the limit he had come to",
                "cause",
                HeldBackCause.class);
        repairs = counters(
                registry,
                "usher.repairs",
                "Times a witness disagreed with what was known of an agent or a contact, and it was set right, by which",
                "kind",
                RepairKind.class);
        joined = counter(registry, "usher.talks.joined", "Talks that a transfer led to, not an offer");
        merged = counter(registry, "usher.contacts.merged", "Attended transfers to a queue");
        wishesDropped = counter(
                registry,
                "usher.wishes.dropped",
                "Skills that [[customer_rule]] asked for and that nobody of the queue had together with the rest");
        overflowedToQueue = overflowedByEstimate(registry, "queue");
        overflowedToDialplan = overflowedByEstimate(registry, "dialplan");
        List<Counter> all =
                new ArrayList<>(List.of(joined, merged, wishesDropped, overflowedToQueue, overflowedToDialplan));
        Stream.of(refused, entries, offers, talks, promises, heldBack, gaveWay)
                .forEach(family -> all.addAll(family.values()));
        kept = new KeptCounters(all);
    }

    @Override
    public String partName() {
        return "counts";
    }

    @Override
    public byte[] remembered() {
        return kept.values();
    }

    @Override
    public void remember(byte[] remembered) throws IOException {
        kept.restore(remembered);
    }

    @Override
    public void accept(RecordedEvent recorded) {
        switch (recorded.event()) {
            case Event.ContactRefused e -> count(refused, e.status());
            case Event.EntryEnded e -> count(entries, e.outcome());
            case Event.OfferEnded e -> count(offers, e.outcome());
            case Event.TalkEnded e -> count(talks, e.endedBy());
            case Event.PromiseBroken e -> count(promises, e.cause());
            case Event.AgentHeldBack e -> {
                if (e.untilMs() > e.atMs()) {
                    count(heldBack, e.cause());
                }
            }
            case Event.GuardGaveWay e -> count(gaveWay, e.cause());
            case Event.Repaired e -> count(repairs, e.kind());
            case Event.TalkJoined e -> joined.increment();
            case Event.ContactMerged e -> merged.increment();
            case Event.OverflowedByEstimate e ->
                (e.nextQueueId() == 0 ? overflowedToDialplan : overflowedToQueue).increment();
            case Event.WishesDropped e -> wishesDropped.increment(e.dropped());
            default -> {} // no end of anything
        }
    }

    private static <E extends Enum<E>> void count(Map<E, Counter> counters, E kind) {
        Counter counter = counters.get(kind);
        if (counter != null) {
            counter.increment();
        }
    }

    /** One for each constant, from the start: what has not happened yet is 0, not absent. */
    private static <E extends Enum<E>> Map<E, Counter> counters(
            MeterRegistry registry, String name, String description, String tag, Class<E> kinds) {
        Map<E, Counter> counters = new EnumMap<>(kinds);
        for (E kind : kinds.getEnumConstants()) {
            counters.put(
                    kind,
                    Counter.builder(name)
                            .description(description)
                            .tag(tag, kind.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        return counters;
    }

    private static Counter overflowedByEstimate(MeterRegistry registry, String to) {
        return Counter.builder("usher.overflows.by.estimate")
                .description("Callers sent on when they came, because longer was expected than overflow_estimate")
                .tag("to", to)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
