package org.usher.core.engine;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PendingChange;
import org.usher.core.api.QueueNotice;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.Requirement;
import org.usher.core.api.WaitModel;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.MalformedDataException;
import org.usher.core.codec.Values;
import org.usher.core.codec.WaitModels;
import org.usher.core.estimate.LearntEstimator;

/** Reads what {@link SnapshotWriter} wrote and proves by the state hash that it is the same state. */
final class SnapshotReader {
    private final State state = new State();
    private final Decoder in;

    /** From talk to talk. */
    private final LongMap<Long> joinedIds = new LongMap<>();

    private SnapshotReader(ByteBuffer snapshot) {
        in = new Decoder(snapshot);
    }

    static State read(ByteBuffer snapshot) throws MalformedDataException {
        return new SnapshotReader(snapshot).read();
    }

    private State read() throws MalformedDataException {
        long magic = in.fixed("snapshot header");
        if (magic != ((long) SnapshotWriter.MAGIC << 32 | SnapshotWriter.VERSION)) {
            throw in.malformed(
                    "snapshot header", Long.toHexString(magic) + ", no snapshot of version " + SnapshotWriter.VERSION);
        }
        state.lastIndex = in.unsigned("lastIndex");
        state.lastAtMs = in.signed("lastAtMs");
        state.lastEpoch = in.bounded("lastEpoch", Integer.MAX_VALUE);
        state.idleOrders = in.unsigned("idleOrders");
        state.deadlines.restoreSettings(in.unsigned("deadline settings"));
        Adoption.load(state, Values.readConfiguration(in));
        in.list("queues", _ -> queue());
        in.list("agents", _ -> agent());
        Doors.countStaff(state);
        in.list("devices", _ -> device());
        in.list("contacts", _ -> contact());
        in.list("bookings", _ -> booking());
        in.list("offers", _ -> offer());
        join();
        released();
        in.list("served", _ -> served()).forEach(state.served::restore);
        if (in.flag("estimator")) {
            WaitModel model = WaitModels.read(in);
            state.estimator = LearntEstimator.read(model, in);
            state.waitModelHash = Estimates.hash(model);
        }
        long hash = in.fixed("state hash");
        in.end();
        if (hash != state.hash()) {
            throw in.malformed(
                    "state hash", Long.toHexString(hash) + " for a state of " + Long.toHexString(state.hash()));
        }
        return state;
    }

    private QueueRecord queue() throws MalformedDataException {
        int queueId = id("queueId");
        int flags = in.octet("queue flags");
        if ((flags & ~(SnapshotWriter.VANISHED | SnapshotWriter.NOTICE)) != 0) {
            throw in.malformed("queue flags", Integer.toString(flags));
        }
        boolean vanished = (flags & SnapshotWriter.VANISHED) != 0;
        QueueRecord queue = vanished ? new QueueRecord(queueId) : known(state.queues, queueId, "queueId");
        if ((flags & SnapshotWriter.NOTICE) != 0) {
            queue.notice =
                    new QueueNotice(in.text("notice"), in.text("sound"), in.signed("sinceMs"), in.signed("untilMs"));
            deadline(queue.noticeEnd);
        }
        if (vanished) {
            state.queues.put(queueId, queue);
            queue.vanished = true;
            queue.priority = in.signedInt("queue priority");
            queue.ringTimeoutMs = in.signedInt("ringTimeoutMs");
            queue.wrapUpMs = in.signedInt("wrapUpMs");
            queue.chatWrapUpMs = in.signedInt("chatWrapUpMs");
            queue.callbackRingMs = in.signedInt("callbackRingMs");
            queue.shortAbandonMs = in.signedInt("shortAbandonMs");
            queue.maxWaitMs = in.signed("maxWaitMs");
            queue.answerMode = in.constant(AnswerMode.class);
            queue.ringGroupSize = in.signedInt("ringGroupSize");
        }
        queue.status = in.constant(QueueStatus.class);
        queue.emergency = queue.status == QueueStatus.EMERGENCY;
        int door = in.octet("queue door");
        if ((door & ~(SnapshotWriter.CLOSED | SnapshotWriter.HOURS_CLOSED)) != 0) {
            throw in.malformed("queue door", Integer.toString(door));
        }
        queue.closed = (door & SnapshotWriter.CLOSED) != 0;
        queue.hoursClosed = (door & SnapshotWriter.HOURS_CLOSED) != 0;
        queue.emptySinceMs = in.signed("emptySinceMs");
        deadline(queue.leaving);
        queue.offered = in.unsigned("offered");
        queue.waiting = in.bounded("waiting", Integer.MAX_VALUE);
        for (int i = 0; i < queue.ended.length; i++) {
            queue.ended[i] = in.unsigned("ended");
        }
        state.hash.touch(queue);
        return queue;
    }

