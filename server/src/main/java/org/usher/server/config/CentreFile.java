package org.usher.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;
import org.usher.core.api.Recording;
import org.usher.core.api.Routing;
import org.usher.core.api.Urgency;
import org.usher.server.agent.CannedReplies;
import org.usher.server.agent.Dispositions;
import org.usher.server.callback.CallbackRule;
import org.usher.server.customer.CustomerRule;

/**
 * Reads {@code centre.toml}: queues, skills, plans, people, phones. Things are named in the file; the ids of what is returned are their
 * places in the file, from 1, and are to be replaced by lasting ones ({@link IdBook#renumber}).
 */
public final class CentreFile {
    static final TextRule NAME = TextRule.matching(
            "[a-z][a-z0-9_]{0,39}", "is not a name", "give up to 40 small letters, digits and _, a letter first");
    private static final TextRule PERSON = TextRule.matching(
            "[a-z][a-z0-9_.-]{0,39}",
            "is not a name",
            "give up to 40 small letters, digits and . _ -, a letter first, for example name = \"anna\"");
    static final TextRule TITLE = TextRule.line(80, "give the name people are to read, up to 80 characters");
    private static final TextRule ENDPOINT = TextRule.matching(
            "[A-Za-z0-9_.@+-]{1,80}", "is not the name of a PJSIP endpoint", "for example endpoint = \"agent1\"");
    private static final TextRule NUMBER = TextRule.matching(
            "\\+?[0-9]{3,20}",
            "is not a telephone number",
            "give what the PBX is to dial: 3 to 20 digits, perhaps with a + before them, for example number = \"+4915112345678\"");
    static final TextRule SOUND = TextRule.matching(
            "[A-Za-z0-9_/][A-Za-z0-9_./-]{0,79}",
            "is not the name of a sound",
            "name it as Asterisk's Playback does, without its ending, for example \"custom/billing\"");
    private static final long HOUR_MS = 3_600_000;
    /** All phones of one offer are named in one line of AMI, which Asterisk takes up to 1,024 bytes of. */
    private final TomlSource source;

    private final SkillNames skills = new SkillNames();
    private final PlanKeys planKeys = new PlanKeys(skills);
    private final Map<String, Integer> pools = new LinkedHashMap<>();
    private final Map<String, Integer> queues = new LinkedHashMap<>();
    private final CallerKeys callerKeys = new CallerKeys();
    private final HoursKeys hoursKeys = new HoursKeys();
    private final PhoneKeys phoneKeys = new PhoneKeys();
    private Dispositions dispositions = Dispositions.NONE;
    private CannedReplies replies = CannedReplies.NONE;
    private List<CustomerRule> customerRules = List.of();
    private final Set<String> listeningPhones = new HashSet<>();
    private final Map<String, CallbackRule> callbackRules = new HashMap<>();

    private CentreFile(String name) {
        this.source = new TomlSource(name);
    }

    /**
     * The centre of this file.
     *
     * @throws ConfigException naming everything that is wrong
     */
    public static Centre read(Path path) throws ConfigException {
        return parse(path.toString(), new TomlSource(path.toString()).text(path));
    }

    /**
     * The centre of this text.
     *
     * @param name of the file that it stands in, for messages
     * @throws ConfigException naming everything that is wrong
     */
    public static Centre parse(String name, String text) throws ConfigException {
        CentreFile file = new CentreFile(name);
        Section root = file.source.root(text);
        Configuration configuration = file.read(root);
        file.source.throwIfAny();
        return new Centre(
                configuration,
                file.phoneKeys.access(),
                file.dispositions,
                file.replies,
                file.customerRules,
                file.listeningPhones,
                file.hoursKeys.book(),
                file.callerKeys.byQueue(),
                file.callbackRules,
                CentreLint.of(root, configuration, file.customerRules, file.hoursKeys.book()),
                text);
    }

    private Configuration read(Section root) {
        Configuration.Settings settings = settings(
                root.table("settings"),
                RoutingKeys.read(root.table("routing"), pools(root)),
                GuardKeys.read(root.table("guard")));
        List<Configuration.Skill> skillList = skills(root);
        List<Configuration.Queue> queueList = queues(root);
        List<Configuration.PauseReason> reasons = reasons(root);
        List<Configuration.Device> devices = devices(root);
        List<Configuration.Agent> agents = agents(root, settings.guard());
        dispositions = DispositionKeys.read(root, queues);
        replies = ReplyKeys.read(root, queues);
        customerRules = new CustomerRuleKeys(skills, queues).read(root);
        root.done();
        return new Configuration(0, skillList, queueList, devices, agents, reasons, settings);
    }

