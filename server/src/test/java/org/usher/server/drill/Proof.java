package org.usher.server.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What one drill found: its figures, and each thing that should have held and did not. */
final class Proof {
    private static final int MAX_BROKEN = 50;

    private final String drill;
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<String> broken = new ArrayList<>();
    private final List<String> late = new ArrayList<>();

    Proof(String drill) {
        this.drill = drill;
    }

    /** A figure of the result; units belong into its name. */
    void figure(String name, Object value) {
        figures.put(name, value);
    }

    /** The largest of all that are told under this name. */
    void largest(String name, long value) {
        figures.merge(name, value, (a, b) -> Math.max((long) a, (long) b));
    }

    /** The smallest of all that are told under this name. */
    void smallest(String name, long value) {
        figures.merge(name, value, (a, b) -> Math.min((long) a, (long) b));
    }

    /** The sum of all that are told under this name. */
    void add(String name, long value) {
        figures.merge(name, value, (a, b) -> (long) a + (long) b);
    }

    /** Something that has to hold; {@code claim} says what, with the figures that show it. */
    void holds(boolean fact, String claim) {
        note(fact, "not so: " + claim, broken);
    }

    /** What has to hold on a machine that has the time for it: the drill does not hold without, but the build does. */
    void inTime(boolean fact, String claim) {
        note(fact, "too slow: " + claim, late);
    }

    private static void note(boolean fact, String told, List<String> list) {
        if (fact) {
            return;
        }
        System.err.println(told);
        if (list.size() < MAX_BROKEN) {
            list.add(told);
        }
    }

    void broke(Throwable why) {
        broken.add(why.toString());
    }

    boolean held() {
        return broken.isEmpty() && late.isEmpty();
    }

    /** What did not hold, however fast the machine. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    /** One line. */
    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("drill", drill);
        all.put("held", held());
        all.putAll(figures);
        if (!broken.isEmpty()) {
            all.put("broken", broken);
        }
        if (!late.isEmpty()) {
            all.put("late", late);
        }
        return JsonMapper.shared().writeValueAsString(all);
    }

    void write(Path directory) throws IOException {
        Files.writeString(Files.createDirectories(directory).resolve(drill + ".json"), json() + "\n");
    }
}
