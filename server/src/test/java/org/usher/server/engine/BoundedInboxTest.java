package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;

final class BoundedInboxTest {
    private final BoundedInbox inbox = new BoundedInbox(3);
    private final List<EngineInbox.Mail> taken = new ArrayList<>();

    @Test
    void shouldRefuseWhatItHasNoRoomForAndTakeAgainWhenDrained() throws InterruptedException {
        for (long offer = 1; offer <= 3; offer++) {
            assertThat(inbox.offer(new Command.OfferRinging(offer))).isTrue();
        }
        assertThat(inbox.offer(new Command.OfferRinging(4))).isFalse();

        assertThat(inbox.drain(taken, 2, 0)).isEqualTo(2);

        assertThat(inbox.offer(new Command.OfferRinging(5))).isTrue();
        assertThat(inbox.depth()).isEqualTo(2);
        assertThat(taken)
                .extracting(EngineInbox.Mail::command)
                .containsExactly(new Command.OfferRinging(1), new Command.OfferRinging(2));
    }

    @Test
    void shouldReturnAtOnceWithNothingWhenThereIsNoTimeToWait() throws InterruptedException {
        assertThat(inbox.drain(taken, 10, 0)).isZero();
    }

    @Test
    void shouldWakeWhoeverWaits() throws Exception {
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return inbox.drain(taken, 10, TimeUnit.HOURS.toNanos(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        inbox.wake();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void shouldHandACommandToWhoeverWaits() throws Exception {
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return inbox.drain(taken, 10, TimeUnit.HOURS.toNanos(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        inbox.offer(new Command.Tick());

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }
}
