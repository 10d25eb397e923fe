package org.usher.core.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What ids are made of. */
final class LogEntryTest {
    private static LogEntry entry(long index, int epoch) {
        return new LogEntry(index, epoch, QueueEngine.VERSION, 0, new Command.Tick());
    }

    @Test
    void shouldGiveNoIdTwiceWhenALaterReignUsesIndexesAgainThatNoDiskHad() {
        long forgotten = ActionId.of(entry(1_000, 1).id(), 3);
        LostIds lost = new LostIds(entry(400, 1).id(), entry(401, 2).id());

        assertThat(ActionId.of(entry(1_000, 2).id(), 3)).isNotEqualTo(forgotten);
        assertThat(lost.hasOffer(forgotten)).isTrue();
        assertThat(lost.hasOffer(ActionId.of(entry(400, 1).id(), 0)))
                .as("it is known")
                .isFalse();
        assertThat(lost.hasOffer(ActionId.of(entry(401, 2).id(), 0)))
                .as("a new one")
                .isFalse();
        assertThat(lost.hasOffer(TalkId.ofLeg(1, "1.1"))).as("no offer").isFalse();
        assertThat(LostIds.NONE.hasOffer(forgotten)).isFalse();
    }

    @Test
    void shouldMakeIdsThatGrowFromEntryToEntryAndHaveRoomInAnyReign() {
        assertThat(entry(1, 1).id()).isEqualTo(1);
        assertThat(entry(1_001, 3).id()).isGreaterThan(entry(1_000, 2).id());
        long last = ActionId.of(entry(1L << 38, Integer.MAX_VALUE).id(), (1 << 20) - 1);
        assertThat(Long.toString(last)).hasSizeLessThanOrEqualTo(18);
    }

    @Test
    void shouldLeaveTheIdsOfEarlierVersionsAsTheyWere() {
        assertThat(new LogEntry(77, 5, 8, 0, new Command.Tick()).id()).isEqualTo(77);
    }
}
