package org.usher.server.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.WaitEstimate;
import org.usher.core.api.WaitFromNow;
import org.usher.server.Story;

/** Who hears what and when, in virtual time. */
final class PrompterTest {
    private static final long MINUTE = 60_000;
    private static final Announcements ALL =
            new Announcements("hi", true, 2 * MINUTE, List.of("thanks", "web"), MINUTE);

    private final Prompter prompter = new Prompter();
    private final Map<String, CallerCare> care = new HashMap<>(Map.of("billing", new CallerCare(0, ALL)));
    private final List<String> heard = new ArrayList<>();
    private final Map<Long, Standing> line = new HashMap<>();
    private long nowMs = 10 * MINUTE;

    /** How it stands with a caller, as the engine would say: the whole wait, from when he came. */
    private record Standing(long sinceMs, int p50Minutes, int p90Minutes, int agents) {}

    PrompterTest() {
        tell(new Event.ConfigurationAdopted(nowMs, Story.CENTRE));
    }

    private void tell(Event event) {
        prompter.happened(event, care);
    }

    private void enters(long contactId, int queueId) {
        enters(contactId, contactId, queueId);
    }

    private void enters(long contactId, long entryId, int queueId) {
        ContactDetails details = new ContactDetails(1, "", "", "", "", "", "", "", "");
        tell(new Event.ContactQueued(
                nowMs, contactId, entryId, queueId, Channel.VOICE, 0, contactId, nowMs, 0, details));
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
        stands(contactId, p50Minutes, p90Minutes, 3);
    }

    private void stands(long contactId, int p50Minutes, int p90Minutes, int agents) {
        line.put(contactId, new Standing(nowMs, p50Minutes, p90Minutes, agents));
    }

    private void read() {
        for (long contactId : prompter.unread(100)) {
            Standing standing = line.get(contactId);
            WaitFromNow now = null;
            if (standing != null) {
                long waitedMs = nowMs - standing.sinceMs;
                long p50Ms = Math.max(0, standing.p50Minutes * MINUTE - waitedMs);
                long p90Ms = Math.max(0, standing.p90Minutes * MINUTE - waitedMs);
                now = new WaitFromNow(contactId, contactId, new WaitEstimate(p50Ms, 0, p50Ms, p90Ms), standing.agents);
            }
            prompter.read(contactId, now, nowMs);
        }
    }

    private List<Prompter.Prompt> due(int most) {
        List<Prompter.Prompt> prompts = new ArrayList<>(prompter.due(nowMs, most, care));
        read();
        prompts.addAll(prompter.due(nowMs, most - prompts.size(), care));
        return prompts;
    }

    /** A second at a time; what is heard goes down with the second since the beginning. */
    private void passes(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nowMs += 1_000;
            for (Prompter.Prompt prompt : due(100)) {
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
                        "241 1 usher/wait-less-1",
                        "256 1 web",
                        "316 1 thanks",
                        "361 1 usher/wait-less-1");
    }

    @Test
    void shouldTellNoWaitThatIsNotKnownNorAnyWhileNobodyIsThere() {
        enters(1, Story.BILLING);
        passes(2);
        entersFor(2, 1, 10);
        stands(2, 1, 10, 0);
        passes(2);
        assertThat(waits()).isEmpty();
        stands(2, 4, 5, 1);
        passes(130);
        assertThat(waits()).containsExactly("123 2 usher/wait-about-4");
    }

    private List<String> waits() {
        return heard.stream().filter(words -> words.contains("wait")).toList();
    }

    private List<String> tellEachMinute() {
        care.put("billing", new CallerCare(0, new Announcements("", true, MINUTE, List.of(), MINUTE)));
        return heard;
    }

    @Test
    void shouldTellAnewEachTimeHowItStandsThen() {
        tellEachMinute();
        entersFor(1, 10, 10);
        passes(1);
        stands(1, 4, 4, 3);
        passes(60);
        stands(1, 0, 0, 3);
        passes(60);
        assertThat(heard)
                .containsExactly("1 1 usher/wait-about-10", "61 1 usher/wait-about-3", "121 1 usher/wait-less-1");
    }

    @Test
    void shouldLetWordsRiseOnlyAfterACause() {
        tellEachMinute();
        entersFor(1, 7, 7);
        passes(1);
        stands(1, 16, 16, 3);
        passes(60);
        assertThat(heard).last().asString().isEqualTo("61 1 usher/wait-about-7");
        stands(1, 16, 16, 2);
        passes(60);
        assertThat(heard).last().asString().isEqualTo("121 1 usher/wait-about-15");
    }

    @Test
    void shouldLetWordsRiseWhenSomebodyComesBeforeHimFromALineThatSharesAgents() {
        tellEachMinute();
        entersFor(1, 2, 2);
        passes(1);
        enters(2, Story.BILLING);
        stands(1, 6, 6, 3);
        passes(60);
        assertThat(heard).last().asString().as("he came behind").isEqualTo("61 1 usher/wait-about-2");
        tell(new Event.CallbackDue(nowMs, 3, Story.BILLING));
        stands(1, 6, 6, 3);
        passes(60);
        assertThat(heard).last().asString().isEqualTo("121 1 usher/wait-about-5");
        tell(new Event.ContactPrioritised(nowMs, 2, Story.BILLING, 100));
        stands(1, 8, 8, 3);
        passes(60);
        assertThat(heard).last().asString().isEqualTo("181 1 usher/wait-about-7");
    }

