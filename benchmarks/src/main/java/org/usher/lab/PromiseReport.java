package org.usher.lab;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Promises kept by load, as a table, as JSON and as a chart. */
final class PromiseReport {
    private static final int LEFT = 70;
    private static final int WIDTH = 360;
    private static final int TOP = 92;
    private static final int HEIGHT = 240;
    private static final int PANEL = 480;

    private PromiseReport() {}

    /** A line of the chart. */
    private record Series(String words, String colour, Function<PromiseCase.Point, Estimate> of) {}

    private static final List<ChannelFigure> FIGURES = List.of(
            ChannelFigure.PROMISED,
            ChannelFigure.KEPT,
            ChannelFigure.LATE,
            ChannelFigure.MISSED,
            ChannelFigure.NOT_REACHED,
            ChannelFigure.ATTEMPTED,
            ChannelFigure.WAIT_OF_HOLDERS,
            ChannelFigure.MORE_WAIT_OF_HOLDERS,
            ChannelFigure.SHARE_GIVEN_UP,
            ChannelFigure.OCCUPANCY);

    /** What the slack is a matter of. */
    private static final List<ChannelFigure> ABOUT_SLACK = List.of(
            ChannelFigure.PROMISED,
            ChannelFigure.KEPT,
            ChannelFigure.LATE,
            ChannelFigure.NOT_REACHED,
            ChannelFigure.MORE_WAIT_OF_HOLDERS);

