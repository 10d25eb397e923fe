package org.usher.core.engine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Effect;
import org.usher.core.api.QueueNotice;
import org.usher.core.codec.Constants;
import org.usher.core.codec.Encoder;
import org.usher.core.codec.Values;
import org.usher.core.codec.WaitModels;
import org.usher.core.estimate.LearntEstimator;

/** Writes the whole state, records in the order of their ids; indexes are left out. {@link SnapshotReader} is its other half. */
final class SnapshotWriter {
    static final int MAGIC = 0x5573_6872;
    static final int VERSION = 11;
    /** Bits of an agent's or queue's first octet. */
    static final int VANISHED = 1;

    static final int AT_DESK = 2;

    static final int NOTICE = 2;
    /** Bits of a queue's door. */
    static final int CLOSED = 1;

    static final int HOURS_CLOSED = 2;

    /** Bits of an entry's octet. */
    static final int OPEN = 1;

    static final int WISHES = 2;

    private final State state;
    private final Encoder out = new Encoder(64 * 1024);

    private SnapshotWriter(State state) {
        this.state = state;
    }

    static ByteBuffer write(State state) {
        return new SnapshotWriter(state).write();
    }

    private ByteBuffer write() {
        out.fixed((long) MAGIC << 32 | VERSION);
        out.unsigned(state.lastIndex);
        out.signed(state.lastAtMs);
        out.unsigned(state.lastEpoch);
        out.unsigned(state.idleOrders);
        out.unsigned(state.deadlines.settings());
        Values.write(out, state.configuration);
        all(Adoption.inOrder(state.queues, queue -> queue.queueId), SnapshotWriter::queue);
        all(Adoption.inOrder(state.agents, agent -> agent.agentId), SnapshotWriter::agent);
        all(Adoption.inOrder(state.devices, device -> device.deviceId), SnapshotWriter::device);
        all(Adoption.inOrder(state.contactsById, contact -> contact.contactId), SnapshotWriter::contact);
        all(Adoption.inOrder(state.bookings, booking -> booking.contactId), SnapshotWriter::booking);
        all(Adoption.inOrder(state.offers, offer -> offer.offerId), SnapshotWriter::offer);
        out.unsigned(state.released.added());
        for (long contactId : state.released.inOrder()) {
            out.unsigned(contactId);
        }
        List<ServedContacts.Served> served = state.served.inOrder();
        out.unsigned(served.size());
        for (ServedContacts.Served one : served) {
            out.unsigned(one.number());
            out.unsigned(one.contactId());
            out.signed(one.queueId());
            out.signed(one.agentId());
            out.octet(one.score());
        }
        LearntEstimator estimator = state.estimator;
        out.flag(estimator != null);
        if (estimator != null) {
            WaitModels.write(out, estimator.model());
            estimator.write(out);
        }
        out.fixed(state.hash());
        return out.buffer().asReadOnlyBuffer();
    }

    private <R> void all(List<R> records, BiConsumer<Encoder, R> write) {
        out.unsigned(records.size());
        records.forEach(element -> write.accept(out, element));
    }

    private static void queue(Encoder out, QueueRecord queue) {
        out.signed(queue.queueId);
        QueueNotice notice = queue.notice;
        out.octet((queue.vanished ? VANISHED : 0) | (notice != null ? NOTICE : 0));
        if (notice != null) {
            out.text(notice.text());
            out.text(notice.sound());
            out.signed(notice.sinceMs());
            out.signed(notice.untilMs());
            deadline(out, queue.noticeEnd);
        }
        if (queue.vanished) {
            out.signed(queue.priority);
            out.signed(queue.ringTimeoutMs);
            out.signed(queue.wrapUpMs);
            out.signed(queue.chatWrapUpMs);
            out.signed(queue.callbackRingMs);
            out.signed(queue.shortAbandonMs);
            out.signed(queue.maxWaitMs);
            out.constant(queue.answerMode);
            out.signed(queue.ringGroupSize);
        }
        out.constant(queue.status);
        out.octet((queue.closed ? CLOSED : 0) | (queue.hoursClosed ? HOURS_CLOSED : 0));
        out.signed(queue.emptySinceMs);
        deadline(out, queue.leaving);
        out.unsigned(queue.offered);
        out.unsigned(queue.waiting);
        for (long count : queue.ended) {
            out.unsigned(count);
        }
    }

    private static void agent(Encoder out, AgentRecord agent) {
        out.signed(agent.agentId);
        out.octet((agent.vanished ? VANISHED : 0) | (agent.atDesk ? AT_DESK : 0));
        out.constant(agent.presence);
        out.signed(agent.pauseReasonId);
        out.constant(agent.pending);
        out.signed(agent.pendingReasonId);
        out.constant(agent.hold);
        optional(out, agent.holdCause);
        out.unsigned(agent.noAnswersInRow);
        out.constant(agent.state);
        out.signed(agent.sinceMs);
        Values.writeIds(out, agent.deviceIds);
        out.signed(agent.wrapUpMs);
        out.unsigned(agent.wrapUpContactId);
        out.unsigned(agent.idleOrder);
        out.flag(agent.idle);
        out.flag(agent.takesChats);
        out.fixed(Double.doubleToLongBits(agent.work));
        out.signed(agent.workAtMs);
        out.unsigned(agent.contactsInRow);
        out.signed(agent.workedUntilMs);
        deadline(out, agent.deadline);
    }

