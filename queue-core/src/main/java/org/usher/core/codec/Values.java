package org.usher.core.codec;

import java.util.List;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.AnyOf;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.ChatFile;
import org.usher.core.api.Configuration;
import org.usher.core.api.Configuration.Agent;
import org.usher.core.api.Configuration.Channels;
import org.usher.core.api.Configuration.Device;
import org.usher.core.api.Configuration.Employment;
import org.usher.core.api.Configuration.PauseReason;
import org.usher.core.api.Configuration.Queue;
import org.usher.core.api.Configuration.Rules;
import org.usher.core.api.Configuration.ServiceLevelTarget;
import org.usher.core.api.Configuration.Skill;
import org.usher.core.api.Configuration.SkillLevel;
import org.usher.core.api.Configuration.Treatment;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.DeviceKind;
import org.usher.core.api.Recording;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;
import org.usher.core.api.Urgency;
import org.usher.core.api.WaitingCost;

/** The binary form of the values that log entries and snapshots share. */
public final class Values {
    /** Of a device, in one octet. */
    private static final int AUTO_ANSWER = 1;

    private static final int REMOTE_ANSWER = 2;

    private Values() {}

    public static void write(Encoder out, ContactDetails details) {
        out.signed(details.pbxId());
        out.text(details.uniqueId());
        out.text(details.channelName());
        out.text(details.caller());
        out.text(details.callerName());
        out.text(details.dialled());
        out.text(details.language());
        out.text(details.customer());
        out.text(details.data());
    }

    public static ContactDetails readDetails(Decoder in) throws MalformedDataException {
        return new ContactDetails(
                in.signedInt("pbxId"),
                in.text("uniqueId"),
                in.text("channelName"),
                in.text("caller"),
                in.text("callerName"),
                in.text("dialled"),
                in.text("language"),
                in.text("customer"),
                in.text("data"));
    }

    public static void write(Encoder out, CallbackWindow window) {
        out.signed(window.fromMs());
        out.signed(window.untilMs());
        out.signed(window.dueAtMs());
    }

    public static CallbackWindow readWindow(Decoder in) throws MalformedDataException {
        return new CallbackWindow(in.signed("fromMs"), in.signed("untilMs"), in.signed("dueAtMs"));
    }

    static void writeFile(Encoder out, ChatFile file) {
        out.text(file.fileId());
        out.text(file.name());
        out.text(file.type());
        out.signed(file.bytes());
    }

    static ChatFile readFile(Decoder in) throws MalformedDataException {
        return new ChatFile(in.text("fileId"), in.text("name"), in.text("type"), in.signed("bytes"));
    }

    public static void writeRequirements(Encoder out, List<Requirement> requirements) {
        out.unsigned(requirements.size());
        for (Requirement requirement : requirements) {
            out.signed(requirement.skillId());
            out.octet(requirement.minProficiency());
        }
    }

    public static List<Requirement> readRequirements(Decoder in) throws MalformedDataException {
        return in.list("requirements", Values::readRequirement);
    }

    public static void writeGroups(Encoder out, List<AnyOf> groups) {
        out.unsigned(groups.size());
        for (AnyOf group : groups) {
            writeRequirements(out, group.alternatives());
        }
    }

    public static List<AnyOf> readGroups(Decoder in) throws MalformedDataException {
        return in.list("groups", Values::readGroup);
    }

    public static void writeIds(Encoder out, List<Integer> ids) {
        out.unsigned(ids.size());
        for (int id : ids) {
            out.signed(id);
        }
    }

    public static List<Integer> readIds(String what, Decoder in) throws MalformedDataException {
        return in.list(what, element -> element.signedInt(what));
    }

    public static void write(Encoder out, Configuration configuration) {
        out.signed(configuration.revision());
        out.unsigned(configuration.skills().size());
        for (Skill skill : configuration.skills()) {
            out.signed(skill.skillId());
            out.text(skill.name());
        }
        out.unsigned(configuration.queues().size());
        configuration.queues().forEach(queue -> writeQueue(out, queue));
        out.unsigned(configuration.devices().size());
        for (Device device : configuration.devices()) {
            out.signed(device.deviceId());
            out.signed(device.pbxId());
            out.text(device.endpoint());
            out.constant(device.kind());
            out.octet((device.autoAnswer() ? AUTO_ANSWER : 0) | (device.remoteAnswer() ? REMOTE_ANSWER : 0));
        }
        out.unsigned(configuration.agents().size());
        configuration.agents().forEach(agent -> writeAgent(out, agent));
        out.unsigned(configuration.pauseReasons().size());
        for (PauseReason reason : configuration.pauseReasons()) {
            out.signed(reason.reasonId());
            out.text(reason.name());
        }
        SettingValues.write(out, configuration.settings());
    }

