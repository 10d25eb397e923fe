package org.usher.server.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.ToldWait;
import org.usher.core.api.ToldWait.Cause;
import org.usher.core.api.WaitEstimate;
import org.usher.server.wallboard.ToldRow;

/** How right it was what callers were told. */
final class ToldWaitsTest {
    private static final long MINUTE = 60_000;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ToldWaits waits = new ToldWaits(registry);

    private void told(long entryId, int fromMinutes, int toMinutes, long atMs) {
        told(entryId, new SpokenWait.Words(fromMinutes, toMinutes), null, atMs);
    }

    private void told(long entryId, SpokenWait.Words words, ToldWait.@Nullable Longer longer, long atMs) {
        SpokenWait.Basis basis = new SpokenWait.Basis(new WaitEstimate(0, 0, 0, 0), 1, 0);
        waits.told(entryId, "billing", new SpokenWait.Said(words, basis, longer), atMs);
    }

    private void ends(long entryId, EntryOutcome outcome, long atMs) {
        waits.ended(new Event.EntryEnded(atMs, entryId, entryId, 1, outcome, atMs));
    }

    private double count(String name) {
        return registry.get("usher.waits.told" + name).counter().count();
    }

    @Test
    void shouldScoreEachTellingByTheRestOfTheWait() {
        told(1, 4, 4, 0);
        told(1, 2, 3, 2 * MINUTE);
        ends(1, EntryOutcome.ANSWERED, 4 * MINUTE); // 4 and 2 minutes: both kept
        told(2, 4, 4, 0);
        ends(2, EntryOutcome.ANSWERED, 4 * MINUTE + 30_000);
        told(3, 4, 4, 0);
        ends(3, EntryOutcome.ANSWERED, 2 * MINUTE); // "about 4" says more than 3
        assertThat(count("")).isEqualTo(4);
        assertThat(count(".scored")).isEqualTo(4);
        assertThat(count(".later")).isEqualTo(1);
        assertThat(count(".late.seconds")).isEqualTo(30);
        assertThat(count(".sooner")).isEqualTo(1);
        assertThat(waits.byQueue()).containsExactly(Map.entry("billing", new ToldRow("about 4 minutes", 0, 4, 1)));
    }

    @Test
    void shouldCountWhatWasLongerThanBeforeByItsCause() {
        SpokenWait.Words words = new SpokenWait.Words(5, 5);
        told(1, words, null, 0);
        told(1, words, new ToldWait.Longer(Cause.AGENTS_LEFT, 2, 1), MINUTE);
        told(2, words, new ToldWait.Longer(Cause.AGENTS_LEFT, 9, 8), MINUTE);
        assertThat(longer("agents_left")).isEqualTo(2);
        assertThat(longer("precedence_came")).isZero();
        assertThat(count("")).isEqualTo(3);
    }

    private double longer(String cause) {
        return registry.get("usher.waits.told.longer")
                .tag("cause", cause)
                .counter()
                .count();
    }

    @Test
    void shouldHoldNothingAgainstWordsWithoutALongest() {
        told(1, 15, 0, 0);
        ends(1, EntryOutcome.ANSWERED, 100 * MINUTE);
        told(2, 15, 0, 0);
        ends(2, EntryOutcome.ANSWERED, 14 * MINUTE);
        told(3, 0, 1, 0);
        ends(3, EntryOutcome.ANSWERED, 1);
        assertThat(count(".later")).isZero();
        assertThat(count(".sooner")).isEqualTo(1);
    }

    @Test
    void shouldScoreNobodyWhoWasNotAnswered() {
        told(1, 4, 4, 0);
        ends(1, EntryOutcome.ABANDONED, 9 * MINUTE);
        told(2, 4, 4, 0);
        waits.forget();
        ends(2, EntryOutcome.ANSWERED, 9 * MINUTE);
        assertThat(count(".scored")).isZero();
        assertThat(waits.byQueue().get("billing")).isEqualTo(new ToldRow("about 4 minutes", 0, 0, 0));
    }
}