    private AgentRecord agent() throws MalformedDataException {
        int agentId = id("agentId");
        int flags = in.octet("agent flags");
        if ((flags & ~(SnapshotWriter.VANISHED | SnapshotWriter.AT_DESK)) != 0) {
            throw in.malformed("agent flags", Integer.toString(flags));
        }
        boolean vanished = (flags & SnapshotWriter.VANISHED) != 0;
        AgentRecord agent = vanished ? new AgentRecord(agentId) : known(state.agents, agentId, "agentId");
        if (vanished) {
            state.agents.put(agentId, agent);
            agent.vanished = true;
        }
        agent.atDesk = (flags & SnapshotWriter.AT_DESK) != 0;
        agent.presence = in.constant(AgentRecord.Presence.class);
        agent.pauseReasonId = in.signedInt("pauseReasonId");
        agent.pending = in.constant(PendingChange.class);
        agent.pendingReasonId = in.signedInt("pendingReasonId");
        agent.hold = in.constant(AgentRecord.Hold.class);
        agent.holdCause = optional(OfferOutcome.class);
        agent.noAnswersInRow = in.bounded("noAnswersInRow", Integer.MAX_VALUE);
        agent.state = in.constant(AgentState.class);
        agent.sinceMs = in.signed("sinceMs");
        agent.deviceIds = List.copyOf(Values.readIds("deviceIds", in));
        agent.wrapUpMs = in.signedInt("wrapUpMs");
        agent.wrapUpContactId = in.unsigned("wrapUpContactId");
        agent.idleOrder = in.unsigned("idleOrder");
        agent.idle = in.flag("idle");
        agent.takesChats = in.flag("takesChats");
        agent.work = Double.longBitsToDouble(in.fixed("work"));
        agent.workAtMs = in.signed("workAtMs");
        if (!(agent.work >= 0 && agent.work <= 1)) {
            throw in.malformed("work", agent.work + ", not 0 to 1");
        }
        agent.contactsInRow = in.bounded("contactsInRow", Integer.MAX_VALUE);
        agent.workedUntilMs = in.signed("workedUntilMs");
        if (state.asksForOccupancy) {
            agent.occupancyFrom(state.settings().routing().occupancyMemoryMs());
        }
        deadline(agent.deadline);
        state.hash.touch(agent);
        return agent;
    }

    private DeviceRecord device() throws MalformedDataException {
        DeviceRecord device = known(state.devices, id("deviceId"), "deviceId");
        device.state = in.constant(DeviceState.class);
        int agentId = in.signedInt("device agentId");
        device.agent = agentId == 0 ? null : known(state.agents, agentId, "agentId");
        device.usedByUs = in.flag("usedByUs");
        device.excused = in.flag("excused");
        state.hash.touch(device);
        return device;
    }

    private ContactRecord contact() throws MalformedDataException {
        long contactId = in.unsigned("contactId");
        long callKey = in.fixed("callKey");
        Channel channel = in.constant(Channel.class);
        if (contactId == 0 || (callKey == 0 && channel != Channel.CALLBACK)) {
            throw in.malformed("contact", "an id of 0");
        }
        ContactDetails details = Values.readDetails(in);
        int queueId = in.signedInt("queueId");
        QueueRecord queue = in.flag("queue known") ? known(state.queues, queueId, "queueId") : null;
        int priority = in.signedInt("priority");
        List<Requirement> requirements = Values.readRequirements(in);
        List<AnyOf> anyOf = Values.readGroups(in);
        long enqueuedAtMs = in.signed("enqueuedAtMs");
        Command.ContactArrived arrival = new Command.ContactArrived(
                callKey, channel, queueId, priority, enqueuedAtMs, contactId, requirements, anyOf, 0, details);
        ContactRecord contact = new ContactRecord(contactId, arrival, queue, enqueuedAtMs);
        contact.carriedBy(callKey, channel, details);
        contact.entry = new QueueEntry(contact, arrival, queue, enqueuedAtMs, in.signed("creditMs"));
        contact.entry.waitsFrom(in.signed("waitsFromMs"));
        entry(contact.entry);
        standing(contact);
        state.contactsById.put(contactId, contact);
        if (callKey != 0) {
            state.contactsByCall.put(callKey, contact);
        }
        if (contact.openActionId != 0) {
            state.contactsByAction.put(contact.openActionId, contact);
        }
        if (queue != null) {
            queue.contacts++;
        }
        state.hash.touch(contact);
        return contact;
    }

