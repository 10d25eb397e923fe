package org.usher.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect.Rung;
import org.usher.core.api.OfferOutcome;
import org.usher.core.codec.Constants;

/**
 * An offer and the talk it leads to, or a talk that began without one; remembered as long as its contact or an agent is bound by it. Its
 * contact lets go of it when it is seen back in the waiting room, with somebody else or gone, an agent when free again; until then even a
 * late answer finds it.
 */
final class OfferRecord extends HashedRecord {
    /** No more agents are rung at once. */
    static final int MAX_RUNG = Configuration.Rules.MAX_RING_GROUP;

    /** How far a talk has come. */
    enum Talk {
        NONE,
        GOING_ON,
        /** It is over; whose doing that was is not known yet. */
        OVER,
        /** Its end has been told. */
        TOLD
    }

    /** The id of the offer, or of the talk; see {@link org.usher.core.api.TalkId}. */
    final long offerId;

    final int queueId;
    final Channel channel;
    final long madeAtMs;

    /** All who were rung at once, the longest idle first; none for a talk that began without an offer. */
    final List<Rung> rung;

    /** Whose it is; another's after a transfer. */
    long contactId;

    @Nullable
    ContactRecord contact;

    /** One bit for each of {@link #rung} who is reserved for it; taken out when the offer's end for that agent is told. */
    int ringing;

    /** One bit for each phone of all who are rung, in order: it ended by itself. */
    long phonesOver;

    /** How the last phone of the last one rung ended by itself. */
    @Nullable
    OfferOutcome lastPhoneOutcome;

    /** Whether the PBX is known to have begun with it. */
    boolean begun;

    /** Who picked up or joined, 0 if nobody of ours has. */
    int agentId;

    /** The same, until his leg has ended, or the after-call work of a chat. */
    @Nullable
    AgentRecord agent;

    /** Of the after-call work of a chat; made when it is needed. */
    @Nullable
    Deadline wrapUp;

    Talk talk = Talk.NONE;

    /** Since when they talk. */
    long talkingSinceMs;

    /** When the talk ended, 0 before. */
    long endedAtMs;

    long holdMs;

    /** The agent has put the customer on hold. */
    boolean held;

    /** The agent speaks with somebody else. */
    boolean consulting;

    /** Since when the customer hears nobody for one of these reasons, or 0. */
    long parkedSinceMs;

    /** The talk of the same contact that went on when this one joined it, and goes on. */
    @Nullable
    OfferRecord joined;

    OfferRecord(long offerId, ContactRecord contact, List<Rung> rung, long madeAtMs) {
        this(offerId, contact.contactId, contact.entry.queueId, contact.channel, rung, madeAtMs);
        this.contact = contact;
        ringing = (1 << rung.size()) - 1;
    }

    OfferRecord(long offerId, long contactId, int queueId, Channel channel, List<Rung> rung, long madeAtMs) {
        this.offerId = offerId;
        this.contactId = contactId;
        this.queueId = queueId;
        this.channel = channel;
        this.rung = rung;
        this.madeAtMs = madeAtMs;
    }

    boolean isChat() {
        return channel == Channel.CHAT;
    }

    /** Whether it is a chat that is over, and its after-call work is not. */
    boolean isInWrapUp() {
        return wrapUp != null && wrapUp.isSet();
    }

    Deadline wrapUpDeadline() {
        if (wrapUp == null) {
            wrapUp = new Deadline(Deadline.Kind.CHAT_WRAP_UP, this, offerId);
        }
        return wrapUp;
    }

    boolean isRinging(int place) {
        return (ringing & (1 << place)) != 0;
    }

    /** The place of the agent among those rung, −1 if he was not. */
    int placeOf(AgentRecord sought) {
        for (int place = 0; place < rung.size(); place++) {
            if (rung.get(place).agentId() == sought.agentId) {
                return place;
            }
        }
        return -1;
    }

    /** The place of the agent who was rung on this device, −1 if nobody was. */
    int placeOfDevice(int deviceId) {
        for (int place = 0; place < rung.size(); place++) {
            if (phoneOf(place, deviceId) >= 0) {
                return place;
            }
        }
        return -1;
    }

    /** Which of the phones of the agent at this place the device is, −1 if none of them. */
    int phoneOf(int place, int deviceId) {
        List<Integer> phones = rung.get(place).deviceIds();
        for (int i = 0; i < phones.size(); i++) {
            if (phones.get(i) == deviceId) {
                return i;
            }
        }
        return -1;
    }

    /** The agent as readers see it: who talks, or the first of those who are rung; 0 if nobody of ours. */
    int agentIdShown() {
        return agentId != 0 || ringing == 0
                ? agentId
                : rung.get(Integer.numberOfTrailingZeros(ringing)).agentId();
    }

    /** Time connected without {@link #holdMs}, of a talk that is over. */
    long talkMs() {
        return endedAtMs - talkingSinceMs - holdMs;
    }

    boolean isGoingOn() {
        return talk == Talk.GOING_ON;
    }

    /** Whether somebody is still bound by it. */
    boolean bindsNobody() {
        return contact == null && agent == null && ringing == 0;
    }

    @Override
    long fingerprint() {
        long hash = StateHash.mix(0x0ffe4L, offerId);
        hash = StateHash.mix(hash, contactId);
        hash = StateHash.mix(hash, (long) queueId << 32 | agentId);
        hash = StateHash.mix(hash, madeAtMs);
        for (int place = 0; place < rung.size(); place++) {
            Rung one = rung.get(place);
            hash = StateHash.mix(hash, one.agentId());
            for (int i = 0; i < one.deviceIds().size(); i++) {
                hash = StateHash.mix(hash, one.deviceIds().get(i));
            }
        }
        hash = StateHash.mix(hash, phonesOver);
        int flags = (contact == null ? 0 : 16)
                | (agent == null ? 0 : 8)
                | (begun ? 4 : 0)
                | (held ? 2 : 0)
                | (consulting ? 1 : 0);
        int kinds = Constants.number(channel) << 24
                | Constants.number(talk) << 16
                | Constants.optionalNumber(lastPhoneOutcome) << 8
                | flags;
        hash = StateHash.mix(hash, (long) ringing << 32 | kinds);
        hash = StateHash.mix(hash, talkingSinceMs);
        hash = StateHash.mix(hash, endedAtMs);
        hash = StateHash.mix(hash, holdMs);
        hash = StateHash.mix(hash, parkedSinceMs);
        return StateHash.mix(hash, joined == null ? 0 : joined.offerId);
    }
}
