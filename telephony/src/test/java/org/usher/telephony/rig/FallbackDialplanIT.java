package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the dialplan does by itself when Usher's heart stops. The watchdog is set to 2 s here. */
final class FallbackDialplanIT {
    /** With names of 70 characters fifteen times what one variable could list. */
    private static final int CROWD = 400;

    private static RealAsterisk asterisk() {
        return RealAsterisk.builder().deadAfterSeconds(2).dialplan("""

                        [crowd]
                        exten => _c.,1,Set(USHER_QUEUE=billing)
                         same => n,Set(CHANNEL(musicclass)=silence)
                         same => n,Gosub(usher-in,s,1)
                         same => n,UserEvent(OperatorBack,Status: ${USHER_STATUS},Error: ${USHER_ERROR})
                         same => n,Wait(60)
                        """).start();
    }

    @Test
    void shouldSendWaitingAndNewCallersToFallbackAndTakeNewOnesAgainAfterwards() {
        try (RealAsterisk asterisk = asterisk();
                HandRouter router = new HandRouter(asterisk).open("billing=entry:OPEN");
                SippPhone waiting = SippPhone.caller(asterisk, 425).dial("billing")) {
            AmiClient ami = router.ami();
            String first = router.awaitCaller();

            router.stopBeating();

            ami.awaitEvent("UsherRouter", p -> p.is("State", "dead"));
            ami.awaitEvent("UsherFallback", p -> p.is("Channel", first));
            assertThat(ami.awaitEvent("OperatorBack", p -> p.is("Channel", first))
                            .get("Status"))
                    .isEqualTo("FALLBACK");
            try (SippPhone late = SippPhone.caller(asterisk, 425).dial("billing")) {
                String second = ami.awaitEvent("UsherFallback", p -> !p.is("Channel", first))
                        .get("Channel");
                assertThat(ami.awaitEvent("OperatorBack", p -> p.is("Channel", second))
                                .get("Status"))
                        .isEqualTo("FALLBACK");
                assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("UsherJoin") && p.is("Channel", second));
                assertThat(asterisk.cli("core show channels concise"))
                        .contains(first + "!operator!FALLBACK", second + "!operator!FALLBACK");
                late.hangUp();
                ami.awaitEvent("Hangup", p -> p.is("Channel", second));
            }
            waiting.hangUp();
            ami.awaitEvent("Hangup", p -> p.is("Channel", first));
            DialplanCase.keep(ami, "fallback");

            router.open("billing=entry:OPEN");

            try (SippPhone next = SippPhone.caller(asterisk, 425).dial("billing")) {
                String third = router.awaitCaller();
                next.hangUp();
                ami.awaitEvent("Hangup", p -> p.is("Channel", third));
            }
        }
    }

    @Test
    void shouldLetTalkingCallerTalkAndRingingCallerFollowWhenHisDialEnds() {
        try (RealAsterisk asterisk = asterisk();
                HandRouter router = new HandRouter(asterisk).open("billing=entry:OPEN");
                SippPhone alice = SippPhone.agent(asterisk, "alice", 750).register();
                SippPhone bob =
                        SippPhone.agent(asterisk, "bob", 1_100).onlyOnOrder().register();
                SippPhone talking = SippPhone.caller(asterisk, 425).dial("billing")) {
            AmiClient ami = router.ami();
            String inTalk = router.awaitCaller();
            router.offer(inTalk, 41, 10_000, List.of("PJSIP/alice"));
            DialplanCase.awaitBothHear(talking, alice);
            ami.mark();
            try (SippPhone second = SippPhone.caller(asterisk, 500).dial("billing")) {
                String ringing = router.awaitCaller();
                router.offer(ringing, 42, 6_000, List.of("PJSIP/" + bob.name()));
                ami.awaitEvent("DialState", p -> p.is("DialStatus", "RINGING"));

                router.stopBeating();

                ami.awaitEvent("UsherRouter", p -> p.is("State", "dead"));
                assertThat(ami.awaitEvent("UsherDialResult", p -> true).get("DialStatus"))
                        .isEqualTo("NOANSWER");
                ami.awaitEvent("UsherFallback", p -> p.is("Channel", ringing));
                second.hangUp();
                ami.awaitEvent("Hangup", p -> p.is("Channel", ringing));
            }
            assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("UsherFallback") && p.is("Channel", inTalk));
            talking.audio().forget();
            alice.audio().forget();
            DialplanCase.awaitBothHear(talking, alice);
            alice.hangUp();
            assertThat(ami.awaitEvent("OperatorBack", p -> p.is("Channel", inTalk))
                            .get("Status"))
                    .isEqualTo("ANSWERED");
            ami.awaitEvent("Hangup", p -> p.is("Channel", inTalk));
            DialplanCase.keep(ami, "fallback-while-ringing");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50}) // the length of the names decides into how many slices the list is cut
    void shouldSweepCrowd(int nameLength) {
        try (RealAsterisk asterisk = asterisk();
                HandRouter router = new HandRouter(asterisk).open("billing=entry:OPEN");
                AmiClient rig = asterisk.rigAmi()) {
            AmiClient ami = router.ami();
            for (int i = 0; i < CROWD; i++) {
                rig.action(
                        "Originate",
                        "Channel",
                        "Local/c" + "x".repeat(nameLength) + "@crowd/n",
                        "Application",
                        "Wait",
                        "Data",
                        "60",
                        "Async",
                        "true");
            }
            awaitCrowd(ami, "UsherWait");

            router.stopBeating();

            ami.awaitEvent("UsherRouter", p -> p.is("State", "dead"));
            long dead = System.nanoTime();
            awaitCrowd(ami, "UsherFallback");
            System.out.println("swept " + CROWD + " callers in "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - dead) + " ms");
            assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("Hangup"));
        }
    }

    @Test
    void shouldStartNextWatchdogWhenSomebodyHangsItUp() {
        try (RealAsterisk asterisk = asterisk();
                HandRouter router = new HandRouter(asterisk).open("billing=entry:OPEN")) {
            AmiClient ami = router.ami();
            router.hangUp("Local/run@usher-watch-00000000;2");
            ami.awaitEvent("Newchannel", p -> p.get("Channel").startsWith("Local/run@usher-watch"));
            router.stopBeating();
            ami.awaitEvent("UsherRouter", p -> p.is("State", "dead"));
        }
    }

    @Test
    void shouldStartWatchdogWithNextCallerWhenNoneIsLeft() {
        try (RealAsterisk asterisk = asterisk();
                HandRouter router = new HandRouter(asterisk).open("billing=entry:OPEN")) {
            AmiClient ami = router.ami();
            // another took over, and died before its own first step: what "channel request hangup all" can do
            router.global("USHER_WATCHER", "nobody");
            ami.awaitEvent("Hangup", p -> p.get("Channel").startsWith("Local/run@usher-watch"));
            await().atMost(15, TimeUnit.SECONDS) // till its last sign is old
                    .pollInterval(500, TimeUnit.MILLISECONDS)
                    .until(() -> startedByCaller(asterisk, router));
            router.stopBeating();
            ami.awaitEvent("UsherRouter", p -> p.is("State", "dead"));
        }
    }

    private static boolean startedByCaller(RealAsterisk asterisk, HandRouter router) {
        router.ami().mark();
        try (SippPhone caller = SippPhone.caller(asterisk, 425).dial("billing")) {
            String channel = router.awaitCaller();
            caller.hangUp();
            router.ami().awaitEvent("Hangup", p -> p.is("Channel", channel));
        }
        return asterisk.cli("core show channels concise").contains("!usher-watch!");
    }

    @Test
    void shouldKeepOneWatchdogWhenSomebodyStartsAnother() {
        try (RealAsterisk asterisk = asterisk();
                HandRouter router = new HandRouter(asterisk).open("billing=entry:OPEN")) {
            AmiClient ami = router.ami();
            ami.mark();
            asterisk.cli("channel originate Local/run@usher-watch/n application Wait 999999999");
            ami.awaitEvent("Hangup", p -> p.is("Channel", "Local/run@usher-watch-00000000;2"));
            assertThat(asterisk.cli("core show channels concise").lines())
                    .filteredOn(line -> line.contains("!usher-watch!"))
                    .allMatch(line -> line.startsWith("Local/run@usher-watch-00000001;"))
                    .hasSize(2);
            router.stopBeating();
            ami.awaitEvent("UsherRouter", p -> p.is("State", "dead"));
        }
    }

    private static void awaitCrowd(AmiClient ami, String event) {
        int[] seen = {0};
        ami.await(CROWD + " " + event, p -> p.event().equals(event) && ++seen[0] == CROWD);
    }
}
