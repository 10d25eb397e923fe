package org.usher.server.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.usher.server.Story;

/** What customers are promised, before a real engine that takes its time. */
final class CallbackDeskTest {
    private final DeskAtEngine at = new DeskAtEngine();

    private CompletableFuture<CallbackDesk.Outcome> asks(String number) {
        return at.desk.ask(Story.BILLING, number, "Eva", "").toCompletableFuture();
    }

    @Test
    void shouldPromiseOneCallToANumberThatAsksTwiceAtOnce() {
        CompletableFuture<CallbackDesk.Outcome> first = asks("030 12345678");
        CompletableFuture<CallbackDesk.Outcome> second = asks("+493012345678");
        assertThat(at.offered).hasSize(1);
        assertThat(second).isNotDone();
        at.turn();
        CallbackBook.Pending callback = at.book.all().iterator().next();
        assertThat(first).isCompletedWithValue(new CallbackDesk.Outcome.Taken(callback));
        assertThat(second).isCompletedWithValue(new CallbackDesk.Outcome.Pending(callback));
        assertThat(at.book.all()).hasSize(1);
        assertThat(asks("+493012345678")).isCompletedWithValue(new CallbackDesk.Outcome.Pending(callback));
    }
}