    public static Configuration readConfiguration(Decoder in) throws MalformedDataException {
        return new Configuration(
                in.signed("revision"),
                in.list("skills", e -> new Skill(e.signedInt("skillId"), e.text("skill name"))),
                in.list("queues", Values::readQueue),
                in.list("devices", Values::readDevice),
                in.list("agents", Values::readAgent),
                in.list("pause reasons", e -> new PauseReason(e.signedInt("reasonId"), e.text("reason name"))),
                SettingValues.readSettings(in));
    }

    private static void writeQueue(Encoder out, Queue queue) {
        out.signed(queue.queueId());
        out.text(queue.name());
        out.text(queue.title());
        out.constant(queue.answerMode());
        out.signed(queue.priority());
        out.unsigned(queue.plan().steps().size());
        for (RoutingStep step : queue.plan().steps()) {
            writeStep(out, step);
        }
        out.signed(queue.plan().preferMs());
        out.signed(queue.ringTimeoutMs());
        out.signed(queue.wrapUpMs());
        out.signed(queue.shortAbandonMs());
        out.signed(queue.maxWaitMs());
        out.signed(queue.maxWaiting());
        out.signed(queue.serviceLevelTarget().percent());
        out.signed(queue.serviceLevelTarget().withinMs());
        out.signed(queue.rules().ringGroupSize());
        out.flag(queue.rules().admitsWhenEmpty());
        out.signed(queue.rules().leaveWhenEmptyMs());
        out.flag(queue.rules().servesOutWhenClosed());
        out.signed(queue.rules().overflowQueueId());
        out.signed(queue.rules().overflowEstimateMs());
        out.signed(queue.urgency().promiseMs());
        out.unsigned(queue.urgency().aging().size());
        for (Urgency.Point point : queue.urgency().aging()) {
            out.signed(point.waitedMs());
            out.signed(point.countsMs());
        }
        out.signed(queue.urgency().share());
        out.unsigned(queue.urgency().cost().rates().size());
        for (WaitingCost.Rate rate : queue.urgency().cost().rates()) {
            out.signed(rate.waitedMs());
            out.signed(rate.perMinute());
        }
        out.signed(queue.urgency().cost().handlingMs());
        out.constant(queue.treatment().recording());
        out.text(queue.treatment().consentSound());
        out.text(queue.treatment().whisperSound());
        out.signed(queue.channels().chatWrapUpMs());
        out.signed(queue.channels().callbackRingMs());
    }

    private static Queue readQueue(Decoder in) throws MalformedDataException {
        return new Queue(
                in.signedInt("queueId"),
                in.text("queue name"),
                in.text("queue title"),
                in.constant(AnswerMode.class),
                in.signedInt("queue priority"),
                readPlan(in),
                in.signedInt("ringTimeoutMs"),
                in.signedInt("wrapUpMs"),
                in.signedInt("shortAbandonMs"),
                in.signed("maxWaitMs"),
                in.signedInt("maxWaiting"),
                new ServiceLevelTarget(in.signedInt("percent"), in.signedInt("withinMs")),
                readRules(in),
                readUrgency(in),
                readTreatment(in),
                in.format() < 6
                        ? Channels.DEFAULT
                        : new Channels(in.signedInt("chatWrapUpMs"), in.signedInt("callbackRingMs")));
    }

    private static Urgency readUrgency(Decoder in) throws MalformedDataException {
        if (in.format() < 4) {
            return Urgency.DEFAULT;
        }
        long promiseMs = in.signed("promiseMs");
        try {
            return new Urgency(
                    in.list("aging", Values::readPoint),
                    promiseMs,
                    in.format() < 5 ? 1 : in.signedInt("share"),
                    in.format() < 6 ? WaitingCost.NONE : readCost(in));
        } catch (IllegalArgumentException e) {
            throw in.malformed("urgency", String.valueOf(e.getMessage()));
        }
    }

    private static WaitingCost readCost(Decoder in) throws MalformedDataException {
        return new WaitingCost(
                in.list("cost", e -> new WaitingCost.Rate(e.signed("waitedMs"), e.signedInt("perMinute"))),
                in.signedInt("handlingMs"));
    }

    private static Urgency.Point readPoint(Decoder in) throws MalformedDataException {
        return new Urgency.Point(in.signed("waitedMs"), in.signed("countsMs"));
    }

    private static Rules readRules(Decoder in) throws MalformedDataException {
        return in.format() < 2
                ? Rules.DEFAULT
                : new Rules(
                        in.signedInt("ringGroupSize"),
                        in.flag("admitsWhenEmpty"),
                        in.signed("leaveWhenEmptyMs"),
                        in.flag("servesOutWhenClosed"),
                        in.format() < 3 ? Rules.DEFAULT.overflowQueueId() : in.signedInt("overflowQueueId"),
                        in.format() < 9 ? Rules.DEFAULT.overflowEstimateMs() : in.signed("overflowEstimateMs"));
    }

