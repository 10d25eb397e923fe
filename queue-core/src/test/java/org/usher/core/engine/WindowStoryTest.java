package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration.Rules;
import org.usher.core.api.Configuration.SkillLevel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ReplyCode;
import org.usher.core.api.Requirement;

/** Customers who are promised a call within a window. */
final class WindowStoryTest {
    private static final ContactDetails CUSTOMER = new ContactDetails(1, "", "", "110", "", "", "", "", "");
    private static final long MINUTE_MS = 60_000;

    /** Opens in an hour, lasts an hour, and has a quarter of an hour for all who are promised it. */
    private static final CallbackWindow WINDOW = new CallbackWindow(
            Scenario.START_MS + 60 * MINUTE_MS,
            Scenario.START_MS + 120 * MINUTE_MS,
            Scenario.START_MS + 105 * MINUTE_MS);

    private static Centre centre() {
        return new Centre().queue(1).queue(2).agent(1, List.of(1, 2)).agent(2, List.of(1));
    }

    private static Scenario booked() {
        return books(Scenario.in(centre()));
    }

    private static Scenario books(Scenario story) {
        return story.books(1, WINDOW, CUSTOMER, ReplyCode.ACCEPTED);
    }

    private static long bookedId(Scenario story) {
        return story.last(Event.CallbackBooked.class).contactId();
    }

    /** The customer is called by this call, and answers. */
    private static Scenario talks(Scenario story, int agentId, long call) {
        long offerId = story.offerTo(agentId);
        return story.picksUp(agentId)
                .tell(new Command.CustomerCalled(offerId, call, CUSTOMER))
                .tell(new Command.OfferConnected(offerId));
    }

    @Test
    void shouldStandInNoLineBeforeTheWindowOpens() throws IOException {
        Scenario story = booked().logsIn(1).passes(60 * MINUTE_MS - 1).restarts();
        long contactId = bookedId(story);
        assertThat(story.queue(1).waiting()).isZero();
        assertThat(story.agent(1).offerId()).isZero();
        assertThat(story.booking(contactId).window()).isEqualTo(WINDOW);
        story.passes(1);
        assertThat(story.agentOfId(contactId)).isEqualTo(1);
        Event.ContactQueued queued = story.last(Event.ContactQueued.class);
        assertThat(queued.contactId()).isEqualTo(contactId);
        assertThat(queued.enqueuedAtMs())
                .as("nobody waits before he may be called")
                .isEqualTo(WINDOW.fromMs());
        assertThat(story.lastEffect(Effect.Offer.class).channel()).isEqualTo(Channel.CALLBACK);
    }

    @Test
    void shouldKeepThePromiseByATalkWithinTheWindow() {
        Scenario story = booked().logsIn(1).passes(60 * MINUTE_MS);
        long contactId = bookedId(story);
        talks(story, 1, 501);
        assertThat(story.last(Event.BookingSettled.class))
                .isEqualTo(new Event.BookingSettled(story.nowMs(), contactId, 1, WINDOW, 1, BookingOutcome.KEPT));
        assertThat(story.bookings()).isEmpty();
        story.talkEnds(1, EndedBy.AGENT).goes(501, GoneCause.LEFT_TO_DIALPLAN).legEnds(1);
        assertThat(story.events(Event.BookingSettled.class)).as("once").hasSize(1);
    }

    @Test
    void shouldLetCallersGoFirstWhileThereIsSlack() {
        Scenario story = booked().passes(61 * MINUTE_MS).waits(101, 1).passes(MINUTE_MS);
        story.logsIn(1);
        assertThat(story.agentOf(101)).as("came before the promise is due").isEqualTo(1);
        story.logsIn(2);
        assertThat(story.agentOfId(bookedId(story))).as("nobody else waits").isEqualTo(2);
    }

    @Test
    void shouldReserveTheNextAgentWhenTheSlackIsUsedUp() throws IOException {
        Scenario story = booked().passes(61 * MINUTE_MS).waits(101, 1).passes(44 * MINUTE_MS - 1);
        long contactId = bookedId(story);
        assertThat(story.events(Event.CallbackDue.class)).isEmpty();
        story.passes(1).restarts().logsIn(1);
        assertThat(story.last(Event.CallbackDue.class).contactId()).isEqualTo(contactId);
        assertThat(story.agentOfId(contactId)).isEqualTo(1);
        assertThat(story.agentOf(101)).isZero();
    }

