package org.usher.server.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.usher.telephony.load.Intake;

/** {@code -Dload=intake}: how much a link takes in, and what happens when it is more. */
final class IntakeLoad {
    static final String NAME = "intake";
    private static final int MESSAGES_PER_SECOND = 50_000;
    private static final int SECONDS = 20;
    /** No real engine is so slow; a real Asterisk is not so fast. */
    private static final int SLOW_ENGINE_COMMANDS_PER_SECOND = 5_000;

    private IntakeLoad() {}

    static void run(Path directory) throws IOException {
        System.out.println("intake: the simulated PBX says over TCP what " + MESSAGES_PER_SECOND
                + " messages/s tell of callers who come, wait and leave; link, decoder, mapper and ledger take it in."
                + " Load before " + Cpu.loadAverage());
        Intake.Flow flow;
        try (Intake intake = Intake.open()) {
            flow = intake.flow(MESSAGES_PER_SECOND, SECONDS);
        }
        System.out.printf(
                Locale.ROOT,
                "%.0f messages/s for %d s: %d sent, %d received, %d lost; %d calls, %d arrived, %d left, %d stay; socket left"
                        + " unread %d times, doubts %d; the books %s%n",
                flow.messagesPerSecond(),
                SECONDS,
                flow.sent(),
                flow.received(),
                flow.lost(),
                flow.calls(),
                flow.arrived(),
                flow.gone(),
                flow.present(),
                flow.link().readStalls(),
                flow.link().suspicions(),
                flow.balanced() ? "balance" : "DO NOT BALANCE");
        Intake.Overload overload;
        try (Intake intake = Intake.open()) {
            overload = intake.overload(MESSAGES_PER_SECOND, SLOW_ENGINE_COMMANDS_PER_SECOND);
        }
        System.out.printf(
                Locale.ROOT,
                "the same for an engine that takes %d commands/s: cut off %d times, doubted %d ms after the first cut-off, in step"
                        + " again %d ms after the engine could take everything, %d callers came and left unseen; the books %s%n  %s%n",
                SLOW_ENGINE_COMMANDS_PER_SECOND,
                overload.cutOffs(),
                overload.noticedMs(),
                overload.resynchronisedMs(),
                overload.unseen(),
                overload.balanced() ? "balance" : "DO NOT BALANCE",
                String.join("\n  ", overload.statuses()));
        System.out.println(Report.writeJson(directory, NAME, json(flow, overload)));
    }

    private static Map<String, Object> json(Intake.Flow flow, Intake.Overload overload) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("case", NAME);
        json.put("seconds", SECONDS);
        json.put("messagesPerSecond", Math.round(flow.messagesPerSecond()));
        json.put("sent", flow.sent());
        json.put("received", flow.received());
        json.put("lost", flow.lost());
        json.put("calls", flow.calls());
        json.put("arrived", flow.arrived());
        json.put("left", flow.gone());
        json.put("present", flow.present());
        json.put("balanced", flow.balanced());
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("engineCommandsPerSecond", SLOW_ENGINE_COMMANDS_PER_SECOND);
        more.put("cutOffs", overload.cutOffs());
        more.put("noticedMs", overload.noticedMs());
        more.put("resynchronisedMs", overload.resynchronisedMs());
        more.put("unseen", overload.unseen());
        more.put("balanced", overload.balanced());
        more.put("statuses", List.copyOf(overload.statuses()));
        json.put("overload", more);
        return json;
    }
}
