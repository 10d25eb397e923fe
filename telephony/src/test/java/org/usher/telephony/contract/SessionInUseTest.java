package org.usher.telephony.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.usher.telephony.ami.AmiLink;
import org.usher.telephony.ami.CallLedger;
import org.usher.telephony.ami.LinkSettings;
import org.usher.telephony.ami.LinkStatus.State;
import org.usher.telephony.ami.Names;
import org.usher.telephony.ami.Secret;
import org.usher.telephony.sim.PbxModel;
import org.usher.telephony.sim.PbxServer;
import org.usher.telephony.sim.PbxSettings;

/** A PBX that keeps a session, and so lets nobody else in: the simulated one, over TCP. */
@SuppressWarnings("try") // a link is closed in the middle, too
final class SessionInUseTest {
    private static AmiLink linkTo(PbxServer pbx) {
        return new AmiLink(
                LinkSettings.of(1, "127.0.0.1", pbx.port(), "usher", Secret.of("usher")),
                new CallLedger(),
                () -> Names.of(Stage.configuration()),
                command -> true,
                new AmiLink.World(System::currentTimeMillis, new Random(1), 7, () -> true));
    }

    private static void awaitState(AmiLink link, State state) {
        await().atMost(Duration.ofSeconds(20)).until(() -> link.status().state() == state);
    }

    @Test
    void shouldSayWhyItIsNotLetInAndComeInOnceTheSessionIsOver() throws IOException {
        try (PbxServer pbx = PbxServer.serve(new PbxModel(PbxSettings.standard(), System.currentTimeMillis()), 0, 1);
                AmiLink first = linkTo(pbx);
                AmiLink second = linkTo(pbx)) {
            first.start();
            awaitState(first, State.UP);
            second.start();
            awaitState(second, State.REFUSED);
            assertThat(second.status().reason()).contains("logged in already", "standby_user in usher.toml");
            first.close();
            awaitState(second, State.UP);
            assertThat(second.metrics().loginsRefused()).isPositive();
            assertThat(second.metrics().sessionsEnded()).isZero();
        }
    }
}
