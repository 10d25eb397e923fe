package org.usher.telephony.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.usher.telephony.ami.AmiMessage;

class TrafficTest {
    private static final List<String> PHONES = List.of("alice", "bob", "carol", "dave");

    /** Offers whoever waits to the first phone that is free, each second of half an hour. */
    private static List<AmiMessage> halfAnHour(long seed) {
        ModelDriver driver = ModelDriver.withOpenQueue();
        Traffic.start(driver.model, SimulatedCentre.sized("usher", "usher", List.of("billing"), PHONES), seed, 100);
        int seen = 0;
        long offers = 0;
        for (int second = 0; second < 1_800; second++) {
            driver.run(1_000);
            for (; seen < driver.received.size(); seen++) {
                AmiMessage m = driver.received.get(seen);
                String free = PHONES.stream()
                        .filter(phone -> !driver.model.talksOrWaits(phone))
                        .findFirst()
                        .orElse("");
                if (m.get("UserEvent").equals("UsherWait") && !free.isEmpty()) {
                    driver.offer(m.get("Channel"), ++offers, 15_000, "PJSIP/" + free);
                    driver.run(1);
                }
            }
        }
        return driver.received;
    }

    @Test
    void shouldShowHoldsAndTransfersBesidePlainTalks() {
        Set<String> seen = halfAnHour(4711).stream().map(AmiMessage::event).collect(Collectors.toSet());
        assertThat(seen).contains("UsherJoin", "BridgeEnter", "Hold", "Unhold", "BlindTransfer");
    }
}
