package org.usher.server.config;

import java.util.List;
import org.usher.core.api.Configuration;
import org.usher.server.call.Numbers;
import org.usher.server.callback.CallbackRule;
import org.usher.server.callback.CallbackTerms;
import org.usher.server.callback.FollowUpRule;
import org.usher.server.callback.WindowRule;

/** How queues call back, and whom we call at all. */
final class CallbackKeys {
    private static final TextRule NUMBER = TextRule.matching(
            Numbers.PATTERN, "is neither a number nor the beginning of one", "for example \"+49*\" or \"0800123\"");
    private static final TextRule SHOWN =
            TextRule.matching("|\\+?[0-9]{2,24}", "is not a number", "give digits, for example \"+4930123456\"");
    private static final long MAX_PAUSE_MS = 24 * 3_600_000L;
    private static final TextRule PAUSE = new TextRule(
            text -> Durations.parseMs(text) >= 1_000 && Durations.parseMs(text) <= MAX_PAUSE_MS,
            "is not a time from 1s to 24h",
            "for example callback_retry = [\"5m\", \"15m\"]");
    private static final int MAX_RETRIES = 10;
    private static final int MAX_DAYS = 31;
    private static final TextRule WINDOW = TextRule.matching(
            "15m|30m|1h|2h|3h|4h|6h", "is no length of windows", "give 15m, 30m, 1h, 2h, 3h, 4h or 6h");

    private CallbackKeys() {}

    static CallbackRule rule(Section queue) {
        String shown = queue.text("callback_number", "", SHOWN);
        List<Long> retryMs = CallbackRule.DEFAULT.retryMs();
        if (queue.has("callback_retry")) {
            List<Section.Item> pauses = queue.texts("callback_retry", PAUSE);
            if (pauses.size() > MAX_RETRIES) {
                queue.problem("callback_retry", "is too long", "give at most " + MAX_RETRIES + " pauses");
            }
            retryMs =
                    pauses.stream().map(item -> Durations.parseMs(item.text())).toList();
        }
        boolean detectsMachines = queue.flag("callback_machine_detection", false);
        if (detectsMachines) { // its end is kept for listening
            queue.durationMs("callback_ring", Configuration.Channels.DEFAULT.callbackRingMs(), 15_000, 300_000);
        }
        CallbackRule.Order order =
                queue.choice("callback_order", CallbackRule.DEFAULT.order(), CallbackRule.Order.class);
        return new CallbackRule(shown, retryMs, windows(queue), followUp(queue), detectsMachines, order);
    }

    private static FollowUpRule followUp(Section queue) {
        FollowUpRule rule = new FollowUpRule(
                queue.durationOrNeverMs("follow_up_after", MAX_PAUSE_MS),
                queue.choice("follow_up", FollowUpRule.How.LIST, FollowUpRule.How.class));
        if (!rule.isOn() && queue.has("follow_up")) {
            queue.problem(
                    "follow_up",
                    "says how nobody is followed up",
                    "add follow_up_after, for example \"30s\", or leave it out");
        }
        return rule;
    }

    private static WindowRule windows(Section queue) {
        WindowRule standard = WindowRule.NONE;
        long lengthMs = Durations.parseMs(queue.text("callback_window", "1h", WINDOW));
        int agents = queue.number("callback_agents", standard.agents(), 0, 10_000);
        if (agents == 0) {
            for (String key : List.of("callback_window", "callback_days", "callback_handling", "callback_share")) {
                if (queue.has(key)) {
                    queue.problem(
                            key,
                            "is about windows that nobody is promised",
                            "say by callback_agents how many agents can be counted on, or leave it out");
                }
            }
        }
        return new WindowRule(
                lengthMs,
                queue.number("callback_days", standard.days(), 1, MAX_DAYS),
                agents,
                queue.durationMs("callback_handling", standard.handlingMs(), 10_000, 3_600_000),
                queue.number("callback_share", standard.sharePercent(), 1, 100));
    }

    static CallbackTerms terms(Section section) {
        CallbackTerms terms = new CallbackTerms(
                new Numbers(texts(section, "numbers")),
                new Numbers(texts(section, "never")),
                section.number("per_number_daily", CallbackTerms.NONE.perNumberDaily(), 1, 1_000));
        section.done();
        return terms;
    }

    private static List<String> texts(Section section, String key) {
        return section.texts(key, NUMBER).stream().map(Section.Item::text).toList();
    }
}
