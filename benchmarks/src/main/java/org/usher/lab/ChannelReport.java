package org.usher.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What callbacks and chats changed, as tables for people and as JSON for programs. */
final class ChannelReport {
    private ChannelReport() {}

    static String table(ChannelCase.Outcome outcome) {
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "case %s, %d replications, seed %d; ± 95 %%. %s%n",
                outcome.studied().name(),
                outcome.replications(),
                outcome.seed(),
                outcome.studied().note()));
        List<String> titles =
                outcome.runs().stream().map(run -> run.arm().title).toList();
        out.append(line("", titles));
        for (ChannelFigure figure : ChannelFigure.ALL) {
            List<String> cells = figures(figure, outcome.runs()).stream()
                    .map(ChannelFigure::inWords)
                    .toList();
            if (cells.stream().anyMatch(cell -> !cell.equals("-"))) {
                out.append(line(figure.words(), cells));
            }
        }
        return out.toString();
    }

    private static List<Estimate> figures(ChannelFigure figure, List<ChannelRun> runs) {
        return runs.stream().map(run -> figure.of().apply(run, runs.getFirst())).toList();
    }

    static String line(String first, List<String> cells) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-50s", first));
        cells.forEach(cell -> line.append(String.format(Locale.ROOT, " %33s", cell)));
        return line.append(System.lineSeparator()).toString();
    }

    static String json(ChannelTerms terms, List<ChannelCase.Outcome> outcomes) {
        List<Map<String, Object>> cases = new ArrayList<>();
        for (ChannelCase.Outcome outcome : outcomes) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("case", outcome.studied().name());
            json.put("replications", outcome.replications());
            json.put("seed", outcome.seed());
            json.put("note", outcome.studied().note());
            json.put(
                    "rows",
                    outcome.runs().stream()
                            .map(run -> row(run, outcome.runs().getFirst()))
                            .toList());
            cases.add(json);
        }
        Map<String, Object> top = new LinkedHashMap<>();
        top.put("case", ChannelCase.NAME);
        top.put("assumed", terms.inWords());
        top.put("cases", cases);
        return written(top);
    }

    static Map<String, @Nullable Object> row(ChannelRun run, ChannelRun base) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("offered", run.arm().name().toLowerCase(Locale.ROOT));
        for (ChannelFigure figure : ChannelFigure.ALL) {
            Estimate estimate = figure.of().apply(run, base);
            row.put(figure.key(), estimate.value());
            row.put(
                    figure.key() + "HalfWidth95",
                    Double.isFinite(estimate.halfWidth95()) ? (Object) estimate.halfWidth95() : null);
        }
        return row;
    }

    static String written(Map<String, ?> top) {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(top);
    }
}