    private static void device(Encoder out, DeviceRecord device) {
        out.signed(device.deviceId);
        out.constant(device.state);
        out.signed(device.agent == null ? 0 : device.agent.agentId);
        out.flag(device.usedByUs);
        out.flag(device.excused);
    }

    private static void contact(Encoder out, ContactRecord contact) {
        out.unsigned(contact.contactId);
        out.fixed(contact.callKey);
        out.constant(contact.channel);
        Values.write(out, contact.details);
        entry(out, contact.entry);
        out.constant(contact.phase);
        out.flag(contact.queuedOnce);
        out.flag(contact.reachable);
        optional(out, contact.releaseDue);
        optional(out, contact.releasing);
        out.unsigned(contact.releaseAttempts);
        out.flag(contact.released);
        out.unsigned(contact.openActionId);
        out.signed(contact.servedBy);
        out.signed(contact.connectedMs);
        out.signed(contact.holdMs);
        optional(out, contact.endedBy);
        deadline(out, contact.phaseDeadline);
        deadline(out, contact.waitLimit);
        Booking booking = contact.booking;
        out.flag(booking != null);
        if (booking != null) {
            Values.write(out, booking.window);
            out.unsigned(booking.attempts);
            deadline(out, booking.slack);
        }
    }

    private static void booking(Encoder out, BookingRecord booking) {
        out.unsigned(booking.contactId);
        out.signed(booking.queueId);
        Values.write(out, booking.window);
        out.unsigned(booking.attempts);
        Values.write(out, booking.details);
        out.signed(booking.asked.priority());
        Values.writeRequirements(out, booking.asked.ofTheCall());
        Values.writeGroups(out, booking.asked.anyOf());
        Values.writeRequirements(out, booking.asked.wishes());
        deadline(out, booking.opening);
    }

    private static void entry(Encoder out, QueueEntry entry) {
        out.signed(entry.queueId);
        out.flag(entry.queue != null);
        out.signed(entry.ownPriority);
        Values.writeRequirements(out, entry.ownRequirements);
        Values.writeGroups(out, entry.ownAnyOf);
        out.signed(entry.enqueuedAtMs);
        out.signed(entry.creditMs);
        out.signed(entry.waitsFromMs);
        out.unsigned(entry.entryId);
        out.octet((entry.open ? OPEN : 0) | (entry.wishes.isEmpty() ? 0 : WISHES));
        if (!entry.wishes.isEmpty()) {
            Values.writeRequirements(out, entry.callRequirements);
            Values.writeRequirements(out, entry.wishes);
        }
        out.flag(entry.passedOver);
        out.signed(entry.limitFromMs);
        out.unsigned(entry.step);
        out.signed(entry.planFromMs);
        out.flag(entry.relaxation != null);
        if (entry.relaxation != null) {
            deadline(out, entry.relaxation);
        }
        out.flag(entry.danger != null && entry.danger.isSet());
        Preference preference = entry.preference;
        out.signed(preference == null ? 0 : preference.agent.agentId);
        if (preference != null) {
            out.signed(preference.sinceMs);
            deadline(out, preference.end);
        }
    }

    private static void offer(Encoder out, OfferRecord offer) {
        out.fixed(offer.offerId);
        out.unsigned(offer.contactId);
        out.signed(offer.queueId);
        out.constant(offer.channel);
        out.signed(offer.madeAtMs);
        out.unsigned(offer.rung.size());
        for (Effect.Rung one : offer.rung) {
            out.signed(one.agentId());
            Values.writeIds(out, one.deviceIds());
        }
        out.unsigned(offer.ringing);
        out.fixed(offer.phonesOver);
        optional(out, offer.lastPhoneOutcome);
        out.signed(offer.agentId);
        out.flag(offer.agent != null);
        out.flag(offer.contact != null);
        out.flag(offer.contact != null && offer.contact.offer == offer);
        out.fixed(offer.joined == null ? 0 : offer.joined.offerId);
        out.flag(offer.begun);
        out.flag(offer.wrapUp != null);
        if (offer.wrapUp != null) {
            deadline(out, offer.wrapUp);
        }
        talk(out, offer);
    }

    private static void talk(Encoder out, OfferRecord talk) {
        out.constant(talk.talk);
        out.signed(talk.talkingSinceMs);
        out.signed(talk.endedAtMs);
        out.signed(talk.holdMs);
        out.flag(talk.held);
        out.flag(talk.consulting);
        out.signed(talk.parkedSinceMs);
    }

    private static void deadline(Encoder out, Deadline deadline) {
        out.flag(deadline.isSet());
        if (deadline.isSet()) {
            out.signed(deadline.dueAtMs());
            out.unsigned(deadline.sequence());
        }
    }

    private static void optional(Encoder out, @Nullable Enum<?> constant) {
        out.octet(Constants.optionalNumber(constant));
    }
}
