package org.usher.server.config;

import java.util.List;
import org.usher.server.call.Numbers;
import org.usher.server.callback.CallbackRule;
import org.usher.server.callback.CallbackTerms;

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

    private CallbackKeys() {}

    static CallbackRule rule(Section queue) {
        String shown = queue.text("callback_number", "", SHOWN);
        if (!queue.has("callback_retry")) {
            return new CallbackRule(shown, CallbackRule.DEFAULT.retryMs());
        }
        List<Section.Item> pauses = queue.texts("callback_retry", PAUSE);
        if (pauses.size() > MAX_RETRIES) {
            queue.problem("callback_retry", "is too long", "give at most " + MAX_RETRIES + " pauses");
        }
        return new CallbackRule(
                shown,
                pauses.stream().map(item -> Durations.parseMs(item.text())).toList());
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