    private static Treatment readTreatment(Decoder in) throws MalformedDataException {
        return in.format() < 2
                ? Treatment.DEFAULT
                : new Treatment(in.constant(Recording.class), in.text("consentSound"), in.text("whisperSound"));
    }

    private static Device readDevice(Decoder in) throws MalformedDataException {
        int deviceId = in.signedInt("deviceId");
        int pbxId = in.signedInt("device pbxId");
        String endpoint = in.text("endpoint");
        if (in.format() < 2) {
            return new Device(deviceId, pbxId, endpoint);
        }
        DeviceKind kind = in.constant(DeviceKind.class);
        int answers = in.octet("device answers");
        if ((answers & ~(AUTO_ANSWER | REMOTE_ANSWER)) != 0) {
            throw in.malformed("device answers", answers + ", more than " + (AUTO_ANSWER | REMOTE_ANSWER));
        }
        return new Device(
                deviceId, pbxId, endpoint, kind, (answers & AUTO_ANSWER) != 0, (answers & REMOTE_ANSWER) != 0);
    }

    private static RoutingPlan readPlan(Decoder in) throws MalformedDataException {
        List<RoutingStep> steps = in.list("routing steps", Values::readStep);
        long preferMs = in.format() < 3 ? 0 : in.signed("preferMs");
        try {
            return new RoutingPlan(preferMs, steps);
        } catch (IllegalArgumentException e) {
            throw in.malformed("routing plan", String.valueOf(e.getMessage()));
        }
    }

    private static void writeStep(Encoder out, RoutingStep step) {
        writeRequirements(out, step.requirements());
        out.signed(step.forMs());
        writeGroups(out, step.anyOf());
        out.octet(step.easesBy());
    }

    private static RoutingStep readStep(Decoder in) throws MalformedDataException {
        List<Requirement> requirements = readRequirements(in);
        long forMs = in.signed("step forMs");
        List<AnyOf> anyOf = in.format() < 3 ? List.of() : readGroups(in);
        int easesBy = in.format() < 3 ? 0 : in.octet("easesBy");
        try {
            return new RoutingStep(requirements, anyOf, easesBy, forMs);
        } catch (IllegalArgumentException e) {
            throw in.malformed("routing step", String.valueOf(e.getMessage()));
        }
    }

    private static AnyOf readGroup(Decoder in) throws MalformedDataException {
        List<Requirement> alternatives = readRequirements(in);
        if (alternatives.isEmpty()) {
            throw in.malformed("group of requirements", "none");
        }
        return new AnyOf(alternatives);
    }

    private static Requirement readRequirement(Decoder in) throws MalformedDataException {
        int skillId = in.signedInt("required skillId");
        int minProficiency = in.octet("minProficiency");
        if (minProficiency < 1 || minProficiency > 10) {
            throw in.malformed("minProficiency", minProficiency + ", not 1 to 10");
        }
        return new Requirement(skillId, minProficiency);
    }

    private static void writeAgent(Encoder out, Agent agent) {
        out.signed(agent.agentId());
        out.text(agent.name());
        out.text(agent.title());
        out.unsigned(agent.skills().size());
        for (SkillLevel level : agent.skills()) {
            out.signed(level.skillId());
            out.signed(level.proficiency());
        }
        writeIds(out, agent.queueIds());
        out.signed(agent.employment().cost());
        BurnoutGuard.Limits limits = agent.employment().limits();
        out.flag(limits != null);
        if (limits != null) {
            SettingValues.write(out, limits);
        }
        out.signed(agent.employment().poolId());
        out.signed(agent.chatCapacity());
    }

    private static Agent readAgent(Decoder in) throws MalformedDataException {
        return new Agent(
                in.signedInt("agentId"),
                in.text("agent name"),
                in.text("agent title"),
                in.list("agent skills", e -> new SkillLevel(e.signedInt("skillId"), e.signedInt("proficiency"))),
                readIds("agent queueIds", in),
                in.format() < 6 ? Employment.DEFAULT : readEmployment(in),
                in.format() < 6 ? 0 : in.signedInt("chatCapacity"));
    }

    private static Employment readEmployment(Decoder in) throws MalformedDataException {
        try {
            return new Employment(
                    in.signedInt("cost"),
                    in.flag("own limits") ? SettingValues.readLimits(in) : null,
                    in.signedInt("poolId"));
        } catch (IllegalArgumentException e) {
            throw in.malformed("employment", String.valueOf(e.getMessage()));
        }
    }
}
