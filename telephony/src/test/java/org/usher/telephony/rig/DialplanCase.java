package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * What the tests of the shipped dialplan share: one Asterisk for the class, the {@link HandRouter}, and the writing of recordings.
 *
 * <p>With {@code -Drig.record=true} each sequence that a test has proved is written to {@code src/test/resources/recordings}, as the
 * shipped AMI user saw it; the other tests of the link and of the simulated PBX are held against these.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DialplanCase {
    static final double CALLER_HZ = 425;
    static final double ALICE_HZ = 750;
    static final double BOB_HZ = 1_100;

    RealAsterisk asterisk;
    HandRouter router;
    AmiClient ami;
    /** Sees every step of the dialplan, which Usher's own user does not. */
    AmiClient observer;

    @BeforeAll
    void start() {
        asterisk = configured().start();
        router = new HandRouter(asterisk)
                .open(
                        "billing=entry:OPEN",
                        "orders=agent:OPEN",
                        "full=entry:FULL",
                        "closed=agent:CLOSED",
                        "empty=entry:EMPTY");
        ami = router.ami();
        observer = asterisk.rigAmi();
    }

    RealAsterisk.Builder configured() {
        return RealAsterisk.builder().deadAfterSeconds(2);
    }

    @AfterAll
    void stop() {
        observer.close();
        router.close();
        asterisk.close();
    }

    @BeforeEach
    void forgetEarlierMessages() {
        ami.mark();
        observer.mark();
    }

    SippPhone.Caller caller() {
        return SippPhone.caller(asterisk, CALLER_HZ);
    }

    SippPhone.Agent alice() {
        return SippPhone.agent(asterisk, "alice", ALICE_HZ);
    }

    SippPhone.Agent bob() {
        return SippPhone.agent(asterisk, "bob", BOB_HZ);
    }

    static void awaitBothHear(SippPhone one, SippPhone other) {
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> {
                    assertThat(one.audio().hears(other.audio()))
                            .as("%s hears %s; has %s", one.name(), other.name(), one.audio())
                            .isTrue();
                    assertThat(other.audio().hears(one.audio()))
                            .as("%s hears %s; has %s", other.name(), one.name(), other.audio())
                            .isTrue();
                });
    }

    /** The caller hangs up, and Asterisk has taken note. */
    void hangUp(SippPhone caller, String channel) {
        caller.hangUp();
        ami.awaitEvent("Hangup", p -> p.is("Channel", channel));
    }

    /** Waits until every channel of this test is gone and its devices are at rest, then keeps the recording if asked to. */
    void finish(String recording) {
        awaitRest();
        keep(ami, recording);
    }

    void awaitRest() {
        await().atMost(20, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(inUse())
                        .as(asterisk.cli("core show channels verbose"))
                        .isEmpty());
    }

    /** Keeps everything since the mark as a recording, if asked to. */
    static void keep(AmiClient ami, String recording) {
        if (Boolean.getBoolean("rig.record")) {
            write(ami.sinceMark(), recording);
        }
    }

    /** Channels of this test that are there yet, and devices that are in calls. */
    private Set<String> inUse() {
        Set<String> living = new HashSet<>();
        Map<String, String> devices = new HashMap<>();
        for (AmiPacket p : ami.sinceMark()) {
            switch (p.event()) {
                case "Newchannel" -> living.add(p.get("Channel"));
                case "Hangup" -> living.remove(p.get("Channel"));
                case "DeviceStateChange" -> {
                    if (!p.is("Device", "PJSIP/trunk")) { // in use as long as any test's caller is
                        devices.put(p.get("Device"), p.get("State"));
                    }
                }
                default -> {}
            }
        }
        Set<String> inCalls = Set.of("INUSE", "RINGING", "RINGINUSE", "ONHOLD");
        devices.forEach((device, state) -> {
            if (inCalls.contains(state)) {
                living.add(device + " " + state);
            }
        });
        return living;
    }

    private static void write(List<AmiPacket> all, String recording) {
        Set<String> beats = new HashSet<>();
        all.stream().filter(p -> p.is("Variable", "USHER_BEAT")).forEach(p -> beats.add(p.get("ActionID")));
        Path file = ProjectFiles.root().resolve("telephony/src/test/resources/recordings/" + recording + ".jsonl");
        try {
            Files.createDirectories(file.getParent());
            Files.write(
                    file,
                    all.stream()
                            .filter(p -> !beats.contains(p.get("ActionID")))
                            .map(AmiPacket::json)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
