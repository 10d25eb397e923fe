package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EngineClockTest {
    private long wallMs = 1_000_000;
    private long nanos = 77;

    private final EngineClock clock = new EngineClock(() -> wallMs, () -> nanos);

    @Test
    void shouldFollowTheMonotonicClockWhateverTheWallClockDoes() {
        wallMs = 5;
        nanos += 2_500_000;

        assertThat(clock.nowMs()).isEqualTo(1_000_002);
    }

    @Test
    void shouldGoOnFromTheLogsLastEntryWhenTheWallClockWasSetBack() {
        assertThat(clock.notBefore(1_003_000)).isEqualTo(3_000);
        nanos += 1_000_000;

        assertThat(clock.nowMs()).isEqualTo(1_003_001);
    }

    @Test
    void shouldNotGoBackToTheLogsLastEntry() {
        assertThat(clock.notBefore(900_000)).isZero();
        assertThat(clock.nowMs()).isEqualTo(1_000_000);
    }
}
