package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Callers who are asked after their talk how satisfied they were, on the real Asterisk with the shipped files. */
final class SurveyDialplanIT extends TransferCase {
    @BeforeAll
    void publish() {
        router.global("USHER_Q_asked", "entry:OPEN");
        router.global("USHER_SURVEY_asked", "1");
        router.global("USHER_Q_unasked", "entry:OPEN");
    }

    /** A caller whose agent hung up; he is the contact 4711. */
    private String served(SippPhone caller, long offerId) {
        String channel = router.awaitCaller();
        router.set(channel, "USHER_CONTACT", "4711");
        try (SippPhone alice = alice().onlyOnOrder().register()) {
            router.offer(channel, offerId, 10_000, List.of("PJSIP/alice"));
            ami.awaitEvent("DialState", p -> p.is("DialStatus", "RINGING"));
            alice.answer();
            awaitBothHear(caller, alice);
            alice.hangUp();
            ami.awaitEvent("UsherLeft", p -> p.is("Channel", channel) && p.is("Status", "ANSWERED"));
        }
        return channel;
    }

    private void awaitQuestion(String channel) {
        observer.awaitEvent(
                "Newexten",
                p -> p.is("Channel", channel)
                        && p.get("Application").equalsIgnoreCase("Read")
                        && p.get("AppData").contains("usher/survey-ask"));
    }

    /** Orders a callback for alice. */
    private void callBack(long offerId, String number) {
        AmiPacket answer = ami.action(
                "Originate",
                "Channel",
                "Local/far@usher-callback/n",
                "ChannelId",
                "usher-callback-" + offerId,
                "Context",
                "usher-callback",
                "Exten",
                "near",
                "Priority",
                "1",
                "Timeout",
                "5000",
                "Async",
                "true",
                "Variable",
                "USHER_CALLBACK=" + offerId + ",USHER_TO=" + number
                        + ",USHER_TO_RING=30,USHER_SHOWN=0301000,USHER_RETRY=60000,USHER_CONTACT=4712,USHER_QUEUE=asked,"
                        + "USHER_ENQUEUED=1700000000000,USHER_ARGS=" + offerId + "\\," + HandRouter.EPOCH
                        + "\\,20000\\,PJSIP/alice\\,Callback\\,42");
        assertThat(answer.get("Response")).isEqualTo("Success");
    }

    private AmiPacket answer(String channel) {
        return ami.awaitEvent("UsherSurvey", p -> p.is("Channel", channel));
    }

    @Test
    void shouldTellTheKeyThatACallerPressesWhenHisAgentHasHungUp() {
        try (SippPhone caller = caller().dial("asked")) {
            String channel = served(caller, 51);
            awaitQuestion(channel);
            caller.press("4");
            AmiPacket answer = answer(channel);
            assertThat(answer.get("Contact")).isEqualTo("4711");
            assertThat(answer.get("Score")).isEqualTo("4");
            ami.awaitEvent("Hangup", p -> p.is("Channel", channel)); // the operator's dialplan goes on, and ends
        }
        awaitRest();
    }

    @Test
    void shouldTakeAnotherKeyForNoAnswer() {
        try (SippPhone caller = caller().dial("asked")) {
            String channel = served(caller, 52);
            awaitQuestion(channel);
            caller.press("9");
            assertThat(answer(channel).get("Score")).isEmpty();
            ami.awaitEvent("Hangup", p -> p.is("Channel", channel));
        }
        awaitRest();
    }

    @Test
    void shouldGoOnWithACallerWhoPressesNothing() {
        try (SippPhone caller = caller().dial("asked")) {
            String channel = served(caller, 53);
            assertThat(answer(channel).get("Score")).isEmpty();
            ami.awaitEvent("Hangup", p -> p.is("Channel", channel));
        }
        awaitRest();
    }

    @Test
    void shouldAskNobodyOfAQueueWithoutASurvey() {
        try (SippPhone caller = caller().dial("unasked")) {
            String channel = served(caller, 54);
            ami.awaitEvent("Hangup", p -> p.is("Channel", channel));
            assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("UsherSurvey"));
        }
        awaitRest();
    }

    @Test
    void shouldAskACustomerWhoWasCalledBack() {
        try (SippPhone customer = outside();
                SippPhone alice = alice().onlyOnOrder().register()) {
            callBack(55, "0170555");
            awaitRinging("PJSIP/alice");
            alice.answer();
            awaitBothHear(alice, customer);
            alice.hangUp();
            String channel =
                    ami.awaitEvent("UsherLeft", p -> p.is("Status", "ANSWERED")).get("Channel");
            awaitQuestion(channel);
            customer.press("1");
            AmiPacket answer = answer(channel);
            assertThat(answer.get("Contact")).isEqualTo("4712");
            assertThat(answer.get("Score")).isEqualTo("1");
            await().atMost(5, TimeUnit.SECONDS).until(() -> customer.messages().contains("BYE"));
        }
        awaitRest();
    }
}
