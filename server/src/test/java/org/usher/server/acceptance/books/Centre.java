package org.usher.server.acceptance.books;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The centre of the busy minute: twelve agents at their desks, two at their mobiles and two behind, whom others ask; no two alike, three
 * skills, queues that serve and queues that only keep waiting.
 */
final class Centre {
    static final List<String> SKILLS = List.of("german", "french", "english");
    /** Queues that every agent serves; callers of the last are answered only with the agent. */
    static final List<String> SERVED = List.of("sales", "support", "orders");
    /** Served by all, too, of whom several are rung at once. */
    static final String CREW = "crew";

    private static final int CREW_RINGS = 3;
    /** Whom nobody serves: a queue with a limit to the wait, one with a limit to the line, one without any. */
    static final String BRIEF = "brief";

    static final String SMALL = "small";
    static final String ARCHIVE = "archive";
    /** One that a person closes, and one that admits nobody while nobody serves it. */
    static final String CLOSED = "night";

    static final String EMPTY = "spanish";
    /** What agents dial to give a caller into a queue, and somebody outside. */
    static final String AGAIN = "again";

    static final String OUTSIDE = "0555";
    static final String EMERGENCY = "112";
    private static final String GIVEN_TO = "support";
    /** The agent who has two phones, and the second of them. */
    static final String TWO_PHONES = "ida";

    static final String SECOND_PHONE = "ida2";
    /** The agent whose phone unregisters in mid-run, and the one whose phone dies. */
    static final String LEAVES = "kim";

    static final String DIES = "leo";
    /** The agents who are called outside, by number; the second one's mobile has a voicemail that often picks up before him. */
    private static final Map<String, String> MOBILES = new LinkedHashMap<>();

    static final String MOBILE = "mona";
    static final String VOICEMAIL = "nils";

    static {
        MOBILES.put(MOBILE, "017001");
        MOBILES.put(VOICEMAIL, "017002");
    }

    /** They have time for colleagues: the queue that they serve is closed. */
    static final List<String> BEHIND = List.of("olga", "paul");

    private static final int FIRST_KEYS = 7_001;
    private static final long BRIEF_WAIT_MS = 3_000;
    private static final long SHORT_ABANDON_MS = 4_000;
    private static final int SMALL_LINE = 2;

    private Centre() {}

    static Map<String, Map<String, Integer>> agents() {
        Map<String, Map<String, Integer>> agents = new LinkedHashMap<>();
        agents.put("ada", Map.of("german", 9));
        agents.put("ben", Map.of("german", 6, "english", 3));
        agents.put("cleo", Map.of("german", 3, "french", 5));
        agents.put("dora", Map.of("french", 9));
        agents.put("emil", Map.of("french", 6, "english", 6));
        agents.put("fred", Map.of("french", 4, "german", 5));
        agents.put("gina", Map.of("english", 9));
        agents.put("hugo", Map.of("english", 7, "german", 7));
        agents.put("ida", Map.of("english", 4, "french", 7));
        agents.put("jack", Map.of("german", 8, "french", 8, "english", 8));
        agents.put(LEAVES, Map.of("german", 5, "english", 5));
        agents.put(DIES, Map.of("french", 5, "english", 5));
        agents.put(MOBILE, Map.of("german", 7, "french", 7, "english", 7));
        agents.put(VOICEMAIL, Map.of("german", 4, "english", 8));
        agents.put(BEHIND.getFirst(), Map.of("german", 2));
        agents.put(BEHIND.getLast(), Map.of("french", 2));
        return agents;
    }

    private static List<String> queuesOf(String agent) {
        if (BEHIND.contains(agent)) {
            return List.of(CLOSED);
        }
        List<String> queues = new ArrayList<>(SERVED);
        if (!isMobile(agent)) {
            queues.add(CREW);
        }
        return queues;
    }

    /** Everybody whom a caller may talk to. */
    static List<String> parties() {
        List<String> parties = new ArrayList<>(agents().keySet());
        parties.add(OUTSIDE);
        parties.add(EMERGENCY);
        return parties;
    }

    static boolean isMobile(String agent) {
        return MOBILES.containsKey(agent);
    }

    /** What an agent logs in on: his phones, by their endpoints, or the number of his mobile. */
    static List<String> phonesOf(String agent) {
        String mobile = MOBILES.get(agent);
        if (mobile != null) {
            return List.of(mobile);
        }
        return agent.equals(TWO_PHONES) ? List.of(TWO_PHONES, SECOND_PHONE) : List.of(agent);
    }

    /** All phones that are Asterisk's own. */
    static List<String> phones() {
        return agents().keySet().stream()
                .filter(agent -> !isMobile(agent))
                .flatMap(agent -> phonesOf(agent).stream())
                .toList();
    }

    /** What others press to call this agent. */
    static String keysOf(String agent) {
        return String.valueOf(FIRST_KEYS + phones().indexOf(agent));
    }