    private static Configuration.Settings settings(Section section, Routing routing, BurnoutGuard guard) {
        Configuration.Settings standard = Configuration.Settings.DEFAULT;
        Configuration.Settings settings = new Configuration.Settings(
                (int) section.durationMs("offer_grace", standard.offerGraceMs(), 500, 60_000),
                (int) section.durationMs("connect_grace", standard.connectGraceMs(), 500, 60_000),
                (int) section.durationMs("leg_end_grace", standard.legEndGraceMs(), 500, 60_000),
                (int) section.durationMs("reject_back_off", standard.rejectBackOffMs(), 0, HOUR_MS),
                (int) section.durationMs("no_answer_back_off", standard.noAnswerBackOffMs(), 0, HOUR_MS),
                section.number("max_no_answers_in_row", standard.maxNoAnswersInRow(), 1, 100),
                (int) section.durationMs("unreachable_back_off", standard.unreachableBackOffMs(), 1_000, HOUR_MS),
                (int) section.durationMs("prefer_same_agent", standard.preferSameAgentMs(), 0, HOUR_MS),
                (int) section.durationMs("transfer_credit", standard.transferCreditMs(), 0, HOUR_MS),
                (int) section.durationMs("elsewhere_wrap_up", standard.elsewhereWrapUpMs(), 0, HOUR_MS),
                priorityStepMs(section),
                routing,
                guard,
                section.flag("calls_during_chats", standard.callsDuringChats()));
        section.done();
        return settings;
    }

    private static int priorityStepMs(Section section) {
        long stepMs = section.durationOrMs(
                "priority_step", "strict", Configuration.Settings.DEFAULT.priorityStepMs(), 24 * HOUR_MS);
        return stepMs < 0 ? Configuration.Settings.STRICT_PRIORITY : (int) stepMs;
    }

    private List<Routing.Pool> pools(Section root) {
        List<Routing.Pool> list = new ArrayList<>();
        for (Section section : root.tables("pool")) {
            String name = section.text("name", NAME);
            register(section, name, pools, list.size() + 1, "pool");
            if (list.size() == Routing.MAX_POOLS) {
                section.problem("name", "is one pool too many", "have at most " + Routing.MAX_POOLS + " pools");
                return list;
            }
            list.add(new Routing.Pool(name, section.number("share", 1, 1, Urgency.MAX_SHARE)));
            section.done();
        }
        return list;
    }

    /** 0 for none. */
    private int pool(Section agent) {
        String name = agent.text("pool", "", NAME);
        return name.isEmpty() ? 0 : find(agent, agent.item("pool", name), name, pools, "pool");
    }

    private List<Configuration.Skill> skills(Section root) {
        List<Configuration.Skill> list = new ArrayList<>();
        for (Section section : root.tables("skill")) {
            String name = section.text("name", NAME);
            int id = list.size() + 1;
            register(section, name, skills.ids(), id, "skill");
            section.done();
            list.add(new Configuration.Skill(id, name));
        }
        return list;
    }

    private List<Configuration.Queue> queues(Section root) {
        List<Section> sections = root.tables("queue");
        List<String> names = new ArrayList<>();
        for (Section section : sections) {
            String name = section.text("name", NAME);
            names.add(name);
            register(section, name, queues, names.size(), "queue");
        }
        List<Configuration.Queue> list = new ArrayList<>();
        for (Section section : sections) {
            int id = list.size() + 1;
            list.add(queue(section, id, names.get(id - 1)));
        }
        for (int i = 0; i < list.size(); i++) {
            checkOverflow(sections.get(i), list, i);
        }
        if (list.isEmpty()) {
            source.add(0, "", "", "has no queue", "add at least one [[queue]]");
        }
        return list;
    }

