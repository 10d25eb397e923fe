package org.usher.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.usher.core.api.Event;
import org.usher.core.api.Requirement;

/**
 * What is wished for a customer besides what his call asks for. It is to find him somebody better, not to have him wait for nobody: what no
 * agent of the queue could meet together with the rest, at work or not, at the end of the queue's plan, is not asked for there, the least
 * important first. In another queue all of it is looked at anew.
 */
final class Wishes {
    private static final int MOST_KNOWN = 1_000;

    private final State state;
    private final Step step;

    /** Index over the configuration: whether anybody may serve who asks for this, with the queue's id behind it. */
    private final Map<int[], Boolean> served = new TreeMap<>(Arrays::compare);

    Wishes(State state, Step step) {
        this.state = state;
        this.step = step;
    }

    /** Another configuration is in force. */
    void reconfigured() {
        served.clear();
    }

    /** Wishes this besides what is wished already; whether that changes what is asked for. The entry's queue is there. */
    boolean add(QueueEntry entry, List<Requirement> more) {
        List<Requirement> all = new ArrayList<>(entry.wishes);
        for (Requirement wish : more) {
            if (isKnown(wish) && !isMet(all, wish)) {
                all.add(wish);
            }
        }
        if (all.equals(entry.wishes)) {
            return false;
        }
        state.hash.touch(entry.contact);
        entry.wish(List.copyOf(all));
        return settle(entry, true);
    }

    /** Asks for what can be met in the entry's queue, which may be another than before, or have other agents. */
    void settle(QueueEntry entry) {
        if (!entry.wishes.isEmpty() && entry.queue != null) {
            settle(entry, false);
        }
    }

    private boolean settle(QueueEntry entry, boolean isNews) {
        List<Requirement> asked = entry.callRequirements;
        int dropped = 0;
        for (Requirement wish : entry.wishes) {
            if (isKnown(wish)) {
                List<Requirement> more = with(asked, wish);
                if (isServed(entry, more)) {
                    asked = more;
                } else {
                    dropped++;
                }
            }
        }
        boolean changes = !asked.equals(entry.ownRequirements);
        if (dropped > 0 && (changes || isNews)) {
            step.event(new Event.WishesDropped(step.nowMs(), entry.contact.contactId, entry.queueId, dropped));
        }
        if (!changes) {
            return false;
        }
        state.hash.touch(entry.contact);
        entry.ask(List.copyOf(asked));
        return true;
    }

    private boolean isServed(QueueEntry entry, List<Requirement> own) {
        int[] asked = entry.atLast(own);
        int[] key = Arrays.copyOf(asked, asked.length + 1);
        key[asked.length] = entry.queueId;
        if (served.size() >= MOST_KNOWN) {
            served.clear();
        }
        return Objects.requireNonNull(served.computeIfAbsent(
                key,
                _ -> state.agents.unorderedValues().stream().anyMatch(agent -> agent.mayServe(entry.queueId, asked))));
    }

    private boolean isKnown(Requirement wish) {
        return wish.skillId() > 0 && state.skills.get(wish.skillId()) != null;
    }

    /** Each skill once, at the higher proficiency of the two. */
    private static List<Requirement> with(List<Requirement> asked, Requirement wish) {
        if (isMet(asked, wish)) {
            return asked;
        }
        List<Requirement> all = new ArrayList<>(asked);
        all.removeIf(other -> other.skillId() == wish.skillId());
        all.add(wish);
        return all;
    }

    private static boolean isMet(List<Requirement> asked, Requirement wish) {
        return asked.stream()
                .anyMatch(
                        other -> other.skillId() == wish.skillId() && other.minProficiency() >= wish.minProficiency());
    }
}
