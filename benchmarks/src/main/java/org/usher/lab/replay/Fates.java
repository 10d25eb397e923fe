package org.usher.lab.replay;

import java.util.LinkedHashMap;
import java.util.Map;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;

/** Learns from events what became of each contact. */
final class Fates {
    private final Map<Long, Fate> fates = new LinkedHashMap<>();

    void event(Event event) {
        switch (event) {
            case Event.ContactQueued queued -> queued(queued);
            case Event.ContactRefused refused ->
                fates.putIfAbsent(
                        refused.contactId(),
                        new Fate(
                                refused.contactId(),
                                refused.queueId(),
                                refused.channel(),
                                refused.atMs(),
                                Fate.End.SENT_AWAY,
                                0,
                                0));
            case Event.ContactConnected talk ->
                fates.computeIfPresent(
                        talk.contactId(),
                        (id, fate) -> fate.end() == Fate.End.SERVED && fate.agentId() != 0
                                ? fate
                                : fate.ended(Fate.End.SERVED, talk.agentId(), talk.waitedMs()));
            case Event.EntryEnded ended ->
                fates.computeIfPresent(
                        ended.contactId(),
                        (id, fate) -> fate.end() == Fate.End.OPEN
                                ? fate.ended(end(ended.outcome()), 0, ended.waitedMs())
                                : fate);
            default -> {}
        }
    }

    /** One who overflowed into another queue, was moved there or is to be called back waits on. */
    private void queued(Event.ContactQueued queued) {
        Fate known = fates.get(queued.contactId());
        if (known == null) {
            known = new Fate(
                    queued.contactId(), queued.queueId(), queued.channel(), queued.enqueuedAtMs(), Fate.End.OPEN, 0, 0);
        } else if (known.end() != Fate.End.SERVED) {
            known = known.ended(Fate.End.OPEN, 0, 0);
        }
        fates.put(queued.contactId(), known);
    }

    private static Fate.End end(EntryOutcome outcome) {
        return switch (outcome) {
            case ANSWERED -> Fate.End.SERVED;
            case ABANDONED, SHORT_ABANDONED -> Fate.End.GAVE_UP;
            case OVERFLOWED, CONVERTED, TRANSFERRED_UNSERVED -> Fate.End.SENT_AWAY;
            case LOST_BY_PBX -> Fate.End.LOST;
        };
    }

    /** All of them, by contact, as they stand at this time. */
    Map<Long, Fate> at(long nowMs) {
        Map<Long, Fate> all = new LinkedHashMap<>();
        fates.forEach((id, fate) -> all.put(
                id,
                fate.end() == Fate.End.OPEN
                        ? fate.ended(Fate.End.OPEN, 0, Math.max(0, nowMs - fate.enqueuedAtMs()))
                        : fate));
        return all;
    }
}