    private void entry(QueueEntry entry) throws MalformedDataException {
        entry.entryId = in.unsigned("entryId");
        int flags = in.octet("entry flags");
        if ((flags & ~(SnapshotWriter.OPEN | SnapshotWriter.WISHES)) != 0) {
            throw in.malformed("entry flags", Integer.toString(flags));
        }
        entry.open = (flags & SnapshotWriter.OPEN) != 0;
        if ((flags & SnapshotWriter.WISHES) != 0) {
            entry.restoreWishes(Values.readRequirements(in), Values.readRequirements(in));
        }
        entry.passedOver = in.flag("passed over");
        entry.limitFromMs = in.signed("limitFromMs");
        entry.step = in.bounded("step", lastStepOf(entry));
        entry.planFromMs = in.signed("planFromMs");
        if (in.flag("has a relaxation")) {
            entry.relaxation = new Deadline(Deadline.Kind.RELAXATION, entry.contact, entry.contact.contactId);
            deadline(entry.relaxation);
        }
        QueueRecord queue = entry.queue;
        if (in.flag("comes to be in danger") && queue != null) {
            entry.danger = new Deadline(Deadline.Kind.DANGER, entry.contact, entry.contact.contactId);
            state.deadlines.restore(entry.danger, entry.since + queue.dangerMs, Breaths.rankOf(entry));
        }
        int preferredAgentId = in.signedInt("preferred agentId");
        if (preferredAgentId != 0) {
            AgentRecord agent = known(state.agents, preferredAgentId, "preferred agentId");
            entry.preference = new Preference(entry.contact, agent, in.signed("preference sinceMs"));
            agent.awaitedBy.add(entry.contact);
            deadline(entry.preference.end);
        }
    }

    private static int lastStepOf(QueueEntry entry) {
        return entry.queue == null ? 0 : entry.queue.plan.stepAfter(Long.MAX_VALUE);
    }

    private void standing(ContactRecord contact) throws MalformedDataException {
        contact.phase = in.constant(ContactPhase.class);
        contact.queuedOnce = in.flag("queuedOnce");
        contact.reachable = in.flag("reachable");
        contact.releaseDue = optional(ReleaseStatus.class);
        contact.releasing = optional(ReleaseStatus.class);
        contact.releaseAttempts = in.bounded("releaseAttempts", Releases.MAX_ATTEMPTS);
        contact.released = in.flag("released");
        contact.openActionId = in.unsigned("openActionId");
        contact.servedBy = in.signedInt("servedBy");
        contact.connectedMs = in.signed("connectedMs");
        contact.holdMs = in.signed("holdMs");
        contact.endedBy = optional(EndedBy.class);
        deadline(contact.phaseDeadline);
        deadline(contact.waitLimit);
        if (in.flag("booked")) {
            Booking booking = new Booking(contact, Values.readWindow(in), in.bounded("attempts", Integer.MAX_VALUE));
            contact.booking = booking;
            if (contact.entry.open && contact.entry.queue != null) {
                contact.entry.queue.promised++;
            }
            deadline(booking.slack);
        }
    }

    private BookingRecord booking() throws MalformedDataException {
        long contactId = in.unsigned("booked contactId");
        if (contactId == 0) {
            throw in.malformed("booking", "an id of 0");
        }
        BookingRecord booking = new BookingRecord(
                contactId,
                id("booked queueId"),
                Values.readWindow(in),
                in.bounded("attempts", Integer.MAX_VALUE),
                Values.readDetails(in),
                new Asked(
                        in.signedInt("booked priority"),
                        Values.readRequirements(in),
                        Values.readGroups(in),
                        Values.readRequirements(in)));
        deadline(booking.opening);
        state.bookings.put(contactId, booking);
        state.hash.touch(booking);
        return booking;
    }

