package org.usher.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What came of the estimators as a table for people, as JSON for programs, and as a chart. */
final class EwtReport {
    private static final int LEFT = 220;
    private static final int WIDTH = 520;
    private static final int TOP = 56;
    private static final int STEP = 24;

    private EwtReport() {}

    static String note(EwtCase.Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "Callers who waited and were served, types other than IN. %d days to learn from, then %d days, each told by what was learnt on"
                        + " those before it: %d calls, mean wait %.1f s. RMSE of the mean by the mean wait; pinball loss of the 10, 50 and 90 %%"
                        + " quantiles against the best constants for these very calls; how many waits lay in the 10-90 %% band, and below each"
                        + " quantile.",
                outcome.trainingDays(),
                outcome.testDays(),
                outcome.calls(),
                outcome.meanWaitS());
    }

    static String table(EwtCase.Outcome outcome) {
        StringBuilder out = new StringBuilder("case " + EwtCase.NAME + System.lineSeparator());
        out.append(note(outcome)).append(System.lineSeparator());
        out.append(String.format(
                Locale.ROOT,
                "%-28s %10s %10s %9s %7s %7s %7s %10s%n",
                "estimator",
                "RMSE÷mean",
                "pinball%",
                "in band%",
                "<p10%",
                "<p50%",
                "<p90%",
                "all days"));
        for (EwtCase.Row row : outcome.rows()) {
            out.append(String.format(
                    Locale.ROOT,
                    "%-28s %10.3f %+10.1f %9.1f %7.1f %7.1f %7.1f %10s%n",
                    row.estimator(),
                    row.rmseToMean(),
                    100 * row.pinballGain(),
                    100 * row.bandHeld(),
                    100 * row.belowP10(),
                    100 * row.belowP50(),
                    100 * row.belowP90(),
                    Double.isNaN(row.rmseToMeanAllDays())
                            ? ""
                            : String.format(Locale.ROOT, "%.3f", row.rmseToMeanAllDays())));
        }
        return out.toString();
    }

    /** {@code policy} names the row as in the other cases, where what the product does by itself is the row of the default policy. */
    static String json(EwtCase.Outcome outcome) {
        Map<String, @Nullable Object> top = new LinkedHashMap<>();
        top.put("case", EwtCase.NAME);
        top.put("note", note(outcome));
        top.put("trainingDays", outcome.trainingDays());
        top.put("testDays", outcome.testDays());
        top.put("testCalls", outcome.calls());
        top.put("meanWaitSeconds", outcome.meanWaitS());
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (EwtCase.Row row : outcome.rows()) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("estimator", row.estimator());
            json.put("policy", row.estimator().equals(EwtCase.USHER) ? Policies.DEFAULT : row.estimator());
            json.put("rmseToMean", row.rmseToMean());
            json.put("pinballGain", row.pinballGain());
            json.put("bandHeld", row.bandHeld());
            json.put("belowP10", row.belowP10());
            json.put("belowP50", row.belowP50());
            json.put("belowP90", row.belowP90());
            json.put("rmseToMeanAllDays", Double.isNaN(row.rmseToMeanAllDays()) ? null : row.rmseToMeanAllDays());
            rows.add(json);
        }
        top.put("rows", rows);
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(top);
    }

    /** The errors as horizontal bars, beside that of the constant. */
    static String svg(EwtCase.Outcome outcome) {
        double most = outcome.rows().stream()
                .mapToDouble(EwtCase.Row::rmseToMean)
                .max()
                .orElse(1);
        int bottom = TOP + STEP * outcome.rows().size();
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n"
                        + "<text x=\"12\" y=\"24\" font-size=\"16\" font-weight=\"bold\">Estimated waits: root mean square error ÷ mean wait</text>%n",
                LEFT + WIDTH + 70,
                bottom + 16));
        for (int i = 0; i < outcome.rows().size(); i++) {
            EwtCase.Row row = outcome.rows().get(i);
            int y = TOP + STEP * i;
            double width = row.rmseToMean() / most * WIDTH;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"%s\"/><text x=\"%.1f\" y=\"%d\">%.3f</text>%n",
                    LEFT - 8,
                    y + 13,
                    row.estimator(),
                    LEFT,
                    y,
                    width,
                    row.estimator().equals(EwtCase.USHER) ? "#1a6fb0" : "#a9bccb",
                    LEFT + width + 6,
                    y + 13,
                    row.rmseToMean()));
        }
        return svg.append("</svg>\n").toString();
    }
}