    @Test
    void shouldLetWordsRiseWhenTheRulesChange() {
        tellEachMinute();
        entersFor(1, 2, 2);
        passes(1);
        tell(new Event.ConfigurationAdopted(nowMs, Story.CENTRE));
        stands(1, 6, 6, 3);
        passes(60);
        assertThat(heard).last().asString().isEqualTo("61 1 usher/wait-about-5");
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
        due(100).forEach(prompt -> prompter.notHeard(prompt, nowMs));
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

    private void offersCallbackAfter(long ms) {
        care.put("billing", new CallerCare(0, new Announcements("hi", true, 0, List.of(), MINUTE, ms, 0)));
    }

    @Test
    void shouldOfferACallbackToWhoIsToldALongWaitAndAgainLater() {
        offersCallbackAfter(3 * MINUTE);
        entersFor(1, 4, 5);
        passes(250);
        assertThat(heard)
                .containsExactly(
                        "1 1 hi&usher/wait-about-5&usher/callback-offer",
                        "121 1 usher/callback-offer",
                        "241 1 usher/callback-offer");
    }

    @Test
    void shouldOfferACallbackToWhoHasWaitedLongThoughNobodyKnewIt() {
        offersCallbackAfter(3 * MINUTE);
        entersFor(1, 1, 1);
        enters(2, Story.BILLING);
        passes(310);
        assertThat(heard)
                .containsExactly(
                        "1 1 hi&usher/wait-less-1",
                        "1 2 hi",
                        "180 1 usher/callback-offer",
                        "180 2 usher/callback-offer",
                        "300 1 usher/callback-offer",
                        "300 2 usher/callback-offer");
    }

    @Test
    void shouldOfferAChatBesideTheCallbackAndWhereAgentsTakeChatsAlone() {
        care.put(
                "billing",
                new CallerCare(0, new Announcements("hi", true, 0, List.of(), MINUTE, 3 * MINUTE, 2 * MINUTE)));
        entersFor(1, 4, 5);
        passes(130);
        assertThat(heard)
                .containsExactly(
                        "1 1 hi&usher/wait-about-5&usher/callback-offer&usher/chat-offer",
                        "121 1 usher/callback-offer&usher/chat-offer");
        assertThat(CallerCare.withChatsOnlyIn(Set.of("sales"), care).get("billing"))
                .isEqualTo(new CallerCare(
                        0, new Announcements("hi", true, 0, List.of(), MINUTE, 3 * MINUTE, 0), OverflowNumber.NONE));
        assertThat(CallerCare.withChatsOnlyIn(Set.of("billing"), care)).isEqualTo(care);
    }

    @Test
    void shouldOfferACallbackAnewWhereItWasNotHeard() {
        offersCallbackAfter(3 * MINUTE);
        enters(1, Story.BILLING);
        passes(2);
        nowMs += 3 * MINUTE;
        List<Prompter.Prompt> due = prompter.due(nowMs, 100, care);
        assertThat(due).hasSize(1);
        assertThat(due.getFirst().offer()).isEqualTo(new CallbackOffer("billing", "", true));
        due.forEach(prompt -> prompter.notHeard(prompt, nowMs));
        passes(3);
        assertThat(heard).last().asString().endsWith("usher/callback-offer");
        assertThat(CallerCare.withoutCallbacks(care).get("billing"))
                .isEqualTo(new CallerCare(0, new Announcements("hi", true, 0, List.of(), MINUTE)));
    }

    private CallbackOffer offerAfter3Minutes() {
        nowMs += 3 * MINUTE;
        List<Prompter.Prompt> due = prompter.due(nowMs, 100, care);
        assertThat(due).hasSize(1);
        prompter.heard(due.getFirst(), nowMs, care);
        return Objects.requireNonNull(due.getFirst().offer());
    }

    @Test
    void shouldCountAsOfferedOnceWhoGoesOnInAnotherLineButIsOneCaller() {
        offersCallbackAfter(3 * MINUTE);
        care.put("sales", Objects.requireNonNull(care.get("billing")));
        enters(1, Story.BILLING);
        passes(2);
        assertThat(offerAfter3Minutes().first()).isTrue();
        tell(new Event.EntryEnded(nowMs, 1, 1, Story.BILLING, EntryOutcome.TRANSFERRED_UNSERVED, 3 * MINUTE));
        enters(1, 2, Story.SALES);
        passes(2);
        assertThat(offerAfter3Minutes()).isEqualTo(new CallbackOffer("sales", "", false));
        tell(new Event.ContactEnded(nowMs, 1, 0, EndedBy.CALLER, 0, 0));
        enters(1, 3, Story.SALES);
        passes(2);
        assertThat(offerAfter3Minutes().first()).as("comes again").isTrue();
    }

    @Test
    void shouldComfortWhereNothingIsToldOfTheWait() {
        care.put("billing", new CallerCare(0, new Announcements("", true, 30_000, List.of("thanks"), MINUTE)));
        entersFor(1, 1, 10);
        passes(2);
        stands(1, 1, 10, 0);
        passes(130);
        assertThat(heard).containsExactly("1 1 usher/wait-1-10", "60 1 thanks", "120 1 thanks");
    }
}
