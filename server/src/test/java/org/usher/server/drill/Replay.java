package org.usher.server.drill;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;
import org.usher.server.engine.RecordedLog;

/** A command log, applied once more by an engine of ours. */
final class Replay {
    private final List<LogEntry> entries = new ArrayList<>();

    /** A decision: who was offered to whom. */
    record Offer(long contactId, int agentId) {}

    /** How it stood when a server died. */
    record Death(int epoch, int waiting, int offered, int talking) {}

    private Replay() {}

    /** @param data the data directory of a server */
    static Replay of(Path data) throws IOException {
        Replay replay = new Replay();
        RecordedLog.read(data, replay.entries::add);
        return replay;
    }

    List<LogEntry> entries() {
        return entries;
    }

    /** Applies all of it. */
    void tell(Output to) {
        QueueEngine engine = Engines.create();
        entries.forEach(entry -> engine.apply(entry, to));
    }

    /** How it stands after the last entry. */
    EngineView end() {
        QueueEngine engine = Engines.create();
        entries.forEach(entry -> engine.apply(entry, new Offers()));
        return engine.view();
    }

    /** How it stood at the end of each reign but the last. */
    List<Death> deaths() {
        List<Death> deaths = new ArrayList<>();
        QueueEngine engine = Engines.create();
        int epoch = entries.getFirst().epoch();
        for (LogEntry entry : entries) {
            if (entry.epoch() != epoch) {
                deaths.add(death(epoch, engine.view()));
                epoch = entry.epoch();
            }
            engine.apply(entry, new Offers());
        }
        return deaths;
    }

    private static Death death(int epoch, EngineView view) {
        int[] counts = new int[3];
        for (EngineView.ContactView contact : view.contacts()) {
            switch (contact.state()) {
                case WAITING -> counts[0]++;
                case OFFERED, CONNECTING -> counts[1]++;
                case TALKING -> counts[2]++;
                case IN_TRANSFER, RELEASING -> {}
            }
        }
        return new Death(epoch, counts[0], counts[1], counts[2]);
    }

    /** Whom the server of this reign offered to whom, in this order. */
    List<Offer> decidedIn(int epoch) {
        QueueEngine engine = Engines.create();
        Offers offers = new Offers();
        for (LogEntry entry : entries) {
            if (entry.epoch() > epoch) {
                break;
            }
            if (entry.epoch() == epoch && !offers.counts) {
                offers.counts = true;
            }
            engine.apply(entry, offers);
        }
        return offers.made;
    }

    /**
     * Whom an engine that never stopped would have offered to whom in this reign: one that is given the same entries but for what the start
     * itself put among them, the doubt in every waiting call and its end when the call was found. Time passes instead. Offers that it makes
     * at another entry have other ids; what the log says of an offer is said of the same one to it. It learns of deadlines as late as the
     * log tells of them: whoever came free while no server ran is given a caller at one moment with all the others who did, and who gets
     * which of them is then decided of all together, which is not what it would have been of one after the other.
     */
    List<Offer> decidedWithoutTheStartOf(int epoch) {
        QueueEngine engine = Engines.create();
        QueueEngine twin = Engines.create();
        Offers recorded = new Offers();
        Offers offers = new Offers();
        Set<Long> doubted = new HashSet<>();
        long diedAtMs = 0;
        for (LogEntry entry : entries) {
            if (entry.epoch() > epoch) {
                break;
            }
            Command command = entry.command();
            if (entry.epoch() == epoch) {
                offers.counts = true;
                if (command instanceof Command.ContactUnreachable doubt && entry.atMs() == diedAtMs) {
                    doubted.add(doubt.callKey());
                    command = new Command.Tick();
                } else if (command instanceof Command.ContactReachable found && doubted.remove(found.callKey())) {
                    command = new Command.Tick();
                }
            } else {
                diedAtMs = entry.atMs();
            }
            offers.contacts.put(entry.index(), entry.id());
            command = renamed(command, recorded, offers);
            engine.apply(entry, recorded);
            twin.apply(
                    new LogEntry(entry.index(), entry.epoch(), entry.engineVersion(), entry.atMs(), command), offers);
        }
        return offers.made;
    }

    /** The same said of the other engine's offer. */
    private static Command renamed(Command command, Offers recorded, Offers others) {
        try {
            RecordComponent[] parts = command.getClass().getRecordComponents();
            Object[] values = new Object[parts.length];
            Class<?>[] types = new Class<?>[parts.length];
            boolean renamed = false;
            for (int i = 0; i < parts.length; i++) {
                types[i] = parts[i].getType();
                values[i] = parts[i].getAccessor().invoke(command);
                Object said = values[i];
                values[i] = switch (parts[i].getName()) {
                    case "offerId", "actionId" -> others.offer((Long) said, recorded.ids.get((Long) said));
                    case "contactId" -> others.contact((Long) said);
                    default -> said;
                };
                renamed |= !Objects.equals(said, values[i]);
            }
            if (!renamed) {
                return command;
            }
            Constructor<? extends Command> constructor = command.getClass().getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The offers that an engine makes. */
    private static final class Offers implements Output {
        private final List<Offer> made = new ArrayList<>();
        /** What each id means: contact, agent, and the how-manieth offer of the two it is. */
        private final Map<Long, String> ids = new HashMap<>();

        /** What a contact is called in the log, by what this engine calls it, if that is something else. */
        private final Map<Long, Long> contacts = new HashMap<>();

        private final Map<Offer, Integer> times = new HashMap<>();
        private boolean counts;

        /** What this engine calls the offer of that meaning; as it is said if it has made none. */
        private long offer(long said, @Nullable String meaning) {
            return ids.entrySet().stream()
                    .filter(each -> each.getValue().equals(meaning))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(said);
        }

        private long contact(long said) {
            return contacts.entrySet().stream()
                    .filter(each -> each.getValue() == said)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(said);
        }

        @Override
        public void event(Event event) {
            if (event instanceof Event.OfferMade offer) {
                Offer pair = new Offer(contacts.getOrDefault(offer.contactId(), offer.contactId()), offer.agentId());
                ids.put(offer.offerId(), pair + "#" + times.merge(pair, 1, Integer::sum));
                if (counts) {
                    made.add(pair);
                }
            }
        }

        @Override
        public void effect(Effect effect) {
            // nobody carries anything out
        }
    }
}
