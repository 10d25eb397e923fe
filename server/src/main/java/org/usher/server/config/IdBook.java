package org.usher.server.config;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.core.codec.MalformedDataException;

/**
 * Which id belongs to which name, for good. Learns from every configuration that was ever adopted, so that a queue which was taken out and
 * comes back is the same one in history, and no id is given to two things. New names get the next free number. Not safe for several
 * threads at once.
 */
public final class IdBook {
    private final Numbers skills = new Numbers();
    private final Numbers queues = new Numbers();
    private final Numbers devices = new Numbers();
    private final Numbers agents = new Numbers();
    private final Numbers reasons = new Numbers();

    /** Takes note of the ids of a configuration that was adopted. */
    public void learn(Configuration adopted) {
        adopted.skills().forEach(skill -> skills.learn(skill.name(), skill.skillId()));
        adopted.queues().forEach(queue -> queues.learn(queue.name(), queue.queueId()));
        adopted.devices().forEach(device -> devices.learn(key(device), device.deviceId()));
        adopted.agents().forEach(agent -> agents.learn(agent.name(), agent.agentId()));
        adopted.pauseReasons().forEach(reason -> reasons.learn(reason.name(), reason.reasonId()));
    }

    /** All that is known, for {@link #learn(byte[])}. */
    public byte[] toBytes() {
        Encoder out = new Encoder();
        all().forEach(numbers -> numbers.write(out));
        return out.toByteArray();
    }

    /** Takes note of what another book knew. */
    public void learn(byte[] bytes) throws MalformedDataException {
        Decoder in = new Decoder(ByteBuffer.wrap(bytes));
        for (Numbers numbers : all()) {
            numbers.read(in);
        }
        in.end();
    }

    private List<Numbers> all() {
        return List.of(skills, queues, devices, agents, reasons);
    }

    /** The same centre with lasting ids in place of its own, and this revision. */
    public Configuration renumber(Configuration centre, long revision) {
        Map<Integer, Integer> skillIds = new HashMap<>();
        centre.skills().forEach(skill -> skillIds.put(skill.skillId(), skills.idOf(skill.name())));
        Map<Integer, Integer> queueIds = new HashMap<>();
        centre.queues().forEach(queue -> queueIds.put(queue.queueId(), queues.idOf(queue.name())));
        return new Configuration(
                revision,
                centre.skills().stream()
                        .map(skill -> new Configuration.Skill(lasting(skillIds, skill.skillId()), skill.name()))
                        .toList(),
                centre.queues().stream()
                        .map(queue -> queue(queue, queueIds, skillIds))
                        .toList(),
                centre.devices().stream()
                        .map(device -> new Configuration.Device(
                                devices.idOf(key(device)),
                                device.pbxId(),
                                device.endpoint(),
                                device.kind(),
                                device.autoAnswer(),
                                device.remoteAnswer()))
                        .toList(),
                centre.agents().stream()
                        .map(agent -> agent(agent, skillIds, queueIds))
                        .toList(),
                centre.pauseReasons().stream()
                        .map(reason -> new Configuration.PauseReason(reasons.idOf(reason.name()), reason.name()))
                        .toList(),
                centre.settings());
    }

    private static Configuration.Queue queue(
            Configuration.Queue queue, Map<Integer, Integer> queueIds, Map<Integer, Integer> skillIds) {
        List<RoutingStep> steps = queue.plan().steps().stream()
                .map(step -> new RoutingStep(
                        lasting(skillIds, step.requirements()),
                        step.anyOf().stream()
                                .map(group -> new AnyOf(lasting(skillIds, group.alternatives())))
                                .toList(),
                        step.easesBy(),
                        step.forMs()))
                .toList();
        Configuration.Rules rules = queue.rules();
        return new Configuration.Queue(
                lasting(queueIds, queue.queueId()),
                queue.name(),
                queue.title(),
                queue.answerMode(),
                queue.priority(),
                new RoutingPlan(queue.plan().preferMs(), steps),
                queue.ringTimeoutMs(),
                queue.wrapUpMs(),
                queue.shortAbandonMs(),
                queue.maxWaitMs(),
                queue.maxWaiting(),
                queue.serviceLevelTarget(),
                new Configuration.Rules(
                        rules.ringGroupSize(),
                        rules.admitsWhenEmpty(),
                        rules.leaveWhenEmptyMs(),
                        rules.servesOutWhenClosed(),
                        rules.overflowQueueId() == 0 ? 0 : lasting(queueIds, rules.overflowQueueId()),
                        rules.overflowEstimateMs()),
                queue.urgency(),
                queue.treatment(),
                queue.channels());
    }

    private Configuration.Agent agent(
            Configuration.Agent agent, Map<Integer, Integer> skillIds, Map<Integer, Integer> queueIds) {
        return new Configuration.Agent(
                agents.idOf(agent.name()),
                agent.name(),
                agent.title(),
                agent.skills().stream()
                        .map(level ->
                                new Configuration.SkillLevel(lasting(skillIds, level.skillId()), level.proficiency()))
                        .toList(),
                agent.queueIds().stream().map(id -> lasting(queueIds, id)).toList(),
                agent.employment(),
                agent.chatCapacity());
    }

    private static List<Requirement> lasting(Map<Integer, Integer> skillIds, List<Requirement> requirements) {
        return requirements.stream()
                .map(requirement ->
                        new Requirement(lasting(skillIds, requirement.skillId()), requirement.minProficiency()))
                .toList();
    }

    private static int lasting(Map<Integer, Integer> ids, int id) {
        Integer lasting = ids.get(id);
        if (lasting == null) {
            throw new IllegalArgumentException("the centre refers to id " + id + ", which it does not have");
        }
        return lasting;
    }

    private static String key(Configuration.Device device) {
        String key = device.pbxId() + "/" + device.endpoint();
        return device.kind() == DeviceKind.EXTERNAL
                ? "outside " + key
                : key; // no phone becomes one outside by its number
    }

    private static final class Numbers {
        private final Map<String, Integer> ids = new HashMap<>();
        private int highest;

        private void learn(String name, int id) {
            ids.put(name, id);
            highest = Math.max(highest, id);
        }

        private void write(Encoder out) {
            out.unsigned(ids.size());
            ids.forEach((name, id) -> {
                out.text(name);
                out.signed(id);
            });
        }

        private void read(Decoder in) throws MalformedDataException {
            for (long left = in.unsigned("names"); left > 0; left--) {
                String name = in.text("name");
                learn(name, in.signedInt("id"));
            }
        }

        private int idOf(String name) {
            return ids.computeIfAbsent(name, n -> ++highest);
        }
    }
}
