package org.usher.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.ChatFile;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ToldWait;
import org.usher.core.api.ToldWait.Cause;
import org.usher.core.api.ToldWait.Longer;
import org.usher.core.api.WaitEstimate;
import org.usher.server.Story;
import org.usher.server.engine.RecordedEvent;

/** What the history tells of contacts and agents. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class HistoryStoryIT extends HistoryOnMariaDb {
    @Test
    void shouldTellAnAnsweredCallWithItsNamesAndTimes() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long contact = story.call(Story.BILLING, "+4930123");
            story.after(7_000).answer(contact, Story.BILLING, Story.ALICE, 7_000);
            story.after(60_000).hangUp(contact, Story.ALICE, 60_000);
            awaitWritten(writer, story.told().getLast().index());

            ContactHistory.Contact told = only(contacts(null));
            assertThat(told.id()).isEqualTo(contact);
            assertThat(told.channel()).isEqualTo("VOICE");
            assertThat(told.queue()).isEqualTo("billing");
            assertThat(told.caller()).isEqualTo("+4930123");
            assertThat(told.enqueuedAtMs()).isEqualTo(START_MS);
            assertThat(told.answeredAtMs()).isEqualTo(START_MS + 7_000);
            assertThat(told.endedAtMs()).isEqualTo(START_MS + 67_000);
            assertThat(told.agent()).isEqualTo("alice");
            assertThat(told.outcome()).isEqualTo("ANSWERED");
            assertThat(told.talkMs()).isEqualTo(60_000);
            assertThat(told.hops())
                    .singleElement()
                    .satisfies(hop -> assertThat(hop.waitedMs()).isEqualTo(7_000));
        }
    }

    @Test
    void shouldTellWaitingAbandonedAndRefusedContactsApart() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long waiting = story.call(Story.BILLING, "1");
            long gone = story.call(Story.SALES, "2");
            story.after(30_000).abandon(gone, Story.SALES, 30_000, EntryOutcome.ABANDONED);
            story.say(new Event.ContactRefused(
                    story.nowMs(), 99, Story.SALES, Channel.VOICE, 5, ReleaseStatus.FULL, ContactDetails.NONE));
            awaitWritten(writer, story.told().getLast().index());

            List<ContactHistory.Contact> all = contacts(null);
            assertThat(all).extracting(ContactHistory.Contact::id).containsExactly(waiting, gone, 99L);
            assertThat(all)
                    .extracting(ContactHistory.Contact::outcome)
                    .containsExactly(null, "ABANDONED", "REFUSED_FULL");
            assertThat(contacts("billing"))
                    .extracting(ContactHistory.Contact::id)
                    .containsExactly(waiting);
        }
    }

    @Test
    void shouldTellWhoWasExpectedToWaitTooLongAndWhereHeWaitsInstead() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            long away = story.call(Story.BILLING, "1");
            long entry = log.getLast().index();
            story.say(new Event.EntryEnded(story.nowMs(), away, entry, Story.BILLING, EntryOutcome.OVERFLOWED, 0));
            story.say(new Event.OverflowedByEstimate(story.nowMs(), away, Story.BILLING, 600_000, 0));
            long moved = story.after(1_000).call(Story.BILLING, "2");
            entry = log.getLast().index();
            // the next line first, so that the order of rows says nothing
            story.say(new Event.ContactQueued(
                    story.nowMs(),
                    moved,
                    entry,
                    Story.SALES,
                    Channel.VOICE,
                    0,
                    32,
                    story.nowMs(),
                    0,
                    ContactDetails.NONE));
            story.say(new Event.EntryEnded(story.nowMs(), moved, entry, Story.BILLING, EntryOutcome.OVERFLOWED, 0));
            story.say(new Event.OverflowedByEstimate(story.nowMs(), moved, Story.BILLING, 600_000, Story.SALES));
            for (RecordedEvent told : log) {
                boolean another = told.index() < entry;
                writer.accept(
                        another
                                ? told
                                : new RecordedEvent(entry, (int) (told.index() - entry), told.event())); // one step
            }
            awaitWritten(writer, entry);

            assertThat(contacts(null))
                    .extracting(ContactHistory.Contact::outcome)
                    .as("REFUSED_LONG_WAIT in the dialplan; in the next line nothing yet")
                    .containsExactly("REFUSED_LONG_WAIT", null);
            assertThat(story(moved).steps())
                    .extracting(step -> step.what() + " " + step.queue() + " " + step.outcome())
                    .containsExactly("QUEUED billing OVERFLOWED", "REFUSED billing LONG_WAIT", "QUEUED sales null");
        }
    }

    @Test
    void shouldTellAContactThatEndedAndCameBackAsOneThatLasts() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            long contact = story.call(Story.BILLING, "1");
            story.answer(contact, Story.BILLING, Story.ALICE, 0);
            story.after(10_000).hangUp(contact, Story.ALICE, 10_000);
            long entry = log.getLast().index() + 1;
            story.after(5_000)
                    .say(new Event.ContactQueued(
                            story.nowMs(),
                            contact,
                            entry,
                            Story.SALES,
                            Channel.VOICE,
                            0,
                            31,
                            START_MS,
                            0,
                            ContactDetails.NONE));
            long offer = entry + 1;
            story.say(new Event.ContactConnected(
                    story.nowMs() + 1_000,
                    contact,
                    entry,
                    offer,
                    Story.SALES,
                    Story.BOB,
                    16_000,
                    story.nowMs() + 1_000));
            story.say(new Event.EntryEnded(
                    story.nowMs() + 1_000, contact, entry, Story.SALES, EntryOutcome.ANSWERED, 16_000));
            log.forEach(writer::accept); // all in one batch, or nearly
            awaitWritten(writer, log.getLast().index());

            ContactHistory.Contact told = only(contacts(null));
            assertThat(told.endedAtMs()).as("it talks").isNull();
            assertThat(told.agent()).isEqualTo("bob");
            assertThat(told.talkMs()).as("of the first talk").isEqualTo(10_000);
            assertThat(told.hops()).extracting(ContactHistory.Hop::queue).containsExactly("billing", "sales");
            assertThat(told.caller()).isEqualTo("1");
        }
    }

    @Test
    void shouldTellTheLaterStayOfAContactThatOneEntryOfTheLogLedThroughAQueueTwice() throws Exception {
        long contact = 7;
        long entry = 8;
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            queued(story, contact, entry, Story.SALES);
            story.after(1_000);
            story.say(new Event.EntryEnded(story.nowMs(), contact, entry, Story.SALES, EntryOutcome.OVERFLOWED, 1_000));
            queued(story, contact, entry, Story.BILLING);
            story.after(1_000);
            story.say(
                    new Event.EntryEnded(story.nowMs(), contact, entry, Story.BILLING, EntryOutcome.OVERFLOWED, 2_000));
            queued(story.after(1_000), contact, entry, Story.SALES);
            log.forEach(writer::accept); // all in one batch, or nearly
            awaitWritten(writer, log.getLast().index());

            ContactHistory.Contact told = only(contacts(null));
            assertThat(told.hops()).extracting(ContactHistory.Hop::queue).containsExactly("billing", "sales");
            assertThat(told.hops()).extracting(ContactHistory.Hop::outcome).containsExactly("OVERFLOWED", null);
            assertThat(told.endedAtMs()).as("it waits").isNull();
        }
    }

    private static void queued(Story story, long contact, long entry, int queueId) {
        story.say(new Event.ContactQueued(
                story.nowMs(), contact, entry, queueId, Channel.CALLBACK, 0, 0, START_MS, 0, ContactDetails.NONE));
    }

    @Test
    void shouldTellAPromiseFromWhenItIsGivenAndWhatBecameOfIt() throws Exception {
        long contact = 7;
        CallbackWindow window = new CallbackWindow(START_MS + 60_000, START_MS + 120_000, START_MS + 90_000);
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            Event promised = new Event.CallbackBooked(story.nowMs(), contact, Story.SALES, window, ContactDetails.NONE);
            story.say(promised).say(promised); // his queue has sent him away
            awaitWritten(writer, story.told().getLast().index());
            assertThat(story(contact).steps())
                    .extracting(ContactHistory.Step::what, ContactHistory.Step::atMs, ContactHistory.Step::outcome)
                    .containsExactly(tuple(ContactHistory.What.PROMISED, window.fromMs(), null));

            story.after(70_000);
            story.say(new Event.BookingSettled(story.nowMs(), contact, Story.SALES, window, 2, BookingOutcome.KEPT));
            awaitWritten(writer, story.told().getLast().index());
            assertThat(story(contact).steps())
                    .extracting(ContactHistory.Step::what, ContactHistory.Step::atMs, ContactHistory.Step::outcome)
                    .containsExactly(tuple(ContactHistory.What.PROMISED, window.fromMs(), "KEPT"));
        }
    }

    @Test
    void shouldTellATransferToAnAgentAndThenOutsideAsOneContact() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            long contact = story.call(Story.BILLING, "+4930123");
            story.after(7_000).answer(contact, Story.BILLING, Story.ALICE, 7_000);
            story.after(60_000).transfer(contact, 45_000, 15_000);
            story.after(1_000).join(contact, Story.BILLING, Story.BOB, 22);
            story.after(30_000).transfer(contact, 30_000, 0);
            story.after(2_000).join(contact, Story.BILLING, 0, 0);
            story.after(9_000).endTalk(contact, EndedBy.CALLER, 9_000, 0);
            story.say(new Event.ContactEnded(story.nowMs(), contact, 0, EndedBy.CALLER, 84_000, 15_000));
            log.forEach(writer::accept); // all in one batch, or nearly
            awaitWritten(writer, log.getLast().index());

            ContactHistory.Story told = story(contact);
            assertThat(told.steps())
                    .extracting(HistoryOnMariaDb::line)
                    .containsExactly(
                            "QUEUED billing - ANSWERED 7000",
                            "OFFERED billing alice ACCEPTED 0",
                            "TALKED billing alice TRANSFER 45000 hold 15000",
                            "TRANSFERRED - alice - null",
                            "TALKED billing bob TRANSFER 30000 hold 0 by transfer",
                            "TRANSFERRED - bob - null",
                            "TALKED billing - CALLER 9000 hold 0 by transfer");
            assertThat(told.contact().talkMs()).isEqualTo(84_000);
            assertThat(told.contact().holdMs()).isEqualTo(15_000);
            assertThat(told.contact().agent()).as("the last one of ours").isEqualTo("bob");
            assertThat(told.contact().endedAtMs()).isEqualTo(story.nowMs());
            assertThat(only(contacts(null))).isEqualTo(told.contact());
        }
    }

    @Test
    void shouldTellAnAttendedTransferToAQueueFromBothSides() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            long customer = story.call(Story.BILLING, "+4930123");
            story.answer(customer, Story.BILLING, Story.ALICE, 0);
            long consult = story.after(20_000).call(Story.SALES, "alice-desk");
            story.after(5_000).transfer(customer, 25_000, 0);
            story.say(new Event.EntryEnded(
                    story.nowMs(), consult, consult, Story.SALES, EntryOutcome.TRANSFERRED_UNSERVED, 5_000));
            story.say(new Event.ContactMerged(story.nowMs(), customer, consult));
            story.say(new Event.ContactEnded(story.nowMs(), consult, 0, EndedBy.TRANSFER, 0, 0));
            long entry = log.getLast().index() + 1;
            story.say(new Event.ContactQueued(
                    story.nowMs(),
                    customer,
                    entry,
                    Story.SALES,
                    Channel.VOICE,
                    0,
                    31,
                    START_MS + 20_000,
                    60_000,
                    ContactDetails.NONE));
            log.forEach(writer::accept);
            awaitWritten(writer, log.getLast().index());

            assertThat(story(customer).steps())
                    .extracting(HistoryOnMariaDb::line)
                    .containsExactly(
                            "QUEUED billing - ANSWERED 0",
                            "OFFERED billing alice ACCEPTED 0",
                            "TALKED billing alice TRANSFER 25000 hold 0",
                            "TRANSFERRED - alice - null",
                            "MERGED - - - null with " + consult,
                            "QUEUED sales - - null credit 60000");
            assertThat(story(customer).contact().endedAtMs()).isNull();
            assertThat(story(consult).steps())
                    .extracting(HistoryOnMariaDb::line)
                    .containsExactly(
                            "QUEUED sales - TRANSFERRED_UNSERVED 5000", "MERGED_INTO - - - null with " + customer);
            assertThat(story(consult).contact().endedBy()).isEqualTo("TRANSFER");
        }
    }

    @Test
    void shouldGiveTheCustomerTheTalkThatTheConsultingContactHad() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            long customer = story.call(Story.BILLING, "+4930123");
            story.answer(customer, Story.BILLING, Story.ALICE, 0);
            long consult = story.after(20_000).call(Story.SALES, "alice-desk");
            story.after(5_000).answer(consult, Story.SALES, Story.BOB, 5_000);
            story.after(10_000).transfer(customer, 20_000, 15_000);
            story.say(new Event.ContactMerged(story.nowMs(), customer, consult));
            story.say(new Event.ContactEnded(story.nowMs(), consult, 0, EndedBy.TRANSFER, 0, 0));
            story.after(30_000).takeOver(customer, consult).endTalk(customer, EndedBy.AGENT, 40_000, 0);
            story.after(3_000) // who ended it was told late
                    .say(new Event.ContactEnded(story.nowMs(), customer, Story.BOB, EndedBy.AGENT, 60_000, 15_000));
            log.forEach(writer::accept);
            awaitWritten(writer, log.getLast().index());

            assertThat(story(customer).steps())
                    .extracting(HistoryOnMariaDb::line)
                    .containsExactly(
                            "QUEUED billing - ANSWERED 0",
                            "OFFERED billing alice ACCEPTED 0",
                            "TALKED billing alice TRANSFER 20000 hold 15000",
                            "TALKED sales bob AGENT 40000 hold 0",
                            "TRANSFERRED - alice - null",
                            "MERGED - - - null with " + consult);
            assertThat(story(customer).steps().get(3).endedAtMs()).isEqualTo(story.nowMs() - 3_000);
            assertThat(story(consult).steps())
                    .extracting(HistoryOnMariaDb::line)
                    .containsExactly(
                            "QUEUED sales - ANSWERED 5000",
                            "OFFERED sales bob ACCEPTED 0",
                            "MERGED_INTO - - - null with " + customer);
        }
    }

    @Test
    void shouldTellWhenTheRequirementsOfWhoWaitedWereWidened() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long contact = story.call(Story.BILLING, "1");
            story.after(30_000).say(new Event.ContactRelaxed(story.nowMs(), contact, Story.BILLING, 1));
            story.after(60_000).say(new Event.ContactRelaxed(story.nowMs(), contact, Story.BILLING, 2));
            story.answer(contact, Story.BILLING, Story.ALICE, 90_000);
            awaitWritten(writer, story.told().getLast().index());
            assertThat(story(contact).steps())
                    .extracting(HistoryOnMariaDb::line)
                    .containsExactly(
                            "QUEUED billing - ANSWERED 90000",
                            "RELAXED billing - - null step 2",
                            "RELAXED billing - - null step 3",
                            "OFFERED billing alice ACCEPTED 0",
                            "TALKED billing alice - null");
            assertThat(story(contact).steps().get(1).atMs()).isEqualTo(START_MS + 30_000);
        }
    }

    @Test
    void shouldKeepWhatAgentsSaidOfAContactAndTellItOfTheNextFromThatNumber() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long first = story.call(Story.BILLING, "030123");
            story.after(1_000)
                    .say(new Event.ContactNoted(story.nowMs(), first, Story.ALICE, "paid", "wants a receipt\nмало"));
            story.after(1_000).say(new Event.ContactNoted(story.nowMs(), first, Story.BOB, "", "x".repeat(2_000)));
            long other = story.call(Story.BILLING, "030999");
            story.say(new Event.ContactNoted(story.nowMs(), other, Story.BOB, "call_again", ""));
            long second = story.after(1_000).call(Story.BILLING, "030123");
            story.say(new Event.ContactNoted(story.nowMs(), second, Story.BOB, "paid", "this one"));
            awaitWritten(writer, story.told().getLast().index());

            assertThat(story(first).notes())
                    .containsExactly(
                            new ContactNotes.Note(first, START_MS + 1_000, "alice", "paid", "wants a receipt\nмало"),
                            new ContactNotes.Note(first, START_MS + 2_000, "bob", "", "x".repeat(2_000)));
            ContactNotes notes = new ContactNotes(database);
            Set<Integer> billing = Set.of(Story.BILLING);
            assertThat(notes.ofCaller("030123", second, billing, 10))
                    .extracting(ContactNotes.Note::agent)
                    .containsExactly("bob", "alice");
            assertThat(notes.ofCaller("030123", second, billing, 1)).hasSize(1);
            assertThat(notes.ofCaller("", second, billing, 10)).as("withheld").isEmpty();
            assertThat(notes.ofCaller("030123", second, Set.of(), 10))
                    .as("of nobody's queues")
                    .isEmpty();
        }
    }

    @Test
    void shouldKeepWhatACustomerSaidOfHisTalk() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long caller = story.call(Story.BILLING, "");
            long silent = story.call(Story.BILLING, "");
            story.after(1_000);
            story.say(new Event.ContactScored(story.nowMs(), caller, Story.BILLING, Story.ALICE, 4));
            story.say(new Event.ContactScored(story.nowMs(), silent, Story.BILLING, Story.ALICE, 0));
            awaitWritten(writer, story.told().getLast().index());
            assertThat(story(caller).survey()).isEqualTo(new SurveyAnswer(story.nowMs(), 4, "billing", "alice"));
            assertThat(story(silent).survey()).isNull();
        }
    }

    @Test
    void shouldKeepWhatACallerWasToldOfHisWaitAndHowLongItWasInTruth() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long caller = story.call(Story.BILLING, "");
            long entryId = ((Event.ContactQueued) story.told().getLast().event()).entryId();
            WaitEstimate estimate = new WaitEstimate(150_900, 20_000, 110_000, 230_000);
            story.after(1_000)
                    .say(new Event.WaitTold(
                            story.nowMs(), caller, entryId, Story.BILLING, new ToldWait(4, 4, estimate, null)));
            story.after(60_000)
                    .say(new Event.WaitTold(
                            story.nowMs(),
                            caller,
                            entryId,
                            Story.BILLING,
                            new ToldWait(7, 0, estimate, new Longer(Cause.AGENTS_LEFT, 5, 4))));
            story.after(30_000)
                    .say(new Event.EntryEnded(
                            story.nowMs(), caller, entryId, Story.BILLING, EntryOutcome.ANSWERED, 91_000));
            awaitWritten(writer, story.told().getLast().index());
            assertThat(story(caller).told())
                    .containsExactly(
                            new ToldStory.Told(
                                    START_MS + 1_000,
                                    "billing",
                                    "about 4 minutes",
                                    150,
                                    110,
                                    230,
                                    null,
                                    null,
                                    null,
                                    90_000L),
                            new ToldStory.Told(
                                    START_MS + 61_000,
                                    "billing",
                                    "more than 7 minutes",
                                    150,
                                    110,
                                    230,
                                    "AGENTS_LEFT",
                                    5L,
                                    4L,
                                    30_000L));
        }
    }

    @Test
    void shouldKeepWhatWasWrittenInAChatInItsOrder() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long chat = story.call(Story.BILLING, "");
            story.say(new Event.ChatSaid(story.nowMs(), chat, 0, "c1", "wo bleibt mein Paket?\n😀"));
            story.after(1_000).say(new Event.ChatSaid(story.nowMs(), chat, Story.ALICE, "a1", "I look"));
            ChatFile photo = new ChatFile("0a1b", "Größe 😀.png", "image/png", 5_000_000_000L);
            story.after(1_000).say(new Event.ChatAttached(story.nowMs(), chat, 0, "f1", photo));
            long line = story.told().getLast().index();
            awaitWritten(writer, line);
            assertThat(story(chat).chat())
                    .containsExactly(
                            new ChatTranscript.Line(START_MS, null, "wo bleibt mein Paket?\n😀"),
                            new ChatTranscript.Line(START_MS + 1_000, "alice", "I look"),
                            new ChatTranscript.Line(
                                    START_MS + 2_000,
                                    null,
                                    "",
                                    new ChatTranscript.ChatAttachment(
                                            line, "Größe 😀.png", "image/png", 5_000_000_000L)));
            ContactHistory history = new ContactHistory(database);
            assertThat(history.attachment(chat, line)).contains(photo);
            assertThat(history.attachment(chat, line - 1)).as("a line of words").isEmpty();
            assertThat(history.attachment(chat + 1, line)).as("another's").isEmpty();
        }
    }

    @Test
    void shouldTellNothingOfWhatWasSaidInQueuesOfOthers() throws Exception {
        // stories share a database and count contacts from the same number on: others' notes may stand beside these
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long first = story.call(Story.BILLING, "030777001");
            story.answer(first, Story.BILLING, Story.ALICE, 1_000);
            story.say(new Event.ContactNoted(story.nowMs(), first, Story.ALICE, "", "of billing"));
            story.transfer(first, 5_000, 0).join(first, Story.SALES, Story.BOB, 0);
            story.after(1_000).say(new Event.ContactNoted(story.nowMs(), first, Story.BOB, "", "of sales"));
            long second = story.after(1_000).call(Story.BILLING, "030777001");
            awaitWritten(writer, story.told().getLast().index());

            ContactNotes notes = new ContactNotes(database);
            assertThat(notes.ofCaller("030777001", second, Set.of(Story.BILLING), 10))
                    .extracting(ContactNotes.Note::note)
                    .contains("of billing")
                    .doesNotContain("of sales");
            assertThat(notes.ofCaller("030777001", second, Set.of(Story.SALES), 10))
                    .extracting(ContactNotes.Note::note)
                    .contains("of sales")
                    .doesNotContain("of billing");
            assertThat(notes.ofCaller("030777001", second, Set.of(Story.BILLING, Story.SALES), 10))
                    .extracting(ContactNotes.Note::note)
                    .contains("of billing", "of sales");
        }
    }

    @Test
    void shouldTellAGroupOfferOnceForEachAgentItRang() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long contact = story.call(Story.BILLING, "1");
            long offer = 77L << 20;
            for (int agent : List.of(Story.ALICE, Story.BOB)) {
                story.say(new Event.OfferMade(story.nowMs(), contact, offer, Story.BILLING, agent, 0));
            }
            story.after(4_000)
                    .say(new Event.OfferEnded(
                            story.nowMs(), contact, offer, Story.BILLING, Story.BOB, OfferOutcome.ACCEPTED, 4_000))
                    .say(new Event.OfferEnded(
                            story.nowMs(),
                            contact,
                            offer,
                            Story.BILLING,
                            Story.ALICE,
                            OfferOutcome.TAKEN_BY_OTHER,
                            4_000));
            awaitWritten(writer, story.told().getLast().index());

            assertThat(story(contact).steps())
                    .extracting(HistoryOnMariaDb::line)
                    .containsExactly(
                            "QUEUED billing - - null",
                            "OFFERED billing alice TAKEN_BY_OTHER 4000",
                            "OFFERED billing bob ACCEPTED 4000");
        }
    }

    @Test
    void shouldKeepALaterTalkOfTheSameLegApart() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            long contact = story.call(Story.BILLING, "1");
            for (int i = 1; i <= 2; i++) {
                story.say(new Event.TalkJoined(story.nowMs(), contact, -5, Story.BILLING, Story.BOB, 22));
                story.after(1_000L * i)
                        .say(new Event.TalkEnded(
                                story.nowMs(), contact, -5, Story.BILLING, Story.BOB, EndedBy.AGENT, 1_000L * i, 0));
                story.after(500);
            }
            log.forEach(writer::accept); // both in one batch, or nearly
            awaitWritten(writer, log.getLast().index());

            assertThat(story(contact).steps())
                    .filteredOn(step -> step.what() == ContactHistory.What.TALKED)
                    .extracting(ContactHistory.Step::forMs)
                    .containsExactly(1_000L, 2_000L);
        }
    }

    @Test
    void shouldKeepTheRowsOfTheFirstVersion() throws Exception {
        Path old = Files.createTempDirectory(Path.of("target"), "migration-it-").toAbsolutePath();
        OwnServer own = new OwnServer(old, embedded());
        DatabaseServer.Login login = own.running();
        Flyway.configure()
                .dataSource(login.jdbcUrl(), login.user(), login.password().reveal())
                .locations("classpath:db/migration")
                .target("1")
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(
                        login.jdbcUrl(), login.user(), login.password().reveal());
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO config_names VALUES ('QUEUE', 1, 1, 'billing', 'Billing', 0, 9999999999999),"
                    + " ('AGENT', 11, 1, 'alice', 'Alice', 0, 9999999999999)");
            statement.execute(
                    "INSERT INTO contacts VALUES (2, 'VOICE', 1, 'u', '030', '', '', '', '', '', 1000, 1000, 70000, 'AGENT')");
            statement.execute("INSERT INTO queue_entries VALUES (2, 2, 1, 0, 1000, 1000, 3000, 'ANSWERED', 2000)");
            statement.execute("INSERT INTO offers VALUES (3145728, 2, 1, 11, 2000, 1000, 3000, 'ACCEPTED', 1000)");
            statement.execute("INSERT INTO talks VALUES (3145728, 2, 2, 1, 11, 3000, 70000, 66000, 1000)");
        }
        try (Database migrated = new Database(own)) {
            migrated.start();
            assertThat(migrated.awaitUp(Duration.ofMinutes(1)))
                    .as(() -> migrated.status().detail())
                    .isTrue();
            ContactHistory.Story told = new ContactHistory(migrated).story(2).orElseThrow();
            assertThat(told.steps())
                    .extracting(HistoryOnMariaDb::line)
                    .containsExactly(
                            "QUEUED billing - ANSWERED 2000",
                            "OFFERED billing alice ACCEPTED 1000",
                            "TALKED billing alice - 66000 hold 1000");
            assertThat(told.contact().agent()).isEqualTo("alice");
        }
    }

    @Test
    void shouldPageInOrderWithoutDoublesOrHoles() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            List<Long> called = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                called.add(story.call(Story.BILLING, "caller " + i)); // all at the same time
            }
            awaitWritten(writer, story.told().getLast().index());

            ContactHistory history = new ContactHistory(database);
            List<Long> paged = new ArrayList<>();
            ContactHistory.Place after = null;
            do {
                ContactHistory.Page page =
                        history.contacts(new ContactHistory.Query(START_MS, START_MS + 1, null, false, after, 3));
                page.contacts().forEach(contact -> paged.add(contact.id()));
                after = page.next();
            } while (after != null);
            assertThat(paged).isEqualTo(called);
        }
    }

    @Test
    void shouldKeepTheNameOfTheDayWhenAQueueIsRenamed() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long before = story.call(Story.BILLING, "1");
            story.after(1_000)
                    .adopt(new Configuration(
                            2,
                            List.of(),
                            List.of(Story.queue(Story.BILLING, "invoices", "Invoices")),
                            List.of(),
                            List.of(),
                            List.of(),
                            Configuration.Settings.DEFAULT));
            long after = story.after(1_000).call(Story.BILLING, "2");
            awaitWritten(writer, story.told().getLast().index());

            assertThat(contacts(null)).extracting(ContactHistory.Contact::queue).containsExactly("billing", "invoices");
            assertThat(contacts(null)).extracting(ContactHistory.Contact::id).containsExactly(before, after);
        }
    }
}
