package org.usher.lab;

import java.util.List;
import java.util.Locale;

/** Bars for each way of getting callers off the line, a block for each case and a column for each figure, in SVG. */
final class ChannelChart {
    /** @param head two lines */
    private record Column(ChannelFigure.Ratio ratio, List<String> head) {}

    private static final List<Column> COLUMNS = List.of(
            new Column(ChannelFigure.ON_LINE, List.of("time on the line,", "all callers (s)")),
            new Column(ChannelFigure.TO_SERVICE, List.of("first ring to talk, all", "served but by promise (s)")),
            new Column(ChannelFigure.GAVE_UP, List.of("gave up (%)", "")),
            new Column(ChannelFigure.HOLDERS_WAIT, List.of("wait of those who", "accept nothing (s)")));
    private static final int LEFT = 210;
    private static final int COLUMN = 215;
    private static final int BAR = 90;
    private static final int STEP = 24;
    private static final int HEAD = 66;

    private ChannelChart() {}

    static String svg(List<ChannelCase.Outcome> outcomes) {
        int rows = outcomes.stream().mapToInt(outcome -> outcome.runs().size()).sum();
        int height = 48 + outcomes.size() * HEAD + rows * STEP + 28;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
                LEFT + COLUMNS.size() * COLUMN,
                height));
        svg.append(
                text(
                        12,
                        26,
                        "start",
                        "font-size=\"15\" font-weight=\"bold\"",
                        "The same callers with and without callback and chat: means (in brackets: by how much more than without, 95 % interval)"));
        int y = 48;
        for (ChannelCase.Outcome outcome : outcomes) {
            svg.append(block(outcome, y));
            y += HEAD + outcome.runs().size() * STEP;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String block(ChannelCase.Outcome outcome, int top) {
        StringBuilder svg = new StringBuilder();
        svg.append(text(
                12,
                top + 40,
                "start",
                "font-size=\"14\" font-weight=\"bold\"",
                outcome.studied().name()));
        List<ChannelRun> runs = outcome.runs();
        for (int column = 0; column < COLUMNS.size(); column++) {
            int left = LEFT + column * COLUMN;
            for (int line = 0; line < 2; line++) {
                svg.append(text(
                        left,
                        top + 24 + 16 * line,
                        "start",
                        "fill=\"#555\"",
                        COLUMNS.get(column).head().get(line)));
            }
            ChannelFigure.Ratio ratio = COLUMNS.get(column).ratio();
            ChannelRun base = runs.getFirst();
            double most = runs.stream()
                    .mapToDouble(run -> ratio.in(run).value())
                    .max()
                    .orElse(1);
            for (int row = 0; row < runs.size(); row++) {
                ChannelRun run = runs.get(row);
                double value = ratio.in(run).value();
                Estimate more = ratio.more(run, base);
                String words = run.equals(base)
                        ? String.format(Locale.ROOT, "%.1f", value)
                        : String.format(Locale.ROOT, "%.1f  (%+.1f ± %.1f)", value, more.value(), more.halfWidth95());
                svg.append(bar(left, top + HEAD - 12 + row * STEP, BAR * value / Math.max(most, 1e-9), words));
            }
        }
        for (int row = 0; row < runs.size(); row++) {
            svg.append(text(
                    LEFT - 10,
                    top + HEAD + 1 + row * STEP,
                    "end",
                    "",
                    runs.get(row).arm().title));
        }
        return svg.toString();
    }

    private static String bar(int left, int y, double width, String words) {
        return String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"%s\"/>",
                        left,
                        y,
                        width,
                        words.contains("(") ? "#1a6fb0" : "#a9bccb")
                + text(left + width + 6, y + 13, "start", "", words);
    }

    static String text(double x, double y, String anchor, String attributes, String words) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>%n",
                x,
                y,
                anchor,
                attributes,
                words);
    }
}