    private OfferRecord offer() throws MalformedDataException {
        long offerId = in.fixed("offerId");
        long contactId = in.unsigned("offer contactId");
        if (offerId == 0 || contactId == 0) {
            throw in.malformed("offer", "an id of 0");
        }
        int queueId = in.signedInt("offer queueId");
        Channel channel = in.constant(Channel.class);
        long madeAtMs = in.signed("madeAtMs");
        List<Effect.Rung> rung =
                in.list("rung", e -> new Effect.Rung(id("rung agentId"), Values.readIds("rung deviceIds", e)));
        if (rung.size() > OfferRecord.MAX_RUNG) {
            throw in.malformed("rung", rung.size() + ", more than " + OfferRecord.MAX_RUNG);
        }
        OfferRecord offer = new OfferRecord(offerId, contactId, queueId, channel, List.copyOf(rung), madeAtMs);
        offer.ringing = in.bounded("ringing", (1 << rung.size()) - 1);
        for (int place = 0; place < rung.size(); place++) {
            if (offer.isRinging(place)) {
                known(state.agents, rung.get(place).agentId(), "rung agentId").offer = offer;
            }
        }
        offer.phonesOver = in.fixed("phonesOver");
        offer.lastPhoneOutcome = optional(OfferOutcome.class);
        offer.agentId = in.signedInt("offer agentId");
        if (in.flag("offer has agent")) {
            AgentRecord agent = known(state.agents, offer.agentId, "agentId");
            offer.agent = agent;
            if (offer.isChat()) {
                agent.addChat(offer);
            } else {
                agent.offer = offer;
            }
        }
        bind(offer);
        offer.begun = in.flag("begun");
        if (in.flag("has a wrap-up")) {
            deadline(offer.wrapUpDeadline());
        }
        talk(offer);
        state.offers.put(offerId, offer);
        state.hash.touch(offer);
        return offer;
    }

    private void bind(OfferRecord offer) throws MalformedDataException {
        boolean bound = in.flag("offer has contact");
        boolean latest = in.flag("offer is the latest of its contact");
        if (bound) {
            ContactRecord contact = known(state.contactsById, offer.contactId, "contactId");
            offer.contact = contact;
            if (latest) {
                contact.offer = offer;
            }
        }
        long joinedId = in.fixed("joined talkId");
        if (joinedId != 0) {
            joinedIds.put(offer.offerId, joinedId);
        }
    }

    private void talk(OfferRecord talk) throws MalformedDataException {
        talk.talk = in.constant(OfferRecord.Talk.class);
        talk.talkingSinceMs = in.signed("talkingSinceMs");
        talk.endedAtMs = in.signed("endedAtMs");
        talk.holdMs = in.signed("talk holdMs");
        talk.held = in.flag("held");
        talk.consulting = in.flag("consulting");
        talk.parkedSinceMs = in.signed("parkedSinceMs");
    }

    /** Talks name each other, in no particular order. */
    private void join() throws MalformedDataException {
        for (OfferRecord talk : state.offers.unorderedValues()) {
            Long joinedId = joinedIds.get(talk.offerId);
            if (joinedId != null) {
                talk.joined = known(state.offers, joinedId, "joined talkId");
            }
        }
    }

    private void released() throws MalformedDataException {
        long added = in.unsigned("released count");
        long[] ids = new long[Math.clamp(added, 0, ReleasedContacts.CAPACITY)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = in.unsigned("released contactId");
        }
        state.released.restore(added, ids);
    }

    private ServedContacts.Served served() throws MalformedDataException {
        return new ServedContacts.Served(
                in.unsigned("served number"),
                in.unsigned("served contactId"),
                in.signedInt("served queueId"),
                in.signedInt("served agentId"),
                in.octet("score"));
    }

    private void deadline(Deadline deadline) throws MalformedDataException {
        if (in.flag("deadline set")) {
            state.deadlines.restore(deadline, in.signed("dueAtMs"), in.unsigned("deadline sequence"));
        }
    }

    private int id(String what) throws MalformedDataException {
        int id = in.signedInt(what);
        if (id <= 0) {
            throw in.malformed(what, id + ", not above 0");
        }
        return id;
    }

    private <R> R known(LongMap<R> map, long id, String what) throws MalformedDataException {
        R found = id == 0 ? null : map.get(id);
        if (found == null) {
            throw in.malformed(what, id + ", which is not in the snapshot");
        }
        return found;
    }

    private <E extends Enum<E>> @Nullable E optional(Class<E> type) throws MalformedDataException {
        int number = in.octet(type.getSimpleName());
        E[] constants = type.getEnumConstants();
        if (number > constants.length) {
            throw in.malformed(type.getSimpleName(), number + ", more than " + constants.length);
        }
        return number == 0 ? null : constants[number - 1];
    }
}
