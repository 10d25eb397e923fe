package org.usher.server.acceptance.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** The reader finds nothing in books that balance, and whatever is falsified in them; and it knows nothing of Usher's own code. */
final class AuditTest {
    private static final long T = 1_000_000;

    private final List<CallerLeg> callers = new ArrayList<>();
    private final List<AgentLeg> agentLegs = new ArrayList<>();
    private final List<ConsultLeg> consults = new ArrayList<>();
    private final List<Heard> heard = new ArrayList<>();
    private final List<Ledger.Contact> contacts = new ArrayList<>();
    private final List<Ledger.Entry> entries = new ArrayList<>();
    private final List<Ledger.Offer> offers = new ArrayList<>();
    private final List<Ledger.Talk> talks = new ArrayList<>();
    private final Map<String, Evidence.Totals> totals = new LinkedHashMap<>();

    @Test
    void shouldFindNothingInBooksThatBalance() {
        assertThat(Audit.of(balanced())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeFalsifiable(Doctored way) {
        assertThat(way.somewhere(balanced(), 1)).isNotEmpty();
    }

    @Test
    void shouldFindWhateverIsFalsifiedWhereverItIs() {
        assertThat(Doctored.missed(balanced(), Integer.MAX_VALUE)).isEmpty();
    }

    /** What {@link BooksIT} kept of a run can be read again: {@code -Dbooks.evidence=FILE}. */
    @Test
    @EnabledIfSystemProperty(named = "books.evidence", matches = ".+")
    void shouldFindWhateverIsFalsifiedInBooksKept() {
        Evidence kept = JsonMapper.shared().readValue(new File(System.getProperty("books.evidence")), Evidence.class);
        assertThat(Audit.of(kept)).isEmpty();
        assertThat(Happened.notIn(kept)).isEmpty();
        assertThat(Doctored.missed(kept, Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void shouldFindACallThatWasTurnedAwayThoughThereWasRoom() {
        balanced();
        caller(60, "sales", "", T, 0, T + 20, LegEnd.REFUSED);
        assertThat(Audit.of(evidence())).extracting(Finding::fault).containsExactly(Finding.Fault.CALL_LOST);
    }

    @Test
    void shouldFindThatACallerWasLostByTheExchangeAndCalledAbandoned() {
        balanced();
        caller(61, "archive", "", T, T + 10, T + 9_000, LegEnd.CLEARED);
        contact(61, T + 9_000, "CALLER");
        entry(61, "archive", "ABANDONED", T, T + 9_000);
        assertThat(Audit.of(evidence())).extracting(Finding::fault).contains(Finding.Fault.WRONG_ENTRIES);
    }

    @Test
    void shouldFindAnOfferThatRangNoPhoneUnlessThePhoneWasDead() {
        balanced();
        offers.add(new Ledger.Offer(offers.size() + 1, 12, "leo", T + 5_000, T + 7_010, "CALLER_LEFT"));
        assertThat(Audit.of(evidence()))
                .extracting(Finding::fault, Finding::detail)
                .contains(tuple(Finding.Fault.WRONG_OFFERS, "rang no phone"));

        agentLegs.add(new AgentLeg(
                "dies", "leo", "11", 0, T - 9_000, T - 9_000, 200, T - 5_000, LegEnd.VANISHED, 0, "", 0, List.of()));
        assertThat(Audit.of(evidence())).extracting(Finding::fault).doesNotContain(Finding.Fault.WRONG_OFFERS);
    }

    @Test
    void shouldReadWithoutAnyOfUshersClasses() {
        JavaClasses classes = new ClassFileImporter()
                .importClasses(
                        Audit.class,
                        AgentAudit.class,
                        AudioAudit.class,
                        CallAudit.class,
                        ConsultAudit.class,
                        OfferAudit.class,
                        QueueAudit.class,
                        Evidence.class,
                        Ledger.class,
                        LedgerReader.class,
                        Keyed.class,
                        Lateness.class,
                        Legs.class,
                        SippLog.class,
                        SippMessage.class);
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.usher.core..",
                        "org.usher.telephony..",
                        "org.usher.server",
                        "org.usher.server.engine..",
                        "org.usher.server.history..",
                        "org.usher.server.wallboard..",
                        "org.usher.server.api..",
                        "org.usher.server.config..")
                .check(classes);
    }

    // ---- balanced books of a few calls

    private Evidence balanced() {
        answered(10, "sales", "german:5", "ada", T, LegEnd.HUNG_UP);
        answered(11, "support", "english:3", "hugo", T + 1_000, LegEnd.CLEARED);
        rings(11, "gina", T + 500, 603, T + 900, LegEnd.REFUSED, "REJECTED");
        waits(12, "archive", 7_000, "ABANDONED");
        waits(13, "archive", 1_000, "SHORT_ABANDONED");
        caller(14, "archive", "", T, T + 10, 0, LegEnd.OPEN);
        contact(14, 0, "");
        entry(14, "archive", "", T, 0);
        waits(15, "small", 20_000, "ABANDONED");
        waits(16, "small", 20_000, "ABANDONED");
        caller(17, "small", "", T + 5_000, 0, T + 5_010, LegEnd.REFUSED);
        caller(18, "nosuchqueue", "", T, 0, T + 10, LegEnd.REFUSED);
        waits(19, "sales", 5_000, "ABANDONED");
        rings(19, "ida", T + 4_000, 487, T + 5_010, LegEnd.CANCELLED, "CALLER_LEFT");
        overflows(20);
        givenToAColleague(21);
        givenIntoAQueue(22);
        givenToWhomTheAgentConsulted(23);
        givenAwayByKeys(24, T + 40_000, LegEnd.HUNG_UP, "*27004");
        givenAwayByKeys(25, T + 50_000, LegEnd.CLEARED, "*27004", "*2");
        givenAwayByKeys(26, T + 60_000, LegEnd.HUNG_UP, "*27004", "*3");
        givenAwayUnseenByKeys(27, T + 70_000);
        cameBackByKeys(28, T + 80_000);
        answeredByWhoPressedOneAndNotByAVoicemail(29, T + 90_000);
        consults.add(new ConsultLeg("own-2", "jack", "112", T, T + 200, T + 5_000, LegEnd.HUNG_UP));
        totals.put("crew", new Evidence.Totals(0, 0, 0, 0, 0, 0));
        totals.put("sales", new Evidence.Totals(11, 10, 1, 0, 0, 0));
        totals.put("support", new Evidence.Totals(3, 3, 0, 0, 0, 0));
        totals.put("orders", new Evidence.Totals(0, 0, 0, 0, 0, 0));
        totals.put("brief", new Evidence.Totals(1, 0, 0, 0, 1, 0));
        totals.put("small", new Evidence.Totals(2, 0, 2, 0, 0, 0));
        totals.put("night", new Evidence.Totals(0, 0, 0, 0, 0, 0));
        totals.put("spanish", new Evidence.Totals(0, 0, 0, 0, 0, 0));
        totals.put("archive", new Evidence.Totals(3, 0, 1, 1, 0, 1));
        return evidence();
    }

    private Evidence evidence() {
        List<AgentLeg> read = new ArrayList<>(agentLegs);
        Keyed.read(read, Centre.agreed());
        return new Evidence(
                T + 120_000,
                callers,
                read,
                consults,
                List.of(),
                heard,
                List.of(),
                new Ledger(contacts, entries, List.of(), offers, talks),
                totals,
                Centre.agreed());
    }

    private void answered(int n, String queue, String skills, String agent, long atMs, LegEnd end) {
        long talkMs = 3_000;
        caller(
                n,
                queue,
                skills,
                atMs,
                atMs + 10,
                atMs + talkMs + 500,
                end == LegEnd.HUNG_UP ? LegEnd.CLEARED : LegEnd.HUNG_UP);
        contact(n, atMs + talkMs + 510, end == LegEnd.HUNG_UP ? "AGENT" : "CALLER");
        entry(n, queue, "ANSWERED", atMs, atMs + 500);
        talk(n, agent, atMs + 500, talkMs, end);
    }

    private void overflows(int n) {
        caller(n, "brief", "", T + 10_000, T + 10_010, T + 19_000, LegEnd.HUNG_UP);
        contact(n, T + 19_000, "CALLER");
        entry(n, "brief", "OVERFLOWED", T + 10_000, T + 13_000);
        entry(n, "support", "ANSWERED", T + 10_000, T + 16_000);
        talk(n, "ben", T + 16_000, 3_000, LegEnd.CLEARED);
    }

    private void givenToAColleague(int n) {
        caller(n, "sales", "german:5", T, T + 10, T + 15_000, LegEnd.HUNG_UP);
        contact(n, T + 15_000, "CALLER");
        entry(n, "sales", "ANSWERED", T, T + 10_000);
        talk(n, "fred", T + 10_000, 2_000, LegEnd.CLEARED);
        givesAway("sip:dora@127.0.0.1");
        byHand(n, "dora", "" + n, T + 12_000, T + 15_000);
        talks.add(new Ledger.Talk(-n, n, "dora", T + 12_000, T + 15_000, "CALLER", 3_000, 0));
        hear("" + n, "dora", T + 12_000, T + 15_000);
    }

    private void givenIntoAQueue(int n) {
        caller(n, "sales", "", T, T + 10, T + 26_000, LegEnd.HUNG_UP);
        contact(n, T + 26_000, "CALLER");
        entry(n, "sales", "ANSWERED", T, T + 20_000);
        entry(n, "support", "ANSWERED", T + 22_000, T + 23_000);
        talk(n, "fred", T + 20_000, 2_000, LegEnd.CLEARED);
        givesAway("sip:again@127.0.0.1");
        talk(n, "dora", T + 23_000, 3_000, LegEnd.CLEARED);
    }

    private void givenToWhomTheAgentConsulted(int n) {
        caller(n, "sales", "", T, T + 10, T + 36_000, LegEnd.HUNG_UP);
        contact(n, T + 36_000, "CALLER");
        entry(n, "sales", "ANSWERED", T, T + 30_000);
        talk(n, "fred", T + 30_000, 3_000, LegEnd.CLEARED);
        givesAway("sip:x@127.0.0.1?Replaces=consult-1%3Bto-tag%3Da%3Bfrom-tag%3Db");
        consults.add(new ConsultLeg("consult-1", "fred", "dora", T + 31_000, T + 31_500, T + 33_000, LegEnd.CLEARED));
        byHand(n, "dora", "fred", T + 31_500, T + 33_000);
        byHand(n, "dora", "" + n, T + 33_000, T + 36_000);
        talks.add(new Ledger.Talk(-n, n, "dora", T + 33_000, T + 36_000, "CALLER", 3_000, 0));
        hear("fred", "dora", T + 31_500, T + 33_000);
        hear("" + n, "dora", T + 33_000, T + 36_000);
    }

    /** The agent has his caller wait for 2 s from the third on, and goes at the fifth. */
    private void givenAwayByKeys(int n, long atMs, LegEnd end, String... keys) {
        caller(n, "sales", "", atMs - 1_000, atMs - 990, atMs + 8_000, LegEnd.HUNG_UP);
        contact(n, atMs + 8_000, "CALLER");
        entry(n, "sales", "ANSWERED", atMs - 1_000, atMs);
        talk(n, "fred", atMs, 5_000, end);
        presses(atMs + 3_000, keys);
        transferred(2_000);
        byHand(n, "dora", "fred", atMs + 3_500, atMs + 8_000);
        talks.add(new Ledger.Talk(-n, n, "dora", atMs + 5_000, atMs + 8_000, "CALLER", 3_000, 0));
        hear("fred", "dora", atMs + 3_500, atMs + 5_000);
        hear("" + n, "dora", atMs + 5_000, atMs + 8_000);
    }

    private void givenAwayUnseenByKeys(int n, long atMs) {
        caller(n, "sales", "", atMs - 1_000, atMs - 990, atMs + 8_000, LegEnd.HUNG_UP);
        contact(n, atMs + 8_000, "CALLER");
        entry(n, "sales", "ANSWERED", atMs - 1_000, atMs);
        talk(n, "fred", atMs, 4_000, LegEnd.CLEARED);
        presses(atMs + 3_000, "#17004");
        transferred(1_000);
        byHand(n, "dora", "" + n, atMs + 4_200, atMs + 8_000);
        talks.add(new Ledger.Talk(-n, n, "dora", atMs + 4_200, atMs + 8_000, "CALLER", 3_800, 0));
        hear("" + n, "dora", atMs + 4_200, atMs + 8_000);
    }

    private void cameBackByKeys(int n, long atMs) {
        caller(n, "sales", "", atMs - 1_000, atMs - 990, atMs + 8_000, LegEnd.HUNG_UP);
        contact(n, atMs + 8_000, "CALLER");
        entry(n, "sales", "ANSWERED", atMs - 1_000, atMs);
        talk(n, "fred", atMs, 8_000, LegEnd.CLEARED);
        presses(atMs + 3_000, "*27004", "*1");
        byHand(n, "dora", "fred", atMs + 3_500, atMs + 5_000);
        hear("fred", "dora", atMs + 3_500, atMs + 5_000);
        Ledger.Talk talk = talks.removeLast();
        talks.add(new Ledger.Talk(talk.talkId(), n, "fred", atMs, atMs + 8_000, "CALLER", 7_000, 1_000));
    }

    private void answeredByWhoPressedOneAndNotByAVoicemail(int n, long atMs) {
        rings(n, "nils", atMs - 8_000, 200, atMs - 4_000, LegEnd.CLEARED, "TIMED_OUT");
        AgentLeg voicemail = agentLegs.removeLast();
        agentLegs.add(Forgery.unpressed(voicemail));
        caller(n, "sales", "german:4", atMs - 9_000, atMs - 8_990, atMs + 4_500, LegEnd.CLEARED);
        contact(n, atMs + 4_000, "AGENT");
        entry(n, "sales", "ANSWERED", atMs - 9_000, atMs);
        talk(n, "mona", atMs, 4_000, LegEnd.HUNG_UP);
        presses(atMs, "1");
    }

    /** The agent of the talk told last pressed these, one second after the other. */
    private void presses(long fromMs, String... keys) {
        List<AgentLeg.Press> presses = new ArrayList<>();
        for (String each : keys) {
            presses.add(new AgentLeg.Press(fromMs + 1_000L * presses.size(), each));
        }
        AgentLeg leg = agentLegs.removeLast();
        agentLegs.add(new AgentLeg(
                leg.callId(),
                leg.agent(),
                leg.number(),
                leg.offerId(),
                leg.rungAtMs(),
                leg.answeredAtMs(),
                leg.finalStatus(),
                leg.endedAtMs(),
                leg.end(),
                leg.heldMs(),
                leg.referredTo(),
                leg.referredAtMs(),
                presses));
    }

    /** The talk told last ended so, and this much of it was hold. */
    private void transferred(long holdMs) {
        Ledger.Talk talk = talks.removeLast();
        talks.add(new Ledger.Talk(
                talk.talkId(),
                talk.contactId(),
                talk.agent(),
                talk.connectedAtMs(),
                talk.endedAtMs(),
                "TRANSFER",
                talk.talkMs() - holdMs,
                holdMs));
    }

    /** The agent of the talk told last ends it so. */
    private void givesAway(String to) {
        AgentLeg leg = agentLegs.removeLast();
        agentLegs.add(new AgentLeg(
                leg.callId(),
                leg.agent(),
                leg.number(),
                leg.offerId(),
                leg.rungAtMs(),
                leg.answeredAtMs(),
                leg.finalStatus(),
                leg.endedAtMs(),
                LegEnd.GIVEN_AWAY,
                leg.heldMs(),
                to,
                leg.endedAtMs(),
                List.of()));
        Ledger.Talk talk = talks.removeLast();
        talks.add(new Ledger.Talk(
                talk.talkId(),
                talk.contactId(),
                talk.agent(),
                talk.connectedAtMs(),
                talk.endedAtMs(),
                "TRANSFER",
                talk.talkMs(),
                talk.holdMs()));
    }

    private void byHand(int n, String agent, String number, long fromMs, long toMs) {
        agentLegs.add(new AgentLeg(
                "by-hand-" + n, agent, number, 0, fromMs, fromMs, 200, toMs, LegEnd.CLEARED, 0, "", 0, List.of()));
    }

    private void hear(String one, String other, long fromMs, long toMs) {
        heard.add(new Heard(one, other, fromMs + 50, toMs - 50));
        heard.add(new Heard(other, one, fromMs + 50, toMs - 50));
    }

    private void talk(int n, String agent, long fromMs, long talkMs, LegEnd end) {
        rings(n, agent, fromMs - 300, 200, fromMs + talkMs, end, "ACCEPTED");
        talks.add(new Ledger.Talk(
                offers.size(),
                n,
                agent,
                fromMs,
                fromMs + talkMs,
                end == LegEnd.HUNG_UP ? "AGENT" : "CALLER",
                talkMs,
                0));
        hear("" + n, agent, fromMs, fromMs + talkMs);
    }

    private void rings(int n, String agent, long atMs, int status, long endMs, LegEnd end, String outcome) {
        long answeredAtMs = status == 200 ? atMs + 300 : 0;
        int offer = offers.size() + 1;
        agentLegs.add(new AgentLeg(
                "leg-" + offer, agent, "" + n, offer, atMs, answeredAtMs, status, endMs, end, 0, "", 0, List.of()));
        offers.add(new Ledger.Offer(offer, n, agent, atMs, status == 200 ? answeredAtMs : endMs, outcome));
    }

    private void waits(int n, String queue, long ms, String outcome) {
        caller(n, queue, "", T, T + 10, T + 10 + ms, LegEnd.HUNG_UP);
        contact(n, T + 20 + ms, "CALLER");
        entry(n, queue, outcome, T, T + 20 + ms);
    }

    private void caller(int n, String queue, String skills, long atMs, long progressAtMs, long endMs, LegEnd end) {
        int status = end == LegEnd.REFUSED ? 486 : 200;
        callers.add(new CallerLeg(
                "books-" + n, "" + n, queue, skills, atMs, progressAtMs, progressAtMs, status, endMs, end));
    }

    private void contact(int n, long endMs, String endedBy) {
        contacts.add(new Ledger.Contact(n, "" + n, endMs, endedBy));
    }

    private void entry(int n, String queue, String outcome, long fromMs, long endMs) {
        entries.add(new Ledger.Entry(entries.size(), n, queue, fromMs, endMs, outcome, Math.max(0, endMs - fromMs)));
    }
}
