package org.usher.server.acceptance.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who talked to whom, read from the messages of the phones alone. */
final class LegsTest {
    private static final long T = 1_000_000;

    private final List<SippMessage> messages = new ArrayList<>();

    @Test
    void shouldSeeTheCallerAtWhomTheAgentConsulted() {
        hugoGivesHisCallerTo("dora", "hugo-and-dora");
        rings("dora", "hugo", "hugo-and-dora-2", 1_500);
        assertThat(numbersAt("dora", "dora")).containsExactly("hugo", "10115");
    }

    /** It was so in a run of the busy minute: the agent called for help 0.2 s after he had given his caller into a line. */
    @Test
    void shouldNotTakeWhomTheAgentCallsRightAfterForWhomHeConsulted() {
        hugoGivesHisCallerTo(Centre.AGAIN, "hugo-in-line");
        rings(Centre.EMERGENCY, "hugo", "help", 3_200);
        assertThat(numbersAt(Centre.EMERGENCY, Centre.AGAIN)).containsExactly("hugo");
    }

    /** In a run the second line of one phone had the port of another that had died, and got what was for it. */
    @Test
    void shouldNotTakeForAnAgentsOwnCallWhatCameToHisSecondLine() {
        rings("leo", "10129", "for-the-dead", 0);
        says(500, true, "INVITE sip:again@127.0.0.1 SIP/2.0", "own-18", "CSeq: 1 INVITE", from("ben"));
        assertThat(Legs.ofConsults(messages)).extracting(ConsultLeg::callId).containsExactly("own-18");
    }

    private List<String> numbersAt(String phone, String consulted) {
        ConsultLeg consult =
                new ConsultLeg("own-1", "hugo", consulted, T + 1_400, T + 1_600, T + 3_000, LegEnd.CLEARED);
        return Legs.ofAgents(messages, List.of(consult), Centre.agreed()).stream()
                .filter(leg -> leg.agent().equals(phone))
                .map(AgentLeg::number)
                .toList();
    }

    private void hugoGivesHisCallerTo(String whom, String callId) {
        rings("hugo", "10115", callId, 0);
        says(
                3_000,
                true,
                "REFER sip:asterisk@127.0.0.1 SIP/2.0",
                callId,
                "CSeq: 2 REFER",
                "Refer-To: <sip:" + whom + "@127.0.0.1:5060?Replaces=own-1%3Bto-tag%3Da%3Bfrom-tag%3Db>");
        says(3_050, false, "BYE sip:hugo@127.0.0.1 SIP/2.0", callId, "CSeq: 103 BYE");
    }

    private void rings(String phone, String number, String callId, long afterMs) {
        says(afterMs, false, "INVITE sip:" + phone + "@127.0.0.1 SIP/2.0", callId, "CSeq: 102 INVITE", from(number));
        says(afterMs + 200, true, "SIP/2.0 200 OK", callId, "CSeq: 102 INVITE", from(number));
    }

    private static String from(String number) {
        return "From: <sip:" + number + "@127.0.0.1>;tag=x";
    }

    private void says(long afterMs, boolean sent, String first, String callId, String... headers) {
        String text = first + "\r\nCall-ID: " + callId + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        messages.add(new SippMessage(T + afterMs, sent, text));
    }
}
