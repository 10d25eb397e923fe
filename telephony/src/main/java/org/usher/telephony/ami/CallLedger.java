package org.usher.telephony.ami;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.usher.core.api.Channel;
import org.usher.core.api.EngineView;
import org.usher.core.api.LostIds;

/**
 * Which call is which: (PBX, unique id) ↔ call key, channel name, contact, offer and its phones.
 *
 * <p>Shared by all links, but in parts: the calls of one PBX belong to the thread of that PBX's link from the moment the link takes its
 * part, and nobody else touches them; effects reach them by being handed to that thread ({@link AmiLink#perform}). Only the index from
 * call key to PBX is read by others, and it is a concurrent map.
 */
public final class CallLedger {
    private final Map<Integer, LedgerPart> parts = new ConcurrentHashMap<>();
    private final Map<Long, Integer> pbxByKey = new ConcurrentHashMap<>();
    private volatile LostIds lost = LostIds.NONE;

    /**
     * Takes over the calls that the engine knows after its replay. Before the links start.
     *
     * @param lostIds what calls in the PBXs may bear of which the engine does not know
     * @throws IllegalStateException if a link has taken its part already
     */
    public void restore(EngineView view, LostIds lostIds) {
        lost = lostIds;
        parts.values().forEach(part -> part.restore(lostIds));
        for (EngineView.ContactView contact : view.contacts()) {
            boolean rung = contact.channel() == Channel.CALLBACK && contact.offerId() != 0;
            if ((contact.channel() == Channel.VOICE || rung)
                    && contact.details().pbxId() > 0) {
                List<Integer> deviceIds = contact.offerId() == 0
                        ? List.of()
                        : view.agents().stream()
                                .filter(agent -> agent.offerId() == contact.offerId())
                                .flatMap(agent -> agent.deviceIds().stream())
                                .toList();
                part(contact.details().pbxId()).restore(contact, deviceIds);
            }
        }
    }

    /** The PBX that carries this call, for choosing the link an effect goes to; empty if no such call is known. */
    public OptionalInt pbxOf(long callKey) {
        Integer pbxId = pbxByKey.get(callKey);
        return pbxId == null ? OptionalInt.empty() : OptionalInt.of(pbxId);
    }

    LedgerPart part(int pbxId) {
        return parts.computeIfAbsent(pbxId, id -> new LedgerPart(id, pbxByKey, lost));
    }
}