    private Configuration.Queue queue(Section section, int id, String name) {
        Configuration.Queue queue = new Configuration.Queue(
                id,
                name,
                section.text("title", name, TITLE),
                section.choice("answer", AnswerMode.ON_ENTRY, AnswerMode.class),
                section.number("priority", 0, -100, 100),
                planKeys.read(section),
                (int) section.durationMs("ring", 20_000, 1_000, 600_000),
                (int) section.durationMs("wrap_up", 0, 0, HOUR_MS),
                (int) section.durationMs("short_abandon", 5_000, 0, 300_000),
                section.durationMs("max_wait", 0, 0, 24 * HOUR_MS),
                section.number("max_waiting", 0, 0, 100_000),
                target(section.table("service_level")),
                rules(section),
                UrgencyKeys.read(section),
                treatment(section),
                channels(section));
        hoursKeys.read(section, name);
        callerKeys.read(section, name);
        callbackRules.put(name, CallbackKeys.rule(section));
        section.done();
        return queue;
    }

    /** 0 for none. */
    private int overflow(Section queue) {
        String name = queue.text("overflow", "", NAME);
        return name.isEmpty() ? 0 : find(queue, queue.item("overflow", name), name, queues, "queue");
    }

    private static void checkOverflow(Section section, List<Configuration.Queue> queues, int place) {
        Configuration.Queue queue = queues.get(place);
        if (queue.rules().overflowQueueId() != 0
                && queue.maxWaitMs() == 0
                && queue.rules().overflowEstimateMs() == 0) {
            section.problem(
                    "overflow",
                    "says what comes after a limit that is not there",
                    "add max_wait or overflow_estimate, or leave overflow out");
        }
        int next = afterTheWait(queue);
        for (int steps = 0; next != 0 && steps <= queues.size(); steps++) {
            if (next == queue.queueId()) {
                section.problem(
                        "overflow",
                        "leads back to this queue, so that callers would wait for ever",
                        "leave overflow out of one of these queues");
                return;
            }
            next = afterTheWait(queues.get(next - 1));
        }
    }

    /** Who goes on by what is expected when he comes does so once, so that two queues may name each other for that. */
    private static int afterTheWait(Configuration.Queue queue) {
        return queue.maxWaitMs() == 0 ? 0 : queue.rules().overflowQueueId();
    }

    private enum WhenEmpty {
        ADMIT,
        REFUSE
    }

    private enum WhenClosed {
        SERVE,
        RELEASE
    }

    private Configuration.Rules rules(Section queue) {
        Configuration.Rules standard = Configuration.Rules.DEFAULT;
        return new Configuration.Rules(
                queue.number("ring_group", standard.ringGroupSize(), 1, Configuration.Rules.MAX_RING_GROUP),
                queue.choice("when_empty", WhenEmpty.ADMIT, WhenEmpty.class) == WhenEmpty.ADMIT,
                queue.durationOrNeverMs("leave_when_empty", 24 * HOUR_MS),
                queue.choice("when_closed", WhenClosed.SERVE, WhenClosed.class) == WhenClosed.SERVE,
                overflow(queue),
                queue.durationMs("overflow_estimate", standard.overflowEstimateMs(), 0, 24 * HOUR_MS));
    }

    private static Configuration.Treatment treatment(Section queue) {
        Configuration.Treatment standard = Configuration.Treatment.DEFAULT;
        Recording recording = queue.choice("recording", standard.recording(), Recording.class);
        String consent = queue.text("consent", standard.consentSound(), SOUND);
        if (recording == Recording.NEVER && !consent.isEmpty()) {
            queue.problem(
                    "consent",
                    "asks for something that this queue never does",
                    "add recording = \"always\" or \"on-demand\", or leave consent out");
        }
        return new Configuration.Treatment(recording, consent, queue.text("whisper", standard.whisperSound(), SOUND));
    }

    private static Configuration.Channels channels(Section queue) {
        Configuration.Channels standard = Configuration.Channels.DEFAULT;
        return new Configuration.Channels(
                (int) queue.durationMs("chat_wrap_up", standard.chatWrapUpMs(), 0, HOUR_MS),
                (int) queue.durationMs("callback_ring", standard.callbackRingMs(), 5_000, 300_000));
    }

    private static Configuration.ServiceLevelTarget target(Section section) {
        int percent = section.number("percent", 80, 1, 100);
        int withinMs = (int) section.durationMs("within", 20_000, 1_000, HOUR_MS);
        section.done();
        return new Configuration.ServiceLevelTarget(percent, withinMs);
    }