    static Map<String, Evidence.QueueRule> queues() {
        Map<String, Evidence.QueueRule> queues = new LinkedHashMap<>();
        queues.put(CREW, new Evidence.QueueRule(0, 0, "", 0, true));
        SERVED.forEach(name -> queues.put(name, new Evidence.QueueRule(0, 0, "", 0, true)));
        queues.put(BRIEF, new Evidence.QueueRule(0, BRIEF_WAIT_MS, "support", 0, true));
        queues.put(SMALL, new Evidence.QueueRule(0, 0, "", SMALL_LINE, true));
        queues.put(ARCHIVE, new Evidence.QueueRule(SHORT_ABANDON_MS, 0, "", 0, true));
        queues.put(CLOSED, new Evidence.QueueRule(0, 0, "", 0, false));
        queues.put(EMPTY, new Evidence.QueueRule(0, 0, "", 0, false));
        return queues;
    }

    static Evidence.Agreed agreed() {
        Map<String, String> ownerOf = new LinkedHashMap<>();
        ownerOf.put(SECOND_PHONE, TWO_PHONES);
        MOBILES.forEach((agent, number) -> ownerOf.put(number, agent));
        return new Evidence.Agreed(agents(), queues(), Map.of(AGAIN, GIVEN_TO), ownerOf, MOBILES.keySet());
    }

    /**
     * The operator's part: who waited too long in the brief queue goes on in another; agents are called by keys, too; and the trunk is told
     * for which offer a mobile is called, so that SIPp's log tells it.
     */
    static String dialplan() {
        StringBuilder text = new StringBuilder("""
                [from-trunk]
                exten => brief,1,Set(USHER_QUEUE=brief)
                 same => n,Set(USHER_SKILLS=${PJSIP_HEADER(read,X-Skills)})
                 same => n,Gosub(usher-in,s,1)
                 same => n,GotoIf($["${USHER_STATUS}" != "TIMEOUT"]?home)
                 same => n,Set(USHER_QUEUE=support)
                 same => n,Gosub(usher-in,s,1)
                 same => n(home),Hangup(17)
                [from-agents]
                exten => again,1,Set(USHER_QUEUE=support)
                 same => n,Gosub(usher-in,s,1)
                 same => n,Hangup(17)
                """);
        phones().forEach(phone -> text.append("exten => " + keysOf(phone) + ",1,Dial(PJSIP/" + phone + ",20)\n")
                .append(" same => n,Hangup()\n"));
        return text.append("""
                [usher-outside]
                exten => _017X.,1,Set(OFFER=${IMPORT(${USHER_NEAR},USHER_ARGUMENTS)})
                 same => n,Dial(PJSIP/trunk/sip:${EXTEN}@127.0.0.1:${OUTSIDE_PORT},60,b(outward^s^1(${CUT(OFFER,\\,,1)})))
                [outward]
                exten => s,1,Set(PJSIP_HEADER(add,X-Usher-Offer)=${ARG1})
                 same => n,Return()
                """).toString();
    }

    /** The centre's file. */
    static String toml() {
        StringBuilder text = new StringBuilder("""
                [settings]
                reject_back_off = "1s"
                no_answer_back_off = "1s"
                max_no_answers_in_row = 100
                unreachable_back_off = "2s"
                """);
        SKILLS.forEach(skill -> text.append("[[skill]]\nname = \"" + skill + "\"\n"));
        queues().forEach((name, rule) -> text.append("""
                [[queue]]
                name = "%s"
                answer = "%s"
                ring = "3s"
                wrap_up = "300ms"
                short_abandon = "%dms"
                max_wait = "%dms"
                max_waiting = %d
                when_empty = "%s"
                ring_group = %d
                """.formatted(
                        name,
                        name.equals(SERVED.getLast()) ? "with-agent" : "on-entry",
                        rule.shortAbandonMs(),
                        rule.maxWaitMs(),
                        rule.maxWaiting(),
                        name.equals(EMPTY) ? "refuse" : "admit",
                        name.equals(CREW) ? CREW_RINGS : 1)));
        phones().forEach(phone -> text.append("[[device]]\npbx = 1\nendpoint = \"" + phone + "\"\n"));
        MOBILES.values().forEach(number -> text.append("[[device]]\npbx = 1\nnumber = \"" + number + "\"\n"));
        agents().forEach((agent, skills) -> text.append("""
                [[agent]]
                name = "%s"
                skills = [%s]
                queues = ["%s"]
                """.formatted(
                        agent,
                        String.join(
                                ", ",
                                skills.entrySet().stream()
                                        .map(skill -> '"' + skill.getKey() + ':' + skill.getValue() + '"')
                                        .toList()),
                        String.join("\", \"", queuesOf(agent)))));
        return text.toString();
    }
}
