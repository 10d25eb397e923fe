package org.usher.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code -Dlab=routing}: the chart of the README, of what earlier runs have written: mean waits as percent of longest wait's. */
final class RoutingChart {
    static final String NAME = "routing";

    private static final List<String> CASES =
            List.of("A", "B", "C-k2-77", "C-k2-84", "bank", "small", "peak", "outage");
    private static final String BASE = Policies.LONGEST_WAIT;
    private static final List<String> POLICIES = List.of(
            Policies.DEFAULT,
            "app_queue-leastrecent",
            "app_queue-leastrecent-longest-waiting",
            "mod_callcenter",
            "opensips-call_center",
            "taskrouter-ordered");
    private static final List<String> COLOURS =
            List.of("#1a6fb0", "#a9bccb", "#7f9bb3", "#8f9aa3", "#c7b98f", "#b9a3c4");
    private static final int LEGEND_COLUMNS = 3;
    private static final int LEFT = 90;
    private static final int TOP = 88;
    private static final int BAR = 11;
    private static final int MOST_PERCENT = 150;
    private static final double SCALE = 3.6;

    private RoutingChart() {}

    /**
     * The chart.
     *
     * @throws IllegalArgumentException if none of its cases has been played
     */
    static String svg(Path directory) {
        List<String> played = CASES.stream()
                .filter(name -> Files.isReadable(file(directory, name)))
                .toList();
        if (played.isEmpty()) {
            throw new IllegalArgumentException("the chart is of what was played; run one of -Dlab=" + CASES + " first");
        }
        StringBuilder svg = new StringBuilder();
        int height = TOP + played.size() * (POLICIES.size() * BAR + 14) + 30;
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">%n",
                770,
                height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        svg.append(text(12, 24, "Mean wait in percent of longest wait with longest idle (shorter is better)"));
        for (int p = 0; p < POLICIES.size(); p++) {
            int x = 12 + 250 * (p % LEGEND_COLUMNS);
            int y = 38 + 18 * (p / LEGEND_COLUMNS);
            svg.append(rectangle(x, y, 10, COLOURS.get(p))).append(text(x + 14, y + 9, POLICIES.get(p)));
        }
        int y = TOP;
        for (String name : played) {
            JsonNode rows = rows(directory, name);
            double base = meanWait(rows, BASE).orElseThrow();
            svg.append(text(12, y + 3 * BAR, name));
            for (int p = 0; p < POLICIES.size(); p++) {
                OptionalDouble wait = meanWait(rows, POLICIES.get(p));
                if (wait.isPresent()) {
                    double percent = 100 * wait.getAsDouble() / base;
                    double width = SCALE * Math.min(percent, MOST_PERCENT);
                    svg.append(rectangle(LEFT, y, width, COLOURS.get(p)));
                    svg.append(text(LEFT + width + 4, y + 9, String.format(Locale.ROOT, "%.1f", percent)));
                }
                y += BAR;
            }
            y += 14;
        }
        double hundred = LEFT + 100 * SCALE;
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#b3261e\" stroke-dasharray=\"4 3\"/>%n",
                hundred,
                hundred,
                TOP - 6,
                y));
        return svg.append("</svg>\n").toString();
    }

    private static Path file(Path directory, String name) {
        return directory.resolve(name + ".json");
    }

    private static JsonNode rows(Path directory, String name) {
        try {
            return JsonMapper.builder()
                    .build()
                    .readTree(Files.readString(file(directory, name)))
                    .path("rows");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OptionalDouble meanWait(JsonNode rows, String policy) {
        for (JsonNode row : rows) {
            if (row.path("policy").asString().equals(policy)) {
                return OptionalDouble.of(row.path("meanWaitSeconds").asDouble());
            }
        }
        return OptionalDouble.empty();
    }

    private static String text(double x, int y, String words) {
        return String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>%n", x, y, words);
    }

    private static String rectangle(double x, int y, double width, String colour) {
        return String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                x,
                y,
                width,
                BAR - 1,
                colour);
    }
}
