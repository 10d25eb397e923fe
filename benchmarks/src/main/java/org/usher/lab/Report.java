package org.usher.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A result as a table for people and as JSON for programs. */
final class Report {
    private Report() {}

    static String table(Result result) {
        StringBuilder out = new StringBuilder();
        Case studied = result.studied();
        out.append(String.format(
                Locale.ROOT,
                "case %s, %d replications, seed %d; waits in seconds over all callers let in, ± 95 %%%n",
                studied.name(),
                result.replications(),
                result.seed()));
        out.append(studied.note()).append(System.lineSeparator());
        result.lowerBoundSeconds()
                .ifPresent(bound ->
                        out.append(String.format(Locale.ROOT, "lower bound on the mean wait: %.3f s%n", bound)));
        studied.control()
                .ifPresent(control -> out.append(String.format(
                        Locale.ROOT,
                        "mean waits are helped by the control %s in %s: exactly %.3f s%n",
                        control.policy().name(),
                        control.scenario().name(),
                        control.meanWaitSeconds().getAsDouble())));
        out.append(String.format(
                Locale.ROOT,
                "%-34s %18s %18s %7s %6s %6s %6s %7s %7s %6s %6s %6s %7s %7s %6s%n",
                "policy",
                "mean wait",
                "vs default",
                "ASA",
                "p80",
                "p95",
                "p99",
                "max",
                "aband%",
                ">60s%",
                "SL%",
                "occ%",
                "spread%",
                "away%",
                "÷bound"));
        for (Result.Row row : result.rows()) {
            out.append(line(row));
        }
        Verdict.of(result).ifPresent(verdict -> out.append(verdict.text()));
        return out.toString();
    }

    private static String line(Result.Row row) {
        Estimate versus = row.versusDefault();
        Double ratio = row.ratioToBound();
        return String.format(
                Locale.ROOT,
                "%-34s %9.3f ± %6.3f %18s %7.2f %6.1f %6.1f %6.1f %7.1f %7.2f %6.2f %6.2f %6.2f %7.2f %7.2f %6s%n",
                row.policy(),
                row.meanWait().value(),
                row.meanWait().halfWidth95(),
                versus == null
                        ? ""
                        : String.format(Locale.ROOT, "%+9.3f ± %6.3f", versus.value(), versus.halfWidth95()),
                row.asa().value(),
                row.p80(),
                row.p95(),
                row.p99(),
                row.longest(),
                100 * row.abandoned().value(),
                100 * row.overSixtySeconds().value(),
                100 * row.serviceLevel().value(),
                100 * row.occupancy().value(),
                100 * row.occupancySpread().value(),
                100 * row.turnedAway().value(),
                ratio == null ? "" : String.format(Locale.ROOT, "%.3f", ratio));
    }

    /** Numbers that do not exist are null. */
    static String json(Result result) {
        return json(result, Map.of());
    }

    /** With what only this case has to say. */
    static String json(Result result, Map<String, ?> more) {
        Map<String, @Nullable Object> top = new LinkedHashMap<>();
        top.put("case", result.studied().name());
        top.put(
                "lowerBoundMeanWaitSeconds",
                result.lowerBoundSeconds().isPresent()
                        ? (Object) result.lowerBoundSeconds().getAsDouble()
                        : null);
        top.put("replications", result.replications());
        top.put("seed", result.seed());
        top.put("note", result.studied().note());
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Result.Row row : result.rows()) {
            rows.add(json(row));
        }
        top.put("rows", rows);
        Verdict.of(result).ifPresent(verdict -> top.put("verdict", verdict.json()));
        top.putAll(more);
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(top);
    }

    private static Map<String, @Nullable Object> json(Result.Row row) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("policy", row.policy());
        json.put("meanWaitSeconds", number(row.meanWait().value()));
        json.put("meanWaitHalfWidth95", number(row.meanWait().halfWidth95()));
        Estimate versus = row.versusDefault();
        json.put("meanWaitVersusDefaultSeconds", versus == null ? null : number(versus.value()));
        json.put("meanWaitVersusDefaultHalfWidth95", versus == null ? null : number(versus.halfWidth95()));
        json.put("asaSeconds", number(row.asa().value()));
        json.put("p80WaitSeconds", number(row.p80()));
        json.put("p95WaitSeconds", number(row.p95()));
        json.put("p99WaitSeconds", number(row.p99()));
        json.put("maxWaitSeconds", number(row.longest()));
        json.put("abandonedShare", number(row.abandoned().value()));
        json.put("abandonedShareHalfWidth95", number(row.abandoned().halfWidth95()));
        Estimate gaveUp = row.abandonedVersusDefault();
        json.put("abandonedVersusDefaultShare", gaveUp == null ? null : number(gaveUp.value()));
        json.put("abandonedVersusDefaultHalfWidth95", gaveUp == null ? null : number(gaveUp.halfWidth95()));
        json.put("overSixtySecondsShare", number(row.overSixtySeconds().value()));
        json.put("serviceLevel", number(row.serviceLevel().value()));
        json.put("serviceLevelHalfWidth95", number(row.serviceLevel().halfWidth95()));
        json.put("occupancy", number(row.occupancy().value()));
        json.put("occupancySpread", number(row.occupancySpread().value()));
        json.put("turnedAwayShare", number(row.turnedAway().value()));
        json.put("ratioToBound", row.ratioToBound());
        return json;
    }

    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
