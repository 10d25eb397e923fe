package org.usher.lab;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The mean waits of a result as horizontal bars with their intervals and the lower bound, in SVG. */
final class Chart {
    private static final int LEFT = 250;
    private static final int WIDTH = 560;
    private static final int TOP = 56;
    private static final int STEP = 24;

    private Chart() {}

    static String svg(Result result) {
        List<Result.Row> rows = result.rows().stream()
                .sorted(Comparator.comparingDouble(row -> row.meanWait().value()))
                .toList();
        double most = rows.stream()
                .mapToDouble(row -> row.meanWait().value() + halfWidth(row))
                .max()
                .orElse(1);
        double scale = WIDTH / Math.max(most, 1e-9);
        int bottom = TOP + STEP * rows.size();
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">%n",
                LEFT + WIDTH + 90,
                bottom + 40));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"12\" y=\"24\" font-size=\"16\" font-weight=\"bold\">Case %s: mean wait over all callers (s, with 95 %% interval)</text>%n",
                result.studied().name()));
        for (int i = 0; i < rows.size(); i++) {
            svg.append(bar(rows.get(i), TOP + STEP * i, scale));
        }
        result.lowerBoundSeconds().ifPresent(bound -> {
            double x = LEFT + bound * scale;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#b3261e\" stroke-dasharray=\"4 3\"/>%n",
                    x,
                    x,
                    TOP - 8,
                    bottom));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" fill=\"#b3261e\" text-anchor=\"middle\">lower bound %.2f</text>%n",
                    x,
                    bottom + 18,
                    bound));
        });
        return svg.append("</svg>\n").toString();
    }

    private static String bar(Result.Row row, int y, double scale) {
        double value = row.meanWait().value();
        double half = halfWidth(row);
        String colour = row.policy().equals(Policies.DEFAULT) ? "#1a6fb0" : "#a9bccb";
        double end = LEFT + (value + half) * scale;
        return String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"%s\"/>",
                        LEFT - 8,
                        y + 13,
                        row.policy(),
                        LEFT,
                        y,
                        value * scale,
                        colour)
                + String.format(
                        Locale.ROOT,
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#222\"/><text x=\"%.1f\" y=\"%d\">%.2f</text>%n",
                        LEFT + (value - half) * scale,
                        end,
                        y + 8,
                        y + 8,
                        end + 6,
                        y + 13,
                        value);
    }

    private static double halfWidth(Result.Row row) {
        return Double.isNaN(row.meanWait().halfWidth95()) ? 0 : row.meanWait().halfWidth95();
    }
}
