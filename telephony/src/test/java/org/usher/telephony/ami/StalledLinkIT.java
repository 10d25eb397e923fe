package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.QueueStatus;
import org.usher.telephony.ami.LinkStatus.State;
import org.usher.telephony.rig.AmiClient;
import org.usher.telephony.rig.RealAsterisk;
import org.usher.telephony.rig.SippPhone;
import org.usher.telephony.rig.Wire;

/** A link over which nothing gets any more, and what still stands in it: with a real Asterisk and its shipped configuration. */
@Timeout(120)
@SuppressWarnings("try") // links are closed in the middle, too
final class StalledLinkIT {
    private static final LinkSettings.StandbyUser STANDBY =
            new LinkSettings.StandbyUser("usher-standby", Secret.of("change-me-too"));

    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();

    private static RealAsterisk asterisk() {
        return RealAsterisk.builder().withStandbyUser().start();
    }

    private AmiLink linkTo(int port, Reign reign) {
        LinkSettings settings = LinkSettings.of(
                        Centre.PBX, "127.0.0.1", port, RealAsterisk.USHER_USER, Secret.of(RealAsterisk.USHER_SECRET))
                .withStandby(STANDBY);
        AmiLink link = new AmiLink(
                settings,
                new CallLedger(),
                () -> Names.of(Centre.configuration("alice")),
                commands::offer,
                new AmiLink.World(System::currentTimeMillis, new Random(1), reign, () -> true, PhoneSink.NONE));
        link.perform(new Effect.PublishQueue(Centre.BILLING, AnswerMode.ON_ENTRY, QueueStatus.OPEN));
        return link;
    }

    private static void awaitUp(AmiLink link, int connects) {
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        link.metrics().connects() == connects && link.status().state() == State.UP);
    }

    @Test
    @Tag("long")
    void shouldEndTheStalledSessionAndGoOnBeforeTheDialplanSendsCallersAway() {
        try (RealAsterisk asterisk = asterisk();
                Wire wire = Wire.to(asterisk.amiPort());
                AmiLink link = linkTo(wire.port(), new Reign(7, "left", successor -> {}))) {
            link.start();
            awaitUp(link, 1);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> asterisk.cli("dialplan show globals").contains("USHER_DEAD=0"));
            try (SippPhone caller = SippPhone.caller(asterisk, 425).dial("billing")) {
                await().until(() -> commands.stream().anyMatch(Command.ContactReachable.class::isInstance));
                wire.stall();
                awaitUp(link, 2);
                assertThat(link.metrics().sessionsEnded()).isEqualTo(1);
                assertThat(link.metrics().loginsRefused()).isZero();
                assertThat(commands).noneMatch(Command.ContactGone.class::isInstance);
                caller.hangUp();
                await().until(() -> commands.stream().anyMatch(Command.ContactGone.class::isInstance));
            }
        }
    }

    @Test
    void shouldDoNothingOfWhatStoodInTheSessionThatWasEnded() throws InterruptedException {
        try (RealAsterisk asterisk = asterisk();
                Wire wire = Wire.to(asterisk.amiPort());
                AmiClient former = AmiClient.login(wire.port(), RealAsterisk.USHER_USER, RealAsterisk.USHER_SECRET);
                PbxWatch watch =
                        new PbxWatch("127.0.0.1", asterisk.amiPort(), STANDBY.name(), STANDBY.secret(), 5_000)) {
            former.action("Setvar", "Variable", "USHER_HOLDER", "Value", "left");
            former.action("Setvar", "Variable", "USHER_EPOCH", "Value", "7");
            wire.stall();
            former.send("Setvar", "Variable", "ORDER", "Value", "late");
            assertThat(watch.dismissOwn(new Reign(7, "right", successor -> {}), RealAsterisk.USHER_USER))
                    .isEqualTo(new FormerSession.End.Anothers("left", 7));
            assertThat(watch.dismissOwn(new Reign(7, "left", successor -> {}), RealAsterisk.USHER_USER))
                    .isEqualTo(new FormerSession.End.Ended(1));
            // Asterisk's thread for the session finds out a moment later that it is to end
            try (AmiClient next =
                    await().ignoreException(IllegalStateException.class).until(asterisk::usherAmi, Objects::nonNull)) {
                wire.mend();
                wire.awaitEnded(1);
                assertThat(next.action("Getvar", "Variable", "ORDER").get("Value"))
                        .isEmpty();
            }
        }
    }

    @Test
    void shouldGiveACallerBackOnceMoreWhenAnOrderComesTooLate() {
        try (RealAsterisk asterisk = RealAsterisk.builder().deadAfterSeconds(2).start();
                AmiLink link = linkTo(asterisk.amiPort(), Reign.alone(7));
                AmiClient observer = asterisk.rigAmi()) {
            link.start();
            awaitUp(link, 1);
            await().until(() -> asterisk.cli("dialplan show globals").contains("USHER_DEAD=0"));
            try (SippPhone caller = SippPhone.caller(asterisk, 425).dial("billing")) {
                await().until(() -> commands.stream().anyMatch(Command.ContactReachable.class::isInstance));
                link.close();
                String channel = observer.awaitEvent("UsherFallback", p -> true).get("Channel");
                try (AmiClient late = asterisk.usherAmi()) {
                    for (List<String> order : List.of(
                            List.of("usher-connect", "o77"),
                            List.of("usher-wait", "s"),
                            List.of("usher-out", "s"),
                            List.of("usher-fallback", "s"))) {
                        await().until(() ->
                                asterisk.cli("core show channels concise").contains("!Queue!"));
                        observer.mark();
                        late.action(
                                "Setvar",
                                "Channel",
                                channel,
                                "Variable",
                                "USHER_ARGS",
                                "Value",
                                "77,7,15000,PJSIP/alice,Billing,3,,,");
                        late.action("Setvar", "Channel", channel, "Variable", "USHER_STATUS", "Value", "TIMEOUT");
                        late.action(
                                "Redirect",
                                "Channel",
                                channel,
                                "Context",
                                order.getFirst(),
                                "Exten",
                                order.getLast(),
                                "Priority",
                                "1");
                        assertThat(observer.awaitEvent("OperatorBack", p -> p.is("Channel", channel))
                                        .get("Status"))
                                .as("%s", order)
                                .isEqualTo("FALLBACK");
                        assertThat(observer.sinceMark())
                                .noneMatch(p -> p.event().equals("DialBegin")
                                        || p.event().equals("UsherLeft")
                                        || p.event().equals("UsherFallback"));
                    }
                }
                assertThat(asterisk.log()).contains("an order came too late").doesNotContain("Return without Gosub");
                caller.hangUp();
            }
        }
    }
}
