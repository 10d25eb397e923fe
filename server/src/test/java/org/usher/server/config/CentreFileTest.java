package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.AnyOf;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;
import org.usher.core.api.Requirement;
import org.usher.core.api.Routing;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;
import org.usher.core.api.Urgency;
import org.usher.core.api.WaitingCost;
import org.usher.server.agent.CannedReplies;
import org.usher.server.agent.Dispositions;
import org.usher.server.agent.PhoneAccess;
import org.usher.server.caller.Announcements;
import org.usher.server.caller.CallerCare;
import org.usher.server.hours.OpeningHours;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;

final class CentreFileTest {
    @TempDir
    private Path directory;

    @Test
    void shouldTakeTheSampleAsItIsShipped() throws Exception {
        Configuration centre = CentreFile.read(Path.of("../conf/centre.toml")).configuration();

        assertThat(centre.queues())
                .extracting(Configuration.Queue::name)
                .containsExactly("sales", "support", "returns");
        assertThat(centre.agents()).hasSize(8);
        assertThat(centre.devices()).hasSize(8);
        assertThat(centre.settings()).isEqualTo(Configuration.Settings.DEFAULT);
        assertThat(centre.queues().get(2).answerMode()).isEqualTo(AnswerMode.WITH_AGENT);
    }

    @Test
    void shouldReadEveryKeyOfAQueueAndAnAgent() throws Exception {
        Configuration centre = read("""
                [[skill]]
                name = "german"
                [[skill]]
                name = "returns"
                [[queue]]
                name = "billing"
                title = "Billing"
                answer = "with-agent"
                priority = -3
                ring = "12s"
                wrap_up = "1m"
                short_abandon = "1500ms"
                max_wait = "1h"
                max_waiting = 50
                service_level = { percent = 90, within = "15s" }
                [[queue.plan]]
                skills = ["german:5", "returns"]
                for = "30s"
                [[queue.plan]]
                skills = ["german:3"]
                [[agent]]
                name = "anna"
                title = "Anna Berg"
                skills = ["german:9"]
                queues = ["billing"]
                """);

        RoutingPlan plan = new RoutingPlan(List.of(
                new RoutingStep(List.of(new Requirement(1, 5), new Requirement(2, 1)), 30_000),
                new RoutingStep(List.of(new Requirement(1, 3)), Long.MAX_VALUE)));
        assertThat(centre.queues())
                .containsExactly(new Configuration.Queue(
                        1,
                        "billing",
                        "Billing",
                        AnswerMode.WITH_AGENT,
                        -3,
                        plan,
                        12_000,
                        60_000,
                        1_500,
                        3_600_000,
                        50,
                        new Configuration.ServiceLevelTarget(90, 15_000)));
        assertThat(centre.agents())
                .containsExactly(new Configuration.Agent(
                        1, "anna", "Anna Berg", List.of(new Configuration.SkillLevel(1, 9)), List.of(1)));
    }

    @Test
    void shouldReadWhatDiffersByChannel() throws Exception {
        Configuration centre = read("""
                [settings]
                calls_during_chats = true
                [[queue]]
                name = "billing"
                wrap_up = "20s"
                chat_wrap_up = "45s"
                callback_ring = "30s"
                [[queue]]
                name = "sales"
                [[agent]]
                name = "anna"
                queues = ["billing"]
                chats = 3
                [[agent]]
                name = "bela"
                queues = ["sales"]
                """);

        assertThat(centre.settings().callsDuringChats()).isTrue();
        assertThat(centre.queues())
                .extracting(Configuration.Queue::channels)
                .containsExactly(new Configuration.Channels(45_000, 30_000), Configuration.Channels.DEFAULT);
        assertThat(centre.queues().getFirst().wrapUpMs()).isEqualTo(20_000);
        assertThat(centre.agents())
                .extracting(Configuration.Agent::chatCapacity)
                .containsExactly(3, 0);
    }

