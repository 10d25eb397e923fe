package org.usher.server.fuzz;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/** What came of the inputs of one surface. Safe from any thread. */
final class Tally {
    private static final int MAX_FAULTS = 20;
    private final String surface;
    private final long startNanos = System.nanoTime();
    private final LongAdder inputs = new LongAdder();
    private final ConcurrentMap<String, LongAdder> answers = new ConcurrentSkipListMap<>();
    /** By route or event, then by who asked or was answered so. */
    private final ConcurrentMap<String, ConcurrentMap<String, LongAdder>> places = new ConcurrentSkipListMap<>();

    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    private volatile double seconds;

    Tally(String surface) {
        this.surface = surface;
    }

    /** One input was taken so. */
    void answered(String how) {
        inputs.increment();
        answers.computeIfAbsent(how, fresh -> new LongAdder()).increment();
    }

    /** An input for this place had each of these properties. */
    void reached(String place, String... properties) {
        for (String property : properties) {
            places.computeIfAbsent(place, fresh -> new ConcurrentSkipListMap<>())
                    .computeIfAbsent(property, fresh -> new LongAdder())
                    .increment();
        }
    }

    /** How many inputs for this place had one of these properties. */
    long reached(String place, Predicate<String> property) {
        return places.getOrDefault(place, new ConcurrentSkipListMap<>()).entrySet().stream()
                .filter(each -> property.test(each.getKey()))
                .mapToLong(each -> each.getValue().sum())
                .sum();
    }

    /** What must not be; {@code input} brings it about again. */
    void fault(String what, byte[] input) {
        if (faults.size() < MAX_FAULTS) {
            String shown = new String(input, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .replace("\r", "\\r")
                    .replace("\n", "\\n");
            faults.add(what + ", of " + (shown.length() > 1_500 ? shown.substring(0, 1_500) + "…" : shown));
        }
    }

    void done() {
        seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos) / 1_000.0;
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    String surface() {
        return surface;
    }

    long inputs() {
        return inputs.sum();
    }

    Map<String, Object> figures() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("surface", surface);
        all.put("inputs", inputs.sum());
        all.put("seconds", seconds);
        Map<String, Long> counted = new LinkedHashMap<>();
        answers.forEach((how, count) -> counted.put(how, count.sum()));
        all.put("answers", counted);
        if (!places.isEmpty()) {
            Map<String, Object> reached = new LinkedHashMap<>();
            places.forEach((place, properties) -> {
                Map<String, Long> sums = new LinkedHashMap<>();
                properties.forEach((property, count) -> sums.put(property, count.sum()));
                reached.put(place, sums);
            });
            all.put("reached", reached);
        }
        if (!faults.isEmpty()) {
            all.put("faults", faults());
        }
        return all;
    }
}
