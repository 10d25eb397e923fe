package org.usher.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.usher.core.api.ReleaseStatus;
import org.usher.server.call.Numbers;
import org.usher.server.caller.OverflowNumber;

/** Where a queue's callers go outside who are not served. */
final class OverflowKeys {
    private static final String NUMBER_KEY = "overflow_number";
    private static final String RING_KEY = "overflow_number_ring";
    private static final String WHEN_KEY = "overflow_number_when";
    private static final TextRule NUMBER = TextRule.matching(
            "\\+?[0-9]{3,20}",
            "is not a telephone number",
            "give what the PBX is to dial: 3 to 20 digits, perhaps with a + before them, for example overflow_number = \"+4930123456\"");
    private static final TextRule STATUS = TextRule.matching(
            "long-wait|timeout|full|closed|empty|emergency",
            "is no status by which callers can overflow",
            "give some of long-wait, timeout, full, closed, empty and emergency");
    private static final TextRule ALLOWED = TextRule.matching(
            Numbers.PATTERN, "is neither a number nor the beginning of one", "for example \"+49*\" or \"0800123\"");

    private OverflowKeys() {}

    static OverflowNumber read(Section queue) {
        OverflowNumber none = OverflowNumber.NONE;
        OverflowNumber given = new OverflowNumber(
                queue.text(NUMBER_KEY, none.number(), NUMBER),
                (int) queue.durationMs(RING_KEY, none.ringMs(), 5_000, 300_000),
                when(queue));
        if (!queue.has(NUMBER_KEY)) {
            for (String key : List.of(RING_KEY, WHEN_KEY)) {
                if (queue.has(key)) {
                    queue.problem(key, "is about a number that is not there", "add overflow_number, or leave it out");
                }
            }
        } else if (given.when().isEmpty()) {
            queue.problem(WHEN_KEY, "is empty", STATUS.fix() + ", or leave overflow_number out");
        } else if (OverflowNumber.USUALLY.containsAll(given.when()) && !limited(queue)) {
            queue.problem(
                    NUMBER_KEY,
                    "says what comes after a limit that is not there",
                    "add max_wait, max_waiting or overflow_estimate, or say by overflow_number_when when else callers are to go there");
        }
        return given;
    }

    /** Whether there is anything that could let nobody in or send somebody on. */
    private static boolean limited(Section queue) {
        return queue.has("max_wait") || queue.has("max_waiting") || queue.has("overflow_estimate");
    }

    private static List<ReleaseStatus> when(Section queue) {
        if (!queue.has(WHEN_KEY)) {
            return OverflowNumber.USUALLY;
        }
        List<ReleaseStatus> when = new ArrayList<>();
        for (Section.Item item : queue.texts(WHEN_KEY, STATUS)) {
            ReleaseStatus status = status(item.text());
            if (when.contains(status)) {
                queue.problem(item, "is named twice", "name each status once");
            } else {
                when.add(status);
            }
        }
        return when;
    }

    private static ReleaseStatus status(String written) {
        return ReleaseStatus.valueOf(written.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    /** To which numbers callers may overflow at all. */
    static Numbers allowed(Section section) {
        Numbers numbers = new Numbers(section.texts("numbers", ALLOWED).stream()
                .map(Section.Item::text)
                .toList());
        section.done();
        return numbers;
    }
}