    @Test
    void shouldReadWhatAQueueDoesWhenItIsShortOfPeople() throws Exception {
        Configuration centre = read("""
                [settings]
                prefer_same_agent = "5s"
                transfer_credit = "2m"
                elsewhere_wrap_up = "15s"
                [[queue]]
                name = "billing"
                ring_group = 3
                when_empty = "refuse"
                leave_when_empty = "0s"
                when_closed = "release"
                whisper = "custom/billing"
                [[queue]]
                name = "sales"
                leave_when_empty = "never"
                """);

        assertThat(centre.queues().getFirst().rules()).isEqualTo(new Configuration.Rules(3, false, 0, false));
        assertThat(centre.queues().getFirst().treatment().whisperSound()).isEqualTo("custom/billing");
        assertThat(centre.queues().getLast().rules()).isEqualTo(Configuration.Rules.DEFAULT);
        assertThat(centre.queues().getLast().treatment()).isEqualTo(Configuration.Treatment.DEFAULT);
        assertThat(centre.settings().preferSameAgentMs()).isEqualTo(5_000);
        assertThat(centre.settings().transferCreditMs()).isEqualTo(120_000);
        assertThat(centre.settings().elsewhereWrapUpMs()).isEqualTo(15_000);
    }

    @Test
    void shouldReadWhatAQueueDoesForItsCallers() throws Exception {
        Map<String, CallerCare> callers = readAll("""
                [[queue]]
                name = "billing"
                redial_within = "0s"
                [[queue]]
                name = "sales"
                [[queue]]
                name = "support"
                greeting = "custom/welcome"
                tell_wait = true
                tell_wait_every = "0s"
                comfort = ["usher/comfort", "custom/web"]
                comfort_every = "45s"
                offer_callback_after = "3m"
                offer_chat_after = "4m"
                """).callers();
        assertThat(callers)
                .containsOnly(
                        Map.entry(
                                "support",
                                new CallerCare(
                                        900_000,
                                        new Announcements(
                                                "custom/welcome",
                                                true,
                                                0,
                                                List.of("usher/comfort", "custom/web"),
                                                45_000,
                                                180_000,
                                                240_000))),
                        Map.entry("billing", new CallerCare(0, Announcements.NONE)),
                        Map.entry("sales", CallerCare.DEFAULT));
    }

    @Test
    void shouldRefuseToTellCallersWhatNobodyMayHearOrTooOften() {
        assertThatThrownBy(() -> readAll("""
                        [[queue]]
                        name = "billing"
                        greeting = "/var/spool/asterisk/voicemail/default/1/INBOX/msg0000"
                        tell_wait_every = "1s"
                        comfort = ["thanks&web"]
                        comfort_every = "1s"
                        """))
                .isInstanceOf(ConfigException.class)
                .satisfies(e -> assertThat(((ConfigException) e).problems()).hasSize(4))
                .hasMessageContaining("queue[1].greeting")
                .hasMessageContaining("below Asterisk's directory of sounds")
                .hasMessageContaining("tell_wait_every = \"1s\" is too often; give a time from 30s to 1h")
                .hasMessageContaining("\"thanks&web\"")
                .hasMessageContaining("comfort_every = \"1s\" is out of range");
    }

