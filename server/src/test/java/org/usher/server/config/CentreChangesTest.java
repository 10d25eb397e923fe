package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Configuration;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;

final class CentreChangesTest {
    private static final String HASH = SecretHash.of(Secret.of("4711")).text();
    private static final String CENTRE = """
            [[skill]]
            name = "german"
            [[queue]]
            name = "sales"
            [[queue]]
            name = "returns"
            [[pause_reason]]
            name = "lunch"
            code = "1"
            [[device]]
            endpoint = "desk1"
            [[agent]]
            name = "anna"
            number = "11"
            pin_hash = "%1$s"
            skills = ["german:5"]
            queues = ["sales", "returns"]
            [[agent]]
            name = "bela"
            queues = ["sales"]
            """.formatted(HASH);

    private final IdBook book = new IdBook();

    @Test
    void shouldSayWhatIsNewAndWhatIsGone() throws Exception {
        assertThat(changes(CENTRE, CENTRE)).isEmpty();
        String other = CENTRE.replace(
                        "name = \"returns\"", "name = \"orders\"\n[[queue.plan]]\nskills = [\"german:3\"]")
                .replace(", \"returns\"", "")
                .replace("\"bela\"", "\"zoe\"\nskills = [\"german\"]")
                .replace("\"desk1\"", "\"desk2\"")
                .replace("\"lunch\"", "\"break\"");
        assertThat(changes(CENTRE, other))
                .containsExactly(
                        "queue returns: removed",
                        "queue orders: new; plan german:3",
                        "agent bela: removed",
                        "agent anna: queues sales, returns -> sales",
                        "agent zoe: new; serves sales; skills german:1",
                        "device desk1 on PBX 1: removed",
                        "device desk2 on PBX 1: new",
                        "pause_reason lunch: removed",
                        "pause_reason break: new",
                        "pause_reason break: code none -> 1");
    }

    @Test
    void shouldNameEveryKeyOfAQueueWithBothValues() throws Exception {
        String other = CENTRE.replace("name = \"returns\"", """
                name = "returns"
                title = "Money back"
                answer = "with-agent"
                priority = 5
                prefer_agent = "30s"
                ring = "15s"
                wrap_up = "10s"
                chat_wrap_up = "5s"
                callback_ring = "1m"
                short_abandon = "3s"
                max_wait = "30m"
                overflow = "sales"
                overflow_estimate = "8m"
                max_waiting = 9
                service_level = { percent = 90, within = "30s" }
                aging = ["2m -> 4m"]
                promise = "10m"
                share = 3
                cost = ["0s -> 10"]
                handling = "3m"
                when_empty = "refuse"
                leave_when_empty = "1m"
                when_closed = "release"
                ring_group = 2
                recording = "on-demand"
                consent = "custom/recorded"
                whisper = "custom/returns"
                [[queue.plan]]
                skills = ["german:5"]
                for = "30s"
                [[queue.plan]]
                ease = 2""");
        assertThat(changes(CENTRE, other))
                .containsExactly(
                        "queue returns: title returns -> Money back; answer on-entry -> with-agent; priority 0 -> 5;"
                                + " prefer_agent 0s -> 30s; plan anybody -> german:5 for 30s, then anybody (ease 2);"
                                + " ring 20s -> 15s; wrap_up 0s -> 10s; chat_wrap_up 0s -> 5s; callback_ring 45s -> 1m;"
                                + " short_abandon 5s -> 3s; max_wait 0s -> 30m; overflow none -> sales; overflow_estimate 0s -> 8m; max_waiting 0 -> 9;"
                                + " service_level 80 % within 20s -> 90 % within 30s; aging none -> 2m -> 4m;"
                                + " promise 0s -> 10m; share 1 -> 3; cost none -> 0s -> 10; handling 1m -> 3m;"
                                + " when_empty admit -> refuse; leave_when_empty never -> 1m; when_closed serve -> release;"
                                + " ring_group 1 -> 2; recording never -> on-demand; consent none -> custom/recorded;"
                                + " whisper none -> custom/returns");
    }

    @Test
    void shouldTellThatMachinesAreListenedFor() throws Exception {
        String after = CENTRE.replace("name = \"returns\"", "name = \"returns\"\ncallback_machine_detection = true");
        assertThat(changes(CENTRE, after)).containsExactly("queue returns: callback_machine_detection false -> true");
        String other = CENTRE.replace("name = \"returns\"", "name = \"returns\"\ncallback_order = \"customer\"");
        assertThat(changes(CENTRE, other)).containsExactly("queue returns: callback_order agent -> customer");
    }

    @Test
    void shouldTellThatOtherWindowsArePromised() throws Exception {
        String before = CENTRE.replace("name = \"returns\"", "name = \"returns\"\ncallback_agents = 3");
        String after = CENTRE.replace("name = \"returns\"", """
                name = "returns"
                callback_agents = 4
                callback_window = "30m"
                callback_days = 3
                callback_handling = "4m"
                callback_share = 40""");
        assertThat(changes(before, after))
                .containsExactly(
                        "queue returns: callback_window 1h -> 30m; callback_days 7 -> 3; callback_agents 3 -> 4;"
                                + " callback_handling 5m -> 4m; callback_share 25 -> 40");
    }

