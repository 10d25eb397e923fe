package org.usher.core.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Configuration.Rules;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;

/**
 * Every state that a few callers and agents can come to: from each, every {@link SmallMove} is made, and all invariants are checked after
 * it. Callers come again and again; states that differ only in what can matter to nobody any more are one ({@link Likeness}), so that the
 * search comes to an end.
 *
 * <p>Time is not counted: what is to happen by some time happens at any moment, before or after anything else that may. No clock allows
 * more than that, most allow less, and there are no distances between deadlines to be told apart.
 */
final class SmallScope {
    private static final int MOST = 3_000_000;

    /** What is tried beside calls and offers until the talk is over; each multiplies the states. */
    enum Theme {
        /** Agents who come, go and pause. */
        PEOPLE,
        /** Phones that tell their state. */
        PHONES,
        /** Hold, consultation, transfer, conference. */
        TRANSFERS,
        /** A second queue, doors, limits, and requests about contacts. */
        REQUESTS,
        /** Every ending of every kind, also those that differ in nothing but what is told of them. */
        ALL_ENDINGS
    }

    /** How many, and what is done to them. */
    record Bounds(int calls, int agents, Set<Theme> themes) {
        boolean has(Theme theme) {
            return themes.contains(theme);
        }

        Bounds {
            themes = Set.copyOf(themes);
        }
    }

    /** What the search has come to. */
    record Found(int states, long steps, int depth, Set<Enum<?>> seen) {}

    private record Open(int number, int depth, ByteBuffer snapshot) {}

    private record Origin(int number, @Nullable SmallMove move) {}

    private final Bounds bounds;
    private final Map<Likeness, Integer> numbers = new HashMap<>();
    private final List<Origin> origins = new ArrayList<>();
    private final ArrayDeque<Open> open = new ArrayDeque<>();
    private final TimePassing timePassing = new TimePassing();
    private final Set<Enum<?>> seen = new HashSet<>();
    private long steps;
    private int depth;

    private SmallScope(Bounds bounds) {
        this.bounds = bounds;
    }

    /**
     * Searches to the end.
     *
     * @throws AssertionError with the way that led to what must not be
     */
    static Found search(Bounds bounds) throws IOException {
        SmallScope scope = new SmallScope(bounds);
        scope.search();
        return new Found(scope.numbers.size(), scope.steps, scope.depth, scope.seen);
    }

    private void search() throws IOException {
        State state = new State();
        Engine engine = new Engine(state, IndexedMatching::new);
        apply(engine, state, new Command.AdoptConfiguration(configuration()));
        for (int agentId = 1; agentId <= bounds.agents; agentId++) {
            apply(engine, state, new Command.LogIn(0, agentId, List.of(agentId)));
        }
        meet(engine, state, new Origin(0, null), 0);
        while (!open.isEmpty()) {
            expand(open.remove());
            if (numbers.size() > MOST) {
                throw new AssertionError("no end of states: " + numbers.size() + ", " + open.size()
                        + " of them open; what makes them differ may matter to nobody" + story(numbers.size() - 1));
            }
        }
        timePassing.mustEnd(this::story);
    }

    private Configuration configuration() {
        Centre centre = new Centre()
                .settings(new Settings(3_000, 10_000, 5_000, 5_000, 10_000, 1, 30_000, 20_000, 60_000, 7_000, 60_000));
        if (bounds.has(Theme.REQUESTS)) {
            centre.rules(new Rules(1, true, 3_600_000, false, 2))
                    .queue(1, 0, 3_600_000, 0)
                    .rules(Rules.DEFAULT)
                    .queue(2);
        } else {
            centre.queue(1);
        }
        for (int agentId = 1; agentId <= bounds.agents; agentId++) {
            centre.agent(agentId, bounds.has(Theme.REQUESTS) ? List.of(1, 2) : List.of(1));
        }
        return centre.build(1);
    }

    private void expand(Open from) throws IOException {
        State state = SnapshotReader.read(from.snapshot.duplicate());
        Engine engine = new Engine(state, IndexedMatching::new);
        for (SmallMove move : SmallMove.all(state, bounds)) {
            long before = state.hash.sum();
            Origin origin = new Origin(from.number, move);
            try {
                move.prepare(state);
                apply(engine, state, move.command(state));
                if (state.hash.sum() == before) {
                    continue; // whoever changed something and did not tell the hash is caught by the next check
                }
                engine.checkInvariants();
            } catch (RuntimeException e) {
                throw new AssertionError(e.getMessage() + story(origin), e);
            }
            int to = meet(engine, state, origin, from.depth + 1);
            if (move.isTimePassing()) {
                timePassing.leads(from.number, to);
            }
            state = SnapshotReader.read(from.snapshot.duplicate());
            engine = new Engine(state, IndexedMatching::new);
        }
        engine.checkInvariants();
    }

    /** The number of the state, which is to be gone on from if nobody has been in one like it. */
    private int meet(Engine engine, State state, Origin origin, int at) {
        Likeness likeness = Likeness.of(state, bounds);
        Integer known = numbers.get(likeness);
        if (known != null) {
            return known;
        }
        int number = numbers.size();
        numbers.put(likeness, number);
        origins.add(origin);
        open.add(new Open(number, at, trimmed(engine.snapshot())));
        depth = at;
        state.contactsById.unorderedValues().forEach(contact -> seen.add(contact.phase));
        state.agents.unorderedValues().forEach(agent -> seen.add(agent.state));
        return number;
    }

    /** Many are open at once: without the room that its writer has left. */
    private static ByteBuffer trimmed(ByteBuffer snapshot) {
        return ByteBuffer.allocate(snapshot.remaining()).put(snapshot).flip();
    }

    private void apply(Engine engine, State state, Command command) {
        steps++;
        // a moment later, so that who comes later has waited for less
        long atMs = Math.max(1_000, state.lastAtMs) + (command instanceof Command.ContactArrived ? 1 : 0);
        Recorded output = new Recorded();
        engine.apply(new LogEntry(state.lastIndex + 1, 1, Engine.VERSION, atMs, command), output);
        output.events().forEach(this::note);
    }

    private void note(Event event) {
        switch (event) {
            case Event.OfferEnded ended -> seen.add(ended.outcome());
            case Event.EntryEnded ended -> seen.add(ended.outcome());
            case Event.TalkEnded ended -> seen.add(ended.endedBy());
            case Event.Repaired repaired -> seen.add(repaired.kind());
            default -> {
                // no ending
            }
        }
    }

    private String story(int number) {
        return story(origins.get(number));
    }

    private String story(Origin last) {
        StringBuilder story = new StringBuilder();
        for (Origin origin = last; origin.move != null; origin = origins.get(origin.number)) {
            story.insert(0, "\n    " + origin.move);
        }
        return story.toString();
    }
}
