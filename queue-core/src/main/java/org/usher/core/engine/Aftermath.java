package org.usher.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.usher.core.api.Event;
import org.usher.core.api.ReleaseStatus;

/** What a new configuration means for those who wait: what each asked for before it, compared with what has become of them. */
final class Aftermath {
    private static final class Stand {
        private final ContactRecord contact;
        private final QueueEntry entry;
        private final int priority;
        private final int[] asked;
        private final boolean served;

        Stand(ContactRecord contact, boolean served) {
            this.contact = contact;
            this.served = served;
            entry = contact.entry;
            priority = entry.priority();
            asked = entry.requirements();
        }
    }

    private static final class Line {
        private int waiting;
        private int changed;
        private int stranded;
        private int released;
    }

    private final State state;
    private final List<Stand> stands = new ArrayList<>();

    /** Of the configuration that is in force still. */
    Aftermath(State state) {
        this.state = state;
        Map<int[], Boolean> served = new TreeMap<>(Arrays::compare);
        for (ContactRecord contact : state.contactsById.unorderedValues()) {
            QueueEntry entry = contact.entry;
            if (entry.open && contact.releaseDue != ReleaseStatus.CLOSED) {
                stands.add(new Stand(contact, isServed(entry.queueId, entry.requirements(), served)));
            }
        }
    }

    /** Of the configuration that has been adopted meanwhile. */
    void tell(Step step) {
        Map<int[], Boolean> served = new TreeMap<>(Arrays::compare);
        Map<Integer, Line> lines = new TreeMap<>();
        for (Stand stand : stands) {
            Line line = lines.computeIfAbsent(stand.entry.queueId, _ -> new Line());
            line.waiting++;
            if (!stand.entry.open || stand.contact.releaseDue == ReleaseStatus.CLOSED) {
                line.released++;
                continue;
            }
            int[] asks = stand.entry.requirements();
            boolean changed = stand.priority != stand.entry.priority() || !Arrays.equals(stand.asked, asks);
            line.changed += changed ? 1 : 0;
            line.stranded += stand.served && !isServed(stand.entry.queueId, asks, served) ? 1 : 0;
        }
        long revision = state.configuration.revision();
        lines.forEach((queueId, line) -> step.event(new Event.LineRevised(
                step.nowMs(), revision, queueId, line.waiting, line.changed, line.stranded, line.released)));
    }

    /** Whether any agent may serve who asks for this in that queue; each wish is looked at once. */
    private boolean isServed(int queueId, int[] asked, Map<int[], Boolean> known) {
        int[] wish = Arrays.copyOf(asked, asked.length + 1);
        wish[asked.length] = queueId;
        return Objects.requireNonNull(known.computeIfAbsent(
                wish, _ -> state.agents.unorderedValues().stream().anyMatch(agent -> agent.mayServe(queueId, asked))));
    }
}