    private List<Configuration.PauseReason> reasons(Section root) {
        List<Configuration.PauseReason> list = new ArrayList<>();
        Map<String, Integer> names = new HashMap<>();
        for (Section section : root.tables("pause_reason")) {
            String name = section.text("name", NAME);
            int id = list.size() + 1;
            register(section, name, names, id, "pause reason");
            phoneKeys.reason(section, name);
            section.done();
            list.add(new Configuration.PauseReason(id, name));
        }
        return list;
    }

    private List<Configuration.Device> devices(Section root) {
        List<Configuration.Device> list = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Section section : root.tables("device")) {
            int pbx = section.number("pbx", 1, 1, 1_000);
            boolean external = section.has("number");
            String key = external ? "number" : "endpoint";
            String reached = section.text(key, external ? NUMBER : ENDPOINT);
            if (external && section.has("endpoint")) {
                section.problem(
                        "endpoint",
                        "stands beside a number",
                        "a phone of the PBX has an endpoint, one outside a number: leave one of them out");
            }
            if (!reached.isEmpty() && !seen.add(pbx + "/" + reached)) {
                section.problem(key, "is given twice on PBX " + pbx, "list each phone once");
            }
            boolean autoAnswer = section.flag("auto_answer", false);
            if (external && autoAnswer) {
                section.problem(
                        "auto_answer",
                        "is asked of a phone outside",
                        "leave it out: whoever picks up outside must press 1, so that no voicemail answers a caller");
            }
            boolean listening = section.flag("listening", false);
            if (external && listening) {
                section.problem(
                        "listening",
                        "is asked of a phone outside",
                        "leave it out: supervisors listen at phones of the PBX on which the talk is");
            } else if (listening) {
                listeningPhones.add(pbx + "/" + reached);
            }
            boolean remoteAnswer = section.flag("remote_answer", false);
            if (external && remoteAnswer) {
                section.problem(
                        "remote_answer",
                        "is asked of a phone outside",
                        "leave it out: whoever picks up outside must press 1, so that no voicemail answers a caller");
            }
            section.done();
            DeviceKind kind = external ? DeviceKind.EXTERNAL : DeviceKind.PHONE;
            list.add(new Configuration.Device(
                    list.size() + 1, pbx, reached, kind, autoAnswer && !external, remoteAnswer && !external));
        }
        return list;
    }

    private List<Configuration.Agent> agents(Section root, BurnoutGuard guard) {
        List<Configuration.Agent> list = new ArrayList<>();
        Map<String, Integer> names = new HashMap<>();
        for (Section section : root.tables("agent")) {
            int id = list.size() + 1;
            String name = section.text("name", PERSON);
            register(section, name, names, id, "agent");
            String title = section.text("title", name, TITLE);
            phoneKeys.agent(section, name);
            List<Configuration.SkillLevel> levels = skills.list(section, "skills");
            List<Integer> serves = new ArrayList<>();
            for (Section.Item item : section.texts("queues", NAME)) {
                int queueId = find(section, item, item.text(), queues, "queue");
                if (serves.contains(queueId)) {
                    section.problem(item, "is named twice", "name each queue once");
                } else if (queueId > 0) {
                    serves.add(queueId);
                }
            }
            Configuration.Employment employment = EmploymentKeys.read(section, guard, pool(section));
            int chats = section.number("chats", 0, 0, Configuration.Agent.MAX_CHAT_CAPACITY);
            section.done();
            list.add(new Configuration.Agent(id, name, title, levels, serves, employment, chats));
        }
        return list;
    }

    private static void register(Section section, String name, Map<String, Integer> names, int id, String kind) {
        if (!name.isEmpty() && names.putIfAbsent(name, id) != null) {
            section.problem("name", "is the name of another " + kind, "give each " + kind + " a name of its own");
        }
    }

    /** 0 after a problem. */
    static int find(Section section, Section.Item item, String name, Map<String, Integer> names, String kind) {
        Integer id = names.get(name);
        if (id == null) {
            String near = Spelling.nearest(name, names.keySet());
            section.problem(
                    item,
                    "names no " + kind + " of this file",
                    near == null
                            ? "add a [[" + kind + "]] with name = \"" + name + "\", or use one of: "
                                    + String.join(", ", names.keySet())
                            : "did you mean \"" + near + "\"?");
            return 0;
        }
        return id;
    }
}
