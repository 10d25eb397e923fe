package org.usher.server.sim;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.EngineView;

/** In which states of contacts and agents each kind of happening has met the engine, over all runs. */
final class Coverage {
    private static final String DOWN = "server down";
    private static final String EMPTY = "nobody there";

    private final Map<String, Map<String, Integer>> seen = new TreeMap<>();

    /** Something has come about that no happening is. */
    void note(String what) {
        seen.computeIfAbsent("beside", _ -> new TreeMap<>()).merge(what, 1, Integer::sum);
    }

    void note(Happening happening, @Nullable EngineView view) {
        Map<String, Integer> row = seen.computeIfAbsent(name(happening), _ -> new TreeMap<>());
        if (view == null) {
            row.merge(DOWN, 1, Integer::sum);
            return;
        }
        if (view.contacts().isEmpty()) {
            row.merge(EMPTY, 1, Integer::sum);
        }
        view.contacts().stream()
                .map(contact ->
                        (contact.channel() == Channel.VOICE ? "contact " : contact.channel() + " ") + contact.state())
                .distinct()
                .forEach(state -> row.merge(state, 1, Integer::sum));
        view.agents().stream()
                .map(agent -> "agent " + agent.state())
                .distinct()
                .forEach(state -> row.merge(state, 1, Integer::sum));
    }

    private static String name(Happening happening) {
        return switch (happening) {
            case Happening.Break fault -> fault.fault().getClass().getSimpleName();
            case Happening.Ask ask -> ask.wish().name();
            case Happening.AskAbout ask -> ask.matter().name();
            default -> happening.getClass().getSimpleName();
        };
    }

    /** How many of (happening, state) have been met. */
    long met() {
        return seen.values().stream().mapToLong(Map::size).sum();
    }

    /** One line for each kind of happening: each state it has met, and how often. */
    String table() {
        StringBuilder text = new StringBuilder();
        seen.forEach(
                (name, row) -> text.append("%-18s".formatted(name)).append(row).append('\n'));
        return text.toString();
    }
}
