package org.usher.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.usher.core.api.Configuration;
import org.usher.lab.replay.Fate;
import org.usher.lab.replay.Recording;

/** What other rules would have changed, contact by contact and in sum. */
final class Changes {
    /** So many contacts are written for each policy, those whose wait changes most. */
    static final int MOST_WRITTEN = 500;

    private static final int MOST_SHOWN = 10;

    /** One contact, as it was and as it would have been. */
    private record Change(Fate was, Fate would) {
        double seconds() {
            return (would.waitedMs() - was.waitedMs()) / 1_000.0;
        }
    }

    private final Map<Integer, String> queues = new HashMap<>();
    private final Map<Integer, String> agents = new HashMap<>();
    private final List<Change> all = new ArrayList<>();
    private final List<Change> changed;

    private Changes(Recording recording, Recording.Replayed replayed) {
        Configuration centre = recording.configuration();
        centre.queues().forEach(queue -> queues.put(queue.queueId(), queue.name()));
        centre.agents().forEach(agent -> agents.put(agent.agentId(), agent.name()));
        recording.fates().values().forEach(was -> {
            Fate would = replayed.fatesByContact().get(was.contactId());
            if (would != null) {
                all.add(new Change(was, would));
            }
        });
        this.changed = all.stream()
                .filter(change -> !Proof.alike(change.was(), change.would()))
                .sorted(Comparator.comparingDouble((Change change) -> -Math.abs(change.seconds()))
                        .thenComparingLong(change -> change.was().contactId()))
                .toList();
    }

    static Changes between(Recording recording, Recording.Replayed replayed) {
        return new Changes(recording, replayed);
    }

    private long longer() {
        return changed.stream().filter(change -> change.seconds() > 0).count();
    }

    private long shorter() {
        return changed.stream().filter(change -> change.seconds() < 0).count();
    }

    private double seconds(int sign) {
        return changed.stream()
                .mapToDouble(change -> Math.max(0, sign * change.seconds()))
                .sum();
    }

    private long byAnother() {
        return changed.stream()
                .filter(change -> change.was().end() == Fate.End.SERVED
                        && change.would().end() == Fate.End.SERVED
                        && change.was().agentId() != change.would().agentId())
                .count();
    }

    private long nowEnding(Fate.End end) {
        return changed.stream()
                .filter(change -> change.was().end() != end && change.would().end() == end)
                .count();
    }

    private long noLongerEnding(Fate.End end) {
        return changed.stream()
                .filter(change -> change.was().end() == end && change.would().end() != end)
                .count();
    }

    /** For programs. */
    Map<String, Object> sums() {
        Map<String, Object> sums = new LinkedHashMap<>();
        sums.put("contacts", all.size());
        sums.put("changed", changed.size());
        sums.put("waitedLonger", longer());
        sums.put("waitedLongerSeconds", seconds(1));
        sums.put("waitedShorter", shorter());
        sums.put("waitedShorterSeconds", seconds(-1));
        sums.put("servedByAnother", byAnother());
        sums.put("gaveUpOnlyNow", nowEnding(Fate.End.GAVE_UP));
        sums.put("gaveUpNoMore", noLongerEnding(Fate.End.GAVE_UP));
        sums.put("servedOnlyNow", nowEnding(Fate.End.SERVED));
        sums.put("servedNoMore", noLongerEnding(Fate.End.SERVED));
        return sums;
    }

    /** For programs, at most {@value #MOST_WRITTEN}. */
    List<Map<String, Object>> contacts(String policy) {
        return changed.stream()
                .limit(MOST_WRITTEN)
                .map(change -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("policy", policy);
                    json.put("contactId", change.was().contactId());
                    json.put("queue", queue(change.was()));
                    json.put("enqueuedAtMs", change.was().enqueuedAtMs());
                    json.put("recorded", json(change.was()));
                    json.put("replayed", json(change.would()));
                    json.put("waitChangeSeconds", change.seconds());
                    return json;
                })
                .toList();
    }

    private Map<String, Object> json(Fate fate) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("end", fate.end().name().toLowerCase(Locale.ROOT));
        json.put("agent", agents.getOrDefault(fate.agentId(), ""));
        json.put("waitSeconds", fate.waitedMs() / 1_000.0);
        return json;
    }

    /** For people. */
    String text(String policy) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%n%s: %d of %d contacts change; %d wait longer (%.1f s together), %d shorter (%.1f s), %d are served by another agent,%n"
                        + "  %d give up who did not, %d do not who did.%n",
                policy,
                changed.size(),
                all.size(),
                longer(),
                seconds(1),
                shorter(),
                seconds(-1),
                byAnother(),
                nowEnding(Fate.End.GAVE_UP),
                noLongerEnding(Fate.End.GAVE_UP)));
        changed.stream()
                .limit(MOST_SHOWN)
                .forEach(change -> text.append(String.format(
                        Locale.ROOT,
                        "  contact %-8d %-14s %-34s -> %-34s %+8.1f s%n",
                        change.was().contactId(),
                        queue(change.was()),
                        words(change.was()),
                        words(change.would()),
                        change.seconds())));
        if (changed.size() > MOST_SHOWN) {
            text.append(String.format(
                    Locale.ROOT,
                    "  and %d more; up to %d are in the JSON%n",
                    changed.size() - MOST_SHOWN,
                    MOST_WRITTEN));
        }
        return text.toString();
    }

    private String queue(Fate fate) {
        return queues.getOrDefault(fate.queueId(), "queue " + fate.queueId());
    }

    private String words(Fate fate) {
        String end = switch (fate.end()) {
            case SERVED -> "by " + agents.getOrDefault(fate.agentId(), "somebody");
            case GAVE_UP -> "gave up";
            case SENT_AWAY -> "sent away";
            case LOST -> "lost by the PBX";
            case OPEN -> "still waiting at the end";
        };
        return String.format(Locale.ROOT, "%s after %.1f s", end, fate.waitedMs() / 1_000.0);
    }
}
