package org.usher.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.usher.core.api.Urgency;
import org.usher.core.api.WaitingCost;

/** The keys of a queue that say how its callers' waits count against others: {@code aging}, {@code promise}, {@code share}, {@code cost}, {@code handling}. */
final class UrgencyKeys {
    private static final String TIME = "\\d{1,9} ?(ms|s|m|h)";
    private static final Pattern ARROW = Pattern.compile(" *-> *");
    private static final TextRule POINT = TextRule.matching(
            TIME + ARROW + TIME,
            "is not a point of an aging",
            "write how long a wait counts as how long, for example \"5m -> 20m\"");
    private static final TextRule RATE = TextRule.matching(
            TIME + ARROW + "\\d{1,7}",
            "is not a point of a cost",
            "write what one more minute costs at which wait, for example \"20s -> 100\"");
    private static final long DAY_MS = 24 * 3_600_000L;

    private UrgencyKeys() {}

    static Urgency read(Section queue) {
        List<Urgency.Point> points = new ArrayList<>();
        for (Section.Item item : queue.texts("aging", POINT)) {
            String[] times = ARROW.split(item.text(), 2);
            long waitedMs = Durations.parseMs(times[0]);
            long countsMs = Durations.parseMs(times[1]);
            if (waitedMs == 0 || waitedMs > DAY_MS || countsMs > Urgency.MAX_MS) {
                queue.problem(
                        item,
                        "is out of range",
                        "give a wait of 1ms to 24h that counts as up to 576h, for example \"5m -> 20m\"");
            } else if (!points.isEmpty() && !follows(points.getLast(), waitedMs, countsMs)) {
                queue.problem(
                        item,
                        "does not rise from the point before it",
                        "give the points in the order of their waits; a longer wait cannot count for less");
            } else {
                points.add(new Urgency.Point(waitedMs, countsMs));
            }
        }
        return new Urgency(
                points,
                Math.max(0, queue.durationOrNeverMs("promise", DAY_MS)),
                queue.number("share", 1, 1, Urgency.MAX_SHARE),
                cost(queue));
    }

    private static WaitingCost cost(Section queue) {
        List<WaitingCost.Rate> rates = new ArrayList<>();
        for (Section.Item item : queue.texts("cost", RATE)) {
            String[] parts = ARROW.split(item.text(), 2);
            long waitedMs = Durations.parseMs(parts[0]);
            int perMinute = Integer.parseInt(parts[1]);
            if (waitedMs > DAY_MS || perMinute > WaitingCost.MAX_RATE) {
                queue.problem(
                        item,
                        "is out of range",
                        "give a wait of up to 24h and a cost of up to " + WaitingCost.MAX_RATE);
            } else if (!rates.isEmpty()
                    && (waitedMs <= rates.getLast().waitedMs()
                            || perMinute < rates.getLast().perMinute())) {
                queue.problem(
                        item,
                        "does not rise from the point before it",
                        "give the points in the order of their waits; a longer wait cannot cost less");
            } else {
                rates.add(new WaitingCost.Rate(waitedMs, perMinute));
            }
        }
        return new WaitingCost(rates, (int)
                queue.durationMs("handling", WaitingCost.NONE.handlingMs(), WaitingCost.LEAST_HANDLING_MS, DAY_MS));
    }

    private static boolean follows(Urgency.Point before, long waitedMs, long countsMs) {
        return waitedMs > before.waitedMs() && countsMs >= before.countsMs();
    }
}
