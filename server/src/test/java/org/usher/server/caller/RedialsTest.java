package org.usher.server.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView.ContactView;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;
import org.usher.server.Story;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.engine.RecordedEvent;

/** Who rings again, before a real engine and in virtual time. */
final class RedialsTest {
    private static final String BERLIN = "+493012345678";
    private static final String ELSEWHERE = "+493087654321";

    private final QueueEngine engine = Engines.create();
    private final List<RecordedEvent> told = new ArrayList<>();
    private Map<String, CallerCare> care = Map.of("billing", care(900_000), "sales", care(0));
    private long nowMs = 1_000_000;
    private Redials redials = redials();
    private boolean busy;

    RedialsTest() {
        apply(new Command.AdoptConfiguration(Story.CENTRE));
    }

    private static CallerCare care(long withinMs) {
        return new CallerCare(withinMs, Announcements.NONE);
    }

    private Redials redials() {
        return new Redials(new PhoneNumbers("DE"), () -> nowMs);
    }

    private void apply(Command command) {
        long index = engine.lastIndex() + 1;
        engine.apply(new LogEntry(index, 1, QueueEngine.VERSION, nowMs, command), new Output() {
            private int number;

            @Override
            public void event(Event event) {
                RecordedEvent recorded = new RecordedEvent(index, number++, event);
                told.add(recorded);
                redials.accept(recorded);
            }

            @Override
            public void effect(Effect effect) {
                // nobody acts here
            }
        });
    }

    private boolean rings(long call, int queueId, String number) {
        ContactDetails details = new ContactDetails(1, "", "", number, "", "", "", "", "");
        return redials.offer(
                new Command.ContactArrived(call, Channel.VOICE, queueId, 0, nowMs, 0, List.of(), List.of(), 0, details),
                care,
                command -> {
                    if (!busy) {
                        apply(command);
                    }
                    return !busy;
                });
    }

    private ContactView contact(long call) {
        return engine.view().contacts().stream()
                .filter(contact -> contact.callKey() == call)
                .findFirst()
                .orElseThrow();
    }

    private void passes(long ms) {
        nowMs += ms;
    }

    private void hangsUp(long call) {
        apply(new Command.ContactGone(call, GoneCause.HUNG_UP));
    }

    /** Calls at a moment, hangs up a minute later; a minute after that it is now. */
    private ContactView gaveUp(long call, String number) {
        rings(call, Story.BILLING, number);
        ContactView before = contact(call);
        passes(60_000);
        hangsUp(call);
        passes(60_000);
        return before;
    }

    private void isInTheOldPlace(long call, ContactView before) {
        assertThat(contact(call).contactId()).isEqualTo(before.contactId());
        assertThat(contact(call).enqueuedAtMs()).isEqualTo(before.enqueuedAtMs());
        assertThat(contact(call).entryId()).as("a stay of its own").isNotEqualTo(before.entryId());
    }

    private void isNew(long call) {
        assertThat(contact(call).enqueuedAtMs()).isEqualTo(nowMs);
        assertThat(contact(call).entryId()).isEqualTo(contact(call).contactId());
    }

    @Test
    void shouldGiveTheOldPlaceToTheSameNumberHoweverItIsWritten() {
        ContactView before = gaveUp(1, BERLIN);
        rings(2, Story.BILLING, "030 12345678");
        isInTheOldPlace(2, before);
        assertThat(redials.recalled()).isEqualTo(1);
        passes(60_000);
        hangsUp(2);
        rings(3, Story.BILLING, "004930/12345678");
        isInTheOldPlace(3, before);
    }

    @Test
    void shouldBringHimBeforeThoseWhoCameMeanwhile() {
        gaveUp(1, BERLIN);
        rings(2, Story.BILLING, ELSEWHERE);
        rings(3, Story.BILLING, BERLIN);
        apply(new Command.ContactReachable(2));
        apply(new Command.ContactReachable(3));
        apply(new Command.LogIn(9, Story.BOB, List.of(22)));
        assertThat(told.stream()
                        .map(RecordedEvent::event)
                        .filter(Event.OfferMade.class::isInstance)
                        .map(event -> ((Event.OfferMade) event).contactId()))
                .containsExactly(contact(3).contactId());
    }

