package org.usher.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;

/** Which phone can be told what. That each order has the effect is shown on a real Asterisk by DeskCallsIT. */
class CapabilityTest {
    private static final Configuration.Device PHONE = new Configuration.Device(1, 1, "anna");
    private static final Configuration.Device SELF_ANSWERING =
            new Configuration.Device(2, 1, "soft", DeviceKind.PHONE, true);
    private static final Configuration.Device TALKATIVE =
            new Configuration.Device(4, 1, "new", DeviceKind.PHONE, false, true);
    private static final Configuration.Device MOBILE =
            new Configuration.Device(3, 1, "0170555", DeviceKind.EXTERNAL, false);

    private static List<String> impossible(Configuration.Device device) {
        return Capability.of(device).stream()
                .filter(one -> !one.possible())
                .map(one -> one.order() + ": "
                        + one.reason().substring(0, one.reason().indexOf(' ', 10)))
                .toList();
    }

    @Test
    void shouldTellEveryPhoneAllButToPickUpWhichSomeKnow() {
        assertThat(impossible(PHONE)).containsExactly("ACCEPT: Nobody has");
        assertThat(impossible(SELF_ANSWERING)).containsExactly("ACCEPT: The phone is");
        assertThat(impossible(TALKATIVE)).isEmpty();
        assertThat(impossible(MOBILE)).containsExactly("ACCEPT: Whoever is");
    }

    @Test
    void shouldGiveAReasonJustWhereItIsImpossible() {
        for (Configuration.Device device : List.of(PHONE, SELF_ANSWERING, TALKATIVE, MOBILE)) {
            assertThat(Capability.of(device)).extracting(Capability::order).containsExactly(CallOrder.values());
            assertThat(Capability.of(device))
                    .allMatch(one -> one.possible() == one.reason().isEmpty());
        }
    }
}
