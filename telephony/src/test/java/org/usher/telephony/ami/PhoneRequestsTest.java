package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.asteriskjava.manager.action.GetVarAction;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.action.SetVarAction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How what agents dial comes in and how it is answered, message by message. */
class PhoneRequestsTest {
    private static final String CHANNEL = "PJSIP/anna-00000007";

    private final Deque<ManagerAction> sent = new ArrayDeque<>();
    private final List<PhoneRequest> asked = new ArrayList<>();
    private final Requests requests = new Requests(() -> 0, 10);
    private final PhoneRequests phones = new PhoneRequests(
            LinkSettings.of(3, "pbx", 5038, "usher", Secret.of("right")),
            requests,
            asked::add,
            new LogBudget(LoggerFactory.getLogger(PhoneRequestsTest.class), () -> 0));

    @BeforeEach
    void connect() {
        requests.attach(sent::add);
    }

    private static AmiMessage dialled(String channel, String kind, String number, String argument) {
        return AmiMessage.of(
                "Event",
                "UserEvent",
                "UserEvent",
                "UsherRequest",
                "Channel",
                channel,
                "Kind",
                kind,
                "Number",
                number,
                "Argument",
                argument);
    }

    private void reply(String... headers) {
        String id = Objects.requireNonNull(sent.poll()).getActionId();
        requests.take(AmiMessage.of(headers).with("ActionID", id));
    }

    @Test
    void shouldFetchThePinOfALogIn() {
        phones.take(dialled(CHANNEL, "login", "12", ""));
        assertThat(asked).isEmpty();
        assertThat(sent.peek()).isInstanceOfSatisfying(GetVarAction.class, action -> {
            assertThat(action.getChannel()).isEqualTo(CHANNEL);
            assertThat(action.getVariable()).isEqualTo("USHER_PIN");
        });

        reply("Response", "Success", "Variable", "USHER_PIN", "Value", "4711");

        PhoneRequest request = asked.getFirst();
        assertThat(request.pbxId()).isEqualTo(3);
        assertThat(request.endpoint()).isEqualTo("anna");
        assertThat(request.kind()).isEqualTo(PhoneRequest.Kind.LOGIN);
        assertThat(request.number()).isEqualTo("12");
        assertThat(request.pin().reveal()).isEqualTo("4711");
        assertThat(request.toString()).doesNotContain("4711");
    }

    @Test
    void shouldForgetALogInWhoseCallerHasHungUpBeforeThePinWasFetched() {
        phones.take(dialled(CHANNEL, "login", "12", ""));
        reply("Response", "Error", "Message", "No such channel");
        assertThat(asked).isEmpty();
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldAskForNoPinWhereNoneWasEntered() {
        phones.take(dialled(CHANNEL, "pause", "", "31"));
        assertThat(sent).isEmpty();
        assertThat(asked.getFirst().kind()).isEqualTo(PhoneRequest.Kind.PAUSE);
        assertThat(asked.getFirst().argument()).isEqualTo("31");
    }

    @Test
    void shouldGiveTheAnswerInAVariableOfTheChannelAndNeverRedirect() {
        phones.answer(new PhoneAnswer(CHANNEL, "LOGGED_IN"));
        assertThat(sent).singleElement().isInstanceOfSatisfying(SetVarAction.class, action -> {
            assertThat(action.getChannel()).isEqualTo(CHANNEL);
            assertThat(action.getVariable()).isEqualTo("USHER_ANSWER");
            assertThat(action.getValue()).isEqualTo("LOGGED_IN");
        });
    }

    @Test
    void shouldSayNotAvailableToWhatItDoesNotKnow() {
        phones.take(dialled(CHANNEL, "LOGIN", "12", ""));
        phones.take(dialled(CHANNEL, "promote", "12", ""));
        assertThat(asked).isEmpty();
        assertThat(sent)
                .hasSize(2)
                .allSatisfy(
                        action -> assertThat(((SetVarAction) action).getValue()).isEqualTo("AWAY"));
    }

    @Test
    void shouldTakeACallThatIsNoPhonesForNobodys() {
        phones.take(dialled("Local/12@somewhere-00000001;2", "logout", "", ""));
        assertThat(asked.getFirst().endpoint()).isEmpty();
    }
}