    @Test
    void shouldForgetHimInTime() {
        ContactView before = gaveUp(1, BERLIN);
        passes(840_000); // it was a minute already
        rings(2, Story.BILLING, BERLIN);
        isInTheOldPlace(2, before);
        hangsUp(2);
        passes(900_001);
        rings(3, Story.BILLING, BERLIN);
        isNew(3);
    }

    @Test
    void shouldGiveNoPlaceInAnotherLineNorWhereTheQueueSaysNever() {
        gaveUp(1, BERLIN);
        rings(2, Story.SALES, BERLIN);
        isNew(2);
        hangsUp(2);
        passes(1_000);
        rings(3, Story.SALES, BERLIN);
        isNew(3);
        hangsUp(3);
        care = Map.of("billing", care(0));
        rings(4, Story.BILLING, BERLIN);
        isNew(4);
    }

    @Test
    void shouldKnowNobodyByAWithheldNumberOrByWhatIsNone() {
        for (String number : List.of("", "anonymous", "12")) {
            gaveUp(number.length() + 10, number);
            rings(number.length() + 50, Story.BILLING, number);
            isNew(number.length() + 50);
        }
    }

    @Test
    void shouldKnowNobodyByANumberThatSeveralShare() {
        rings(1, Story.BILLING, BERLIN);
        rings(2, Story.BILLING, BERLIN);
        passes(60_000);
        hangsUp(1);
        rings(3, Story.BILLING, BERLIN);
        isNew(3); // the second one is still here
        hangsUp(2);
        hangsUp(3);
        passes(1_000);
        rings(4, Story.BILLING, BERLIN);
        isNew(4); // whose place would it be?
    }

    @Test
    void shouldOweNothingToWhoWasServedOrSentAway() {
        apply(new Command.LogIn(9, Story.BOB, List.of(22)));
        rings(1, Story.BILLING, BERLIN);
        apply(new Command.ContactReachable(1));
        long offerId = contact(1).offerId();
        apply(new Command.OfferRinging(offerId));
        apply(new Command.OfferAccepted(offerId, 22));
        apply(new Command.OfferConnected(offerId));
        passes(60_000);
        hangsUp(1);
        rings(2, Story.BILLING, BERLIN);
        isNew(2);
        apply(new Command.ContactGone(2, GoneCause.LEFT_TO_DIALPLAN));
        passes(1_000);
        rings(3, Story.BILLING, BERLIN);
        isNew(3);
    }

    @Test
    void shouldGiveThePlaceBackToWhomThePbxLost() {
        rings(1, Story.BILLING, BERLIN);
        ContactView before = contact(1);
        passes(60_000);
        apply(new Command.ContactGone(1, GoneCause.LOST_BY_PBX));
        rings(2, Story.BILLING, BERLIN);
        isInTheOldPlace(2, before);
    }

    @Test
    void shouldKnowHimAfterARestartByThePastThatTheLogTells() {
        ContactView before = gaveUp(1, BERLIN);
        redials = redials();
        told.forEach(redials::accept);
        rings(2, Story.BILLING, BERLIN);
        isInTheOldPlace(2, before);

        redials = redials();
        redials.resumed(engine.view());
        rings(3, Story.BILLING, BERLIN);
        isNew(3); // he stands in line, as the state says
    }

    @Test
    void shouldKeepHisPlaceWhileTheEngineTakesNothing() {
        ContactView before = gaveUp(1, BERLIN);
        busy = true;
        assertThat(rings(2, Story.BILLING, BERLIN)).isFalse();
        busy = false;
        assertThat(rings(2, Story.BILLING, BERLIN)).isTrue();
        isInTheOldPlace(2, before);
    }
}