    @Test
    void shouldTellThatHoursAreOthers() throws Exception {
        String open = CENTRE.replace(
                "name = \"returns\"",
                "name = \"returns\"\nhours = [\"mon 08:00-18:00\"]\ntime_zone = \"Europe/Berlin\"");
        assertThat(changes(CENTRE, open)).containsExactly("hours of returns: new");
        assertThat(changes(open, CENTRE)).containsExactly("hours of returns: removed; it is always open");
        assertThat(changes(open, open.replace("mon 08", "tue 08"))).containsExactly("hours of returns: changed");
        assertThat(changes(open, open.replace("Berlin\"", "Paris\"\nholidays = \"fr\"")))
                .containsExactly("hours of returns: Europe/Berlin  -> Europe/Paris fr");
    }

    @Test
    void shouldTellWhatCallersGetElse() throws Exception {
        assertThat(changes(CENTRE, CENTRE.replace("name = \"returns\"", "name = \"returns\"\nredial_within = \"5m\"")))
                .containsExactly("callers of returns: redial_within 15m -> 5m");
        assertThat(changes(CENTRE, CENTRE.replace("name = \"returns\"", "name = \"returns\"\ntell_wait = true")))
                .containsExactly("callers of returns: hear something else while they wait");
    }

    @Test
    void shouldNameEveryKeyOfAnAgentAndOfTheWholeCentre() throws Exception {
        String other = CENTRE.replace("name = \"bela\"", """
                name = "bela"
                title = "Béla"
                skills = ["german:2"]
                cost = 5
                pool = "seniors"
                guard = { ceiling = 80 }
                chats = 2""")
                        .replace(
                                "endpoint = \"desk1\"",
                                "endpoint = \"desk1\"\nauto_answer = true\nremote_answer = true")
                + """
                [settings]
                offer_grace = "4s"
                connect_grace = "11s"
                leg_end_grace = "6s"
                reject_back_off = "6s"
                no_answer_back_off = "11s"
                max_no_answers_in_row = 4
                unreachable_back_off = "31s"
                prefer_same_agent = "21s"
                transfer_credit = "2m"
                elsewhere_wrap_up = "1s"
                priority_step = "strict"
                calls_during_chats = true
                [routing]
                contacts = "longest-wait"
                agents = "index"
                agent_index = { cost = 7 }
                occupancy_memory = "20m"
                [guard]
                in_row = 9
                breath = "2m"
                gives_way = 50
                [[pool]]
                name = "seniors"
                """;
        assertThat(changes(CENTRE, other))
                .containsExactly(
                        "agent bela: title bela -> Béla; skills none -> german:2; cost 0 -> 5; pool none -> seniors;"
                                + " guard none -> ceiling 80 %, in_row 9, breath 2m; chats 0 -> 2",
                        "device desk1 on PBX 1: auto_answer false -> true; remote_answer false -> true",
                        "settings: offer_grace 3s -> 4s; connect_grace 10s -> 11s; leg_end_grace 5s -> 6s;"
                                + " reject_back_off 5s -> 6s; no_answer_back_off 10s -> 11s; max_no_answers_in_row 3 -> 4;"
                                + " unreachable_back_off 30s -> 31s; prefer_same_agent 20s -> 21s; transfer_credit 1m -> 2m;"
                                + " elsewhere_wrap_up 0s -> 1s; priority_step 1m -> strict; calls_during_chats false -> true;"
                                + " routing.contacts index -> longest-wait; routing.agents best-covered -> index;"
                                + " routing.agent_index proficiency 0, skills 0, scarcity 0, occupancy 0, cost 0"
                                + " -> proficiency 0, skills 0, scarcity 0, occupancy 0, cost 7;"
                                + " routing.occupancy_memory 30m -> 20m; pools none -> seniors 1;"
                                + " guard ceiling 100 %, in_row 0, breath 0s -> ceiling 100 %, in_row 9, breath 2m;"
                                + " guard.gives_way 75 -> 50");
    }

    @Test
    void shouldTellOfPhonesAtWhichSupervisorsMayListen() throws Exception {
        String listening = CENTRE.replaceFirst("endpoint = (.*)\n", "endpoint = $1\nlistening = true\n");
        assertThat(changes(CENTRE, listening))
                .singleElement()
                .asString()
                .startsWith("device ")
                .endsWith(": listening false -> true");
    }

    @Test
    void shouldTellOfNumbersAndPinsWithoutShowingAny() throws Exception {
        String hash = SecretHash.of(Secret.of("0815")).text();
        assertThat(changes(CENTRE, CENTRE.replace(HASH, hash))).containsExactly("agent anna: another PIN");
        assertThat(changes(CENTRE, CENTRE.replace("number = \"11\"", "number = \"12\"")))
                .containsExactly("agent anna: number 11 -> 12");
        assertThat(changes(CENTRE, CENTRE.replace("code = \"1\"", "code = \"2\"")))
                .containsExactly("pause_reason lunch: code 1 -> 2");
    }

    private List<String> changes(String old, String next) throws ConfigException {
        Centre before = CentreFile.parse("centre.toml", old);
        Centre after = CentreFile.parse("centre.toml", next);
        Configuration adopted = book.renumber(before.configuration(), 1);
        book.learn(adopted);
        return CentreChanges.between(adopted, book.renumber(after.configuration(), 2), before, after).stream()
                .map(CentreChanges.Change::toString)
                .toList();
    }
}
