package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.usher.core.api.CallKey;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.DeviceState;
import org.usher.core.api.EngineView;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LostIds;

/** An Asterisk that nobody can reach, in virtual time. */
final class AbsenceTest {
    private static final long BEGIN_MS = 1_000_000;
    private static final long KEY = CallKey.of(Centre.PBX, "1.1");

    private final List<Command> commands = new ArrayList<>();
    private final Configuration centre = Centre.configuration("alice", "bob", "0170555", "2/dora");
    private long nowMs = BEGIN_MS;
    private final VirtualLink link = link();

    private VirtualLink link() {
        CallLedger ledger = new CallLedger();
        ledger.restore(
                new EngineView(
                        1,
                        1,
                        centre,
                        List.of(new EngineView.ContactView(
                                5,
                                6,
                                KEY,
                                Channel.VOICE,
                                Centre.BILLING,
                                0,
                                1000,
                                true,
                                EngineView.ContactState.WAITING,
                                0,
                                0,
                                new ContactDetails(Centre.PBX, "1.1", "PJSIP/trunk-00000001", "", "", "", "", "", ""))),
                        List.of(),
                        List.of()),
                LostIds.NONE);
        Names names = Names.of(centre);
        VirtualLink.Pbx dead = new VirtualLink.Pbx() {
            @Override
            public boolean up() {
                return false;
            }

            @Override
            public VirtualLink.Session connect(VirtualLink.Peer peer) {
                throw new IllegalStateException("it takes no connections");
            }
        };
        return new VirtualLink(
                new VirtualLink.Place(
                        Centre.PBX, dead, "usher", "secret", () -> nowMs, new Random(1), Reign.alone(1), () -> true),
                ledger,
                () -> names,
                commands::add);
    }

    private List<Command> until(long ms) {
        while (link.nextAtMs() <= BEGIN_MS + ms) {
            nowMs = link.nextAtMs();
            link.step();
        }
        return List.copyOf(commands);
    }

    @Test
    void shouldSayThatItsPhonesAreOutOfReachAndMuchLaterThatItsCallsAreLost() {
        assertThat(until(Absence.PHONES_AFTER_MS - 100)).containsExactly(new Command.ContactUnreachable(KEY));
        commands.clear();
        assertThat(until(Absence.PHONES_AFTER_MS + 100))
                .as("those of this PBX, and no number outside")
                .containsExactly(
                        new Command.DeviceStateChanged(11, DeviceState.UNAVAILABLE),
                        new Command.DeviceStateChanged(12, DeviceState.UNAVAILABLE));
        commands.clear();
        assertThat(until(Absence.CALLS_AFTER_MS - 100)).isEmpty();
        assertThat(until(Absence.CALLS_AFTER_MS + 1_000))
                .containsExactly(new Command.ContactGone(KEY, GoneCause.LOST_BY_PBX));
    }
}
