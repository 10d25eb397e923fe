package org.usher.core.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.usher.core.api.AgentState;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;
import org.usher.core.api.Event;
import org.usher.core.api.PendingChange;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.Routing;
import org.usher.core.codec.Encoder;
import org.usher.core.codec.Values;
import org.usher.core.engine.AgentRecord.Presence;

/**
 * Takes on a new revision of the configuration while people wait and talk. Nobody who waits in a queue that is still there loses his
 * place. Who waits in one that vanished is given back with CLOSED, at once or when seen in the waiting room; a talk goes on. A vanished
 * agent finishes what he is in and is logged out; the same if his last phone vanished. A skill that vanished is no longer asked for.
 *
 * <p>It never fails: checking a configuration is the business of whoever writes it. Of two with the same id the first counts, and what
 * names an id that is not there, or one below 1, is passed over.
 */
final class Adoption {
    private final State state;
    private final Step step;
    private final Matching matching;
    private final Desks desks;

    Adoption(State state, Step step, Matching matching, Desks desks) {
        this.state = state;
        this.step = step;
        this.matching = matching;
        this.desks = desks;
    }

    void adopt(Configuration configuration) {
        Aftermath aftermath = new Aftermath(state);
        passTime();
        load(state, configuration);
        rememberWork();
        step.event(new Event.ConfigurationAdopted(step.nowMs(), configuration));
        desks.basis().wishes().reconfigured();
        for (ContactRecord contact : inOrder(state.contactsById, contact -> contact.contactId)) {
            if (contact.entry.open) {
                desks.basis().plans().review(contact.entry);
            }
        }
        matching.reconfigured();
        inOrder(state.devices, device -> device.deviceId).forEach(this::settleDevice);
        inOrder(state.agents, agent -> agent.agentId).forEach(this::settleAgent);
        inOrder(state.contactsById, contact -> contact.contactId).forEach(this::settleContact);
        desks.lines().bookings().review();
        inOrder(state.queues, queue -> queue.queueId).forEach(this::settleQueue);
        aftermath.tell(step);
    }

    /** Until now by the memory that held until now. */
    private void passTime() {
        Routing routing = state.settings().routing();
        if (state.asksForOccupancy) {
            for (AgentRecord agent : state.agents.unorderedValues()) {
                agent.passTime(step.nowMs(), routing.occupancyMemoryMs());
            }
        }
    }

    private void rememberWork() {
        Routing routing = state.settings().routing();
        for (AgentRecord agent : state.agents.unorderedValues()) {
            state.hash.touch(agent);
            if (state.asksForOccupancy) {
                agent.workAtMs = step.nowMs();
                agent.occupancyFrom(routing.occupancyMemoryMs());
            } else {
                agent.forgetWork();
            }
        }
    }

    /** Puts the configuration into the state without any consequence yet. */
    static void load(State state, Configuration configuration) {
        state.configuration = configuration;
        state.configurationHash = hash(configuration);
        state.skills = new LongMap<>();
        for (Configuration.Skill skill : configuration.skills()) {
            if (skill.skillId() > 0 && skill.skillId() <= Requirements.MAX_SKILL_ID) {
                state.skills.put(skill.skillId(), skill);
            }
        }
        state.pauseReasons = new LongMap<>();
        for (Configuration.PauseReason reason : configuration.pauseReasons()) {
            if (reason.reasonId() > 0) {
                state.pauseReasons.put(reason.reasonId(), reason);
            }
        }
        loadDevices(state, configuration);
        loadAgents(state, configuration);
        boolean guarded = false;
        state.asksForOccupancy = configuration.settings().routing().asksForOccupancy();
        for (AgentRecord agent : state.agents.unorderedValues()) {
            if (agent.vanished) {
                agent.limit(BurnoutGuard.Limits.NONE);
            }
            guarded |= agent.guarded;
            state.asksForOccupancy |= agent.limits.hasCeiling();
        }
        loadQueues(
                state, configuration, guarded ? configuration.settings().guard().givesWayPercent() : 0);
        Doors.countStaff(state);
    }

    /** All records of a map, by their ids. */
    static <R> List<R> inOrder(LongMap<R> map, ToLongFunction<R> id) {
        List<R> records = new ArrayList<>(map.unorderedValues());
        records.sort(Comparator.comparingLong(id));
        return records;
    }

    private static void loadQueues(State state, Configuration configuration, int givesWayPercent) {
        for (QueueRecord queue : state.queues.unorderedValues()) {
            state.hash.touch(queue);
            queue.vanished = true;
        }
        for (Configuration.Queue queue : configuration.queues()) {
            if (queue.queueId() <= 0) {
                continue;
            }
            QueueRecord record = state.queues.get(queue.queueId());
            if (record == null) {
                record = new QueueRecord(queue.queueId());
                record.vanished = true;
                state.queues.put(queue.queueId(), record);
                state.hash.touch(record);
            }
            if (record.vanished) {
                record.adopt(queue, state.skills, givesWayPercent);
            }
        }
        for (QueueRecord queue : state.queues.unorderedValues()) {
            if (queue.vanished) {
                queue.vanish();
            }
        }
    }

    private static void loadDevices(State state, Configuration configuration) {
        for (DeviceRecord device : state.devices.unorderedValues()) {
            state.hash.touch(device);
            device.vanished = true;
        }
        for (Configuration.Device device : configuration.devices()) {
            if (device.deviceId() > 0) {
                DeviceRecord record = state.devices.get(device.deviceId());
                boolean created = record == null;
                if (record == null) {
                    record = new DeviceRecord(device.deviceId());
                    state.devices.put(device.deviceId(), record);
                    state.hash.touch(record);
                }
                if (record.vanished || created) {
                    record.vanished = false;
                    record.external = device.kind() == DeviceKind.EXTERNAL;
                }
            }
        }
    }

