package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a full disk does to a call and its recording on the real Asterisk. */
final class RecordingDiskIT {
    private static final int DISK_KB = 96;

    @Test
    void shouldLoseTheRecordingAndNotTheCallWhenTheDiskIsFull() throws IOException {
        SmallDisk disk = SmallDisk.of(DISK_KB)
                .orElseGet(() -> abort(
                        "SKIPPED, NOT PROVED: a full disk; this machine lets nobody mount a tmpfs (unshare -rm)"));
        try (RealAsterisk asterisk = RealAsterisk.builder().monitorOn(disk).start();
                HandRouter router = new HandRouter(asterisk).open("billing=entry:OPEN");
                SippPhone alice = SippPhone.agent(asterisk, "alice", 750).register();
                SippPhone caller = SippPhone.caller(asterisk, 425).dial("billing")) {
            AmiClient ami = router.ami();
            String channel = router.awaitCaller();
            router.offer(channel, 1, 10_000, List.of("PJSIP/alice"), "always");
            DialplanCase.awaitBothHear(caller, alice);
            await().atMost(30, TimeUnit.SECONDS).until(() -> asterisk.log().contains("No space left on device"));
            caller.audio().forget();
            DialplanCase.awaitBothHear(caller, alice);
            Path day;
            try (Stream<Path> days = Files.list(asterisk.recordings())) {
                day = days.findFirst().orElseThrow();
            }
            try (Stream<Path> files = Files.list(day)) {
                assertThat(files.mapToLong(file -> file.toFile().length()).sum())
                        .isLessThanOrEqualTo(DISK_KB * 1_024);
            }
            caller.hangUp();
            AmiPacket off = ami.awaitEvent("UsherRecording", p -> p.is("State", "off"));
            assertThat(Long.parseLong(off.get("CallerBytes")) + Long.parseLong(off.get("AgentBytes")))
                    .isLessThanOrEqualTo(DISK_KB * 1_024);
            assertThat(caller.endedWell()).isTrue();
        }
    }

    @Test
    void shouldTellThatThereIsNoFileWhenNoneCouldBeMade() throws IOException {
        try (RealAsterisk asterisk = RealAsterisk.builder().start();
                HandRouter router = new HandRouter(asterisk).open("billing=entry:OPEN");
                SippPhone alice = SippPhone.agent(asterisk, "alice", 750).register();
                SippPhone caller = SippPhone.caller(asterisk, 425).dial("billing")) {
            Files.writeString(asterisk.recordings(), "a file where the directory should be");
            AmiClient ami = router.ami();
            String channel = router.awaitCaller();
            router.offer(channel, 1, 10_000, List.of("PJSIP/alice"), "always");
            DialplanCase.awaitBothHear(caller, alice);
            caller.hangUp();
            AmiPacket off = ami.awaitEvent("UsherRecording", p -> p.is("State", "off"));
            assertThat(off.get("CallerBytes")).isEqualTo("0");
            assertThat(off.get("AgentBytes")).isEqualTo("0");
            assertThat(caller.endedWell()).isTrue();
        }
    }
}