    @Test
    void shouldServeTheEarliestDueFirst() {
        Scenario story = booked();
        long later = bookedId(story);
        CallbackWindow earlierDue = new CallbackWindow(WINDOW.fromMs(), WINDOW.untilMs(), WINDOW.dueAtMs() - MINUTE_MS);
        long earlier = bookedId(story.books(1, earlierDue, CUSTOMER, ReplyCode.ACCEPTED));
        story.passes(70 * MINUTE_MS).logsIn(1);
        assertThat(story.agentOfId(earlier)).isEqualTo(1);
        story.asks(new Command.CancelCallback(71, earlier), ReplyCode.ACCEPTED).passes(50 * MINUTE_MS);
        assertThat(story.agentOfId(later)).isEqualTo(1);
    }

    @Test
    void shouldCountAttemptsApartFromPromisesKept() {
        Scenario story = booked().logsIn(1).passes(60 * MINUTE_MS).picksUp(1);
        long offerId = story.offerTo(1);
        story.tell(new Command.CustomerCalled(offerId, 501, CUSTOMER))
                .tell(new Command.CustomerNotReached(offerId, 70 * MINUTE_MS))
                .legEnds(1);
        assertThat(story.booking(bookedId(story)).attempts()).isEqualTo(1);
        story.passes(71 * MINUTE_MS);
        talks(story, 1, 502);
        Event.BookingSettled settled = story.last(Event.BookingSettled.class);
        assertThat(settled.outcome()).isEqualTo(BookingOutcome.LATE);
        assertThat(settled.attempts()).as("within the window").isEqualTo(1);
    }

    @Test
    void shouldSettleWhoIsNeverReached() {
        Scenario story = booked().logsIn(1).passes(60 * MINUTE_MS).picksUp(1);
        long offerId = story.offerTo(1);
        story.tell(new Command.CustomerCalled(offerId, 501, CUSTOMER))
                .tell(new Command.CustomerNotReached(offerId, -1))
                .legEnds(1);
        assertThat(story.last(Event.BookingSettled.class).outcome()).isEqualTo(BookingOutcome.NOT_REACHED);
        assertThat(story.bookings()).isEmpty();
    }

    @Test
    void shouldWaitForTheQueueToOpenWithinTheWindow() {
        Scenario story = booked().opens(1, false, ReplyCode.ACCEPTED).logsIn(1).passes(70 * MINUTE_MS);
        assertThat(story.queue(1).offered()).isZero();
        story.opens(1, true, ReplyCode.ACCEPTED).passes(MINUTE_MS);
        assertThat(story.agentOfId(bookedId(story))).isEqualTo(1);
    }

    @Test
    void shouldMissWhoseQueueStaysClosed() {
        Scenario story = booked().opens(1, false, ReplyCode.ACCEPTED).passes(121 * MINUTE_MS);
        assertThat(story.last(Event.BookingSettled.class).outcome()).isEqualTo(BookingOutcome.MISSED);
        assertThat(story.last(Event.BookingSettled.class).atMs()).isEqualTo(WINDOW.untilMs());
        assertThat(story.last(Event.ContactEnded.class).contactId()).isEqualTo(bookedId(story));
        assertThat(story.bookings()).isEmpty();
    }

    @Test
    void shouldOutliveTheLineThatIsSentAwayWithinTheWindow() {
        Scenario story = Scenario.in(
                new Centre().rules(new Rules(1, true, -1, false)).queue(1).agent(1, List.of(1)));
        books(story).passes(61 * MINUTE_MS).opens(1, false, ReplyCode.ACCEPTED);
        long contactId = bookedId(story);
        assertThat(story.last(Event.EntryEnded.class).outcome()).isEqualTo(EntryOutcome.OVERFLOWED);
        assertThat(story.events(Event.CallbackBooked.class)).hasSize(2);
        assertThat(story.events(Event.BookingSettled.class)).isEmpty();
        story.opens(1, true, ReplyCode.ACCEPTED).logsIn(1).passes(2 * MINUTE_MS);
        assertThat(story.agentOfId(contactId)).isEqualTo(1);
    }

    /** Who waits without agents is sent away after so long. */
    private static Scenario leavesWhenEmpty(long afterMs) {
        Rules rules = new Rules(1, true, afterMs, true);
        return books(Scenario.in(new Centre().rules(rules).queue(1).agent(1, List.of(1))));
    }

    @Test
    void shouldWaitForAgentsWhereNobodyMayWaitWithoutThem() {
        Scenario story = leavesWhenEmpty(0).passes(70 * MINUTE_MS);
        assertThat(story.queue(1).offered()).as("looked at, and not entered").isZero();
        assertThat(story.events(Event.CallbackBooked.class)).hasSize(1);
        story.logsIn(1).passes(MINUTE_MS);
        assertThat(story.agentOfId(bookedId(story))).isEqualTo(1);
    }

