package org.usher.lab.replay;

import org.usher.core.api.Channel;

/**
 * What became of a contact up to its first talk, or until it left the line without one.
 *
 * @param agentId who served it, 0 if nobody did
 * @param waitedMs until then; of one that is {@link End#OPEN} until the recording ends
 */
public record Fate(
        long contactId, int queueId, Channel channel, long enqueuedAtMs, End end, int agentId, long waitedMs) {

    public enum End {
        SERVED,
        /** The customer hung up or left. */
        GAVE_UP,
        /** Not let in, or sent away: too long a wait, a closed queue, by a person's will. */
        SENT_AWAY,
        /** The PBX lost the call. */
        LOST,
        /** In line when the recording ended. */
        OPEN
    }

    Fate ended(End other, int agent, long waited) {
        return new Fate(contactId, queueId, channel, enqueuedAtMs, other, agent, waited);
    }
}