    static String table(ChannelTerms terms, PromiseCase.Outcome outcome) {
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "case %s, %d replications of each load, seed %d; ± 95 %%. Load 1 is the design load: 200 agents, ten hours with work for 177 "
                        + "of them on the mean and for 240 at noon. %s%n",
                PromiseCase.NAME,
                outcome.replications(),
                outcome.seed(),
                terms.inWords()));
        out.append(ChannelReport.line(
                "load",
                outcome.points().stream()
                        .map(point -> String.format(Locale.ROOT, "%.1f", point.load()))
                        .toList()));
        out.append(
                row(ChannelFigure.WAIT_OF_HOLDERS, "nothing offered: ", outcome.points(), PromiseCase.Point::without));
        out.append(
                row(ChannelFigure.SHARE_GIVEN_UP, "nothing offered: ", outcome.points(), PromiseCase.Point::without));
        for (ChannelFigure figure : FIGURES) {
            out.append(row(figure, "", outcome.points(), PromiseCase.Point::offered));
        }
        out.append("If the slack of a promise had room for the first attempt alone, not for all:")
                .append(System.lineSeparator());
        ABOUT_SLACK.forEach(figure -> out.append(row(figure, "", outcome.points(), PromiseCase.Point::first)));
        out.append(String.format(
                Locale.ROOT,
                "At load %.1f, by the share of calls that customers answer:%n",
                outcome.byAnswered().getFirst().load()));
        out.append(ChannelReport.line(
                "answered",
                outcome.byAnswered().stream()
                        .map(point -> String.format(Locale.ROOT, "%.2f", point.answered()))
                        .toList()));
        ABOUT_SLACK.forEach(figure -> {
            out.append(row(figure, "", outcome.byAnswered(), PromiseCase.Point::offered));
            out.append(row(figure, "first alone: ", outcome.byAnswered(), PromiseCase.Point::first));
        });
        return out.toString();
    }

    private static String row(
            ChannelFigure figure,
            String before,
            List<PromiseCase.Point> points,
            Function<PromiseCase.Point, ChannelRun> run) {
        return ChannelReport.line(
                before + figure.words(),
                points.stream()
                        .map(point -> ChannelFigure.inWords(figure.of().apply(run.apply(point), point.without())))
                        .toList());
    }

    static String json(ChannelTerms terms, PromiseCase.Outcome outcome) {
        Map<String, Object> top = new LinkedHashMap<>();
        top.put("case", PromiseCase.NAME);
        top.put("replications", outcome.replications());
        top.put("seed", outcome.seed());
        top.put("assumed", terms.inWords());
        top.put("points", outcome.points().stream().map(PromiseReport::json).toList());
        top.put(
                "byShareAnswered",
                outcome.byAnswered().stream().map(PromiseReport::json).toList());
        return ChannelReport.written(top);
    }

    private static Map<String, Object> json(PromiseCase.Point point) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("load", point.load());
        json.put("isDesignLoad", point.load() == PromiseCase.DESIGN_LOAD);
        json.put("answered", point.answered());
        json.put("without", ChannelReport.row(point.without(), point.without()));
        json.put("offered", ChannelReport.row(point.offered(), point.without()));
        json.put("slackForFirst", ChannelReport.row(point.first(), point.without()));
        return json;
    }

    static String svg(PromiseCase.Outcome outcome) {
        List<Series> kept = List.of(
                new Series(
                        "slack for all attempts",
                        "#1a6fb0",
                        point -> figure(ChannelFigure.KEPT, point.offered(), point)),
                new Series(
                        "for the first alone", "#c77d0a", point -> figure(ChannelFigure.KEPT, point.first(), point)));
        List<Series> waits = List.of(
                new Series(
                        "nothing offered",
                        "#777",
                        point -> figure(ChannelFigure.WAIT_OF_HOLDERS, point.without(), point)),
                new Series(
                        "callback, in turn or in a window",
                        "#1a6fb0",
                        point -> figure(ChannelFigure.WAIT_OF_HOLDERS, point.offered(), point)));
        double least = Math.min(
                98,
                outcome.points().stream()
                        .flatMap(
                                point -> kept.stream().map(series -> series.of().apply(point)))
                        .mapToDouble(estimate -> estimate.value() - 1)
                        .min()
                        .orElse(98));
        double most = outcome.points().stream()
                .flatMap(point -> waits.stream().map(series -> series.of().apply(point)))
                .mapToDouble(estimate -> estimate.value() + estimate.halfWidth95())
                .max()
                .orElse(1);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
                2 * PANEL,
                TOP + HEIGHT + 52));
        svg.append(ChannelChart.text(
                12,
                26,
                "start",
                "font-size=\"16\" font-weight=\"bold\"",
                "Promised windows, by load (1 = design load; means, 95 % intervals)"));
        Axes left = new Axes(0, Math.floor(least), 100, outcome);
        Axes right = new Axes(PANEL, 0, 10 * Math.ceil(most / 10), outcome);
        svg.append(left.frame("promises kept (%)")).append(left.level(99));
        svg.append(right.frame("wait of those who accept nothing (s)"));
        for (int i = 0; i < 2; i++) {
            svg.append(left.line(kept.get(i), i)).append(right.line(waits.get(i), i));
        }
        return svg.append("</svg>\n").toString();
    }

    private static Estimate figure(ChannelFigure figure, ChannelRun run, PromiseCase.Point point) {
        return figure.of().apply(run, point.without());
    }

    /** One of the two diagrams. */
    private record Axes(int x0, double from, double to, PromiseCase.Outcome outcome) {
        private double x(int point) {
            int last = Math.max(1, outcome.points().size() - 1);
            return x0 + LEFT + 20 + (WIDTH - 40.0) * point / last;
        }

        private double y(double value) {
            double within = Math.clamp(value, from, to);
            return TOP + HEIGHT * (to - within) / (to - from);
        }

        String frame(String title) {
            StringBuilder svg =
                    new StringBuilder(ChannelChart.text(x0 + LEFT, 52, "start", "font-weight=\"bold\"", title));
            for (int tick = 0; tick <= 5; tick++) {
                double value = from + (to - from) * tick / 5;
                svg.append(rule(x0 + LEFT, y(value), x0 + LEFT + WIDTH, y(value), "stroke=\"#ddd\""));
                svg.append(ChannelChart.text(
                        x0 + LEFT - 8, y(value) + 4, "end", "", String.format(Locale.ROOT, "%.1f", value)));
            }
            for (int i = 0; i < outcome.points().size(); i++) {
                svg.append(ChannelChart.text(
                        x(i),
                        TOP + HEIGHT + 20,
                        "middle",
                        "",
                        String.format(
                                Locale.ROOT, "%.1f", outcome.points().get(i).load())));
            }
            return svg.append(ChannelChart.text(
                            x0 + LEFT + WIDTH / 2.0, TOP + HEIGHT + 40, "middle", "fill=\"#555\"", "load"))
                    .toString();
        }

        String level(double value) {
            return rule(
                    x0 + LEFT, y(value), x0 + LEFT + WIDTH, y(value), "stroke=\"#b3261e\" stroke-dasharray=\"4 3\"");
        }

        String line(Series series, int number) {
            StringBuilder svg = new StringBuilder();
            StringBuilder path = new StringBuilder();
            for (int i = 0; i < outcome.points().size(); i++) {
                Estimate estimate = series.of().apply(outcome.points().get(i));
                double half = Double.isNaN(estimate.halfWidth95()) ? 0 : estimate.halfWidth95();
                // side by side, so that the intervals of both can be seen
                double x = x(i) + 4 * number;
                path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y(estimate.value())));
                svg.append(rule(
                        x,
                        y(estimate.value() - half),
                        x,
                        y(estimate.value() + half),
                        "stroke=\"" + series.colour() + "\""));
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n",
                        x,
                        y(estimate.value()),
                        series.colour()));
            }
            svg.append(String.format(
                    Locale.ROOT,
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                    path.toString().trim(),
                    series.colour()));
            int keyX = x0 + LEFT + 150 * number;
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"64\" width=\"10\" height=\"10\" fill=\"%s\"/>%n",
                    keyX,
                    series.colour()));
            return svg.append(ChannelChart.text(keyX + 15, 73, "start", "", series.words()))
                    .toString();
        }

        private static String rule(double x1, double y1, double x2, double y2, String attributes) {
            return String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>%n",
                    x1,
                    y1,
                    x2,
                    y2,
                    attributes);
        }
    }
}
