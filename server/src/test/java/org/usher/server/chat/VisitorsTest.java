package org.usher.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who opens chats for himself, from which network. */
final class VisitorsTest {
    private final Set<Long> open = new HashSet<>();
    private long lastContact;

    private boolean opens(Visitors visitors, String network) {
        boolean may = visitors.mayOpen(network);
        if (may) {
            open.add(++lastContact);
            visitors.opened(network, lastContact);
        }
        return may;
    }

    @Test
    void shouldHaveSoManyOpenAtOnceFromOneNetwork() {
        Visitors visitors = new Visitors(1_000, 100, open::contains);
        for (int i = 0; i < Visitors.MAX_OPEN; i++) {
            assertThat(opens(visitors, "one")).isTrue();
        }
        assertThat(opens(visitors, "one")).isFalse();
        assertThat(opens(visitors, "another")).isTrue();
        open.remove(1L);
        assertThat(opens(visitors, "one")).as("one of them is over").isTrue();
        assertThat(opens(visitors, "one")).isFalse();
    }

    @Test
    void shouldOpenSoManyAnHourFromOneNetwork() {
        Visitors visitors = new Visitors(3, 100, open::contains);
        for (int i = 0; i < 3; i++) {
            assertThat(opens(visitors, "one")).isTrue();
            open.clear();
        }
        assertThat(opens(visitors, "one")).isFalse();
        assertThat(opens(visitors, "another")).isTrue();
    }
}