    @Test
    void shouldLookAgainLaterWhenTheLastAgentGoesWithinTheWindow() throws IOException {
        Scenario story = leavesWhenEmpty(0).logsIn(1).waits(101, 1).answers(1).passes(60 * MINUTE_MS);
        assertThat(story.queue(1).waiting()).as("his window is open").isEqualTo(1);
        story.asks(new Command.LogOut(71, 1), ReplyCode.ACCEPTED_PENDING).talkEnds(1, EndedBy.AGENT);
        story.goes(101, GoneCause.LEFT_TO_DIALPLAN)
                .legEnds(1)
                .passes(10 * MINUTE_MS)
                .restarts();
        assertThat(story.events(Event.CallbackBooked.class))
                .as("sent away once")
                .hasSize(2);
        story.logsIn(1).passes(MINUTE_MS);
        assertThat(story.agentOfId(bookedId(story))).isEqualTo(1);
    }

    @Test
    void shouldMissWhoseQueueStaysWithoutAgents() {
        Scenario story = leavesWhenEmpty(10_000).passes(121 * MINUTE_MS);
        assertThat(story.last(Event.BookingSettled.class).outcome()).isEqualTo(BookingOutcome.MISSED);
        assertThat(story.events(Event.EntryEnded.class)).isEmpty();
    }

    @Test
    void shouldForgetWhoCancelsBeforeTheWindowOpens() {
        Scenario story = booked();
        long contactId = bookedId(story);
        story.asks(new Command.CancelCallback(71, contactId), ReplyCode.ACCEPTED);
        assertThat(story.last(Event.BookingSettled.class).outcome()).isEqualTo(BookingOutcome.CANCELLED);
        assertThat(story.last(Event.ContactEnded.class).endedBy()).isEqualTo(EndedBy.CALLER);
        story.asks(new Command.CancelCallback(72, contactId), ReplyCode.UNKNOWN_CONTACT)
                .passes(61 * MINUTE_MS);
        assertThat(story.queue(1).offered()).isZero();
    }