    private static void loadAgents(State state, Configuration configuration) {
        for (AgentRecord agent : state.agents.unorderedValues()) {
            state.hash.touch(agent);
            agent.vanished = true;
            agent.skills = Requirements.NONE;
            agent.queueIds = Requirements.NONE;
            agent.chatCapacity = 0;
            agent.pool = 0;
        }
        for (Configuration.Agent agent : configuration.agents()) {
            if (agent.agentId() <= 0) {
                continue;
            }
            AgentRecord record = state.agents.get(agent.agentId());
            if (record == null) {
                record = new AgentRecord(agent.agentId());
                record.vanished = true;
                state.agents.put(agent.agentId(), record);
                state.hash.touch(record);
            }
            if (record.vanished) {
                record.vanished = false;
                record.skills = skillsOf(agent, state);
                record.cost = agent.employment().cost();
                int poolId = agent.employment().poolId();
                boolean pooled = poolId > 0
                        && poolId <= configuration.settings().routing().pools().size();
                record.pool = pooled ? poolId : 0;
                BurnoutGuard.Limits own = agent.employment().limits();
                record.limit(own == null ? configuration.settings().guard().limits() : own);
                record.chatCapacity = Math.clamp(agent.chatCapacity(), 0, Configuration.Agent.MAX_CHAT_CAPACITY);
                record.queueIds = agent.queueIds().stream()
                        .mapToInt(id -> id)
                        .filter(id -> id > 0)
                        .distinct()
                        .sorted()
                        .toArray();
            }
        }
    }

    private static int[] skillsOf(Configuration.Agent agent, State state) {
        int[] packed = new int[agent.skills().size()];
        int count = 0;
        for (Configuration.SkillLevel level : agent.skills()) {
            boolean known = level.skillId() > 0 && state.skills.get(level.skillId()) != null;
            if (known && level.proficiency() > 0) {
                packed[count++] = Requirements.pack(level.skillId(), Math.min(10, level.proficiency()));
            }
        }
        return Requirements.normalise(packed, count);
    }

    private void settleDevice(DeviceRecord device) {
        if (!device.vanished) {
            return;
        }
        AgentRecord agent = device.agent;
        state.devices.remove(device.deviceId);
        state.hash.leave(device);
        if (agent == null) {
            return;
        }
        state.hash.touch(agent);
        agent.deviceIds =
                agent.deviceIds.stream().filter(id -> id != device.deviceId).toList();
        if (agent.deviceIds.isEmpty()) {
            sendHome(agent);
        } else if (!agent.isEngaged()) {
            desks.roster().rest(agent);
        }
    }

    private void settleAgent(AgentRecord agent) {
        desks.basis().ownLines().review(agent);
        desks.roster().watchPhones(agent, Roster.OLD_IDLE_PHONES_MS); // one of another kind may say more or less
        if (!agent.vanished) {
            if (!agent.isEngaged()) {
                desks.roster().reviewLimits(agent);
            }
            return;
        }
        boolean rung = agent.state == AgentState.OFFERED;
        sendHome(agent);
        if (rung) {
            desks.offers().takeBack(agent);
        }
        if (agent.state == AgentState.LOGGED_OUT) {
            state.agents.remove(agent.agentId);
            state.hash.leave(agent);
        }
    }

    private void sendHome(AgentRecord agent) {
        state.hash.touch(agent);
        if (!agent.isEngaged() && agent.chats.isEmpty()) {
            desks.roster().choose(agent, Presence.OUT);
            desks.roster().rest(agent);
        } else if (agent.presence != Presence.OUT && agent.pending != PendingChange.LOG_OUT) {
            agent.pending = PendingChange.LOG_OUT;
            agent.pendingReasonId = 0;
            step.event(new Event.AgentPending(step.nowMs(), agent.agentId, PendingChange.LOG_OUT, 0));
            desks.basis().ownLines().review(agent);
            desks.roster().review(agent);
        }
    }

    private void settleContact(ContactRecord contact) {
        QueueRecord queue = contact.entry.queue;
        if (!contact.entry.open || queue == null) {
            return;
        }
        if (Doors.sendsAway(queue)) {
            desks.releases().releaseWhenReachable(contact, ReleaseStatus.CLOSED);
        } else {
            if (contact.releaseDue == ReleaseStatus.CLOSED) {
                state.hash.touch(contact);
                contact.releaseDue = null;
            }
            desks.lines().limitWait(contact, queue);
        }
    }

    private void settleQueue(QueueRecord queue) {
        desks.basis().doors().review(queue);
        if (queue.vanished) {
            desks.basis().notices().over(queue);
            desks.lines().publishIfChanged(queue);
            if (queue.contacts == 0) {
                state.queues.remove(queue.queueId);
                state.hash.leave(queue);
            }
        } else {
            desks.lines().publishAnew(queue);
        }
    }

    static long hash(Configuration configuration) {
        Encoder out = new Encoder(4096);
        Values.write(out, configuration);
        return hash(out);
    }

    static long hash(Encoder out) {
        ByteBuffer bytes = out.buffer();
        long hash = 0xc04f19L;
        while (bytes.remaining() >= Long.BYTES) {
            hash = StateHash.mix(hash, bytes.getLong());
        }
        byte[] rest = new byte[Long.BYTES];
        Arrays.fill(rest, (byte) bytes.remaining());
        bytes.get(rest, 0, bytes.remaining());
        return StateHash.mix(hash, ByteBuffer.wrap(rest).getLong());
    }
}