    @Test
    void shouldReadWhenQueuesAreOpen() throws Exception {
        OpeningHours hours =
                Objects.requireNonNull(readAll("""
                [[queue]]
                name = "billing"
                hours = ["mon-thu,fri 08:00-18:00", "sat 09:00-13:00", "sat 22:00-02:00"]
                time_zone = "Europe/Berlin"
                holidays = "de-BE"
                closed_on = ["2026-12-24", "2026-12-30..2027-01-02"]
                open_on = ["2026-12-20 10:00-24:00"]
                [[queue]]
                name = "sales"
                """).hours().byQueue().get("billing"));

        assertThat(hours.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(hours.weekly().keySet())
                .containsExactlyInAnyOrder(
                        DayOfWeek.MONDAY,
                        DayOfWeek.TUESDAY,
                        DayOfWeek.WEDNESDAY,
                        DayOfWeek.THURSDAY,
                        DayOfWeek.FRIDAY,
                        DayOfWeek.SATURDAY);
        assertThat(hours.weekly().get(DayOfWeek.FRIDAY)).asString().isEqualTo("[08:00-18:00]");
        assertThat(hours.weekly().get(DayOfWeek.SATURDAY)).asString().isEqualTo("[09:00-13:00, 22:00-02:00]");
        assertThat(hours.holidays()).asString().isEqualTo("de-BE");
        assertThat(hours.closedOn()).hasSize(5).contains(LocalDate.of(2027, 1, 2));
        assertThat(hours.openOn().get(LocalDate.of(2026, 12, 20))).asString().isEqualTo("[10:00-24:00]");
    }

    @Test
    void shouldSayWhatIsWrongWithHours() {
        assertThatThrownBy(() -> readAll("""
                        [[queue]]
                        name = "billing"
                        hours = ["weekdays 08:00-18:00", "mon 8-18"]
                        time_zone = "Berlin"
                        holidays = "de-XX"
                        closed_on = ["2026-02-30", "2026-12-31..2026-12-24", "2026-12-24"]
                        open_on = ["2026-12-24 10:00-12:00"]
                        [[queue]]
                        name = "sales"
                        time_zone = "Europe/Paris"
                        holidays = "qq"
                        [[queue]]
                        name = "support"
                        time_zone = "Europe/Paris"
                        """))
                .hasMessageContainingAll(
                        ":3: queue[1].hours[1] = \"weekdays 08:00-18:00\" are not hours; give days and a time from which to which",
                        ":3: queue[1].hours[2] = \"mon 8-18\" are not hours",
                        ":4: queue[1].time_zone = \"Berlin\" is not a time zone; name it as tz does",
                        ":5: queue[1].holidays = \"de-XX\" is a place of which no holidays are known; known are: de-bb, de-be, ",
                        ":6: queue[1].closed_on[1] = \"2026-02-30\" is not in the calendar",
                        ":6: queue[1].closed_on[2] = \"2026-12-31..2026-12-24\" ends before it begins",
                        ":7: queue[1].open_on[1] = \"2026-12-24 10:00-12:00\" is a day that closed_on closes",
                        ":11: queue[2].holidays = \"qq\" is a place of which no holidays are known; known are: ad, ae, ",
                        ":14: queue[3].time_zone = \"Europe/Paris\" is that of no hours");
    }

    @Test
    void shouldReadWhomCallersWaitForAndWhatComesAfterTheWholeWait() throws Exception {
        Configuration centre = read("""
                [[skill]]
                name = "german"
                [[skill]]
                name = "english"
                [[queue]]
                name = "billing"
                max_wait = "10m"
                overflow = "sales"
                overflow_estimate = "8m"
                prefer_agent = "25s"
                [[queue.plan]]
                skills = ["german:5", "english:9 | german:10"]
                for = "30s"
                [[queue.plan]]
                skills = ["german:5 | english:9"]
                ease = 2
                [[queue]]
                name = "sales"
                """);
        List<AnyOf> expert = List.of(new AnyOf(List.of(new Requirement(2, 9), new Requirement(1, 10))));
        List<AnyOf> either = List.of(new AnyOf(List.of(new Requirement(1, 5), new Requirement(2, 9))));
        assertThat(centre.queues().getFirst().plan())
                .isEqualTo(new RoutingPlan(
                        25_000,
                        List.of(
                                new RoutingStep(List.of(new Requirement(1, 5)), expert, 0, 30_000),
                                new RoutingStep(List.of(), either, 2, Long.MAX_VALUE))));
        assertThat(centre.queues().getFirst().rules().overflowQueueId()).isEqualTo(2);
        assertThat(centre.queues().getFirst().rules().overflowEstimateMs()).isEqualTo(480_000);
        assertThat(centre.queues().getLast().plan()).isEqualTo(RoutingPlan.ANYONE);
        Configuration lasting = new IdBook().renumber(centre, 1);
        assertThat(lasting.queues()).isEqualTo(centre.queues());
    }

    @Test
    void shouldReadHowWaitsCountAgainstEachOther() throws Exception {
        Configuration centre = read("""
                [settings]
                priority_step = "90s"
                [[queue]]
                name = "billing"
                aging = ["1m -> 1m", "5m->20m"]
                promise = "10m"
                [[queue]]
                name = "sales"
                """);
        assertThat(centre.settings().priorityStepMs()).isEqualTo(90_000);
        assertThat(centre.queues().getFirst().urgency())
                .isEqualTo(new Urgency(
                        List.of(new Urgency.Point(60_000, 60_000), new Urgency.Point(300_000, 1_200_000)), 600_000));
        assertThat(centre.queues().getLast().urgency()).isEqualTo(Urgency.DEFAULT);
        assertThat(new IdBook().renumber(centre, 1).queues()).isEqualTo(centre.queues());
        assertThat(read("settings = { priority_step = \"strict\" }\n[[queue]]\nname = \"a\"\n")
                        .settings()
                        .priorityStepMs())
                .isEqualTo(Configuration.Settings.STRICT_PRIORITY);
        assertThatThrownBy(() -> read("""
                        [settings]
                        priority_step = "much"
                        [[queue]]
                        name = "billing"
                        aging = ["1m -> 5m", "2m -> 4m", "0s -> 1s", "5m"]
                        promise = "48h"
                        """))
                .hasMessage(
                        lines(
                                ":2: settings.priority_step = \"much\" is neither a time nor \"strict\"; give a time up to 24h, for example priority_step = \"30s\", or \"strict\"",
                                ":5: queue[1].aging[4] = \"5m\" is not a point of an aging; write how long a wait counts as how long, for example \"5m -> 20m\"",
                                ":5: queue[1].aging[2] = \"2m -> 4m\" does not rise from the point before it; give the points in the order of their waits; a longer wait cannot count for less",
                                ":5: queue[1].aging[3] = \"0s -> 1s\" is out of range; give a wait of 1ms to 24h that counts as up to 576h, for example \"5m -> 20m\"",
                                ":6: queue[1].promise = \"48h\" is out of range; give a time up to 24h, for example promise = \"30s\", or \"never\""));
    }

    @Test
    void shouldReadByWhichRulesWhoIsChosenForWhom() throws Exception {
        Configuration centre = read("""
                [routing]
                contacts = "index"
                agents = "index"
                occupancy_memory = "1h"
                contact_index = { wait = 50, waiting = "5s", load = "1m", cost = "10s", line = "2m" }
                agent_index = { proficiency = 1, skills = 2, scarcity = 3, occupancy = 4, cost = 5 }
                [[queue]]
                name = "billing"
                share = 3
                cost = ["0s -> 10", "20s -> 100"]
                handling = "4m"
                [[queue]]
                name = "sales"
                [[agent]]
                name = "anna"
                cost = 7
                """);
        assertThat(centre.settings().routing())
                .isEqualTo(new Routing(
                        Routing.ContactRule.INDEX,
                        Routing.AgentRule.INDEX,
                        new Routing.ContactWeights(50, 5_000, 60_000, 10_000, 120_000),
                        new Routing.AgentWeights(1, 2, 3, 4, 5),
                        3_600_000));
        assertThat(centre.queues().getFirst().urgency().cost())
                .isEqualTo(new WaitingCost(
                        List.of(new WaitingCost.Rate(0, 10), new WaitingCost.Rate(20_000, 100)), 240_000));
        assertThat(centre.queues().getLast().urgency().cost()).isEqualTo(WaitingCost.NONE);
        assertThat(centre.agents().getFirst().employment()).isEqualTo(new Configuration.Employment(7));
        assertThat(new IdBook().renumber(centre, 1).agents().getFirst().employment())
                .isEqualTo(new Configuration.Employment(7));
        assertThat(centre.queues().getFirst().urgency().share()).isEqualTo(3);
        assertThat(centre.queues().getLast().urgency().share()).isEqualTo(1);
        assertThat(new IdBook().renumber(centre, 1).settings()).isEqualTo(centre.settings());
        assertThat(read("[[queue]]\nname = \"a\"\n").settings().routing()).isEqualTo(Routing.DEFAULT);
    }

    @Test
    void shouldReadWhichAgentsShareInIdleness() throws Exception {
        Configuration centre = read("""
                [routing]
                agents = "idleness-ratio"
                [[pool]]
                name = "juniors"
                [[pool]]
                name = "seniors"
                share = 3
                [[queue]]
                name = "billing"
                [[agent]]
                name = "anna"
                pool = "seniors"
                [[agent]]
                name = "bela"
                """);
        assertThat(centre.settings().routing().agents()).isEqualTo(Routing.AgentRule.IDLENESS_RATIO);
        assertThat(centre.settings().routing().pools())
                .containsExactly(new Routing.Pool("juniors", 1), new Routing.Pool("seniors", 3));
        assertThat(centre.agents())
                .extracting(agent -> agent.employment().poolId())
                .containsExactly(2, 0);
        assertThatThrownBy(() -> read("[[queue]]\nname = \"a\"\n[[agent]]\nname = \"anna\"\npool = \"b\"\n"))
                .hasMessageContaining("agent[1].pool = \"b\" names no pool of this file");
    }

    @Test
    void shouldReadWhatKeepsAgentsFromBurningOut() throws Exception {
        Configuration centre = read("""
                [guard]
                ceiling = 85
                in_row = 10
                breath = "2m"
                gives_way = 50
                [[queue]]
                name = "billing"
                [[agent]]
                name = "anna"
                guard = { ceiling = 70, breath = "5m" }
                [[agent]]
                name = "bela"
                """);
        assertThat(centre.settings().guard()).isEqualTo(new BurnoutGuard(new BurnoutGuard.Limits(85, 10, 120_000), 50));
        assertThat(centre.agents().getFirst().employment().limits())
                .isEqualTo(new BurnoutGuard.Limits(70, 10, 300_000));
        assertThat(centre.agents().getLast().employment().limits()).isNull();
        assertThat(read("[[queue]]\nname = \"a\"\n").settings().guard()).isEqualTo(BurnoutGuard.OFF);
    }

    @Test
    void shouldRefuseLimitsThatLimitNothing() {
        assertThatThrownBy(() -> read("""
                        [guard]
                        ceiling = 0
                        in_row = 3
                        [[queue]]
                        name = "billing"
                        [[agent]]
                        name = "anna"
                        guard = { in_row = 0, breath = "1m" }
                        """))
                .hasMessage(
                        lines(
                                ":2: guard.ceiling = 0 is out of range; give a whole number from 1 to 100, for example ceiling = 100",
                                ":3: guard.in_row = 3 asks for a rest of no time; add breath, for example breath = \"2m\"",
                                ":8: agent[1].guard.breath = \"1m\" is a rest that nobody asks for; add in_row, for example in_row = 10"));
    }

    @Test
    void shouldRefuseRulesThatAreNoneAndWeightsThatNobodyAsksFor() {
        assertThatThrownBy(() -> read("""
                        [routing]
                        contacts = "longest"
                        agents = "fewest-skills"
                        occupancy_memory = "1s"
                        agent_index = { skills = 1001 }
                        [[queue]]
                        name = "billing"
                        share = 0
                        cost = ["5s -> 10", "5s -> 20", "9s -> 9", "9s -> 1000001", "1m"]
                        handling = "0s"
                        """))
                .hasMessage(
                        lines(
                                ":2: routing.contacts = \"longest\" is not one of the choices; give one of \"weighted-wait\", \"longest-wait\", \"target-ratio\", \"queue-ratio\", \"index\"",
                                ":4: routing.occupancy_memory = \"1s\" is out of range; give a time from 1m to 24h, for example occupancy_memory = \"30m\"",
                                ":5: routing.agent_index = {…} gives weights that nobody asks for; add agents = \"index\", or leave agent_index out",
                                ":5: routing.agent_index.skills = 1001 is out of range; give a whole number from 0 to 1000, for example skills = 0",
                                ":8: queue[1].share = 0 is out of range; give a whole number from 1 to 1000, for example share = 1",
                                ":9: queue[1].cost[5] = \"1m\" is not a point of a cost; write what one more minute costs at which wait, for example \"20s -> 100\"",
                                ":9: queue[1].cost[2] = \"5s -> 20\" does not rise from the point before it; give the points in the order of their waits; a longer wait cannot cost less",
                                ":9: queue[1].cost[3] = \"9s -> 9\" does not rise from the point before it; give the points in the order of their waits; a longer wait cannot cost less",
                                ":9: queue[1].cost[4] = \"9s -> 1000001\" is out of range; give a wait of up to 24h and a cost of up to 1000000",
                                ":10: queue[1].handling = \"0s\" is out of range; give a time from 1s to 24h, for example handling = \"1m\""));
    }

    @Test
    void shouldLetTwoQueuesSendCallersToWhicheverIsShorter() throws Exception {
        Configuration centre = read("""
                [[queue]]
                name = "a"
                overflow = "b"
                overflow_estimate = "5m"
                [[queue]]
                name = "b"
                overflow = "a"
                overflow_estimate = "5m"
                """);
        assertThat(centre.queues().getLast().rules().overflowQueueId()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAnOverflowThatLeadsNowhereOrRound() {
        assertThatThrownBy(() -> read("""
                        [[queue]]
                        name = "a"
                        overflow = "b"
                        [[queue]]
                        name = "b"
                        max_wait = "1m"
                        overflow = "c"
                        [[queue]]
                        name = "c"
                        max_wait = "1m"
                        overflow = "b"
                        [[queue]]
                        name = "support"
                        max_wait = "1m"
                        overflow = "suport"
                        """))
                .hasMessageContaining("queue[1].overflow = \"b\" says what comes after a limit that is not there")
                .hasMessageContaining("queue[2].overflow = \"c\" leads back to this queue")
                .hasMessageContaining("queue[3].overflow = \"b\" leads back to this queue")
                .hasMessageContaining("queue[4].overflow = \"suport\" names no queue of this file; did you mean")
                .satisfies(e -> assertThat(((ConfigException) e).problems()).hasSize(4));
    }

    @Test
    void shouldReadPhonesThatPickUpByThemselvesAndPhonesOutside() throws Exception {
        Configuration centre = read("""
                [[queue]]
                name = "sales"
                [[device]]
                endpoint = "agent1"
                auto_answer = true
                [[device]]
                endpoint = "agent2"
                remote_answer = true
                [[device]]
                pbx = 2
                number = "+4915112345678"
                """);

        assertThat(centre.devices())
                .containsExactly(
                        new Configuration.Device(1, 1, "agent1", DeviceKind.PHONE, true),
                        new Configuration.Device(2, 1, "agent2", DeviceKind.PHONE, false, true),
                        new Configuration.Device(3, 2, "+4915112345678", DeviceKind.EXTERNAL, false));
    }

    @Test
    void shouldSayWhatIsWrongWithRulesAndPhonesOutside() {
        assertThatThrownBy(() -> read("""
                        [settings]
                        elsewhere_wrap_up = "2h"
                        [[queue]]
                        name = "sales"
                        ring_group = 0
                        when_empty = "wait"
                        leave_when_empty = "soon"
                        when_closed = true
                        whisper = "sales,billing"
                        [[queue]]
                        name = "support"
                        leave_when_empty = "48h"
                        [[device]]
                        number = "0151/123"
                        [[device]]
                        number = "0151123"
                        endpoint = "agent1"
                        auto_answer = true
                        remote_answer = true
                        [[device]]
                        endpoint = "0151123"
                        [[device]]
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessage(lines(
                        ":2: settings.elsewhere_wrap_up = \"2h\" is out of range; give a time from 0s to 1h, for example elsewhere_wrap_up = \"0s\"",
                        ":5: queue[1].ring_group = 0 is out of range; give a whole number from 1 to 16, for example ring_group = 1",
                        ":6: queue[1].when_empty = \"wait\" is not one of the choices; give one of \"admit\", \"refuse\"",
                        ":7: queue[1].leave_when_empty = \"soon\" is neither a time nor \"never\"; give a time up to 24h, for example leave_when_empty = \"30s\", or \"never\"",
                        ":8: queue[1].when_closed = true is not text; give one of \"serve\", \"release\"",
                        ":9: queue[1].whisper = \"sales,billing\" is not the name of a sound; name it as Asterisk's Playback does, without its ending, for example \"custom/billing\"",
                        ":12: queue[2].leave_when_empty = \"48h\" is out of range; give a time up to 24h, for example leave_when_empty = \"30s\", or \"never\"",
                        ":14: device[1].number = \"0151/123\" is not a telephone number; give what the PBX is to dial: 3 to 20 digits, perhaps with a + before them, for example number = \"+4915112345678\"",
                        ":17: device[2].endpoint = \"agent1\" stands beside a number; a phone of the PBX has an endpoint, one outside a number: leave one of them out",
                        ":18: device[2].auto_answer = true is asked of a phone outside; leave it out: whoever picks up outside must press 1, so that no voicemail answers a caller",
                        ":19: device[2].remote_answer = true is asked of a phone outside; leave it out: whoever picks up outside must press 1, so that no voicemail answers a caller",
                        ":21: device[3].endpoint = \"0151123\" is given twice on PBX 1; list each phone once",
                        ":22: device[4].endpoint is missing; for example endpoint = \"agent1\""));
    }

    @Test
    void shouldListWrongNamesTimesAndReferencesAllAtOnce() {
        assertThatThrownBy(() -> read("""
                        [[skill]]
                        name = "german"
                        [[skill]]
                        name = "german"
                        [[queue]]
                        name = "Billing"
                        ring = 20
                        wrap_up = "2h"
                        service_level = { percent = 120 }
                        colour = "red"
                        [[queue.plan]]
                        skills = ["german:5"]
                        [[queue.plan]]
                        skills = ["german:7"]
                        for = "10s"
                        [[queue]]
                        name = "sales"
                        [[agent]]
                        name = "anna"
                        skills = ["germn:3", "german:11"]
                        queues = ["sales", "support", "sales"]
                        [[device]]
                        pbx = 1
                        endpoint = "agent 1"
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        lines(
                                ":4: skill[2].name = \"german\" is the name of another skill; give each skill a name of its own",
                                ":6: queue[1].name = \"Billing\" is not a name; give up to 40 small letters, digits and _, a letter first",
                                ":7: queue[1].ring = 20 is not a time (a whole number and one of ms, s, m, h, in quotes); give a time from 1s to 10m, for example ring = \"20s\"",
                                ":8: queue[1].wrap_up = \"2h\" is out of range; give a time from 0s to 1h, for example wrap_up = \"0s\"",
                                ":9: queue[1].service_level.percent = 120 is out of range; give a whole number from 1 to 100, for example percent = 80",
                                ":10: queue[1].colour is not a known key; known here: aging, answer, callback_agents, callback_days, callback_handling, callback_machine_detection, callback_number, callback_order, callback_retry, callback_ring, callback_share, callback_window, chat_wrap_up, closed_on, comfort, comfort_every, consent, cost, follow_up, follow_up_after, greeting, handling, holidays, hours, leave_when_empty, max_wait, max_waiting, name, offer_callback_after, offer_chat_after, open_on, overflow, overflow_estimate, overflow_number, overflow_number_ring, overflow_number_when, plan, prefer_agent, priority, promise, recording, redial_within, ring, ring_group, service_level, share, short_abandon, survey, survey_alert_at, tell_wait, tell_wait_every, time_zone, title, when_closed, when_empty, whisper, wrap_up",
                                ":11: queue[1].plan[1].for is missing; say how long this step lasts before the next one widens it, for example for = \"30s\"",
                                ":14: queue[1].plan[2].skills = […] does not widen the step before it; a later step must let in everyone the one before it does, and more: leave out a skill, lower a proficiency, add a choice with |, or raise ease",
                                ":15: queue[1].plan[2].for = \"10s\" limits the last step of a plan; leave it out: the last step lasts for ever",
                                ":20: agent[1].skills[2] = \"german:11\" is not a skill; write \"skill:proficiency\" with a proficiency of 1 to 10, for example \"german:5\"",
                                ":20: agent[1].skills[1] = \"germn:3\" names no skill of this file; did you mean \"german\"?",
                                ":21: agent[1].queues[2] = \"support\" names no queue of this file; add a [[queue]] with name = \"support\", or use one of: sales",
                                ":21: agent[1].queues[3] = \"sales\" is named twice; name each queue once",
                                ":24: device[1].endpoint = \"agent 1\" is not the name of a PJSIP endpoint; for example endpoint = \"agent1\""));
    }

    @Test
    void shouldReadWhatAgentsKeyInAtTheirPhones() throws Exception {
        String hash = SecretHash.of(Secret.of("4711")).text();
        PhoneAccess phones = readAll("""
                [[queue]]
                name = "billing"
                [[pause_reason]]
                name = "lunch"
                code = "31"
                [[pause_reason]]
                name = "secret"
                [[agent]]
                name = "anna"
                number = "017"
                pin_hash = "%s"
                [[agent]]
                name = "bela"
                """.formatted(hash)).phones();

        assertThat(phones.reasons()).containsExactly(Map.entry("31", "lunch"));
        assertThat(phones.badges()).containsOnlyKeys("017");
        assertThat(phones.badges().get("017")).satisfies(badge -> {
            assertThat(badge.agent()).isEqualTo("anna");
            assertThat(badge.pin().matches(Secret.of("4711"))).isTrue();
        });
    }

    @Test
    void shouldSayWhatIsWrongWithNumbersPinsAndCodesAndShowNoHash() {
        String hash = SecretHash.of(Secret.of("4711")).text();
        assertThatThrownBy(() -> readAll("""
                [[queue]]
                name = "billing"
                [[pause_reason]]
                name = "lunch"
                code = "1a"
                [[pause_reason]]
                name = "break"
                code = "7"
                [[pause_reason]]
                name = "tea"
                code = "7"
                [[agent]]
                name = "anna"
                number = "17"
                [[agent]]
                name = "bela"
                number = "18"
                pin_hash = "0815"
                [[agent]]
                name = "carla"
                number = "19"
                pin_hash = "%1$s"
                [[agent]]
                name = "david"
                number = "19"
                pin_hash = "%1$s"
                [[agent]]
                name = "emma"
                pin_hash = "%1$s"
                """.formatted(hash)))
                .hasMessage(
                        lines(
                                ":5: pause_reason[1].code = \"1a\" is not a code; give up to 4 digits, in quotes, for example code = \"1\"",
                                ":11: pause_reason[3].code = \"7\" is the code of another pause reason; give each a code of its own",
                                ":12: agent[1].pin_hash is missing; an agent logs in by phone with both a number and a PIN: give number and pin_hash, or neither",
                                ":18: agent[2].pin_hash is not the hash of a PIN; make one with: usher hash-pin, and give what it prints",
                                ":25: agent[4].number = \"19\" is the number of another agent; give each agent a number of his own",
                                ":27: agent[5].number is missing; an agent logs in by phone with both a number and a PIN: give number and pin_hash, or neither"));
    }

    @Test
    void shouldRefuseACentreWithoutAQueue() {
        assertThatThrownBy(() -> read("[settings]\n"))
                .hasMessageEndingWith(": has no queue; add at least one [[queue]]");
    }

    @Test
    void shouldNameTheLineOfTheFileBehindAnyNumberOfCommentsAndEmptyLines() {
        assertThatThrownBy(() -> read("# explained\n\n".repeat(5_000) + "[[queue]]\r\n\r\n  # here\r\nname = 5\r\n"))
                .hasMessageContaining(":10004: queue[1].name = 5 is not text");
        assertThatThrownBy(() -> read("#\n".repeat(5_000) + "[[queue]\n")).hasMessageContaining(":5001: is not TOML");
    }

    @Test
    void shouldRefuseTextOverSeveralLines() {
        assertThatThrownBy(() -> read("[[queue]]\nname = \"a\"\ntitle = \"\"\"\nA\n\"\"\"\n"))
                .hasMessageContaining(":3: begins text over several lines, which no key takes; write it on one line");
    }

    private Configuration read(String text) throws IOException, ConfigException {
        return readAll(text).configuration();
    }

    private Centre readAll(String text) throws IOException, ConfigException {
        Path file = directory.resolve("centre.toml");
        Files.writeString(file, text);
        return CentreFile.read(file);
    }

    private String lines(String... lines) {
        return directory.resolve("centre.toml") + String.join("\n" + directory.resolve("centre.toml"), lines);
    }

    @Test
    void shouldReadWhatContactsMayComeTo() throws Exception {
        Dispositions dispositions = readAll("""
                [[queue]]
                name = "sales"
                [[queue]]
                name = "support"
                [[disposition]]
                name = "sold"
                title = "Sold"
                queues = ["sales"]
                [[disposition]]
                name = "again"
                """).dispositions();
        assertThat(dispositions.of("sales"))
                .extracting(Dispositions.Disposition::title)
                .containsExactly("Sold", "again");
        assertThat(dispositions.of("support"))
                .extracting(Dispositions.Disposition::name)
                .containsExactly("again");
    }

    @Test
    void shouldNameDispositionsThatCannotBeToldApart() {
        assertThatThrownBy(() -> readAll("""
                [[queue]]
                name = "sales"
                [[disposition]]
                name = "sold"
                [[disposition]]
                name = "sold"
                title = "Again sold"
                [[disposition]]
                name = "bought"
                title = "sold"
                queues = ["sales", "sales", "sale"]
                """))
                .hasMessage(
                        lines(
                                ":6: disposition[2].name = \"sold\" is the name of another disposition; give each disposition a name of its own",
                                ":10: disposition[3].title = \"sold\" is what another disposition is called; agents could not tell the two apart: give each a title of its own",
                                ":11: disposition[3].queues[2] = \"sales\" is named twice; name each queue once",
                                ":11: disposition[3].queues[3] = \"sale\" names no queue of this file; did you mean \"sales\"?"));
    }

    @Test
    void shouldReadWhatAgentsMaySayInChats() throws Exception {
        Centre centre = readAll("""
                [[queue]]
                name = "sales"
                [[reply]]
                name = "moment"
                text = "A moment, please."
                queues = ["sales"]
                [[reply]]
                name = "bye"
                title = "Good bye"
                text = "Thank you.\\nGood bye!"
                """);
        assertThat(centre.replies().all())
                .containsExactly(
                        new CannedReplies.Reply("moment", "moment", "A moment, please.", Set.of("sales")),
                        new CannedReplies.Reply("bye", "Good bye", "Thank you.\nGood bye!", Set.of()));
        assertThat(centre.differsBesideEngine(readAll("[[queue]]\nname = \"sales\"\n")))
                .isTrue();
    }

    @Test
    void shouldNameRepliesThatCannotBeUsed() {
        assertThatThrownBy(() -> readAll("""
                [[reply]]
                name = "bye"
                text = "Good bye"
                [[reply]]
                name = "bye"
                title = "Again bye"
                text = " "
                [[reply]]
                name = "moment"
                title = "bye"
                """))
                .hasMessageContainingAll(
                        ":5: reply[2].name = \"bye\" is the name of another reply; give each reply a name of its own",
                        ":7: reply[2].text = \" \" is not a text of 1 to 1000 characters",
                        ":10: reply[3].title = \"bye\" is what another reply is called",
                        "reply[3].text is missing; give what the customer is to read");
    }
}
