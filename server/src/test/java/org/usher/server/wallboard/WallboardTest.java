package org.usher.server.wallboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.QueueNotice;
import org.usher.server.Story;

final class WallboardTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long NOON_MS = epochMs(12, 0);
    private final Wallboard wallboard = new Wallboard(BERLIN, 1_000);
    private final Story story = new Story(NOON_MS, wallboard).adopt(Story.CENTRE);

    private static long epochMs(int hour, int minute) {
        return ZonedDateTime.of(2026, 3, 3, hour, minute, 0, 0, BERLIN)
                .toInstant()
                .toEpochMilli();
    }

    @Test
    void shouldShowWhoWaitsAndSinceWhen() {
        long first = story.call(Story.BILLING, "1");
        story.after(5_000).call(Story.BILLING, "2");
        assertThat(billing().waiting()).isEqualTo(2);
        assertThat(billing().oldestEnqueuedAtMs()).isEqualTo(NOON_MS);

        story.answer(first, Story.BILLING, Story.ALICE, 5_000);
        assertThat(billing().waiting()).isEqualTo(1);
        assertThat(billing().oldestEnqueuedAtMs()).isEqualTo(NOON_MS + 5_000);
    }

    @Test
    void shouldShowWhatCustomersSaidTodayOfTheirTalks() {
        assertThat(billing().survey()).isNull();
        story.say(new Event.ContactScored(story.nowMs(), 7, Story.BILLING, Story.ALICE, 5));
        story.say(new Event.ContactScored(story.nowMs(), 8, Story.BILLING, Story.ALICE, 0)); // said nothing
        story.say(new Event.ContactScored(story.nowMs(), 9, Story.BILLING, Story.ALICE, 2));
        assertThat(billing().survey()).isEqualTo(new SurveyRow(2, 3.5));
        assertThat(wallboard.read(NOON_MS + 86_400_000).queues())
                .extracting(QueueRow::survey)
                .containsOnlyNulls();
    }

    /** Of this server's start and not of the day, as what they are told of their waits. */
    @Test
    void shouldShowWhatCallersMakeOfTheOfferToBeCalledBackOverMidnightToo() {
        assertThat(billing().callbackOffers()).isNull();
        wallboard.callbackOffers(Map.of("billing", new OffersRow(12, 6, 5)));
        story.call(Story.BILLING, "1");
        assertThat(billing().callbackOffers()).isEqualTo(new OffersRow(12, 6, 5));
        assertThat(wallboard.read(NOON_MS + 86_400_000).queues())
                .filteredOn(row -> row.name().equals("billing"))
                .extracting(QueueRow::callbackOffers)
                .containsExactly(new OffersRow(12, 6, 5));
    }

    @Test
    void shouldShowEachOfThoseWhoseWindowsOneEntryOfTheLogOpens() {
        long entryId = 4_711;
        for (long contactId = 1; contactId <= 3; contactId++) {
            story.say(new Event.ContactQueued(
                    NOON_MS,
                    contactId,
                    entryId,
                    Story.BILLING,
                    Channel.CALLBACK,
                    0,
                    0,
                    NOON_MS,
                    0,
                    ContactDetails.NONE));
        }
        assertThat(billing().waiting()).isEqualTo(3);
        story.say(new Event.EntryEnded(NOON_MS, 2, entryId, Story.BILLING, EntryOutcome.ANSWERED, 0));
        assertThat(billing().waiting()).isEqualTo(2);
        assertThat(billing().oldestEnqueuedAtMs()).isEqualTo(NOON_MS);
    }

    @Test
    void shouldCountNobodyAsWaitingLongWhoIsPromisedACallLater() {
        CallbackWindow window = new CallbackWindow(NOON_MS, NOON_MS + 3_600_000, NOON_MS + 2_700_000);
        story.say(new Event.CallbackBooked(NOON_MS, 1, Story.BILLING, window, ContactDetails.NONE));
        story.say(new Event.ContactQueued(
                NOON_MS, 1, 4_711, Story.BILLING, Channel.CALLBACK, 0, 0, NOON_MS, -2_700_000, ContactDetails.NONE));
        assertThat(billing().waiting()).isEqualTo(1);
        assertThat(billing().oldestEnqueuedAtMs()).isNull();
        story.after(2_700_000).say(new Event.CallbackDue(story.nowMs(), 1, Story.BILLING));
        assertThat(billing().oldestEnqueuedAtMs()).isEqualTo(window.dueAtMs());
        story.after(1_000);
        story.say(new Event.EntryEnded(story.nowMs(), 1, 4_711, Story.BILLING, EntryOutcome.ANSWERED, 1_000));
        story.say(new Event.BookingSettled(story.nowMs(), 1, Story.BILLING, window, 1, BookingOutcome.KEPT));
        assertThat(billing().waiting()).isZero();
        assertThat(billing().oldestEnqueuedAtMs()).isNull();
        assertThat(billing().asaMs()).isEqualTo(1_000);
    }

    @Test
    void shouldShowAQueuesNoticeOnANewDayToo() {
        story.say(new Event.QueueNoticeChanged(
                NOON_MS, Story.BILLING, new QueueNotice("A fault", "", NOON_MS, NOON_MS + 1_000)));
        NoticeRow shown = new NoticeRow("A fault", null, NOON_MS, NOON_MS + 1_000);
        assertThat(billing().notice()).isEqualTo(shown);
        assertThat(wallboard.read(NOON_MS + 24 * 3_600_000).queues().getFirst().notice())
                .isEqualTo(shown);
        story.say(new Event.QueueNoticeChanged(NOON_MS + 1_000, Story.BILLING, null));
        assertThat(billing().notice()).isNull();
    }

    @Test
    void shouldWorkOutServiceLevelByAllThreeFormulas() {
        // target: 80 % within 20 s
        answered(3, 10_000);
        answered(1, 20_000);
        answered(2, 21_000);
        abandoned(1, 15_000, EntryOutcome.ABANDONED);
        abandoned(1, 40_000, EntryOutcome.ABANDONED);
        abandoned(4, 2_000, EntryOutcome.SHORT_ABANDONED);

        QueueRow row = billing();
        assertThat(row.offered()).isEqualTo(12);
        assertThat(row.answered()).isEqualTo(6);
        assertThat(row.abandoned()).isEqualTo(2);
        assertThat(row.shortAbandoned()).isEqualTo(4);
        assertThat(row.serviceLevel()).isEqualTo(4 / 8.0);
        assertThat(row.serviceLevelOfAnswered()).isEqualTo(0.6667);
        assertThat(row.serviceLevelAbandonsMet()).isEqualTo(5 / 8.0);
        assertThat(row.serviceLevelTarget()).isEqualTo(0.8);
        assertThat(row.asaMs()).isEqualTo((3 * 10_000 + 20_000 + 2 * 21_000) / 6);
        assertThat(row.maxWaitMs()).isEqualTo(40_000);
    }

    @Test
    void shouldCountTalkAndWrapUpAsHandlingTime() {
        long contact = story.call(Story.BILLING, "1");
        story.answer(contact, Story.BILLING, Story.ALICE, 0);
        story.after(60_000).hangUp(contact, Story.ALICE, 60_000);
        assertThat(billing().ahtMs()).isEqualTo(60_000);
        story.after(12_000).state(Story.ALICE, AgentState.WRAP_UP, AgentState.READY);
        assertThat(billing().ahtMs()).isEqualTo(72_000);
    }

    @Test
    void shouldCountEachTalkForTheQueueItWasInAndNoneOfSomebodyOutside() {
        long contact = story.call(Story.BILLING, "1");
        story.answer(contact, Story.BILLING, Story.ALICE, 0);
        story.after(50_000).transfer(contact, 30_000, 20_000);
        story.join(contact, Story.BILLING, Story.BOB, 22);
        story.after(20_000).transfer(contact, 20_000, 0);
        story.join(contact, Story.BILLING, 0, 0);
        story.after(600_000).endTalk(contact, EndedBy.CALLER, 600_000, 0);
        assertThat(billing().answered()).as("it was answered once").isEqualTo(1);
        assertThat(billing().ahtMs()).isEqualTo((50_000 + 20_000) / 2);
    }

    @Test
    void shouldShowWhoRingsAndWhoTalksWithWhomAlsoAfterATransfer() {
        long contact = story.call(Story.BILLING, "1");
        for (int agentId : List.of(Story.ALICE, Story.BOB)) {
            story.say(new Event.OfferMade(story.nowMs(), contact, 1 << 20, Story.BILLING, agentId, 0));
            story.state(agentId, AgentState.READY, AgentState.OFFERED);
            assertThat(agent(agentId).contactId()).isEqualTo(contact);
        }
        story.state(Story.BOB, AgentState.OFFERED, AgentState.READY);
        assertThat(agent(Story.BOB).contactId()).as("the other was faster").isNull();

        story.state(Story.ALICE, AgentState.OFFERED, AgentState.ON_CONTACT);
        story.state(Story.ALICE, AgentState.ON_CONTACT, AgentState.CONSULTING);
        assertThat(agent(Story.ALICE).state()).isEqualTo(AgentState.CONSULTING);
        assertThat(agent(Story.ALICE).contactId()).isEqualTo(contact);
        assertThat(agent(Story.ALICE).contactQueue()).isEqualTo("billing");

        story.state(Story.ALICE, AgentState.CONSULTING, AgentState.WRAP_UP);
        story.join(contact, Story.BILLING, Story.BOB, 22);
        assertThat(agent(Story.ALICE).contactId()).isNull();
        assertThat(agent(Story.BOB).contactId()).isEqualTo(contact);
    }

    @Test
    void shouldShowTheCustomerInPlaceOfTheConsultingCallAfterAMerge() {
        long customer = story.call(Story.BILLING, "1");
        long consult = story.call(Story.SALES, "alice-desk");
        story.answer(consult, Story.SALES, Story.BOB, 0);
        story.say(new Event.ContactMerged(story.nowMs(), customer, consult));
        assertThat(agent(Story.BOB).contactId()).isEqualTo(customer);
        assertThat(agent(Story.BOB).contactQueue()).isEqualTo("sales");
    }

    @Test
    void shouldShowAgentsWithStateReasonSkillsAndQueues() {
        story.state(Story.ALICE, AgentState.LOGGED_OUT, AgentState.READY);
        story.after(1_000).state(Story.ALICE, AgentState.READY, AgentState.PAUSED, Story.LUNCH, null);
        story.state(Story.BOB, AgentState.OFFERED, AgentState.NOT_RESPONDING, 0, OfferOutcome.TIMED_OUT);

        AgentRow alice = agent(Story.ALICE);
        assertThat(alice.state()).isEqualTo(AgentState.PAUSED);
        assertThat(alice.reason()).isEqualTo("lunch");
        assertThat(alice.sinceMs()).isEqualTo(NOON_MS + 1_000);
        assertThat(alice.queues()).containsExactly("billing", "sales");
        assertThat(alice.skills()).containsExactly(new AgentRow.Skill("german", 7));
        assertThat(agent(Story.BOB).reason()).isEqualTo("TIMED_OUT");
    }

    @Test
    void shouldBeginAgainAtTheCentresMidnightAndKeepWhoWaits() {
        answered(2, 1_000);
        long late = story.after(epochMs(23, 59) - story.nowMs()).call(Story.BILLING, "late");
        long midnightMs = NOON_MS + 12 * 3_600_000L;
        assertThat(read(midnightMs - 1).answered()).isEqualTo(2);

        QueueRow unasked = read(midnightMs);
        assertThat(unasked.answered()).as("no event has come yet").isZero();
        assertThat(unasked.offered()).as("who waits is offered today, too").isEqualTo(1);
        assertThat(unasked.waiting()).isEqualTo(1);
        assertThat(unasked.asaMs()).isNull();

        story.after(midnightMs + 60_000 - story.nowMs()).answer(late, Story.BILLING, Story.ALICE, 120_000);
        assertThat(billing().answered()).isEqualTo(1);
        assertThat(billing().offered()).isEqualTo(1);
        assertThat(billing().serviceLevel()).isZero();
    }

    @Test
    void shouldGiveOnlyWhatChangedSinceASequence() {
        long before = wallboard.sequence();
        story.call(Story.SALES, "1");
        Wallboard.Rows rows = wallboard.readSince(before, story.nowMs());
        assertThat(rows.queues()).extracting(QueueRow::name).containsExactly("sales");
        assertThat(rows.agents()).isEmpty();
        assertThat(wallboard.readSince(rows.sequence(), story.nowMs()).queues()).isEmpty();
    }

    @Test
    void shouldKeepFiguresThroughANewRevisionAndDropWhatIsGone() {
        answered(1, 1_000);
        long before = wallboard.sequence();
        story.adopt(new Configuration(
                2,
                List.of(),
                List.of(Story.queue(Story.BILLING, "billing", "Invoices")),
                List.of(),
                List.of(),
                List.of(),
                Configuration.Settings.DEFAULT));
        Wallboard.Rows rows = wallboard.read(story.nowMs());
        assertThat(rows.queues()).singleElement().satisfies(row -> {
            assertThat(row.title()).isEqualTo("Invoices");
            assertThat(row.answered()).isEqualTo(1);
        });
        assertThat(rows.agents()).isEmpty();
        assertThat(wallboard.rowsLeftAt()).isGreaterThan(before);
    }

    private void answered(int times, long waitMs) {
        for (int i = 0; i < times; i++) {
            long contact = story.call(Story.BILLING, "x");
            story.after(waitMs).answer(contact, Story.BILLING, Story.ALICE, waitMs);
            story.hangUp(contact, Story.ALICE, 1_000);
        }
    }

    private void abandoned(int times, long waitMs, EntryOutcome outcome) {
        for (int i = 0; i < times; i++) {
            long contact = story.call(Story.BILLING, "x");
            story.after(waitMs).abandon(contact, Story.BILLING, waitMs, outcome);
        }
    }

    private QueueRow billing() {
        return read(story.nowMs());
    }

    private QueueRow read(long atMs) {
        return wallboard.read(atMs).queues().stream()
                .filter(row -> row.id() == Story.BILLING)
                .findFirst()
                .orElseThrow();
    }

    private AgentRow agent(int id) {
        return wallboard.read(story.nowMs()).agents().stream()
                .filter(row -> row.id() == id)
                .findFirst()
                .orElseThrow();
    }
}