    @Test
    void shouldMoveACallerIntoAWindowAsTheSameContact() {
        Scenario story = Scenario.in(centre()).waits(101, 1).passes(MINUTE_MS);
        long contactId = story.idOf(101);
        story.asks(new Command.ConvertToBooking(71, contactId, "112", WINDOW), ReplyCode.ACCEPTED);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.CALLBACK);
        assertThat(story.last(Event.EntryEnded.class).outcome()).isEqualTo(EntryOutcome.CONVERTED);
        assertThat(story.booking(contactId).details().caller()).isEqualTo("112");
        story.goes(101, GoneCause.LEFT_TO_DIALPLAN).logsIn(1).passes(60 * MINUTE_MS);
        assertThat(story.agentOfId(contactId)).isEqualTo(1);
    }

    @Test
    void shouldAskForWhatTheCallerAskedForWhoIsCalledLater() throws IOException {
        Requirement french = new Requirement(2, 1);
        Scenario story = Scenario.in(new Centre()
                .queue(1)
                .agent(1, List.of(1))
                .agent(2, List.of(1), new SkillLevel(2, 1))
                .agent(3, List.of(1)));
        story.waits(101, 1, french);
        long contactId = story.idOf(101);
        story.asks(new Command.SetContactPriority(70, contactId, 5), ReplyCode.ACCEPTED)
                .asks(new Command.ConvertToBooking(71, contactId, "112", WINDOW), ReplyCode.ACCEPTED)
                .goes(101, GoneCause.LEFT_TO_DIALPLAN)
                .passes(MINUTE_MS);
        CallbackWindow other = new CallbackWindow(WINDOW.fromMs(), WINDOW.untilMs(), WINDOW.dueAtMs() - MINUTE_MS);
        story.asks(new Command.ConvertToBooking(72, contactId, "", other), ReplyCode.ACCEPTED)
                .restarts()
                .passes(61 * MINUTE_MS)
                .opens(1, false, ReplyCode.ACCEPTED)
                .opens(1, true, ReplyCode.ACCEPTED)
                .logsIn(1, 3)
                .passes(MINUTE_MS);
        assertThat(story.agentOfId(contactId)).as("nobody who speaks French").isZero();
        assertThat(story.contactById(contactId).priority()).isEqualTo(5);
        assertThat(story.logsIn(2).agentOfId(contactId)).isEqualTo(2);
    }

    @Test
    void shouldCountNoTimeAsWaitedBeforeThePromiseIsDue() throws IOException {
        Scenario story = booked().passes(100 * MINUTE_MS).logsIn(1);
        assertThat(story.lastEffect(Effect.Offer.class).waitedMs())
                .as("in the window, and not due")
                .isZero();
        talks(story, 1, 501);
        assertThat(story.last(Event.ContactConnected.class).waitedMs()).isZero();
        assertThat(story.last(Event.EntryEnded.class).waitedMs()).isZero();

        Scenario late = booked().passes(110 * MINUTE_MS).restarts().logsIn(1);
        talks(late, 1, 501);
        assertThat(late.last(Event.ContactConnected.class).waitedMs())
                .as("since it was due")
                .isEqualTo(5 * MINUTE_MS);
        assertThat(late.last(Event.EntryEnded.class).waitedMs()).isEqualTo(5 * MINUTE_MS);
    }

    @Test
    void shouldTakeAnotherWindowInstead() {
        Scenario story = booked();
        long contactId = bookedId(story);
        CallbackWindow later = new CallbackWindow(WINDOW.untilMs(), WINDOW.untilMs() + MINUTE_MS, WINDOW.untilMs());
        story.asks(new Command.ConvertToBooking(71, contactId, "", later), ReplyCode.ACCEPTED);
        assertThat(story.last(Event.BookingSettled.class).outcome()).isEqualTo(BookingOutcome.CANCELLED);
        assertThat(story.booking(contactId).window()).isEqualTo(later);
        story.passes(60 * MINUTE_MS).asks(new Command.MoveContact(72, contactId, 2), ReplyCode.NOT_WAITING);
        story.passes(60 * MINUTE_MS).asks(new Command.ConvertToBooking(73, contactId, "", WINDOW), ReplyCode.CLOSED);
        assertThat(story.contactById(contactId).state()).isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldKeepItsPromiseInAnotherQueue() {
        Scenario story = booked().passes(61 * MINUTE_MS).waits(101, 2);
        long contactId = bookedId(story);
        story.asks(new Command.MoveContact(71, contactId, 2), ReplyCode.ACCEPTED)
                .passes(45 * MINUTE_MS)
                .logsIn(1);
        assertThat(story.agentOfId(contactId)).isEqualTo(1);
        assertThat(story.booking(contactId).queueId()).isEqualTo(2);
    }

    @Test
    void shouldRefuseWindowsThatAreOverAndUnknownQueues() {
        Scenario story = Scenario.in(centre()).passes(121 * MINUTE_MS);
        story.books(1, WINDOW, CUSTOMER, ReplyCode.CLOSED);
        CallbackWindow later = new CallbackWindow(story.nowMs() + 1, story.nowMs() + 2, story.nowMs() + 1);
        story.books(9, later, CUSTOMER, ReplyCode.UNKNOWN_QUEUE);
        assertThat(story.bookings()).isEmpty();
    }

    @Test
    void shouldEndPromisesOfAQueueThatIsGone() {
        Scenario story = booked().adopts(new Centre().queue(2).agent(1, List.of(2)));
        assertThat(story.last(Event.BookingSettled.class).outcome()).isEqualTo(BookingOutcome.MISSED);
        assertThat(story.bookings()).isEmpty();
    }

    @Test
    void shouldPassOnThatACallerWasDealtWith() {
        Scenario story = Scenario.in(centre());
        story.tell(new Command.SettleFollowUp(71, 4711, "anna", "reached"));
        assertThat(story.last(Event.FollowUpSettled.class))
                .isEqualTo(new Event.FollowUpSettled(story.nowMs(), 4711, "anna", "reached"));
        assertThat(story.lastEffect(Effect.Reply.class)).isEqualTo(new Effect.Reply(71, ReplyCode.ACCEPTED));
    }

    @Test
    void shouldLeaveCallersTheirPlacesInALineThatMayBecomeFull() throws IOException {
        Scenario story = books(books(Scenario.in(
                        new Centre().queue(1, 0, 0, 2).agent(1, List.of(1)).agent(2, List.of(1)))))
                .passes(61 * MINUTE_MS)
                .restarts();
        assertThat(story.queue(1).waiting()).isEqualTo(2);
        assertThat(story.queue(1).status()).isEqualTo(QueueStatus.OPEN);
        story.waits(101, 1);
        assertThat(story.queue(1).status()).isEqualTo(QueueStatus.OPEN);
        story.waits(102, 1);
        assertThat(story.queue(1).status()).isEqualTo(QueueStatus.FULL);
        story.asks(new Command.CancelCallback(71, bookedId(story)), ReplyCode.ACCEPTED);
        assertThat(story.queue(1).status()).as("callers alone make it full").isEqualTo(QueueStatus.FULL);
        story.goes(102, GoneCause.HUNG_UP);
        assertThat(story.queue(1).status()).isEqualTo(QueueStatus.OPEN);
    }

    @Test
    void shouldOpenManyWindowsAtOnce() {
        Scenario story = booked();
        books(books(story)).passes(60 * MINUTE_MS).logsIn(1, 2);
        assertThat(story.queue(1).waiting()).isEqualTo(3);
        assertThat(story.events(Event.OfferMade.class)).hasSize(2);
    }
}
