package org.usher.server.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.server.Story;

/** Whom the book knows to be called in a window. */
final class CallbackBookTest {
    private static final CallbackWindow WINDOW = new CallbackWindow(10_000, 20_000, 15_000);
    private static final ContactDetails EVA = new ContactDetails(1, "", "", "+49301", "Eva", "", "", "", "");

    private final CallbackBook book = new CallbackBook();
    private final Story story = new Story(1_000, book);

    private void books() {
        story.say(new Event.CallbackBooked(1_000, 7, Story.BILLING, WINDOW, EVA));
    }

    @Test
    void shouldKnowPromisesBeforeTheirWindowsOpenAndWithin() {
        books();
        assertThat(book.of("+49301").orElseThrow().isAhead(9_999)).isTrue();
        assertThat(book.promisedIn(Story.BILLING, WINDOW)).isEqualTo(1);
        assertThat(book.promisedIn(Story.BILLING, new CallbackWindow(20_000, 30_000, 25_000)))
                .isZero();
        story.say(new Event.ContactQueued(10_000, 7, 8, Story.BILLING, Channel.CALLBACK, 0, 0, 10_000, -5_000, EVA));
        assertThat(book.promisedIn(Story.BILLING, WINDOW)).as("still").isEqualTo(1);
        assertThat(book.figures().taken()).as("one promise").isEqualTo(1);
    }

    @Test
    void shouldRememberWhatBecameOfPromises() throws Exception {
        books();
        story.say(new Event.BookingSettled(20_000, 7, Story.BILLING, WINDOW, 2, BookingOutcome.KEPT));
        story.say(new Event.BookingSettled(20_000, 9, Story.BILLING, WINDOW, 1, BookingOutcome.MISSED));
        CallbackBook again = new CallbackBook();
        again.remember(book.remembered());
        assertThat(again.promises()).isEqualTo(book.promises());
        assertThat(again.promises().of(BookingOutcome.KEPT)).isEqualTo(1);
        assertThat(again.promises().of(BookingOutcome.LATE)).isZero();
        assertThat(again.promises().attempts()).isEqualTo(3);
    }

    @Test
    void shouldFindThePromisesOfTheEngineAgain() {
        book.resumed(new EngineView(
                1,
                1_000,
                Configuration.EMPTY,
                List.of(),
                List.of(),
                List.of(),
                List.of(new EngineView.BookingView(7, Story.BILLING, WINDOW, 0, EVA))));
        assertThat(book.of(7).orElseThrow().window()).isEqualTo(WINDOW);
        assertThat(book.all()).hasSize(1);
    }
}
