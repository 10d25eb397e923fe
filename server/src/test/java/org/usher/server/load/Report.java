package org.usher.server.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Says what a race showed, to people and to programs. */
final class Report {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
            .build();

    private Report() {}

    static String heading(RaceCase race) {
        return "%n%s: %s.%n%d agents, ring %d ms, talk %d ms; %d callers, %d a second; capacity %.1f connects/s; %d runs of each, interleaved.%n"
                        .formatted(
                                race.name(),
                                race.note(),
                                race.agents(),
                                race.ringMs(),
                                race.talkMs(),
                                race.calls(),
                                race.callsPerSecond(),
                                race.capacityPerSecond(),
                                race.runs())
                + "app_queue: " + oneLine(AppQueue.SETTINGS.formatted(AppQueue.STRATEGY))
                + "; no AMI session, no watchdog\nUsher: wrap_up = 0s, ring = 15s; command log, history in MariaDB and one"
                + " wallboard on; conf/asterisk as shipped\n"
                + "Times are SIPp's, taken on the phones of both systems alike; join = the caller has been answered and begins"
                + " to wait, ring = the INVITE reaches an agent's phone. connects/s = agents / (talk + ring + idle) while callers wait; counted: answers in that time; possible: with no"
                + " idle time at all, as the phones' timers kept ring and talk. CPU in % of one core, from second "
                + race.window().fromS() + " to " + race.window().toS()
                + (race.audio()
                        ? ". Every talk recorded, a file for each side: Usher by recording = always, app_queue by the operator's"
                                + " MixMonitor with the same options. audio = from the agent's answer until both hear each"
                                + " other; lost = packets that somebody should have heard and did not\n"
                        : "\n")
                + columns();
    }

    private static String oneLine(String settings) {
        return settings.strip()
                .replaceAll("\\[general]\n", "")
                .replace("\n", ", ")
                .replace(", [line],", "; the queue:");
    }

    private static String columns() {
        return "%-13s%8s%10s%11s%9s%9s%9s%9s%22s%22s%7s%7s%7s%9s%22s%6s"
                .formatted(
                        "",
                        "offered",
                        "connected",
                        "connects/s",
                        "counted",
                        "possible",
                        "idle ms",
                        "wait max",
                        "join-ring p50/p95/max",
                        "call-ring p50/p95/max",
                        "Ast %",
                        "Ush %",
                        "DB %",
                        "Ast ms/c",
                        "audio p50/p95/max",
                        "lost");
    }

    static String line(String what, Figures f) {
        return String.format(
                Locale.ROOT,
                "%-13s%8.0f%10.0f%11.2f%9.2f%9.2f%9.1f%9.0f%22s%22s%7.1f%7.1f%7.1f%9.2f%22s%6.0f",
                what,
                f.offered(),
                f.connected(),
                f.connectsPerSecond(),
                f.countedPerSecond(),
                f.possiblePerSecond(),
                f.idleMs(),
                f.longestWaitMs(),
                spread(f.joinToRingMs()),
                spread(f.callToRingMs()),
                f.asteriskCpuPercent(),
                f.usherCpuPercent(),
                f.databaseCpuPercent(),
                f.asteriskCpuMsPerCall(),
                spread(f.answerToAudioMs()),
                f.lost());
    }

    private static String spread(Figures.Spread s) {
        if (Double.isNaN(s.max())) {
            return "-";
        }
        return s.max() < 1_000
                ? String.format(Locale.ROOT, "%.1f/%.1f/%.1f", s.p50(), s.p95(), s.max())
                : String.format(Locale.ROOT, "%.0f/%.0f/%.0f", s.p50(), s.p95(), s.max());
    }

    /** Prints the medians side by side and writes them to {@code <case>.json} in this directory. */
    static void write(RaceCase race, Map<String, List<Figures>> runs, Path directory) throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        System.out.println("medians of " + race.runs() + " runs, each figure by itself:");
        System.out.println(columns());
        runs.forEach((system, figures) -> {
            Figures median = Figures.median(figures);
            System.out.println(line(system, median));
            rows.add(row(system, median));
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("case", race.name());
        json.put("capacityPerSecond", rounded(race.capacityPerSecond()));
        json.put("rows", rows);
        System.out.println(writeJson(directory, race.name(), json));
    }

    /** {@return the file, {@code <name>.json} in this directory} */
    static Path writeJson(Path directory, String name, Map<String, Object> json) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(name + ".json");
        Files.writeString(file, JSON.writeValueAsString(json));
        return file;
    }

    private static Map<String, Object> row(String system, Figures f) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("system", system);
        row.put("offered", Math.round(f.offered()));
        row.put("connected", Math.round(f.connected()));
        row.put("connectsPerSecond", rounded(f.connectsPerSecond()));
        row.put("longestWaitMs", rounded(f.longestWaitMs()));
        Map<String, Object> joinToRing = new LinkedHashMap<>();
        joinToRing.put("p50", rounded(f.joinToRingMs().p50()));
        joinToRing.put("p95", rounded(f.joinToRingMs().p95()));
        joinToRing.put("max", rounded(f.joinToRingMs().max()));
        row.put("joinToRingMs", joinToRing);
        row.put("asteriskCpuPercent", rounded(f.asteriskCpuPercent()));
        row.put("usherCpuPercent", rounded(f.usherCpuPercent()));
        row.put("lost", Math.round(f.lost()));
        return row;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
