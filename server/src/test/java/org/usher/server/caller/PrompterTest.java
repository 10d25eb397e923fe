package org.usher.server.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.WaitEstimate;
import org.usher.server.Story;

/** Who hears what and when, in virtual time. */
final class PrompterTest {
    private static final long MINUTE = 60_000;
    private static final Announcements ALL =
            new Announcements("hi", true, 2 * MINUTE, List.of("thanks", "web"), MINUTE);

    private final Prompter prompter = new Prompter();
    private final Map<String, CallerCare> care = new HashMap<>(Map.of("billing", new CallerCare(0, ALL)));
    private final List<String> heard = new ArrayList<>();
    private long nowMs = 10 * MINUTE;

    PrompterTest() {
        tell(new Event.ConfigurationAdopted(nowMs, Story.CENTRE));
    }

    private void tell(Event event) {
        prompter.happened(event, care);
    }

    private void enters(long contactId, int queueId) {
        ContactDetails details = new ContactDetails(1, "", "", "", "", "", "", "", "");
        tell(new Event.ContactQueued(
                nowMs, contactId, contactId, queueId, Channel.VOICE, 0, contactId, nowMs, 0, details));
    }

    private void entersFor(long contactId, int p50Minutes, int p90Minutes) {
        enters(contactId, Story.BILLING);
        tell(new Event.WaitEstimated(
                nowMs,
                contactId,
                contactId,
                Story.BILLING,
                1,
                new WaitEstimate(p50Minutes * MINUTE, 0, p50Minutes * MINUTE, p90Minutes * MINUTE)));
    }

    /** A second at a time; what is heard goes down with the second since the beginning. */
    private void passes(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nowMs += 1_000;
            for (Prompter.Prompt prompt : prompter.due(nowMs, 100, care)) {
                heard.add((nowMs - 10 * MINUTE) / 1_000 + " " + prompt.contactId() + " " + prompt.sounds());
                prompter.heard(prompt, nowMs, care);
            }
        }
    }

    @Test
    void shouldGreetTellTheWaitAndComfortInTurn() {
        entersFor(1, 4, 5);
        passes(370);
        assertThat(heard)
                .containsExactly(
                        "1 1 hi&usher/wait-about-5",
                        "60 1 thanks",
                        "121 1 usher/wait-about-3",
                        "136 1 web",
                        "196 1 thanks",
                        "256 1 web",
                        "316 1 thanks");
    }

    @Test
    void shouldTellNoWaitThatIsNotKnownNorAnyToWhomWaitsLongerThanHalfOfAll() {
        enters(1, Story.BILLING);
        passes(2);
        entersFor(2, 1, 10);
        passes(200);
        assertThat(heard.stream().filter(words -> words.contains("wait"))).containsExactly("3 2 hi&usher/wait-1-10");
    }

    @Test
    void shouldLetWordsRiseOnlyAfterACause() {
        care.put("billing", new CallerCare(0, new Announcements("", true, MINUTE, List.of(), MINUTE)));
        entersFor(1, 7, 7);
        passes(1);
        tell(new Event.WaitEstimated(nowMs, 1, 1, Story.BILLING, 2, new WaitEstimate(0, 0, 15 * MINUTE, 15 * MINUTE)));
        passes(60);
        assertThat(heard).last().asString().isEqualTo("61 1 usher/wait-about-7");
        tell(new Event.AgentStateChanged(nowMs, Story.BOB, AgentState.READY, AgentState.LOGGED_OUT, 0, null));
        passes(60);
        assertThat(heard).last().asString().isEqualTo("121 1 usher/wait-about-15");
    }

    @Test
    void shouldSayNothingWhileAnAgentIsRungOrAfterTheLine() {
        entersFor(1, 4, 5);
        tell(new Event.OfferMade(nowMs, 1, 50, Story.BILLING, Story.BOB, 0));
        passes(30);
        assertThat(heard).isEmpty();
        tell(new Event.OfferEnded(nowMs, 1, 50, Story.BILLING, Story.BOB, OfferOutcome.REJECTED, 0));
        passes(5);
        assertThat(heard).hasSize(1);
        tell(new Event.EntryEnded(nowMs, 1, 1, Story.BILLING, EntryOutcome.ABANDONED, 35_000));
        passes(300);
        assertThat(heard).hasSize(1);
        assertThat(prompter.callers()).isZero();
    }

    @Test
    void shouldBeSilentWhereNothingIsToBeSaid() {
        enters(1, Story.SALES);
        passes(200);
        assertThat(heard).isEmpty();
        assertThat(prompter.callers()).isZero();
    }

    @Test
    void shouldLetALongLineHearLaterRatherThanAtOnce() {
        care.put("billing", new CallerCare(0, new Announcements("hi", false, 0, List.of(), MINUTE)));
        for (int i = 1; i <= 100; i++) {
            enters(i, Story.BILLING);
        }
        nowMs += 2_000;
        assertThat(prompter.due(nowMs, 5, care))
                .extracting(Prompter.Prompt::contactId)
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        int told = 5;
        while (told < 100) {
            List<Prompter.Prompt> next = prompter.due(nowMs, 5, care);
            assertThat(next).hasSize(5);
            told += next.size();
        }
        assertThat(prompter.due(nowMs, 5, care)).isEmpty();
    }

    @Test
    void shouldGreetNobodyLongAfterHeCame() {
        entersFor(1, 4, 5);
        nowMs += 20_000; // the server was away
        passes(60);
        assertThat(heard).containsExactly("21 1 usher/wait-about-5", "60 1 thanks");
    }

    @Test
    void shouldTellNothingMoreToTheLineOfWhichItDoesNotKnowWhatHappened() {
        entersFor(1, 4, 5);
        prompter.forget();
        entersFor(2, 4, 5);
        passes(2);
        assertThat(heard).containsExactly("1 2 hi&usher/wait-about-5");
        assertThat(prompter.callers()).isOne();
    }

    @Test
    void shouldTellWhoDidNotHearItAgainAndTakeNothingForSaid() {
        care.put("billing", new CallerCare(0, new Announcements("hi", true, 0, List.of("thanks"), MINUTE)));
        entersFor(1, 4, 5);
        nowMs += 1_000;
        prompter.due(nowMs, 100, care).forEach(prompt -> prompter.notHeard(prompt, nowMs));
        passes(15);
        assertThat(heard).as("once, though it is told once only").containsExactly("4 1 hi&usher/wait-about-5");

        entersFor(2, 10, 10);
        tell(new Event.OfferMade(nowMs, 2, 50, Story.BILLING, Story.BOB, 0));
        passes(20);
        tell(new Event.OfferEnded(nowMs, 2, 50, Story.BILLING, Story.BOB, OfferOutcome.ACCEPTED, 0));
        passes(4);
        assertThat(heard)
                .as("the agent picked up and nobody was connected; it is late for a greeting")
                .last()
                .asString()
                .endsWith("2 usher/wait-about-10");
    }

    @Test
    void shouldComfortWhereNoMoreIsToldOfTheWait() {
        care.put("billing", new CallerCare(0, new Announcements("", true, 30_000, List.of("thanks"), MINUTE)));
        entersFor(1, 1, 10);
        passes(200);
        assertThat(heard)
                .containsExactly(
                        "1 1 usher/wait-1-10", "31 1 usher/wait-1-10", "60 1 thanks", "120 1 thanks", "180 1 thanks");
    }
}
