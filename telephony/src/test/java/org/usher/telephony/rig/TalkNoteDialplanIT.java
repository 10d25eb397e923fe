package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the shipped dialplan remembers of talks for a server that did not hear of them, as Usher's own AMI user may read it. */
@SuppressWarnings("try") // some phones act by themselves and are only switched on and off
final class TalkNoteDialplanIT extends TransferCase {
    @Override
    RealAsterisk.Builder configured() {
        return super.configured().edit("pjsip-usher.conf", text -> text.replace("rtp_timeout = 30", "rtp_timeout = 2"));
    }

    private String read(String variable) {
        return ami.action("Getvar", "Variable", variable).get("Value");
    }

    private String note(String phone) {
        return read("SHARED(USHER_TALK_" + phone + "," + read("USHER_WATCHER") + ")");
    }

    /** Offer, since, until, by whom; by Asterisk's clock. */
    private List<String> awaitNote(String phone, long offerId) {
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> note(phone).startsWith(offerId + ","));
        return List.of(note(phone).split(",", -1));
    }

    private long clock() {
        return Long.parseLong(read("STRFTIME(,UTC,%s%3q)"));
    }

    /** That the talk lies between these two times, and is no longer than that. */
    private static void lies(List<String> note, long notBeforeMs, long notAfterMs) {
        assertThat(Long.parseLong(note.get(1))).isBetween(notBeforeMs, notAfterMs);
        assertThat(Long.parseLong(note.get(2))).isBetween(Long.parseLong(note.get(1)), notAfterMs);
    }

    @Test
    void shouldNoteThatTheAgentHungUp() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            long beforeMs = clock();
            router.offer(channel, 1001, 10_000, List.of("PJSIP/alice"));
            awaitBothHear(caller, alice);
            long talkMs = clock();
            alice.hangUp();
            List<String> note = awaitNote("alice", 1001);
            lies(note, beforeMs, clock());
            assertThat(Long.parseLong(note.get(1))).isLessThan(talkMs);
            assertThat(Long.parseLong(note.get(2))).isGreaterThanOrEqualTo(talkMs);
            assertThat(note.get(3)).isEqualTo("1");
        }
        awaitRest();
    }

    @Test
    void shouldNoteThatTheCallerHungUp() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            long beforeMs = clock();
            router.offer(channel, 1002, 10_000, List.of("PJSIP/alice", "PJSIP/bob"));
            awaitBothHear(caller, alice);
            hangUp(caller, channel);
            List<String> note = awaitNote("alice", 1002);
            lies(note, beforeMs, clock());
            assertThat(note.get(3)).isEqualTo("0");
        }
        awaitRest();
        assertThat(note("bob")).isEmpty();
    }

    @Test
    void shouldTellSinceWhenATalkGoesOn() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            long beforeMs = clock();
            router.offer(channel, 1003, 10_000, List.of("PJSIP/alice"));
            awaitBothHear(caller, alice);
            long since = ami.list("Status", "Variables", "USHER_TALK").stream()
                    .filter(row -> row.get("Channel").startsWith("PJSIP/alice"))
                    .map(row -> row.get("Variable").replace("USHER_TALK=", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
            assertThat(since).isBetween(beforeMs, clock());
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldNoteThatAPhoneDied() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 1004);
            alice.switchOff();
            assertThat(awaitNote("alice", 1004).get(3)).isEmpty();
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldNoteWhenTheAgentGaveTheCallAway() {
        try (SippPhone alice = alice().register();
                SippPhone outside = outside();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 1005);
            alice.transfer("0301234");
            awaitBothHear(caller, outside);
            long heardMs = clock();
            List<String> note = awaitNote("alice", 1005);
            assertThat(Long.parseLong(note.get(2))).isLessThanOrEqualTo(heardMs);
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldNoteTheTalkOfAPhoneOutside() {
        try (SippPhone mobile = outside();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 1006, 30_000, List.of("Local/0170555@usher-external/n"));
            observer.awaitEvent("Newexten", p -> p.is("Application", "Read") && p.is("Context", "usher-press"));
            long askedMs = clock();
            mobile.press("1");
            awaitBothHear(caller, mobile);
            mobile.hangUp();
            lies(awaitNote("0170555@usher-external", 1006), askedMs, clock());
        }
        awaitRest();
    }

    @Test
    void shouldNoteNothingOfACallerWhoLeftDuringTheWhisper() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 1007, "PJSIP/alice", 600, "hello-world", "");
            observer.awaitEvent("Newexten", p -> p.is("Context", "usher-answered") && p.is("AppData", "hello-world"));
            hangUp(caller, channel);
        }
        awaitRest();
        assertThat(note("alice")).doesNotStartWith("1007,");
    }
}
